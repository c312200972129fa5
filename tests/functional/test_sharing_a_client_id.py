"""People who share one Spotify app: one's limit is everybody's, and so is the day's budget.

Cases are numbered as in the list of what breaks in practice with Spotify's Web API.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from chalicelib.core.accounts.shares import Share
from chalicelib.core.clock import Deadline
from chalicelib.core.errors import DashspotError, SpotifyQuotaExceeded, SpotifyRateLimited
from tests.functional.console import Console
from tests.functional.world import Browser, World

PLAYLISTS = "/v1/library/playlists"
TRACKS = "/v1/library/tracks"
LIMITED = {"status": 429, "headers": {"Retry-After": "30"}, "body": {"error": {"status": 429, "message": "API rate"}}}
QUOTA = {
    "status": 429,
    "headers": {"Retry-After": "52531"},
    "body": {"error": {"status": 429, "message": "Quota exceeded", "reason": "QUOTA_EXCEEDED"}},
}
LAPSED = {
    "status": 403,
    "body": {"error": {"status": 403, "message": "Active premium subscription required for the owner of the app."}},
}


@pytest.fixture
def anna(world: World) -> Browser:
    return world.signed_in()


@pytest.fixture
def ben(world: World) -> Browser:
    browser = world.browser()
    browser.sign_in(person=world.spotify.truth.people[1].id)
    return browser


def user_id(browser: Browser) -> str:
    found: str = browser.get("/v1/user").json["user"]["id"]
    return found


def cold_start(world: World, **settings: Any) -> None:
    """A function that starts anew, with other settings perhaps: nothing in memory is left."""
    from chalicelib.core import composition
    from chalicelib.core.composition import Services, services

    composition.use(Services(services().settings.model_copy(update=settings), world.clock))


def in_background(share: Share, user: str) -> Any:
    """One request in the background, as sync and polls make it; the error's code where it is refused."""
    from chalicelib.core.composition import services
    from chalicelib.spotify.endpoints import library

    accounts = services().accounts
    spotify = accounts.spotify(accounts.person_for_work(user), Deadline(20), share)
    return spotify(lambda api: api.ask(library.MY_TRACKS, limit=1))


def refusal(work: Callable[[], object]) -> DashspotError | None:
    try:
        work()
    except DashspotError as error:
        return error
    return None


def asked(world: World) -> int:
    return len(world.asked("/v1/"))


def meta(browser: Browser) -> Any:
    return browser.get("/v1/meta").json


# 1: a client sleeps on Retry-After, and its time-out is ignored


def test_case_1_an_hour_to_wait_is_told_at_once_and_to_everyone(world: World, anna: Browser, ben: Browser) -> None:
    began = time.monotonic()
    served = [anna.get(PLAYLISTS), ben.get(TRACKS), ben.get("/v1/user/profile")]
    usual = time.monotonic() - began
    assert [answer.status for answer in served] == [200] * 3
    world.spotify_answers("/v1/me/playlists", **{**LIMITED, "headers": {"Retry-After": "3600"}})
    began = time.monotonic()
    answers = [anna.get(PLAYLISTS), ben.get(TRACKS), ben.get("/v1/user/profile")]
    # Against the same three requests just before, so that a slow machine makes both slow.
    assert time.monotonic() - began < max(1.0, 5 * usual), "nobody sits any of it out"
    for answer in answers:
        assert (answer.status, answer.code) == (429, "spotify_rate_limited")
        assert 3540 < answer.json["retry_after"] <= 3600
    assert meta(anna)["gate"]["state"] == "closed"


# 2: a limit is asked again too early, and the penalty grows


@pytest.mark.parametrize("seconds", [30, 3600, 86_400])
def test_case_2_nobody_asks_before_the_time_not_even_after_a_cold_start(
    world: World, anna: Browser, ben: Browser, seconds: int
) -> None:
    world.clock.stop()
    world.spotify_answers("/v1/me/playlists", **{**LIMITED, "headers": {"Retry-After": str(seconds)}})
    anna.get(PLAYLISTS)
    before = asked(world)
    for _ in range(3):
        world.advance(seconds=seconds / 3 - 1)
        cold_start(world)
        for browser in (anna, ben):
            assert browser.get(TRACKS).code == "spotify_rate_limited"
        assert refusal(lambda: in_background("sync", user_id(ben))) is not None
        assert refusal(lambda: in_background("poll", user_id(anna))) is not None
    assert asked(world) == before
    world.advance(seconds=4)
    assert ben.get(TRACKS).status == 200


def test_case_2_it_opens_gradually_and_people_go_first(world: World, anna: Browser, ben: Browser) -> None:
    world.clock.stop()
    world.spotify_answers("/v1/me/playlists", **LIMITED)
    anna.get(PLAYLISTS)
    world.advance(seconds=31)
    person = user_id(anna)
    assert meta(anna)["gate"]["state"] == "reopening"
    assert refusal(lambda: in_background("sync", person)) is not None, "background work waits out the first window"
    assert [anna.get(TRACKS).status, ben.get(TRACKS).status] == [200, 429]
    world.advance(seconds=30)
    cold_start(world)
    assert refusal(lambda: in_background("sync", person)) is None
    held = refusal(lambda: in_background("sync", person))
    assert held is not None and 0 < (held.retry_after or 0) <= 30, "at most half of a window"
    assert [anna.get(TRACKS).status, ben.get(TRACKS).status] == [200, 429]
    world.advance(seconds=300)
    assert meta(anna)["gate"] == {"state": "open", "until": None, "reason": None}
    assert [refusal(lambda: in_background("sync", person)) for _ in range(5)] == [None] * 5


def test_case_2_a_limit_that_still_holds_is_asked_ever_less(world: World, anna: Browser, console: Console) -> None:
    world.spotify_answers("/v1/me/playlists", times=10, **LIMITED)
    waits = []
    for _ in range(4):
        waits.append(anna.get(PLAYLISTS).json["retry_after"])
        world.advance(seconds=waits[-1] + 1)
    assert waits == [30, 60, 120, 240]
    assert console.metric("SpotifyGateClosed") == 1, "it is one closing, and one alert"
    assert console.metric("SpotifyGateClosedAgain") == 3


def test_many_functions_make_one_first_request(world: World, anna: Browser) -> None:
    world.clock.stop()
    world.spotify_answers("/v1/me/playlists", **LIMITED)
    anna.get(PLAYLISTS)
    world.advance(seconds=31)
    before = asked(world)
    paths = [f"{TRACKS}?limit={number}" for number in range(1, 9)]
    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(lambda path: anna.get(path).status, paths))
    assert statuses == [200] + [429] * 7
    assert asked(world) == before + 1


def test_nobody_signs_in_through_a_closed_gate(world: World, anna: Browser) -> None:
    world.clock.stop()
    world.spotify_answers("/v1/me/playlists", **LIMITED)
    anna.get(PLAYLISTS)
    before = asked(world)
    newcomer = world.browser()
    back = newcomer.get(newcomer.consent(newcomer.begin_sign_in()))
    assert "sign_in_error=spotify_rate_limited" in back.headers["location"]
    assert asked(world) == before
    world.advance(seconds=31)
    newcomer.sign_in()
    assert newcomer.get("/v1/user").json["authenticated"] is True


# 3: a quota for hours


def test_case_3_a_quota_parks_everyone_until_told_with_one_alert(
    world: World, anna: Browser, ben: Browser, console: Console
) -> None:
    world.spotify_answers("/v1/me/playlists", times=100, **QUOTA)
    before = asked(world)
    with ThreadPoolExecutor(8) as pool:
        paths = [f"{PLAYLISTS}?limit={number % 50 + 1}" for number in range(100)]
        answers = list(pool.map(anna.get, paths))
    assert {(answer.status, answer.code) for answer in answers} == {(429, "spotify_quota_exceeded")}
    assert asked(world) - before < 20, "those that were on their way, and no more"
    assert console.metric("SpotifyGateClosed") == 1
    for work in (lambda: in_background("sync", user_id(ben)), lambda: in_background("poll", user_id(ben))):
        held = refusal(work)
        assert isinstance(held, SpotifyQuotaExceeded) and 52_000 < (held.retry_after or 0) <= 52_531
    assert ben.get(TRACKS).code == "spotify_quota_exceeded"
    assert meta(ben)["gate"]["reason"] == "quota"
    assert meta(ben)["gate"]["state"] == "closed"


def test_case_3_a_refused_quota_lowers_the_budget_and_a_setting_above_it_does_not_help(
    world: World, anna: Browser
) -> None:
    cold_start(world, spotify_daily_budget=500)
    person = user_id(anna)
    world.spotify_answers("/v1/me/tracks", **{**QUOTA, "headers": {"Retry-After": "2484"}})
    assert isinstance(refusal(lambda: in_background("sync", person)), SpotifyQuotaExceeded)
    told = meta(anna)["budget"]
    assert (told["setting"], told["limit"]) == (500, 249)
    world.advance(days=1)
    assert meta(anna)["budget"]["limit"] == 249


# 4: parallel requests burn the quota


def test_case_4_equal_reads_at_the_same_time_are_one(world: World, anna: Browser, ben: Browser) -> None:
    world.spotify_answers("/v1/me/tracks", delay=0.4, body={"items": [], "total": 0, "limit": 25, "offset": 0})
    before = asked(world)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda browser: browser.get(TRACKS), [anna] * 4))
    assert [answer.status for answer in answers] == [200] * 4
    assert asked(world) == before + 1
    assert len({answer.text for answer in answers}) == 1


# 28: the owner of the app stops paying


def test_case_28_a_lapsed_owner_closes_the_app_and_nobodys_consent(
    world: World, anna: Browser, ben: Browser, console: Console
) -> None:
    world.spotify_answers("/v1/me/playlists", times=2, **LAPSED)
    first = anna.get(PLAYLISTS)
    before = asked(world)
    for answer in (first, anna.get(TRACKS), ben.get(TRACKS)):
        assert (answer.status, answer.code) == (403, "spotify_premium_required")
        assert 3540 < answer.json["retry_after"] <= 3600
    assert asked(world) == before
    assert console.metric("SpotifyGateClosed") == 1
    assert meta(ben)["gate"]["reason"] == "owner_premium"
    for browser in (anna, ben):
        assert browser.get("/v1/user").json["grant"]["reauth_required"] is False
    world.spotify.simulator.canned.waiting.clear()
    world.advance(hours=1, seconds=1)
    assert anna.get(PLAYLISTS).status == 200


# 35: a client that polls thousands of times a day


def test_case_35_one_persons_polls_are_bounded_and_cost_nobody_else_theirs(
    world: World, anna: Browser, ben: Browser
) -> None:
    cold_start(world, spotify_polls_per_person=5, spotify_daily_budget=500)
    before = asked(world)
    outcomes = [refusal(lambda: in_background("poll", user_id(anna))) for _ in range(40)]
    assert outcomes[:5] == [None] * 5
    assert {type(outcome) for outcome in outcomes[5:]} == {SpotifyQuotaExceeded}
    assert asked(world) == before + 5
    assert refusal(lambda: in_background("poll", user_id(ben))) is None
    assert refusal(lambda: in_background("sync", user_id(anna))) is None, "it is her polls that are spent"
    assert anna.get(TRACKS).status == 200
    world.advance(days=1)
    assert refusal(lambda: in_background("poll", user_id(anna))) is None


def test_a_poll_that_spotify_was_not_asked_for_is_none_of_the_persons(world: World, anna: Browser) -> None:
    cold_start(world, spotify_polls_per_person=1, spotify_daily_budget=500)
    person = user_id(anna)
    world.clock.stop()
    world.spotify_answers("/v1/me/playlists", **LIMITED)
    anna.get(PLAYLISTS)
    world.advance(seconds=31)
    for _ in range(5):
        held = refusal(lambda: in_background("poll", person))
        assert isinstance(held, SpotifyRateLimited) and (held.retry_after or 0) <= 30, "people go first"
    world.advance(seconds=30)
    assert refusal(lambda: in_background("poll", person)) is None
    assert isinstance(refusal(lambda: in_background("poll", person)), SpotifyQuotaExceeded)


# The day's budget


@pytest.fixture
def household(world: World, anna: Browser, ben: Browser) -> Iterator[World]:
    """Two people with sixty requests a day between them, early in the morning."""
    cold_start(world, spotify_daily_budget=60)
    now = world.clock.now()
    midnight = (24 - now.hour) * 3600 - now.minute * 60 - now.second
    world.advance(seconds=midnight + 60)
    yield world


def test_a_household_sees_what_it_has_and_what_it_spent(household: World, anna: Browser, ben: Browser) -> None:
    for browser in (anna, ben):
        assert browser.get(TRACKS).status == 200
    in_background("sync", user_id(ben))
    household.run_queue()
    told = meta(ben)["budget"]
    assert told == {
        "day": household.clock.now().date().isoformat(),
        "limit": 60,
        "setting": 60,
        "spent": {"interactive": 2, "sync": 1, "poll": 0},
        "shares": {"interactive": 40, "sync": 50, "poll": 10},
        "left": 57,
        "resets_at": told["resets_at"],
    }
    assert told["resets_at"].endswith("T00:00:00Z")


def test_meta_tells_nothing_of_any_person(household: World, anna: Browser) -> None:
    anna.get(TRACKS)
    household.run_queue()
    told = json.dumps(meta(household.browser()))
    person = household.spotify.truth.people[0]
    for word in (user_id(anna), person.id, person.display_name, "u_"):
        assert word not in told


def test_when_little_is_left_it_is_for_people(household: World, anna: Browser, ben: Browser) -> None:
    person = user_id(ben)
    synced = 0
    while refusal(lambda: in_background("sync", person)) is None:
        synced += 1
    assert synced == 30, "half of the day"
    held = refusal(lambda: in_background("sync", person))
    assert isinstance(held, SpotifyQuotaExceeded)
    # What people do not need is released bit by bit in the day's last four hours; this day has just begun.
    assert 20 * 3600 < (held.retry_after or 0) < 21 * 3600
    statuses = []
    for number in range(35):
        statuses.append((anna, ben)[number % 2].get(f"{TRACKS}?limit={number + 1}").status)
        household.run_queue()
    assert statuses == [200] * 30 + [429] * 5
    last = anna.get(TRACKS)
    assert (last.status, last.code) == (429, "spotify_quota_exceeded")
    assert last.json["retry_after"] > 80_000, "until the day is over"
    household.run_queue()
    told = meta(anna)["budget"]
    assert (told["spent"]["interactive"], told["spent"]["sync"], told["left"]) == (30, 30, 0)
    household.advance(days=1)
    assert anna.get(TRACKS).status == 200


def test_the_budget_holds_when_many_ask_at_once(household: World, anna: Browser) -> None:
    before = asked(household)
    paths = [f"/v1/library/tracks/{track.id}" for track in household.spotify.truth.people[0].saved_tracks[:96]]
    statuses: list[int] = []
    for start in range(0, len(paths), 8):
        with ThreadPoolExecutor(8) as pool:
            statuses.extend(pool.map(lambda path: anna.get(path).status, paths[start : start + 8]))
        household.run_queue()
    assert statuses.count(200) == asked(household) - before
    assert 60 <= statuses.count(200) <= 60 + 8, "at most what was on its way when it ran out"


def test_what_was_asked_is_counted_once_however_often_a_message_comes(household: World, anna: Browser) -> None:
    anna.get(TRACKS)
    (*bodies,) = [message["Body"] for message in household.waiting()]
    household.send(*bodies)
    household.run_queue()
    spent = meta(anna)["budget"]["spent"]["interactive"]
    assert spent == 1


def test_requests_that_leave_nothing_to_keep_are_counted_too(household: World, anna: Browser) -> None:
    for number in range(12):
        assert anna.get(f"/v1/library/tracks/{number:022d}").status == 404
    assert meta(anna)["budget"]["spent"]["interactive"] >= 10
    household.advance(minutes=2)
    anna.get(f"/v1/library/tracks/{99:022d}")
    assert meta(anna)["budget"]["spent"]["interactive"] == 12


def test_a_message_that_is_not_sent_loses_no_count(household: World, anna: Browser) -> None:
    household.aws.refuse("SendMessageBatch", "InternalError", status=500, times=10)
    assert anna.get(TRACKS).headers["dashspot-persist"] == "failed"
    household.aws.refusals.clear()
    anna.get(TRACKS)
    household.run_queue()
    assert meta(anna)["budget"]["spent"]["interactive"] == 2


def test_metrics_tell_what_was_asked_and_what_is_left(household: World, anna: Browser, console: Console) -> None:
    anna.get(TRACKS)
    in_background("sync", user_id(anna))
    assert console.metric("SpotifyRequestsInteractive") == 1
    assert console.metric("SpotifyAnswers2xx") == 1
    from chalicelib.core.observability import flush_metrics

    flush_metrics()
    assert console.metric("SpotifyRequestsSync") == 1
    assert console.metric("SpotifyBudgetLimit") == 60
    assert console.metric("SpotifyBudgetSpent") == 1


def test_a_ledger_that_cannot_be_written_stops_work_that_can_wait_and_nobody_else(
    household: World, anna: Browser
) -> None:
    person = user_id(anna)
    anna.get(TRACKS)  # with a fresh access token, which is written too
    household.aws.refuse("UpdateItem", "ProvisionedThroughputExceededException")
    before = asked(household)
    held = refusal(lambda: in_background("sync", person))
    assert held is not None and held.code == "spotify_rate_limited"
    assert asked(household) == before
    assert anna.get(TRACKS).status == 200


# What Spotify closes to an app


def test_a_closed_feature_is_asked_for_once_a_week_by_everyone_together(
    world: World, anna: Browser, ben: Browser
) -> None:
    track = world.spotify.truth.people[0].saved_tracks[0].id
    for browser in (anna, ben, anna):
        assert browser.get(f"/v1/library/tracks/{track}/data").code == "feature_unavailable"
        cold_start(world)
    assert len(world.asked("/v1/audio-features")) == 1
    told = meta(anna)["features"]["audio_features"]
    assert told["available"] is False and told["reason"]
    world.advance(days=7, seconds=1)
    assert meta(anna)["features"]["audio_features"] == {"available": None, "reason": None}
    anna.get(f"/v1/library/tracks/{track}/data")
    assert len(world.asked("/v1/audio-features")) == 2


def test_work_of_many_requests_asks_for_a_closed_feature_once(world: World, anna: Browser) -> None:
    from chalicelib.core.composition import services
    from chalicelib.core.errors import FeatureUnavailable, PlaylistForbidden
    from chalicelib.spotify.endpoints import catalogue, playlists

    accounts, truth = services().accounts, world.spotify.truth
    spotify = accounts.spotify(accounts.person_for_work(user_id(anna)), Deadline(20), "sync")

    def features_of(track_id: str) -> None:
        spotify(lambda api: api.ask(catalogue.AUDIO_FEATURES, id=track_id))

    def rows_of(playlist_id: str) -> None:
        spotify(lambda api: api.ask(playlists.PLAYLIST_ITEMS, playlist_id=playlist_id))

    for track in truth.people[0].saved_tracks[:5]:
        with pytest.raises(FeatureUnavailable):
            features_of(track.id)
    assert len(world.asked("/v1/audio-features")) == 1
    # A playlist that is somebody else's says nothing of the next one, which is asked for; it is noted once.
    foreign = [found for found in truth.playlists_of(truth.people[0]) if not found.readable_by(truth.people[0].id)]
    assert len(foreign) > 1
    world.aws.clear()
    for playlist in foreign:
        with pytest.raises(PlaylistForbidden):
            rows_of(playlist.id)
    written = [body for name, body in zip(world.aws.names, world.aws.bodies, strict=True) if name == "UpdateItem"]
    assert sum("CAPABILITIES" in body for body in written) == 1
    assert meta(anna)["features"]["followed_playlist_items"]["available"] is False


def test_features_learned_at_the_same_time_do_not_overwrite_one_another(world: World, anna: Browser) -> None:
    from chalicelib.core.accounts import features
    from chalicelib.core.composition import services

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(services().accounts.client_store.remember_closed, features.CLOSED))
    told = meta(anna)
    assert {name for name, found in told["features"].items() if found["available"] is False} == set(features.CLOSED)
    assert told["quota_mode"] == "development"


def test_a_closed_feature_is_told_before_gate_and_budget_are_asked(world: World, anna: Browser) -> None:
    track = world.spotify.truth.people[0].saved_tracks[0].id
    anna.get(f"/v1/library/tracks/{track}/data")
    world.spotify_answers("/v1/me/playlists", **LIMITED)
    anna.get(PLAYLISTS)
    assert anna.get(f"/v1/library/tracks/{track}/data").code == "feature_unavailable"
