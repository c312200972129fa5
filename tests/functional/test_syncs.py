"""Syncs: begun, followed, waiting, going on, cancelled; and what they ask and write when nothing changed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import pytest

from chalicelib.contexts.library.sync import saved, worker
from chalicelib.contexts.library.sync.messages import QUEUE as SYNCS_QUEUE
from chalicelib.contexts.library.sync.part import Part
from chalicelib.contexts.library.sync.reading import Context
from chalicelib.contexts.library.sync.tasks import resume
from chalicelib.core import composition
from chalicelib.core.settings import settings
from tests.functional.console import Console
from tests.functional.syncing import (
    SYNCS,
    begin,
    collection,
    finish,
    kept_writes,
    seen,
    synced,
    wake,
    work,
)
from tests.functional.world import Browser, World, a_world

RESOURCES = ["playlists", "tracks", "albums", "shows", "episodes", "audiobooks", "artists"]


@pytest.fixture
def world() -> Iterator[World]:
    with a_world(tracks=120, playlists=4, big_playlist=60, people=2) as made:
        yield made


@pytest.fixture
def anna(world: World) -> Browser:
    return world.signed_in()


def _user_id(browser: Browser) -> str:
    return browser.cookies["__Host-dashspot"].partition(".")[0]


def _rows(browser: Browser, name: str) -> list[dict[str, Any]]:
    found = browser.world.items("catalogue", f"U#{_user_id(browser)}#{name}")
    rows = [item for item in found if item["sk"].startswith("R#") and not item.get("removed")]
    return sorted(rows, key=lambda row: str(row["rank"]))


def _likes(world: World) -> list[str]:
    """What Spotify has among the first person's saved tracks, newest first."""
    return [f"spotify:track:{saved.id}" for saved in world.spotify.truth.people[0].saved_tracks]


# -- from the request to its end ---------------------------------------------------------------------------------------


def test_a_first_sync_brings_the_whole_library_and_says_so(world: World, anna: Browser) -> None:
    begun = begin(anna)
    assert (begun["kind"], begun["state"], begun["resources"]) == ("library_sync", "queued", RESOURCES)
    job = work(anna, begun)
    assert job["state"] == "succeeded"
    assert job["finished_at"] is not None
    assert job["progress"]["done"] == job["progress"]["total"] > 350
    assert job["progress"]["unit"] == "rows"
    assert job["counts"]["created"] > 350
    assert job["counts"]["updated"] == job["counts"]["removed"] == job["counts"]["unchanged"] == 0
    assert job["cost"]["requests"] == len([path for path in world.asked("/v1/") if path != "/v1/me"])
    assert job["cost"]["write_units"] > job["counts"]["created"]
    assert job["cost"]["milliseconds"] > 0
    assert job["estimate"] is None
    assert [row["uri"] for row in _rows(anna, "SAVED_TRACKS")] == _likes(world)
    likes = collection(job, "tracks")
    assert likes is not None
    assert (likes["state"], likes["rows"], likes["total"]) == ("done", 120, 120)


def test_rows_that_name_nothing_and_playlists_that_cannot_be_read_are_skipped_with_their_reason(
    anna: Browser,
) -> None:
    job = synced(anna)
    reasons = {each["reason"] for each in job["skipped"]}
    assert {"names_nothing", "spotify_forbidden_playlist"} <= reasons
    forbidden = [each["name"] for each in job["collections"] if each["state"] == "skipped"]
    assert forbidden
    assert all(name.startswith("spotify:playlist:") for name in forbidden)
    assert job["counts"]["skipped"] > 0
    assert job["state"] == "succeeded", "what Spotify keeps from every such app is no failure of the sync"


def test_nothing_changed_costs_no_write_and_a_request_for_fifty_of_each(world: World, anna: Browser) -> None:
    first = synced(anna)
    world.advance(minutes=10)
    world.aws.clear()
    before = len(world.asked("/v1/"))
    job = synced(anna)
    assert job["state"] == "succeeded"
    assert kept_writes(world) == 0
    asked = world.asked("/v1/")[before:]
    assert sorted(path.partition("?")[0] for path in asked) == [
        "/v1/me/albums",
        "/v1/me/audiobooks",
        "/v1/me/episodes",
        "/v1/me/following",
        "/v1/me/playlists",
        "/v1/me/shows",
        "/v1/me/tracks",
    ]
    assert job["counts"]["created"] == job["counts"]["updated"] == job["counts"]["removed"] == 0
    assert job["counts"]["unchanged"] == first["counts"]["created"]
    assert job["cost"]["requests"] == 7


def test_asking_again_while_one_is_under_way_answers_the_same_one(world: World, anna: Browser) -> None:
    begun = begin(anna)
    assert begin(anna, resources=["tracks"])["id"] == begun["id"]
    assert world.in_queue(SYNCS_QUEUE) == 1
    finish(anna, begun)
    assert begin(anna)["id"] != begun["id"]


def test_single_resources_and_single_playlists_can_be_asked_for(world: World, anna: Browser) -> None:
    job = synced(anna, resources=["tracks", "albums"])
    assert job["resources"] == ["tracks", "albums"]
    assert {each["name"] for each in job["collections"]} == {"tracks", "albums"}
    mine = next(each for each in world.spotify.truth.people[0].playlists if each.playlist_id in _readable(world))
    job = synced(anna, playlists=[mine.playlist_id])
    assert (job["resources"], job["playlists"]) == ([], [mine.playlist_id])
    assert [each["name"] for each in job["collections"]] == [f"spotify:playlist:{mine.playlist_id}"]
    assert job["collections"][0]["state"] == "done"


def _readable(world: World) -> set[str]:
    person = world.spotify.truth.people[0]
    return {
        each.playlist_id
        for each in person.playlists
        if world.spotify.truth.playlists[each.playlist_id].readable_by(person.id)
    }


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"resources": ["songs"]}, "/resources/0"),
        ({"resources": []}, "/resources"),
        ({"playlists": ["not an id"]}, "/playlists/0"),
        ({"everything": True}, "/everything"),
        ({"full": "maybe"}, "/full"),
    ],
)
def test_what_cannot_be_understood_is_named(anna: Browser, body: dict[str, Any], pointer: str) -> None:
    answer = anna.post(SYNCS, body)
    assert (answer.status, answer.code) == (400, "invalid_request")
    assert pointer in [flaw.get("pointer") for flaw in answer.json["errors"]]


def test_syncs_are_listed_newest_first_and_are_nobody_elses(world: World, anna: Browser) -> None:
    ids = []
    for _ in range(3):
        ids.append(synced(anna, resources=["shows"])["id"])
        world.advance(minutes=1)
    page = anna.get(f"{SYNCS}?limit=2").json
    assert [job["id"] for job in page["data"]] == ids[:0:-1]
    assert all(job["collections"] is None for job in page["data"])
    rest = anna.get(f"{SYNCS}?limit=2&cursor={page['page']['next']}").json
    assert [job["id"] for job in rest["data"]] == ids[:1]
    assert rest["page"]["next"] is None
    ben = world.browser()
    ben.sign_in(person=world.spotify.truth.people[1].id)
    for answer in (ben.get(f"{SYNCS}/{ids[0]}"), ben.delete(f"{SYNCS}/{ids[0]}"), ben.get(f"{SYNCS}/{'0' * 40}")):
        assert (answer.status, answer.code) == (404, "not_found")
    assert ben.get(SYNCS).json["data"] == []


# -- waiting and going on ----------------------------------------------------------------------------------------------


def test_a_wait_of_hours_is_told_and_the_sync_goes_on_where_it_was(world: World, anna: Browser) -> None:
    world.spotify.fault("rate_limit", retry_after=7200, match={"path": "/v1/me/tracks"}, skip=1, times=1)
    job = work(anna, begin(anna, resources=["tracks"]))
    assert job["state"] == "waiting"
    left = datetime.fromisoformat(job["resume_at"]) - world.clock.now()
    assert timedelta(minutes=119) < left <= timedelta(minutes=123)
    assert job["estimate"]["requests"] == 2
    assert datetime.fromisoformat(job["estimate"]["ready_at"]) > world.clock.now() + timedelta(minutes=118)
    assert [row["uri"] for row in _rows(anna, "SAVED_TRACKS")] == _likes(world)[:50], "the newest can be used meanwhile"
    asked = len(world.asked("/v1/me/tracks"))
    world.advance(minutes=90)
    world.tick(resume)
    assert work(anna, job)["state"] == "waiting"
    assert len(world.asked("/v1/me/tracks")) == asked, "nothing is asked before its time"
    ended = finish(anna, job)
    assert (ended["state"], ended["counts"]["created"]) == ("succeeded", 120)
    assert len(world.asked("/v1/me/tracks")) == 3 + 1, "three pages and one refusal: no page was read twice"
    assert [row["uri"] for row in _rows(anna, "SAVED_TRACKS")] == _likes(world)


def test_a_short_wait_is_a_message_that_comes_later(world: World, anna: Browser) -> None:
    world.spotify.fault("rate_limit", retry_after=20, match={"path": "/v1/me/tracks"}, times=1)
    job = work(anna, begin(anna, resources=["tracks"]))
    assert job["state"] == "waiting"
    assert world.in_queue(SYNCS_QUEUE) == 1
    for _ in range(10):
        world.advance(minutes=1)  # the gate reopens gradually
        if work(anna, job)["state"] == "succeeded":
            break
    assert seen(anna, job)["state"] == "succeeded", "no schedule was needed"


def test_a_sync_whose_message_was_lost_is_missed_and_goes_on(world: World, anna: Browser) -> None:
    job = begin(anna, resources=["shows"])
    world.empty_queues()
    world.tick(resume)
    assert world.in_queue(SYNCS_QUEUE) == 0, "it may be on its way still"
    wake(world, job)
    world.tick(resume)
    assert world.in_queue(SYNCS_QUEUE) == 1, "once, however often the schedule looks"
    assert work(anna, job)["state"] == "succeeded"


def test_messages_that_come_twice_or_late_do_nothing_twice(world: World, anna: Browser) -> None:
    job = begin(anna, resources=["tracks"])
    (message,) = world.sqs.receive_message(QueueUrl=world.queues[SYNCS_QUEUE].url, VisibilityTimeout=0)["Messages"]
    for _ in range(3):
        world.send(message["Body"], queue=SYNCS_QUEUE)
    ended = work(anna, job)
    assert (ended["state"], ended["counts"]["created"]) == ("succeeded", 120)
    assert len(world.asked("/v1/me/tracks")) == 3
    world.send(message["Body"], queue=SYNCS_QUEUE)
    assert work(anna, job) == ended


def test_an_invocation_stops_in_time_and_the_next_goes_on(
    world: World, anna: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_page = saved.read_page

    def one_page(part: Part, context: Context) -> Part:
        monkeypatch.setattr(worker, "RESERVE", 1000.0)  # time is up
        return read_page(part, context)

    monkeypatch.setattr(saved, "read_page", one_page)
    job = begin(anna, resources=["tracks", "shows"])
    hops = 0
    while seen(anna, job)["state"] in ("queued", "running"):
        monkeypatch.setattr(worker, "RESERVE", 30.0)
        assert world.deliver(SYNCS_QUEUE)
        hops += 1
    ended = seen(anna, job)
    assert ended["state"] == "succeeded"
    assert hops >= 4, "three pages of tracks, one of shows"
    assert len(world.asked("/v1/me/tracks")) == 3
    assert [row["uri"] for row in _rows(anna, "SAVED_TRACKS")] == _likes(world)


def test_after_ten_hops_a_sync_is_parked_and_the_schedule_goes_on(world: World, anna: Browser) -> None:
    job = begin(anna, resources=["tracks"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worker, "RESERVE", 1000.0)  # nothing can ever be done
        for _ in range(30):
            if not world.deliver(SYNCS_QUEUE):
                break
        else:
            raise AssertionError("a function that wakes itself for ever")
    assert seen(anna, job)["state"] == "running"
    assert finish(anna, job)["state"] == "succeeded"


def test_a_sync_that_the_days_budget_cannot_hold_takes_days_and_says_so(world: World, anna: Browser) -> None:
    with_budget(world, 12)
    job = work(anna, begin(anna))
    assert job["state"] == "waiting"
    assert job["progress"]["done"] > 0
    left, ready_at = job["estimate"]["requests"], datetime.fromisoformat(job["estimate"]["ready_at"])
    assert left > 6
    assert ready_at > world.clock.now() + timedelta(hours=12)
    asked = len(world.asked("/v1/"))
    ended = finish(anna, job)
    assert ended["state"] == "succeeded"
    assert left <= len(world.asked("/v1/")) - asked <= left + 3
    assert abs(datetime.fromisoformat(ended["finished_at"]) - ready_at) < timedelta(days=1)


def with_budget(world: World, requests: int) -> None:
    """A new process with so many requests a day, early in the morning."""
    os.environ["SPOTIFY_DAILY_BUDGET"] = str(requests)
    settings.cache_clear()
    composition.use(composition.Services(settings(), world.clock))
    now = world.clock.now()
    world.advance(seconds=(24 - now.hour) * 3600 - now.minute * 60 - now.second + 300)


# -- trouble -----------------------------------------------------------------------------------------------------------


def test_a_page_that_spotify_cannot_give_is_asked_for_later_and_nothing_else_waits(world: World, anna: Browser) -> None:
    world.spotify.fault("server_error", status=500, match={"path": "/v1/me/tracks", "query": {"offset": "50"}}, times=6)
    job = work(anna, begin(anna, resources=["tracks", "shows", "albums"]))
    assert job["state"] == "waiting"
    for name in ("shows", "albums"):
        found = collection(job, name)
        assert found is not None
        assert found["state"] == "done"
    ended = finish(anna, job)
    assert ended["state"] == "succeeded"
    assert [row["uri"] for row in _rows(anna, "SAVED_TRACKS")] == _likes(world)


def test_a_page_that_never_comes_makes_it_partial_and_takes_nothing_away(world: World, anna: Browser) -> None:
    synced(anna)
    world.advance(minutes=5)
    world.spotify.fault("server_error", status=500, match={"path": "/v1/me/tracks", "query": {"offset": "50"}})
    job = synced(anna, full=True)
    assert job["state"] == "partial"
    found = collection(job, "tracks")
    assert found is not None
    assert (found["state"], found["reasons"], found["rows"]) == ("partial", ["spotify_unavailable"], 50)
    assert {"ref": "tracks", "reason": "spotify_unavailable"} in job["skipped"]
    assert [row["uri"] for row in _rows(anna, "SAVED_TRACKS")] == _likes(world)
    world.spotify.simulator.faults.clear()
    world.advance(minutes=5)
    again = synced(anna)
    assert again["state"] == "succeeded", "what was partial is read again"


def test_an_outage_holds_everything_and_is_not_asked_again_and_again(world: World, anna: Browser) -> None:
    world.spotify.fault("server_error", status=503, match={"path": "/v1/me/*"})
    job = work(anna, begin(anna))
    assert job["state"] == "waiting"
    asked = len(world.asked("/v1/me/"))
    assert asked <= 1 + 3 * 2, "three parts, each with one more try"
    world.spotify.simulator.faults.clear()
    assert finish(anna, job)["state"] == "succeeded"


def test_a_dead_consent_ends_it_with_what_to_do(world: World, anna: Browser) -> None:
    world.advance(hours=2)
    world.spotify_answers("/api/token", times=50, status=400, body={"error": "invalid_grant"})
    job = synced(anna)
    assert (job["state"], job["error"]) == ("failed", "reauth_required")


def test_a_missing_permission_costs_that_resource_only() -> None:
    with a_world(tracks=20, playlists=3, withheld_scopes=("user-follow-read",)) as world:
        job = synced(world.signed_in())
        artists = collection(job, "artists")
        assert artists is not None
        assert (artists["state"], artists["reasons"]) == ("skipped", ["insufficient_scope"])
        assert job["state"] == "partial"
        assert job["counts"]["created"] > 100


def test_aws_failing_pauses_it_and_loses_nothing(world: World, anna: Browser, console: Console) -> None:
    job = begin(anna, resources=["tracks"])
    world.aws.refuse("BatchGetItem", "ProvisionedThroughputExceededException", times=3, after=1)
    ended = finish(anna, job)
    assert (ended["state"], ended["counts"]["created"]) == ("succeeded", 120)
    assert world.dead_letters() == []


def test_a_person_can_cancel_it_and_keeps_what_was_read(world: World, anna: Browser) -> None:
    world.spotify.fault("rate_limit", retry_after=7200, match={"path": "/v1/me/tracks"}, skip=1, times=1)
    job = work(anna, begin(anna, resources=["tracks"]))
    assert job["state"] == "waiting"
    answer = anna.delete(f"{SYNCS}/{job['id']}")
    assert answer.status == 202
    ended = work(anna, job)
    assert (ended["state"], ended["resume_at"], ended["estimate"]) == ("cancelled", None, None)
    assert len(_rows(anna, "SAVED_TRACKS")) == 50
    assert anna.delete(f"{SYNCS}/{job['id']}").status == 404
    world.advance(hours=3)
    assert synced(anna, resources=["tracks"])["state"] == "succeeded"
    assert [row["uri"] for row in _rows(anna, "SAVED_TRACKS")] == _likes(world)


# -- a library that changes while it is read ---------------------------------------------------------------------------


def _held_after_a_page(world: World, path: str) -> None:
    """Spotify answers one request for a path, and then asks to wait: time for the person to change something."""
    world.spotify.fault("rate_limit", retry_after=1800, match={"path": path}, skip=1, times=1)


def test_likes_that_come_and_go_while_they_are_read_are_all_right_in_the_end(world: World, anna: Browser) -> None:
    _held_after_a_page(world, "/v1/me/tracks")
    job = work(anna, begin(anna, resources=["tracks"]))
    unsaved = [uri for uri in _tracks(world) if uri not in _likes(world)][:2]
    world.spotify.switch("forget", uris=[_likes(world)[10], _likes(world)[70]])
    world.spotify.switch("save", uris=unsaved)
    ended = finish(anna, job)
    assert ended["state"] == "succeeded"
    assert [row["uri"] for row in _rows(anna, "SAVED_TRACKS")] == _likes(world)
    assert len(world.asked("/v1/me/tracks")) <= 3 + 1 + 3, "a second look, and no third"


def _tracks(world: World) -> list[str]:
    return [f"spotify:track:{track_id}" for track_id in islice(world.spotify.truth.catalogue.tracks, 400)]


def test_a_playlist_that_changes_while_it_is_read_loses_no_row(world: World, anna: Browser) -> None:
    mine = _long_playlist(world)
    name = f"PLAYLIST#{mine.id}"
    synced(anna, playlists=[mine.id])
    world.advance(minutes=5)
    world.spotify.switch("change-playlist", playlist=mine.id, move={"start": 0, "before": 3})
    _held_after_a_page(world, f"/v1/playlists/{mine.id}*")
    job = work(anna, begin(anna, playlists=[mine.id]))
    assert job["state"] == "waiting"
    # The row that stood first on the second page slips onto the first one, which was read; the total stays.
    world.spotify.switch("change-playlist", playlist=mine.id, remove=[5], append=[mine.rows[0].uri])
    ended = finish(anna, job)
    assert ended["state"] == "succeeded"
    assert ended["counts"]["removed"] == 1
    assert [row["uri"] for row in _rows(anna, name)] == [row.uri for row in mine.rows if row.uri]


def _long_playlist(world: World) -> Any:
    """One of the person's own, of 150 rows."""
    uris = _tracks(world)[:150]
    made = world.spotify.switch("create-playlist", name="Long", append=uris)
    return world.spotify.truth.playlists[made["id"]]


def test_a_playlist_that_is_unfollowed_is_taken_away_and_comes_back_whole(world: World, anna: Browser) -> None:
    made = _long_playlist(world)
    synced(anna, resources=["playlists"])
    name = f"PLAYLIST#{made.id}"
    assert len(_rows(anna, name)) == 150
    world.advance(minutes=5)
    world.spotify.switch("forget", uris=[f"spotify:playlist:{made.id}"])
    job = synced(anna, resources=["playlists"])
    assert job["counts"]["removed"] == 150 + 1
    assert _rows(anna, name) == []
    world.advance(minutes=5)
    world.spotify.switch("save", uris=[f"spotify:playlist:{made.id}"])
    assert synced(anna, resources=["playlists"])["counts"]["created"] == 150 + 1
    assert len(_rows(anna, name)) == 150


def test_of_many_likes_only_the_pages_with_something_new_are_read(world: World, anna: Browser) -> None:
    synced(anna, resources=["tracks"])
    world.advance(minutes=5)
    world.spotify.switch("save", uris=[uri for uri in _tracks(world) if uri not in _likes(world)][:3])
    before = len(world.asked("/v1/me/tracks"))
    world.aws.clear()
    job = synced(anna, resources=["tracks"])
    assert len(world.asked("/v1/me/tracks")) == before + 1
    assert (job["counts"]["created"], job["counts"]["unchanged"]) == (3, 120)
    assert [row["uri"] for row in _rows(anna, "SAVED_TRACKS")] == _likes(world)
    rows_written = [body for body in world.aws.bodies if '"R#' in body and "UpdateExpression" in body]
    assert len(rows_written) == 3, "only the difference"


def test_however_little_may_be_asked_at_a_time_the_kept_rows_are_read_from_the_table_once_to_compare(
    world: World, anna: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced(anna, resources=["tracks"])
    world.advance(minutes=5)
    world.spotify.switch("forget", uris=[_likes(world)[-2]])
    read_page = saved.read_page

    def one_page(part: Part, context: Context) -> Part:
        monkeypatch.setattr(worker, "RESERVE", 1000.0)  # time is up
        return read_page(part, context)

    monkeypatch.setattr(saved, "read_page", one_page)
    world.aws.clear()
    job = begin(anna, resources=["tracks"])
    while seen(anna, job)["state"] in ("queued", "running"):
        monkeypatch.setattr(worker, "RESERVE", 30.0)
        assert world.deliver(SYNCS_QUEUE)
    assert seen(anna, job)["counts"]["removed"] == 1
    sent = zip(world.aws.names, world.aws.bodies, strict=True)
    looks = [body for name, body in sent if name == "Query" and "#SAVED_TRACKS" in body and '"R#' in body]
    assert len(looks) == 2, "to compare what three pages bring, and to write the difference"
