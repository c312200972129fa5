"""Playlists are read and measured in the background: begun, followed, waiting, going on, cancelled, never twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from unittest.mock import patch

import pytest

from chalicelib.contexts.browser.analysis import asking
from chalicelib.contexts.browser.analysis.messages import QUEUE
from chalicelib.contexts.browser.analysis.worker import Worker
from chalicelib.core.audio_features.reccobeats import AT_ONCE
from chalicelib.core.composition import services
from tests.functional.analysing import (
    JOBS,
    artists_with_genres,
    begun,
    features_kept,
    finish,
    measured_by,
    of_playlist,
    pass_time,
    seen,
    work,
)
from tests.functional.console import Console
from tests.functional.interleaved import Died
from tests.functional.syncing import SYNCS, synced
from tests.functional.world import Browser, World, a_world


@pytest.fixture
def world() -> Iterator[World]:
    with a_world(tracks=120, playlists=4, big_playlist=60, people=2) as made:
        yield made


@pytest.fixture
def anna(world: World) -> Browser:
    return world.signed_in()


def a_playlist(world: World) -> tuple[str, list[str]]:
    """The largest of the first person's own playlists, and the different tracks in it: no local files, no episodes."""
    person = world.spotify.truth.people[0]
    own = [each for each in world.spotify.truth.playlists_of(person) if each.owner_id == person.id]
    found = max(own, key=lambda each: each.total)
    return found.id, list(dict.fromkeys(row.id for row in found.rows if row.kind == "track" and row.id))


def somebody_elses_playlist(world: World) -> str:
    """A playlist whose rows Spotify keeps from an app in development mode."""
    person = world.spotify.truth.people[0]
    found = world.spotify.truth.playlists_of(person)
    return next(each.id for each in found if not each.readable_by(person.id))


def asked_once(world: World, tracks: list[str]) -> bool:
    """Whether ReccoBeats, which takes 40 at once, was asked no more often than for these tracks."""
    return len(world.asked("/reccobeats/v1/audio-features")) == -(-len(tracks) // AT_ONCE)


# -- from the request to its end ---------------------------------------------------------------------------------------


def test_a_playlist_is_read_and_measured_and_the_job_says_what_it_did(world: World, anna: Browser) -> None:
    measured_by(world, "reccobeats")
    playlist_id, tracks = a_playlist(world)

    job = begun(anna.put(of_playlist(playlist_id)))
    assert (job["kind"], job["state"], job["operations"]) == ("browser_analysis", "queued", ["sync", "analyze"])
    assert job["target"] == {"kind": "playlist", "id": playlist_id, "filters": {}}
    job = finish(anna, job)

    assert (job["state"], job["error"], job["skipped"]) == ("succeeded", None, [])
    assert job["progress"] == {"done": len(tracks), "total": len(tracks), "unit": "tracks", "current": None}
    assert set(features_kept(world)) == set(tracks)
    assert {fields["source"] for fields in features_kept(world).values()} == {"reccobeats"}
    assert job["counts"]["created"] == len(tracks)
    sync = anna.get(f"{SYNCS}/{job['sync_id']}").json
    assert (sync["playlists"], sync["resources"], sync["state"]) == ([playlist_id], [], "succeeded")
    told = artists_with_genres(world)
    assert told and job["counts"]["updated"] == len(told), "and the artists, whose genres rows do not tell"


def test_what_is_known_is_neither_asked_for_nor_written_again(world: World, anna: Browser) -> None:
    measured_by(world, "reccobeats")
    playlist_id, tracks = a_playlist(world)
    finish(anna, begun(anna.put(of_playlist(playlist_id))))
    asked = len(world.asked())

    job = finish(anna, begun(anna.patch(of_playlist(playlist_id), {"operation": "analyze"})))

    assert job["operations"] == ["analyze"]
    assert job["state"] == "succeeded"
    assert job["counts"] == {"created": 0, "updated": 0, "removed": 0, "unchanged": len(tracks), "skipped": 0}
    assert len(world.asked()) == asked


def test_only_reading_a_playlist_measures_nothing(world: World, anna: Browser) -> None:
    measured_by(world, "reccobeats")
    playlist_id, _ = a_playlist(world)
    job = finish(anna, begun(anna.patch(of_playlist(playlist_id), {"operation": "sync"})))
    assert (job["state"], job["progress"]["total"]) == ("succeeded", None)
    assert world.items("catalogue", "E#track#")
    assert features_kept(world) == {}


def test_a_track_that_its_source_does_not_know_is_skipped_and_left_alone_for_a_month(
    world: World, anna: Browser
) -> None:
    playlist_id, tracks = a_playlist(world)
    measured_by(world, "reccobeats", missing=tracks[:2])

    job = finish(anna, begun(anna.put(of_playlist(playlist_id))))
    assert (job["state"], job["counts"]["skipped"]) == ("succeeded", 2)
    assert job["skipped"] == [{"ref": f"spotify:track:{each}", "reason": "not_known"} for each in tracks[:2]]
    asked = len(world.asked("/reccobeats"))

    measured_by(world, "reccobeats")
    again = finish(anna, begun(anna.patch(of_playlist(playlist_id), {"operation": "analyze"})))
    assert (again["counts"]["skipped"], len(world.asked("/reccobeats"))) == (2, asked)

    world.advance(days=31)
    anna.sign_in()
    measured_by(world, "reccobeats")
    later = finish(anna, begun(anna.patch(of_playlist(playlist_id), {"operation": "analyze"})))
    assert (later["counts"]["skipped"], later["counts"]["created"]) == (0, 2)


# -- without audio features --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("provider", "why"), [("spotify", "has closed"), ("none", "switched off")])
def test_without_audio_features_everything_else_is_done_and_the_job_says_so(
    world: World, anna: Browser, provider: str, why: str
) -> None:
    measured_by(world, provider)
    playlist_id, tracks = a_playlist(world)

    job = finish(anna, begun(anna.put(of_playlist(playlist_id))))

    assert (job["state"], job["error"]) == ("partial", "feature_unavailable")
    (told,) = job["skipped"]
    assert told["ref"] == "audio_features" and why in told["reason"]
    assert job["counts"]["skipped"] == len(tracks)
    assert job["progress"]["done"] == len(tracks)
    assert features_kept(world) == {}
    assert artists_with_genres(world)
    assert len(world.asked("/v1/audio-features")) <= 1, "a refusal is not asked for twice"


def test_a_playlist_that_spotify_keeps_from_the_app_ends_the_job_and_says_so(world: World, anna: Browser) -> None:
    measured_by(world, "reccobeats")
    playlist_id = somebody_elses_playlist(world)
    job = finish(anna, begun(anna.put(of_playlist(playlist_id))))
    assert (job["state"], job["progress"]["total"]) == ("failed", None)
    assert job["error"] == "spotify_forbidden_playlist"
    assert job["skipped"][0] == {"ref": f"spotify:playlist:{playlist_id}", "reason": "spotify_forbidden_playlist"}
    assert features_kept(world) == {}


def test_a_playlist_that_nobody_has_ever_read_cannot_be_measured(world: World, anna: Browser) -> None:
    measured_by(world, "reccobeats")
    job = finish(anna, begun(anna.patch(of_playlist(a_playlist(world)[0]), {"operation": "analyze"})))
    assert (job["state"], job["error"]) == ("failed", "not_found")


# -- waiting and going on ----------------------------------------------------------------------------------------------


def test_a_source_that_asks_for_a_pause_gets_it_and_the_job_goes_on_by_itself(world: World, anna: Browser) -> None:
    measured_by(world, "reccobeats")
    playlist_id, tracks = a_playlist(world)
    finish(anna, begun(anna.patch(of_playlist(playlist_id), {"operation": "sync"})))
    world.spotify_answers("/reccobeats/v1/audio-features", status=429, headers={"Retry-After": "7200"}, body={})

    job = work(anna, begun(anna.patch(of_playlist(playlist_id), {"operation": "analyze"})))
    assert job["state"] == "waiting"
    left = (datetime.fromisoformat(job["resume_at"]) - world.clock.now()).total_seconds()
    assert 7000 < left <= 7200
    asked = len(world.asked("/reccobeats"))
    assert work(anna, job)["state"] == "waiting"
    assert len(world.asked("/reccobeats")) == asked

    job = finish(anna, job)
    assert (job["state"], job["counts"]["created"]) == ("succeeded", len(tracks))


def test_a_source_that_fails_is_tried_again_and_given_up_in_the_end(world: World, anna: Browser) -> None:
    measured_by(world, "reccobeats")
    playlist_id, tracks = a_playlist(world)
    finish(anna, begun(anna.patch(of_playlist(playlist_id), {"operation": "sync"})))
    world.spotify_answers("/reccobeats/v1/audio-features", status=500, body={}, times=1000)

    job = finish(anna, begun(anna.patch(of_playlist(playlist_id), {"operation": "analyze"})))
    assert (job["state"], job["error"], job["counts"]["skipped"]) == ("partial", "feature_unavailable", len(tracks))
    assert "500" in job["skipped"][0]["reason"]
    assert artists_with_genres(world), "what does not depend on it is done"


def test_while_spotify_limits_the_app_the_job_waits(world: World, anna: Browser) -> None:
    measured_by(world, "reccobeats")
    playlist_id, _ = a_playlist(world)
    finish(anna, begun(anna.patch(of_playlist(playlist_id), {"operation": "sync"})))
    world.spotify_answers("/v1/artists", status=429, headers={"Retry-After": "3600"}, body={}, times=1)
    job = work(anna, begun(anna.patch(of_playlist(playlist_id), {"operation": "analyze"})))
    assert job["state"] == "waiting" and job["resume_at"] is not None
    assert finish(anna, job)["state"] == "succeeded"


def test_a_sync_that_is_under_way_is_waited_for_and_then_the_playlist_is_read(world: World, anna: Browser) -> None:
    measured_by(world, "reccobeats")
    playlist_id, tracks = a_playlist(world)
    other = anna.post(SYNCS, {"resources": ["shows"]}).json
    job = begun(anna.put(of_playlist(playlist_id)))
    world.deliver(QUEUE)
    waiting = seen(anna, job)
    assert (waiting["state"], waiting["sync_id"]) == ("waiting", other["id"])
    assert waiting["progress"]["current"] == f"spotify:playlist:{playlist_id}"
    job = finish(anna, job)
    assert job["state"] == "succeeded"
    assert job["sync_id"] != other["id"]
    assert set(features_kept(world)) == set(tracks)


def test_a_whole_sync_that_is_under_way_is_enough(world: World, anna: Browser) -> None:
    measured_by(world, "reccobeats")
    playlist_id, _ = a_playlist(world)
    whole = anna.post(SYNCS, {}).json
    job = finish(anna, begun(anna.put(of_playlist(playlist_id))))
    assert (job["state"], job["sync_id"]) == ("succeeded", whole["id"])


def test_one_job_asks_for_so_many_artists_and_the_next_one_goes_on(world: World, anna: Browser) -> None:
    measured_by(world, "reccobeats")
    playlist_id, _ = a_playlist(world)
    with patch.object(asking, "GENRE_REQUESTS", 3):
        job = finish(anna, begun(anna.put(of_playlist(playlist_id))))
        assert (job["state"], job["error"]) == ("partial", None)
        assert job["skipped"] == [{"ref": "genres", "reason": "limit_reached"}]
        before = artists_with_genres(world)
        finish(anna, begun(anna.patch(of_playlist(playlist_id), {"operation": "analyze"})))
    assert len(before) < len(artists_with_genres(world))


# -- once, whatever happens --------------------------------------------------------------------------------------------


def test_asking_again_while_it_is_under_way_answers_the_same_job(world: World, anna: Browser) -> None:
    measured_by(world, "reccobeats")
    playlist_id, _ = a_playlist(world)
    first = begun(anna.put(of_playlist(playlist_id)))
    assert begun(anna.put(of_playlist(playlist_id)))["id"] == first["id"]
    assert begun(anna.patch(of_playlist(playlist_id), {"operation": "analyze"}))["id"] != first["id"]
    finish(anna, first)
    assert begun(anna.put(of_playlist(playlist_id)))["id"] != first["id"]


def test_a_message_that_comes_twice_has_nothing_done_twice(world: World, anna: Browser) -> None:
    measured_by(world, "reccobeats")
    playlist_id, tracks = a_playlist(world)
    finish(anna, begun(anna.patch(of_playlist(playlist_id), {"operation": "sync"})))
    job = begun(anna.patch(of_playlist(playlist_id), {"operation": "analyze"}))
    (message,) = world.sqs.receive_message(
        QueueUrl=world.queues[QUEUE].url, MaxNumberOfMessages=10, AttributeNames=["All"], VisibilityTimeout=0
    )["Messages"]
    work(anna, job)
    asked, items = len(world.asked()), len(world.items("catalogue"))
    world.send(message["Body"], message["Body"], queue=QUEUE)
    job = work(anna, job)
    assert (job["state"], job["counts"]["created"]) == ("succeeded", len(tracks))
    assert (len(world.asked()), len(world.items("catalogue"))) == (asked, items)


def test_a_function_that_is_killed_is_missed_and_another_one_goes_on(world: World, anna: Browser) -> None:
    measured_by(world, "reccobeats")
    playlist_id, tracks = a_playlist(world)
    finish(anna, begun(anna.patch(of_playlist(playlist_id), {"operation": "sync"})))
    before = len(features_kept(world))
    job = begun(anna.patch(of_playlist(playlist_id), {"operation": "analyze"}))
    told: list[str] = []
    with patch.object(asking.Asking, "name_genres", side_effect=Died), pytest.raises(Died):
        world.deliver(QUEUE)
    assert len(features_kept(world)) > before, "some of it is done"
    with patch.object(type(services().read_models), "changed", lambda _, user_id: told.append(user_id)):
        job = finish(anna, job)
    assert job["state"] == "succeeded"
    assert set(features_kept(world)) == set(tracks)
    assert told, "whoever builds the read model hears of what the killed one wrote"
    assert asked_once(world, tracks)


def test_a_lost_message_only_delays_a_job(world: World, anna: Browser) -> None:
    measured_by(world, "reccobeats")
    playlist_id, _ = a_playlist(world)
    job = begun(anna.put(of_playlist(playlist_id)))
    world.empty_queues()
    assert work(anna, job)["state"] == "queued"
    pass_time(world, seen(anna, job))
    assert finish(anna, job)["state"] == "succeeded"


def test_time_that_is_up_is_gone_on_with_in_the_next_function(
    world: World, anna: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured_by(world, "reccobeats")
    playlist_id, tracks = a_playlist(world)
    finish(anna, begun(anna.patch(of_playlist(playlist_id), {"operation": "sync"})))
    looked = Worker._look_up
    invocations: list[Worker] = []

    def look_up(self: Worker) -> None:
        if self not in invocations:
            invocations.append(self)
            self.steps = 0  # type: ignore[attr-defined]
        self.steps += 1  # type: ignore[attr-defined]
        if self.steps > 4:  # type: ignore[attr-defined]
            self._deadline._end = 0.0
        looked(self)

    monkeypatch.setattr(Worker, "_look_up", look_up)
    job = finish(anna, begun(anna.patch(of_playlist(playlist_id), {"operation": "analyze"})))
    assert (job["state"], job["counts"]["created"]) == ("succeeded", len(tracks))
    assert len(invocations) > 2
    assert asked_once(world, tracks)


def test_a_cancelled_job_ends_and_what_it_was_told_stays(world: World, anna: Browser) -> None:
    measured_by(world, "reccobeats")
    playlist_id, _ = a_playlist(world)
    finish(anna, begun(anna.patch(of_playlist(playlist_id), {"operation": "sync"})))
    world.spotify_answers("/v1/artists", status=429, headers={"Retry-After": "36000"}, body={}, times=1)
    job = work(anna, begun(anna.patch(of_playlist(playlist_id), {"operation": "analyze"})))
    assert job["state"] == "waiting"
    kept = features_kept(world)

    assert anna.delete(f"{JOBS}/{job['id']}").status == 202
    job = work(anna, job)
    assert (job["state"], job["error"], job["resume_at"]) == ("cancelled", None, None)
    assert features_kept(world) == kept != {}
    assert anna.delete(f"{JOBS}/{job['id']}").status == 404, "there is nothing left to cancel"


# -- two people --------------------------------------------------------------------------------------------------------


def test_nobody_sees_or_cancels_anothers_jobs(world: World, anna: Browser) -> None:
    job = begun(anna.put(of_playlist(a_playlist(world)[0])))
    other = world.browser()
    other.sign_in(person=world.spotify.truth.people[1].id)
    assert other.get(f"{JOBS}/{job['id']}").status == 404
    assert other.delete(f"{JOBS}/{job['id']}").status == 404
    assert other.get(JOBS).json["data"] == []
    assert [each["id"] for each in anna.get(JOBS).json["data"]] == [job["id"]]
    assert begun(other.put(of_playlist(a_playlist(world)[0])))["id"] != job["id"]


def test_jobs_are_listed_newest_first_and_paged(world: World, anna: Browser) -> None:
    wanted = [begun(anna.put(of_playlist(f"playlist{number}")))["id"] for number in range(3)]
    first = anna.get(f"{JOBS}?limit=2").json
    following = anna.get(f"{JOBS}?limit=2&cursor={first['page']['next']}").json
    assert [each["id"] for each in first["data"] + following["data"]] == wanted[::-1]
    assert following["page"]["next"] is None


def test_a_sync_is_no_analysis_and_the_other_way_round(world: World, anna: Browser) -> None:
    analysis, sync = begun(anna.put(of_playlist(a_playlist(world)[0]))), synced(anna)
    assert anna.get(f"{JOBS}/{sync['id']}").status == 404
    assert anna.get(f"{SYNCS}/{analysis['id']}").status == 404


def test_the_end_of_a_job_is_logged_and_counted(world: World, anna: Browser, console: Console) -> None:
    measured_by(world, "reccobeats")
    playlist_id, tracks = a_playlist(world)
    job = finish(anna, begun(anna.put(of_playlist(playlist_id))))
    (ended,) = console.said("analysis ended")
    assert (ended["job"], ended.get("error"), ended["tracks"]) == (job["id"], None, len(tracks))
    assert console.metric("AnalysesSucceeded") == 1
