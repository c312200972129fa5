"""A person's consent at Spotify: it ends by itself, it may be refused, and what is refused is not believed at once."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.core.accounts import keys
from chalicelib.core.accounts.tasks import watch_consents
from tests.functional.console import Console
from tests.functional.world import ENVIRONMENT, Browser, World, a_world

PLAYLISTS = "/v1/library/playlists"
SESSION = "__Host-dashspot"
REFUSAL: dict[str, Any] = {"status": 400, "body": {"error": "invalid_grant", "error_description": "revoked"}}


def _user_id(browser: Browser) -> str:
    return browser.cookies[SESSION].partition(".")[0]


def _grant(browser: Browser) -> dict[str, Any]:
    found = browser.world.items("accounts", f"U#{_user_id(browser)}")
    return next(item for item in found if item["sk"] == keys.GRANT)


def _told(browser: Browser) -> dict[str, Any]:
    told: dict[str, Any] = browser.get("/v1/user").json["grant"]
    return told


def _refreshes(world: World) -> int:
    return sum(request.grant_type == "refresh_token" for request in world.spotify.requests)


def _script(browser: Browser) -> Browser:
    """The same person's script, which outlives the browser's session."""
    made = browser.post("/v1/user/tokens", {"name": "script", "expires_in_days": 365}).json
    return Browser(browser.world, token=made["token"])


def _refuse(world: World, times: int = 1000) -> None:
    world.spotify_answers("/api/token", times=times, **REFUSAL)


def _accept(world: World) -> None:
    world.spotify.simulator.canned.waiting.clear()


# -- six months (case 6) -----------------------------------------------------------------------------------------------


def test_case_6_the_end_of_a_consent_is_told_thirty_and_seven_days_before(world: World) -> None:
    browser = world.signed_in()
    script = _script(browser)
    told = script.get("/v1/user").json["grant"]
    begun, ends = (datetime.fromisoformat(told[name]) for name in ("authorized_at", "expires_at"))
    assert (ends.month - begun.month) % 12 == 6
    assert told["warning"] is None
    assert told["days_left"] == (ends - begun).days

    for before, days_left, warning in (
        (timedelta(days=30, minutes=1), 31, None),
        (timedelta(days=30), 30, "ends_within_30_days"),
        (timedelta(days=7, minutes=1), 8, "ends_within_30_days"),
        (timedelta(days=7), 7, "ends_within_7_days"),
        (timedelta(minutes=1), 1, "ends_within_7_days"),
        (timedelta(0), 0, "ended"),
        (timedelta(days=-100), 0, "ended"),
    ):
        world.advance(seconds=(ends - before - world.clock.now()).total_seconds())
        told = script.get("/v1/user").json["grant"]
        assert (told["days_left"], told["warning"]) == (days_left, warning)
        assert told["reauth_required"] == (warning == "ended")


def test_using_the_library_every_day_does_not_make_a_consent_last_longer(world: World) -> None:
    browser = world.signed_in()
    script = _script(browser)
    ends = _told(browser)["expires_at"]
    for _ in range(6):
        world.advance(days=25)
        assert script.get(PLAYLISTS).status == 200
    assert script.get("/v1/user").json["grant"]["expires_at"] == ends
    world.advance(days=40)
    answer = script.get(PLAYLISTS)
    assert (answer.status, answer.code) == (401, "reauth_required")


def test_after_the_end_the_tokens_are_erased_and_the_person_stays(world: World, console: Console) -> None:
    browser = world.signed_in()
    script = _script(browser)
    world.advance(days=190)
    world.tick(watch_consents)
    assert "sealed" not in _grant(browser)
    assert console.metric("GrantsErased") == 1
    told = script.get("/v1/user").json
    assert told["user"]["display_name"]
    assert (told["grant"]["warning"], told["grant"]["reauth_required"]) == ("ended", True)
    browser.sign_in()
    assert script.get(PLAYLISTS).status == 200


# -- refusals (case 10) ------------------------------------------------------------------------------------------------


def test_case_10_a_refusal_in_an_outage_costs_nobody_their_consent(world: World) -> None:
    """Spotify answers invalid_grant for hours, and then is well again."""
    browser = world.signed_in()
    sealed = bytes(_grant(browser)["sealed"])
    world.advance(hours=2)
    _refuse(world)
    assert browser.get(PLAYLISTS).code == "reauth_required"
    assert _told(browser)["reauth_required"] is True
    for _ in range(10):
        world.advance(hours=1)
        world.tick(watch_consents)
        assert bytes(_grant(browser)["sealed"]) == sealed
    _accept(world)
    world.advance(hours=8)
    assert browser.get(PLAYLISTS).status == 200
    assert _told(browser)["reauth_required"] is False
    left = {"refused_at", "refused_since", "refusals", "retry_at", "believed_at", "gsi2pk", "gsi2sk"} & set(
        _grant(browser)
    )
    assert not left


def test_a_refused_grant_is_tried_again_at_widening_intervals_and_then_believed(world: World) -> None:
    browser = world.signed_in()
    script = _script(browser)
    world.advance(hours=2)
    _refuse(world)
    assert script.get(PLAYLISTS).code == "reauth_required"
    tried = 1
    for pause in (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=3), timedelta(hours=8), timedelta(days=1)):
        world.advance(seconds=pause.total_seconds() - 60)
        assert script.get(PLAYLISTS).code == "reauth_required"
        assert _refreshes(world) == tried, f"not again before {pause}"
        world.advance(seconds=60)
        for _ in range(3):
            assert script.get(PLAYLISTS).code == "reauth_required"
        tried += 1
        assert _refreshes(world) == tried, f"once again after {pause}"
        assert "believed_at" not in _grant(browser)
    world.tick(watch_consents)
    assert "believed_at" in _grant(browser)
    for _ in range(4):
        world.advance(hours=12)
        world.tick(watch_consents)
        assert script.get(PLAYLISTS).code == "reauth_required"
    assert _refreshes(world) == tried, "what is believed is asked no more"


def test_for_a_person_who_is_away_the_hourly_watcher_tries_believes_and_erases(world: World, console: Console) -> None:
    browser = world.signed_in()
    world.advance(hours=2)
    _refuse(world)
    browser.get(PLAYLISTS)
    first, sealed = world.clock.now(), bytes(_grant(browser)["sealed"])
    believed_after = erased_after = None
    for _ in range(130):
        world.advance(hours=1)
        world.tick(watch_consents)
        grant, since = _grant(browser), world.clock.now() - first
        if believed_after is None and "believed_at" in grant:
            believed_after = since
            assert bytes(grant["sealed"]) == sealed, "kept for a while after it is believed"
        if erased_after is None and "sealed" not in grant:
            erased_after = since
    assert believed_after is not None
    assert erased_after is not None
    assert timedelta(hours=36) < believed_after < timedelta(hours=42)
    assert believed_after + timedelta(days=3) <= erased_after <= timedelta(days=5)
    assert _refreshes(world) == 6
    assert console.metric("GrantsErased") == 1
    assert console.metric("GrantsBelievedDead") > 0

    known = browser.get("/v1/user").json
    assert known["user"]["id"] == _user_id(browser)
    assert known["grant"]["reauth_required"] is True
    _accept(world)
    browser.sign_in()
    assert _user_id(browser) == known["user"]["id"], "the person is the same, with all that is theirs"
    assert browser.get(PLAYLISTS).status == 200
    assert "believed_at" not in _grant(browser)


def test_the_watcher_finds_out_for_a_person_who_is_away_that_a_refusal_was_false(world: World) -> None:
    browser = world.signed_in()
    world.advance(hours=2)
    _refuse(world, times=1)
    assert browser.get(PLAYLISTS).code == "reauth_required"
    world.advance(hours=1)
    world.tick(watch_consents)
    asked = _refreshes(world)
    assert _told(browser)["reauth_required"] is False
    assert browser.get(PLAYLISTS).status == 200
    assert _refreshes(world) == asked == 2


def test_case_11_a_new_consent_replaces_everything_that_was_known_of_the_old(world: World) -> None:
    browser = world.signed_in()
    world.advance(hours=2)
    _refuse(world, times=1)
    assert browser.get(PLAYLISTS).code == "reauth_required"
    before = _grant(browser)
    world.advance(minutes=1)
    browser.sign_in()
    after = _grant(browser)
    assert bytes(after["sealed"]) != bytes(before["sealed"])
    assert after["authorized_at"] > before["authorized_at"]
    assert not {"refused_at", "refused_since", "refusals", "retry_at", "gsi2pk", "lease_until"} & set(after)
    refreshes = _refreshes(world)
    assert browser.get(PLAYLISTS).status == 200, "no stale token is used, not even from this process's memory"
    world.advance(hours=2)
    assert browser.get(PLAYLISTS).status == 200
    assert _refreshes(world) == refreshes + 1


# -- other people (case 5) ---------------------------------------------------------------------------------------------


def _people(world: World, count: int) -> list[Browser]:
    browsers = [world.browser() for _ in range(count)]
    for browser, person in zip(browsers, world.spotify.truth.people, strict=False):
        browser.sign_in(person=person.id)
    return browsers


def test_case_5_one_persons_dead_grant_costs_nobody_else_anything(console: Console) -> None:
    with a_world(tracks=20, playlists=3, people=3) as world:
        dead, *others = _people(world, 3)
        world.advance(hours=2)
        _refuse(world, times=1)
        assert dead.get(PLAYLISTS).code == "reauth_required"
        for other in others:
            assert other.get(PLAYLISTS).status == 200
            assert _told(other)["reauth_required"] is False
        world.advance(hours=2)
        world.tick(watch_consents)
        assert all(other.get(PLAYLISTS).status == 200 for other in others)
        assert console.metric("RefusalWaves") == 0


def test_a_grant_that_cannot_be_dealt_with_keeps_the_watcher_from_no_other(console: Console) -> None:
    with a_world(tracks=20, playlists=3, people=3) as world:
        browsers = _people(world, 3)
        world.advance(hours=2)
        _refuse(world, times=3)
        for browser in browsers:
            assert browser.get(PLAYLISTS).code == "reauth_required"
            world.advance(seconds=1)
        world.advance(hours=1)
        # The key refuses to open the first grant in line, whosever it is; nothing is kept open by a new process.
        from chalicelib.core.composition import services

        services().accounts.vault._open.clear()
        world.aws.refuse("Decrypt", "AccessDeniedException", times=1)
        world.tick(watch_consents)
        assert [_told(browser)["reauth_required"] for browser in browsers] == [True, False, False]
        assert len(console.said("a grant could not be dealt with")) == 1
        world.advance(hours=1, seconds=1)
        world.tick(watch_consents)
        assert [_told(browser)["reauth_required"] for browser in browsers] == [False, False, False]


def test_many_refusals_at_once_are_an_outage_and_believed_later(console: Console) -> None:
    with a_world(tracks=20, playlists=3, people=4) as world:
        browsers = _people(world, 4)
        world.advance(hours=2)
        _refuse(world)
        for browser in browsers:
            assert browser.get(PLAYLISTS).code == "reauth_required"
        began = world.clock.now()
        for _ in range(48):
            world.advance(hours=1)
            world.tick(watch_consents)
        assert not any("believed_at" in _grant(browser) for browser in browsers), "one alone would be believed by now"
        assert console.metric("RefusalWaves") > 0
        assert console.metric("GrantsDoubted") > 0
        assert len(console.said("many grants are refused at once: taken for an outage of spotify")) > 0
        asked = _refreshes(world)
        while world.clock.now() - began < timedelta(days=9):
            world.advance(hours=2)
            world.tick(watch_consents)
        assert all("believed_at" in _grant(browser) for browser in browsers), "but not for ever"
        assert _refreshes(world) - asked <= 4 * 8, "and asked once a day meanwhile"


def test_a_wave_that_ends_costs_nobody_their_consent() -> None:
    with a_world(tracks=20, playlists=3, people=4) as world:
        browsers = _people(world, 4)
        world.advance(hours=2)
        _refuse(world)
        for browser in browsers:
            assert browser.get(PLAYLISTS).code == "reauth_required"
        for _ in range(44):
            world.advance(hours=1)
            world.tick(watch_consents)
        _accept(world)
        for _ in range(26):
            world.advance(hours=1)
            world.tick(watch_consents)
        assert [_told(browser)["reauth_required"] for browser in browsers] == [False] * 4


# -- the accounts host -------------------------------------------------------------------------------------------------


LIMITED: dict[str, Any] = {"status": 429, "headers": {"Retry-After": "90"}, "body": "slow down"}


@pytest.mark.parametrize(
    ("answer", "code", "at_least"),
    [
        pytest.param(LIMITED, "spotify_rate_limited", 90, id="limited"),
        pytest.param({"status": 429, "body": "?"}, "spotify_rate_limited", 30, id="limited without a time"),
        pytest.param({"status": 503, "body": "down"}, "spotify_unavailable", 1, id="down"),
        pytest.param({"status": 502, "body": "<html>"}, "spotify_unavailable", 1, id="html"),
    ],
)
def test_while_the_accounts_host_is_in_trouble_nobody_asks_it(answer: dict[str, Any], code: str, at_least: int) -> None:
    with a_world(tracks=20, playlists=3, people=2) as world:
        first, second = _people(world, 2)
        world.advance(hours=2)
        world.clock.stop()
        world.spotify_answers("/api/token", times=1, **answer)
        told = first.get(PLAYLISTS)
        assert told.code == code
        assert told.json["retry_after"] >= at_least
        assert told.headers["retry-after"] == str(told.json["retry_after"])
        assert "refused_at" not in _grant(first)
        for browser in (first, second, first):
            again = browser.get(PLAYLISTS)
            assert again.code == code
            assert 0 < again.json["retry_after"] <= told.json["retry_after"] + 1
        assert _refreshes(world) == 1, "the other person's renewal is held back too"
        world.advance(seconds=told.json["retry_after"])
        assert second.get(PLAYLISTS).status == 200
        assert first.get(PLAYLISTS).status == 200


def test_the_accounts_hosts_limit_does_not_close_the_web_api(world: World) -> None:
    browser = world.signed_in()
    world.advance(hours=2)
    world.spotify_answers("/api/token", times=1, **LIMITED)
    assert browser.get(PLAYLISTS).code == "spotify_rate_limited"
    other = world.browser()
    world.advance(seconds=91)
    other.sign_in()
    assert other.get(PLAYLISTS).status == 200


def test_a_host_that_keeps_failing_is_asked_ever_less_often(world: World) -> None:
    browser = world.signed_in()
    world.advance(hours=2)
    world.spotify_answers("/api/token", status=503, body="down", times=1000)
    waits = []
    for _ in range(8):
        told = browser.get(PLAYLISTS)
        assert told.code == "spotify_unavailable"
        waits.append(told.json["retry_after"])
        world.advance(seconds=waits[-1] + 1)
    assert waits == [5, 10, 20, 40, 80, 160, 300, 300]
    _accept(world)
    assert browser.get(PLAYLISTS).status == 200
    world.advance(hours=2)
    world.spotify_answers("/api/token", status=503, body="down", times=1)
    assert browser.get(PLAYLISTS).json["retry_after"] == 5, "well again, it begins anew"


def test_an_app_that_spotify_does_not_know_is_asked_for_ever_less_often_whoever_wants_a_token(console: Console) -> None:
    """A client secret that was replaced at Spotify: every renewal of everybody would be refused, second by second."""
    with a_world(tracks=20, playlists=3, people=2) as world:
        browsers = _people(world, 2)
        world.advance(hours=2)
        world.spotify_answers("/api/token", times=1000, status=400, body={"error": "invalid_client"})
        asked = _refreshes(world)
        for _ in range(5):
            for browser in browsers:
                answer = browser.get(PLAYLISTS)
                assert (answer.status, answer.code) == (500, "internal_error")
        back = world.browser().sign_in().headers["location"]
        assert "sign_in_error=internal_error" in back
        world.tick(watch_consents)
        assert _refreshes(world) == asked + 1
        assert [("refused_at" in _grant(browser), _told(browser)["reauth_required"]) for browser in browsers] == [
            (False, False)
        ] * 2, "it says nothing about anybody's consent"
        for _ in range(240):
            world.advance(seconds=15)
            browsers[0].get(PLAYLISTS)
        assert _refreshes(world) - asked < 20, "every five minutes in the end"
        assert console.metric("SpotifyAppRefused") == _refreshes(world) - asked
        _accept(world)
        world.advance(minutes=5)
        assert [browser.get(PLAYLISTS).status for browser in browsers] == [200, 200]


def test_a_client_secret_that_was_put_right_is_used_without_a_new_deployment(world: World) -> None:
    from chalicelib.core import aws
    from chalicelib.core.composition import services
    from chalicelib.core.secret_store import SecretStore

    browser, parameter = world.signed_in(), ENVIRONMENT["SECRETS_PARAMETER"]

    def put(secret: str) -> None:
        kept = json.loads(aws.ssm().get_parameter(Name=parameter, WithDecryption=True)["Parameter"]["Value"])
        changed = json.dumps({**kept, "spotify_client_secret": secret})
        aws.ssm().put_parameter(Name=parameter, Type="SecureString", Value=changed, Overwrite=True)

    put("mistyped")
    services().secrets = SecretStore(aws.ssm, parameter, ticks=lambda: world.clock.now().timestamp())
    world.advance(hours=2)
    services().accounts.__dict__.pop("_oauth", None)  # as a function that starts with the mistyped one
    assert browser.get(PLAYLISTS).code == "internal_error"
    put(world.spotify.options.client_secret)
    world.advance(minutes=16)
    assert browser.get(PLAYLISTS).status == 200


def test_signing_in_is_told_the_same_and_does_not_hammer_either(world: World) -> None:
    browser = world.signed_in()
    world.advance(hours=2)
    world.spotify_answers("/api/token", times=1, **LIMITED)
    assert browser.get(PLAYLISTS).code == "spotify_rate_limited"
    other, asked = world.browser(), len(world.asked("/api/token"))
    assert other.sign_in().headers["location"].endswith("/?sign_in_error=spotify_rate_limited")
    assert len(world.asked("/api/token")) == asked
    world.advance(seconds=91)
    assert "sign_in_error" not in other.sign_in().headers["location"]


def test_the_watcher_leaves_a_troubled_host_alone_and_counts_all_the_same(world: World, console: Console) -> None:
    browser = world.signed_in()
    world.clock.stop()
    world.advance(hours=2)
    _refuse(world, times=1)
    assert browser.get(PLAYLISTS).code == "reauth_required"
    world.advance(hours=1)
    world.spotify_answers("/api/token", status=503, body="down", times=1)
    world.tick(watch_consents)
    world.tick(watch_consents)
    assert _refreshes(world) == 2
    assert console.metric("GrantsRefused") == 2, "one person's, in each of two ticks"
    world.advance(minutes=5)
    world.tick(watch_consents)
    assert _told(browser)["reauth_required"] is False


# -- who a person is (case 33) -----------------------------------------------------------------------------------------


def test_case_33_an_account_of_nothing_but_an_id_signs_in_and_stays_one_person(world: World) -> None:
    def signed_in(profile: dict[str, Any]) -> str:
        browser = world.browser()
        back = browser.consent(browser.begin_sign_in())
        world.spotify_answers("/v1/me", body=profile)
        assert browser.get(back).status == 302
        known = browser.get("/v1/user").json["user"]
        assert known["display_name"] is None
        return str(known["id"])

    bare = signed_in({"id": "bare"})
    assert signed_in({"id": "bare", "account_id": "acc-bare", "type": "user"}) == bare
    assert signed_in({"id": "renamed", "account_id": "acc-bare"}) == bare
    user = next(item for item in world.items("accounts", f"U#{bare}") if item["sk"] == "USER")
    assert user["identities"] == {
        "IDENT#spotify_id#bare",
        "IDENT#account_id#acc-bare",
        "IDENT#spotify_id#renamed",
    }
