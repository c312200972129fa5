"""Spotify's tokens: kept sealed, renewed once however many need it, and never lost."""

from __future__ import annotations

import json
import threading
from typing import Any

import boto3
import pytest

from chalicelib.core import composition
from chalicelib.core.accounts import keys
from chalicelib.core.accounts.authentication import authenticate
from chalicelib.core.settings import settings
from tests.functional.console import Console
from tests.functional.world import Browser, World, a_world

PLAYLISTS = "/v1/library/playlists"
SESSION = "__Host-dashspot"
HOUR = 3600


def _grant(world: World, browser: Browser) -> dict[str, Any]:
    user_id = browser.cookies[SESSION].partition(".")[0]
    return next(item for item in world.items("accounts", f"U#{user_id}") if item["sk"] == keys.GRANT)


def _opened(world: World, browser: Browser) -> list[str]:
    """The tokens of a grant, unsealed as only its person's context can."""
    grant = _grant(world, browser)
    context = {"user_id": grant["user_id"], "purpose": "spotify-grant"}
    answer = boto3.client("kms").decrypt(CiphertextBlob=bytes(grant["sealed"]), EncryptionContext=context)
    tokens: list[str] = json.loads(answer["Plaintext"])
    return tokens


def _refreshes(world: World) -> int:
    return sum(request.grant_type == "refresh_token" for request in world.spotify.requests)


def test_an_access_token_serves_until_it_ends_and_is_then_renewed_once(world: World) -> None:
    browser = world.signed_in()
    for _ in range(3):
        assert browser.get(PLAYLISTS).status == 200
    assert _refreshes(world) == 0

    world.advance(seconds=HOUR + 1)
    for _ in range(3):
        assert browser.get(PLAYLISTS).status == 200
    assert _refreshes(world) == 1
    assert 401 not in {request.status for request in world.spotify.requests}, "it is renewed before it is refused"


def test_a_token_that_is_about_to_end_is_renewed_in_time(world: World) -> None:
    browser = world.signed_in()
    world.advance(seconds=HOUR - 30)
    assert browser.get(PLAYLISTS).status == 200
    assert _refreshes(world) == 1


def test_case_8_a_rotated_refresh_token_is_stored_before_the_new_access_token_is_used() -> None:
    with a_world(tracks=20, playlists=3, rotate=True) as world:
        browser = world.signed_in()
        first = _opened(world, browser)
        for hour in range(1, 4):
            world.advance(seconds=HOUR + 1)
            assert browser.get(PLAYLISTS).status == 200
            assert _refreshes(world) == hour
        last = _opened(world, browser)
        assert last[1] != first[1]


def test_a_renewal_that_cannot_be_stored_at_once_is_stored_a_moment_later() -> None:
    with a_world(tracks=20, playlists=3, rotate=True) as world:
        browser = world.signed_in()
        world.advance(seconds=HOUR + 1)
        world.aws.meanwhile["Encrypt"] = lambda: world.aws.refuse("UpdateItem", "AccessDeniedException", times=2)
        assert browser.get(PLAYLISTS).status == 200
        assert _refreshes(world) == 1
        world.advance(seconds=HOUR + 1)
        assert browser.get(PLAYLISTS).status == 200, "the rotated token is there"


@pytest.mark.parametrize("operation", ["UpdateItem", "Encrypt"], ids=["the table refuses", "the key refuses"])
def test_a_renewal_that_cannot_be_stored_is_not_used_and_not_lost(console: Console, operation: str) -> None:
    with a_world(tracks=20, playlists=3, rotate=True) as world:
        browser = world.signed_in()
        world.advance(seconds=HOUR + 1)
        asked = len(world.asked("/v1/me/playlists"))
        world.aws.meanwhile["Encrypt"] = lambda: world.aws.refuse(operation, "AccessDeniedException")
        assert browser.get(PLAYLISTS).status == 500, "nobody is told that all is well"
        assert len(world.asked("/v1/me/playlists")) == asked
        assert console.metric("GrantsNotStored") == 1

        world.aws.refusals.clear()
        assert browser.get(PLAYLISTS).status == 200
        assert _refreshes(world) == 1, "what Spotify rotated was kept and is stored now, not asked for again"
        world.advance(seconds=HOUR + 1)
        assert browser.get(PLAYLISTS).status == 200


def test_case_7_without_a_new_refresh_token_the_old_one_is_kept(world: World) -> None:
    browser = world.signed_in()
    before = _opened(world, browser)
    world.advance(seconds=HOUR + 1)
    assert browser.get(PLAYLISTS).status == 200
    after = _opened(world, browser)
    assert after[1] == before[1]
    assert after[0] != before[0]


def test_a_consent_that_spotify_refuses_is_kept_and_asked_for_again_after_a_quarter_of_an_hour(
    world: World, console: Console
) -> None:
    browser = world.signed_in()
    sealed = bytes(_grant(world, browser)["sealed"])
    world.advance(seconds=HOUR + 1)
    refusal = {"error": "invalid_grant", "error_description": "Refresh token revoked"}
    world.spotify_answers("/api/token", status=400, body=refusal)

    answer = browser.get(PLAYLISTS)
    assert (answer.status, answer.code) == (401, "reauth_required")
    assert browser.get("/v1/user").json["grant"]["reauth_required"] is True
    assert bytes(_grant(world, browser)["sealed"]) == sealed
    assert console.metric("RefreshesRefused") == 1

    for _ in range(3):
        assert browser.get(PLAYLISTS).code == "reauth_required"
    assert _refreshes(world) == 1, "for a while nobody asks again"

    world.advance(minutes=15, seconds=1)
    assert browser.get(PLAYLISTS).status == 200, "the refusal was false"
    assert _refreshes(world) == 2
    assert browser.get("/v1/user").json["grant"]["reauth_required"] is False
    assert browser.get(PLAYLISTS).status == 200


def test_a_consent_that_was_really_withdrawn_needs_a_new_one(world: World) -> None:
    browser = world.signed_in()
    world.advance(seconds=HOUR + 1)
    world.spotify.simulator.grants.revoke_refresh()
    for _ in range(2):
        assert browser.get(PLAYLISTS).code == "reauth_required"
        world.advance(minutes=16)
    # The session at Dashspot goes on; signing in again mends it.
    assert browser.get("/v1/user").json["authenticated"] is True
    world.advance(seconds=1)
    browser.sign_in()
    assert browser.get(PLAYLISTS).status == 200
    assert browser.get("/v1/user").json["grant"]["reauth_required"] is False


def test_case_6_after_six_months_the_consent_is_over_and_spotify_is_not_even_asked(world: World) -> None:
    browser = world.signed_in()
    token = browser.post("/v1/user/tokens", {"name": "long", "expires_in_days": 365}).json["token"]
    script = Browser(world, token=token)
    world.advance(days=183)
    asked = len(world.spotify.requests)
    answer = script.get(PLAYLISTS)
    assert (answer.status, answer.code) == (401, "reauth_required")
    assert len(world.spotify.requests) == asked


def test_a_token_that_spotify_rejects_before_its_time_is_renewed_once(world: World) -> None:
    browser = world.signed_in()
    world.spotify.simulator.grants.expire_access()
    world.spotify.clock.advance(1)
    assert browser.get(PLAYLISTS).status == 200
    assert _refreshes(world) == 1
    assert [request.status for request in world.spotify.requests if request.path == "/v1/me/playlists"] == [401, 200]


def test_a_token_that_spotify_rejects_again_is_believed(world: World) -> None:
    browser = world.signed_in()
    rejected = {"error": {"status": 401, "message": "Invalid access token"}}
    world.spotify_answers("/v1/me/playlists", status=401, body=rejected, times=10)
    answer = browser.get(PLAYLISTS)
    assert (answer.status, answer.code) == (401, "reauth_required")
    assert _refreshes(world) == 1
    assert len(world.asked("/v1/me/playlists")) == 2
    for _ in range(3):
        assert browser.get(PLAYLISTS).code == "reauth_required"
    assert _refreshes(world) == 1, "not renewed at every request while Spotify rejects all"
    world.advance(minutes=5, seconds=1)
    assert browser.get(PLAYLISTS).code == "reauth_required"
    assert _refreshes(world) == 2
    world.spotify.simulator.canned.waiting.clear()
    assert browser.get(PLAYLISTS).status == 200


def test_when_spotifys_sign_in_is_down_the_grant_survives(world: World) -> None:
    browser = world.signed_in()
    world.advance(seconds=HOUR + 1)
    world.spotify_answers("/api/token", status=503, body="down", times=1)
    answer = browser.get(PLAYLISTS)
    assert (answer.status, answer.code) == (503, "spotify_unavailable")
    assert "lease_until" not in _grant(world, browser)
    world.advance(seconds=answer.json["retry_after"])
    assert browser.get(PLAYLISTS).status == 200
    assert "refused_at" not in _grant(world, browser)


def test_a_renewal_whose_answer_cannot_be_read_is_an_outage_and_counted(world: World, console: Console) -> None:
    browser = world.signed_in()
    world.advance(seconds=HOUR + 1)
    world.spotify_answers("/api/token", body='{"access_token": ')
    answer = browser.get(PLAYLISTS)
    assert (answer.status, answer.code) == (503, "spotify_unavailable")
    assert console.metric("SpotifyMalformedAnswers") == 1
    assert browser.get(PLAYLISTS).status == 200


def test_a_wrong_client_secret_is_the_operators_business(world: World, console: Console) -> None:
    browser = world.signed_in()
    world.advance(seconds=HOUR + 1)
    world.spotify_answers("/api/token", status=400, body={"error": "invalid_client"})
    answer = browser.get(PLAYLISTS)
    assert (answer.status, answer.code) == (500, "internal_error")
    assert world.spotify.options.client_id not in answer.text
    assert "refused_at" not in _grant(world, browser), "it says nothing about the person's consent"
    assert any("client id" in json.dumps(line) for line in console.lines)


def _person(browser: Browser, now: Any) -> Any:
    return authenticate(browser.cookies[SESSION], "session", settings(), now)


def test_case_9_two_functions_that_need_it_at_once_renew_it_once(world: World) -> None:
    browser = world.signed_in()
    world.advance(seconds=HOUR + 1)
    person = _person(browser, world.clock.now())
    fresh = world.spotify.sign_in()
    renewed = {"access_token": fresh, "token_type": "Bearer", "expires_in": HOUR, "refresh_token": "AQrotated"}
    # Slow enough that the second asks while the first still waits for Spotify.
    world.spotify_answers("/api/token", body=renewed, delay=0.4)
    functions = [composition.Services(settings(), world.clock) for _ in range(2)]
    got: list[str] = []

    def run(services: composition.Services) -> None:
        got.append(services.accounts.grants.access_token(person.user_id, person.grant))

    threads = [threading.Thread(target=run, args=(services,)) for services in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert got == [fresh, fresh]
    assert _refreshes(world) == 1
    assert _opened(world, browser) == [fresh, "AQrotated"]


def test_a_lease_that_nobody_returned_ends_by_itself(world: World) -> None:
    browser = world.signed_in()
    world.advance(seconds=HOUR + 1)
    world.clock.stop()
    grant = _grant(world, browser)
    key = {"pk": grant["pk"], "sk": grant["sk"]}
    held = int(world.clock.now().timestamp() * 1000) + 5_000
    boto3.resource("dynamodb").Table("test-accounts").update_item(
        Key=key, UpdateExpression="SET lease_until = :x", ExpressionAttributeValues={":x": held}
    )
    answer = browser.get(PLAYLISTS)
    assert (answer.status, answer.code) == (503, "spotify_unavailable")
    assert answer.json["retry_after"] > 0
    assert _refreshes(world) == 0
    world.advance(seconds=30)
    assert browser.get(PLAYLISTS).status == 200


@pytest.mark.parametrize("refused", [False, True], ids=["renewed", "refused"])
def test_a_consent_that_was_given_anew_meanwhile_stands(world: World, refused: bool) -> None:
    """While one function renews the old consent, the person signs in again: the new consent is not overwritten."""
    browser = world.signed_in()
    world.advance(seconds=HOUR + 1)
    person = _person(browser, world.clock.now())
    old = person.grant
    browser.sign_in()
    new = _opened(world, browser)

    answer: dict[str, Any] = (
        {"status": 400, "body": {"error": "invalid_grant"}}
        if refused
        else {
            "body": {"access_token": "BQstale", "token_type": "Bearer", "expires_in": HOUR, "refresh_token": "AQstale"}
        }
    )
    world.spotify_answers("/api/token", **answer)
    # The first function took its lease before the person came back, and hears from Spotify after.
    grants = composition.services().accounts.grants
    table = boto3.resource("dynamodb").Table("test-accounts")
    current = _grant(world, browser)

    def old_consent() -> None:
        table.put_item(Item={**current, "revision": old.revision})

    def new_consent() -> None:
        table.put_item(Item=current)

    old_consent()
    oauth = grants._oauth()
    refresh = oauth.refresh

    def slow_refresh(token: str) -> Any:
        try:
            return refresh(token)
        finally:
            new_consent()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(oauth, "refresh", slow_refresh)
        assert grants.access_token(person.user_id, old) == new[0]
    assert _opened(world, browser) == new
    assert "refused_at" not in _grant(world, browser)
    assert browser.get(PLAYLISTS).status == 200


def test_the_profile_asks_many_questions_and_renews_once(world: World) -> None:
    browser = world.signed_in()
    world.advance(seconds=HOUR + 1)
    answer = browser.get("/v1/user/profile")
    assert answer.status == 200, answer.text
    assert None not in answer.json["counts"].values()
    assert _refreshes(world) == 1


def test_tokens_are_in_no_table_in_plain_and_open_only_for_their_person(world: World) -> None:
    browser, other = world.browser(), world.browser()
    people = world.spotify.truth.people
    browser.sign_in(person=people[0].id)
    other.sign_in(person=people[1].id)
    tokens = [*_opened(world, browser), *_opened(world, other)]
    kept = world.text()
    assert all(len(token) > 40 for token in tokens)
    for token in tokens:
        assert token not in kept
    mine, theirs = _grant(world, browser), _grant(world, other)
    with pytest.raises(boto3.client("kms").exceptions.InvalidCiphertextException):
        boto3.client("kms").decrypt(
            CiphertextBlob=bytes(theirs["sealed"]),
            EncryptionContext={"user_id": mine["user_id"], "purpose": "spotify-grant"},
        )
