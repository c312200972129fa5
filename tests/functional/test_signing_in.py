"""Signing in with Spotify, from the button to the session, and everything that may not pass for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import boto3
import pytest
import requests

from chalicelib.core.accounts.sign_in import SCOPES
from tests.functional.console import Console
from tests.functional.world import ORIGIN, Browser, World, shared_world

SESSION = "__Host-dashspot"
LOGIN = "__Host-dashspot-login"

world = shared_world(tracks=20, playlists=3)


@pytest.fixture(autouse=True)
def _no_answers_left_over(world: World) -> Iterator[None]:
    yield
    assert not world.spotify.simulator.canned.waiting, "an answer that was set was never asked for"
    world.advance(minutes=1)  # for which a host that failed in a test is left alone


def _query(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query, keep_blank_values=True).items()}


def _attributes(cookie: str) -> set[str]:
    return {part.strip() for part in cookie.split(";")[1:]}


def test_a_person_signs_in_and_is_known(world: World) -> None:
    browser = world.browser()
    assert browser.get("/v1/user").json == {"authenticated": False}

    answer = browser.sign_in()

    assert answer.headers["location"] == f"{ORIGIN}/"
    person = world.spotify.truth.people[0]
    known = browser.get("/v1/user").json
    assert known["authenticated"] is True
    assert known["user"]["display_name"] == person.display_name
    assert known["user"]["id"].startswith("u_")
    assert known["user"]["spotify_url"] == f"https://open.spotify.com/user/{person.id}"
    assert set(known["grant"]["scopes"]) == SCOPES
    assert known["grant"]["reauth_required"] is False
    assert known["session"]["expires_at"] > known["session"]["created_at"]


def test_the_profile_counts_what_is_saved(world: World) -> None:
    person = world.spotify.truth.people[0]
    browser = world.signed_in()
    counts = browser.get("/v1/user/profile").json["counts"]
    assert counts == {
        "playlists": len(person.playlists),
        "tracks": len(person.saved_tracks),
        "albums": len(person.saved_albums),
        "artists": len(person.followed_artists),
        "shows": len(person.saved_shows),
        "episodes": len(person.saved_episodes),
        "audiobooks": len(person.saved_audiobooks),
    }


def test_the_consent_page_is_asked_with_pkce_and_only_for_what_is_needed(world: World) -> None:
    asked = _query(world.browser().begin_sign_in())
    assert asked["response_type"] == "code"
    assert asked["redirect_uri"] == f"{ORIGIN}/api/v1/user/callback"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) == 43
    assert len(asked["state"]) >= 43
    assert set(asked["scope"].split()) == SCOPES
    assert "user-read-email" not in asked["scope"]


def test_no_two_sign_ins_share_a_state_or_a_challenge(world: World) -> None:
    asked = [_query(world.browser().begin_sign_in()) for _ in range(5)]
    for name in ("state", "code_challenge"):
        assert len({query[name] for query in asked}) == 5


def test_cookies_are_host_only_secure_and_out_of_reach_of_scripts(world: World) -> None:
    browser = world.browser()
    begun = browser.get("/v1/user/login")
    assert begun.cookies[0].startswith(f"{LOGIN}=")
    assert _attributes(begun.cookies[0]) == {"Path=/", "Max-Age=600", "HttpOnly", "Secure", "SameSite=Lax"}

    answer = browser.get(browser.consent(begun.headers["location"]))
    cookies = {cookie.partition("=")[0]: cookie for cookie in answer.cookies}
    assert _attributes(cookies[SESSION]) == {"Path=/", "Max-Age=2592000", "HttpOnly", "Secure", "SameSite=Lax"}
    assert "Max-Age=0" in _attributes(cookies[LOGIN])
    assert set(browser.cookies) == {SESSION}
    for hop in (begun, answer):
        assert hop.headers["cache-control"] == "no-store"


def test_a_state_works_once(world: World) -> None:
    browser = world.browser()
    back = browser.consent(browser.begin_sign_in())
    login = browser.cookies[LOGIN]
    assert browser.get(back).status == 302

    again = world.browser()
    again.cookies[LOGIN] = login
    answer = again.get(back)

    assert (answer.status, answer.code) == (400, "invalid_request")
    assert SESSION not in again.cookies


def test_another_browser_cannot_finish_a_sign_in(world: World) -> None:
    victim, stranger = world.browser(), world.browser()
    back = victim.consent(victim.begin_sign_in())
    stranger.begin_sign_in()
    for other in (world.browser(), stranger):
        answer = other.get(back)
        assert (answer.status, answer.code) == (400, "invalid_request")
        assert SESSION not in other.cookies
    # And it did not spend the state of the one who began.
    assert victim.get(back).status == 302


@pytest.mark.parametrize(
    ("seconds", "status"), [pytest.param(595, 302, id="just in time"), pytest.param(601, 400, id="too late")]
)
def test_a_sign_in_lives_ten_minutes(world: World, seconds: int, status: int) -> None:
    browser = world.browser()
    url = browser.begin_sign_in()
    world.clock.advance(seconds=seconds)
    try:
        answer = browser.get(browser.consent(url))
    finally:
        world.clock.advance(seconds=-seconds)
    assert answer.status == status
    assert (SESSION in browser.cookies) == (status == 302)


@pytest.mark.parametrize(
    "query",
    [
        "state=unknown&code=AQsomething",
        "code=AQsomething",
        "state=unknown",
        "",
        "error=access_denied",
        "state=unknown&error=access_denied",
        "state=&code=",
        "state=a&state=b&code=c",
        "state=" + "x" * 3000 + "&code=c",
    ],
)
def test_what_belongs_to_no_sign_in_is_refused(world: World, query: str) -> None:
    browser = world.browser()
    browser.begin_sign_in()
    answer = browser.get(f"/v1/user/callback?{query}")
    assert (answer.status, answer.code) == (400, "invalid_request")
    assert SESSION not in browser.cookies


def test_a_person_may_refuse(world: World) -> None:
    browser = world.browser()
    back = browser.consent(browser.begin_sign_in("/library?view=list#top"), decision="cancel")
    answer = browser.get(back)
    assert answer.status == 302
    assert answer.headers["location"] == f"{ORIGIN}/library?view=list&sign_in_error=access_denied#top"
    assert browser.cookies == {}
    assert browser.get("/v1/user").json["authenticated"] is False
    # The state is spent by the refusal, too.
    browser.begin_sign_in()
    assert browser.get(back).status == 400


def test_an_error_that_spotify_may_invent_is_not_repeated_into_the_address(world: World) -> None:
    browser = world.browser()
    state = _query(browser.begin_sign_in())["state"]
    answer = browser.get(f"/v1/user/callback?state={state}&error={quote('<script>', safe='')}")
    assert answer.headers["location"] == f"{ORIGIN}/?sign_in_error=spotify_refused"


def test_the_pkce_verifier_is_what_spotify_checks(world: World) -> None:
    """A code that was asked for with another challenge is worth nothing, even with the right state and secret."""
    browser = world.browser()
    url = browser.begin_sign_in()
    other = _query(world.browser().begin_sign_in())["code_challenge"]
    stolen = url.replace(_query(url)["code_challenge"], other)
    answer = browser.get(browser.consent(stolen))
    assert answer.headers["location"] == f"{ORIGIN}/?sign_in_error=reauth_required"
    assert SESSION not in browser.cookies


def test_a_code_works_once_at_spotify_and_the_verifier_is_sent(world: World) -> None:
    browser = world.browser()
    code = _query(browser.consent(browser.begin_sign_in()))["code"]
    options = world.spotify.options
    without = requests.post(
        f"{world.spotify.url}/api/token",
        data={"grant_type": "authorization_code", "code": code, "redirect_uri": f"{ORIGIN}/api/v1/user/callback"},
        auth=(options.client_id, options.client_secret),
        timeout=10,
    )
    assert without.status_code == 400  # so a sign-in that succeeds has sent it


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        pytest.param({"status": 503, "body": "upstream"}, "spotify_unavailable", id="down"),
        pytest.param({"status": 200, "body": "<html>"}, "spotify_unavailable", id="html"),
        pytest.param({"status": 400, "body": {"error": "invalid_client"}}, "internal_error", id="wrong secret"),
        pytest.param(
            {"status": 429, "headers": {"Retry-After": "7"}, "body": {"error": {"status": 429, "message": "slow"}}},
            "spotify_rate_limited",
            id="limited",
        ),
        pytest.param(
            {"body": {"access_token": "BQabc", "token_type": "Bearer", "expires_in": 3600, "scope": ""}},
            "reauth_required",
            id="a token that Spotify does not know",
        ),
    ],
)
def test_what_spotify_refuses_is_told_where_the_person_came_from(
    world: World, answer: dict[str, Any], code: str
) -> None:
    browser = world.browser()
    back = browser.consent(browser.begin_sign_in("/library"))
    world.spotify_answers("/api/token", **answer)
    told = browser.get(back)
    assert told.headers["location"] == f"{ORIGIN}/library?sign_in_error={code}"
    assert SESSION not in browser.cookies


def test_a_consent_without_a_refresh_token_is_no_sign_in(world: World) -> None:
    browser = world.browser()
    back = browser.consent(browser.begin_sign_in())
    access = world.spotify.sign_in()
    world.spotify_answers("/api/token", body={"access_token": access, "token_type": "Bearer", "expires_in": 3600})
    told = browser.get(back)
    assert told.headers["location"] == f"{ORIGIN}/?sign_in_error=spotify_unavailable"
    assert SESSION not in browser.cookies


def test_a_person_who_is_not_on_the_apps_list_is_told_so(world: World) -> None:
    browser = world.browser()
    back = browser.consent(browser.begin_sign_in())
    world.spotify_answers(
        "/v1/me",
        status=403,
        headers={"Content-Type": "text/plain"},
        body="User not registered in the Developer Dashboard",
    )
    assert browser.get(back).headers["location"] == f"{ORIGIN}/?sign_in_error=spotify_not_allowlisted"


@pytest.mark.parametrize("path", ["/api/token", "/v1/me"])
def test_an_answer_that_cannot_be_read_is_counted_here_as_everywhere(world: World, console: Console, path: str) -> None:
    browser = world.browser()
    back = browser.consent(browser.begin_sign_in())
    world.spotify_answers(path, body="<html>maintenance</html>", times=2)
    assert browser.get(back).headers["location"] == f"{ORIGIN}/?sign_in_error=spotify_unavailable"
    assert console.metric("SpotifyMalformedAnswers") == 1
    (told,) = console.said("spotify refused")
    assert told["error"] == "MalformedAnswer"
    world.spotify.simulator.canned.waiting.clear()


SAFE = [
    ("/", "/"),
    ("/library", "/library"),
    ("/library?sort=name&q=a%26b#row-3", "/library?sort=name&q=a%26b#row-3"),
    ("/#/playlists/3", "/#/playlists/3"),
    ("/open/https://example.com", "/open/https://example.com"),
    ("/a?next=//evil.example", "/a?next=//evil.example"),
    (f"{ORIGIN}/library?x=1#y", "/library?x=1#y"),
    (ORIGIN, ""),
    ("/kärlek/音楽", "/k%C3%A4rlek/%E9%9F%B3%E6%A5%BD"),
]


@pytest.mark.parametrize(("return_to", "expected"), SAFE, ids=[name for name, _ in SAFE])
def test_a_person_comes_back_to_where_they_were(world: World, return_to: str, expected: str) -> None:
    answer = world.browser().sign_in(return_to)
    assert answer.headers["location"] == ORIGIN + expected


@pytest.mark.parametrize(
    "return_to",
    [
        "",
        "library",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n//evil.example",
        " //evil.example",
        "\x00//evil.example",
        "/\x7f/evil.example",
        "https://evil.example",
        "https:evil.example",
        "https:/evil.example",
        "https:///evil.example",
        "http://127.0.0.1:8443/",
        "https://127.0.0.1:8444/",
        "https://127.0.0.1/",
        "https://127.0.0.1:8443@evil.example/",
        "https://127.0.0.1:8443:x@evil.example/",
        "https://user@127.0.0.1:8443/",
        "https://127.0.0.1:8443.evil.example/",
        "https://127.0.0.1:8443\\@evil.example/",
        "https://[::1/",
        "https://evil.example/https://127.0.0.1:8443/",
        "javascript:alert(1)",
        "data:text/html,x",
        "/" + "x" * 1024,
    ],
)
def test_a_return_address_elsewhere_is_refused_before_anything_begins(world: World, return_to: str) -> None:
    browser = world.browser()
    answer = browser.get(f"/v1/user/login?return_to={quote(return_to, safe='')}")
    assert (answer.status, answer.code) == (400, "invalid_request")
    assert answer.json["errors"][0]["parameter"] == "return_to"
    assert browser.cookies == {}


def test_signing_in_needs_no_email(world: World) -> None:
    browser = world.browser()
    back = browser.consent(browser.begin_sign_in())
    world.spotify_answers("/v1/me", body={"id": "no-email", "type": "user", "uri": "spotify:user:no-email"})
    assert browser.get(back).status == 302
    known = browser.get("/v1/user").json["user"]
    assert known["display_name"] is None
    assert known["images"] == []
    assert "email" not in world.text("accounts").replace("no-email", "")


def test_an_email_that_spotify_tells_is_not_kept(world: World) -> None:
    browser = world.browser()
    back = browser.consent(browser.begin_sign_in())
    world.spotify_answers(
        "/v1/me",
        body={"id": "with-email", "type": "user", "uri": "spotify:user:with-email", "email": "someone@example.com"},
    )
    assert browser.get(back).status == 302
    assert "with-email" in world.text()
    assert "someone@example.com" not in world.text()


def _sign_in_as(browser: Browser, profile: dict[str, Any]) -> str:
    back = browser.consent(browser.begin_sign_in())
    browser.world.spotify_answers("/v1/me", body={"type": "user", **profile})
    assert browser.get(back).status == 302
    return str(browser.get("/v1/user").json["user"]["id"])


def test_a_person_whose_answers_gain_an_account_id_stays_one_person(world: World) -> None:
    before = {"id": "old-name", "uri": "spotify:user:old-name", "display_name": "Ada"}
    first = _sign_in_as(world.browser(), before)
    second = _sign_in_as(world.browser(), {**before, "account_id": "acc0000001"})
    # Later the account is told under another id: the account id is what holds.
    third = _sign_in_as(world.browser(), {"id": "new-name", "uri": "spotify:user:new-name", "account_id": "acc0000001"})
    fourth = _sign_in_as(world.browser(), before)
    assert first == second == third == fourth
    identities = {item["pk"] for item in world.items("accounts", "IDENT#") if item["user_id"] == first}
    assert identities == {"IDENT#spotify_id#old-name", "IDENT#spotify_id#new-name", "IDENT#account_id#acc0000001"}
    kept = [item for item in world.items("accounts", f"U#{first}") if item["sk"] == "USER"]
    assert len(kept) == 1
    assert kept[0]["display_name"] == "Ada"
    assert kept[0]["identities"] == identities, "the person knows every identity that leads here, for erasing"


def test_an_identity_that_leads_to_someone_else_is_not_claimed(world: World) -> None:
    """An id that one person gave up may be another's by now: whoever is erased takes only their own along."""
    first = _sign_in_as(world.browser(), {"id": "passed-on", "uri": "spotify:user:passed-on", "account_id": "acc-one"})
    other = _sign_in_as(world.browser(), {"id": "other", "uri": "spotify:user:other", "account_id": "acc-two"})
    again = _sign_in_as(world.browser(), {"id": "passed-on", "uri": "spotify:user:passed-on", "account_id": "acc-two"})
    assert (first != other, again) == (True, other)
    user = next(item for item in world.items("accounts", f"U#{other}") if item["sk"] == "USER")
    assert user["identities"] == {"IDENT#spotify_id#other", "IDENT#account_id#acc-two"}


def test_a_person_who_was_erased_meanwhile_is_not_brought_back_in_part(world: World) -> None:
    profile = {"id": "leaving", "uri": "spotify:user:leaving", "account_id": "acc-leaving"}
    user_id = _sign_in_as(world.browser(), profile)
    keys = [{"pk": item["pk"], "sk": item["sk"]} for item in world.items("accounts", f"U#{user_id}")]
    identities = [{"pk": f"IDENT#{kind}", "sk": "IDENT"} for kind in ("spotify_id#leaving", "account_id#acc-leaving")]
    table = boto3.resource("dynamodb").Table("test-accounts")

    def erased() -> None:
        for key in [*keys, *identities]:
            table.delete_item(Key=key)

    world.aws.meanwhile["TransactWriteItems"] = erased
    again = _sign_in_as(world.browser(), profile)
    assert again != user_id
    assert not [item for item in world.items("accounts", f"U#{user_id}") if item["sk"] == "USER"]


def test_an_id_is_not_mistaken_for_an_account_id(world: World) -> None:
    """Ids of users are free text: somebody may be called like somebody else's account."""
    first = _sign_in_as(world.browser(), {"id": "ada", "uri": "spotify:user:ada", "account_id": "shared-text"})
    second = _sign_in_as(world.browser(), {"id": "shared-text", "uri": "spotify:user:shared-text"})
    assert first != second


def test_two_people_are_two_people(world: World) -> None:
    people = world.spotify.truth.people
    browsers = [world.browser() for _ in people[:2]]
    for browser, person in zip(browsers, people, strict=False):
        browser.sign_in(person=person.id)
    known = [browser.get("/v1/user").json["user"] for browser in browsers]
    assert known[0]["id"] != known[1]["id"]
    assert [user["display_name"] for user in known] == [person.display_name for person in people[:2]]


def test_scopes_that_were_withheld_are_stored_as_they_were_granted(world: World) -> None:
    browser = world.browser()
    granted = ["playlist-read-private", "user-library-read"]
    browser.sign_in(grant_listed="1", grant=granted)
    assert browser.get("/v1/user").json["grant"]["scopes"] == granted
    before = len(world.asked("/me/following"))
    counts = browser.get("/v1/user/profile").json["counts"]
    assert counts["artists"] is None
    assert counts["episodes"] is None
    assert counts["tracks"] == len(world.spotify.truth.people[0].saved_tracks)
    assert len(world.asked("/me/following")) == before, "what was not granted need not be asked for"


def test_without_the_scope_of_a_list_nothing_is_asked(world: World) -> None:
    browser = world.browser()
    browser.sign_in(grant_listed="1", grant=["playlist-read-private"])
    before = len(world.asked("/v1/"))
    answer = browser.get("/v1/library/tracks")
    assert (answer.status, answer.code) == (403, "insufficient_scope")
    assert "user-library-read" in answer.json["detail"]
    assert len(world.asked("/v1/")) == before


def test_signing_in_again_grants_more_and_keeps_the_person(world: World) -> None:
    browser = world.browser()
    browser.sign_in(grant_listed="1", grant=["playlist-read-private"])
    user_id = browser.get("/v1/user").json["user"]["id"]
    browser.sign_in()
    known = browser.get("/v1/user").json
    assert known["user"]["id"] == user_id
    assert set(known["grant"]["scopes"]) == SCOPES
    assert browser.get("/v1/library/tracks").status == 200


def test_the_answer_of_spotify_may_leave_the_scope_out(world: World) -> None:
    """RFC 6749, 5.1: then all that was asked for is granted."""
    browser = world.browser()
    back = browser.consent(browser.begin_sign_in())
    tokens = {"access_token": world.spotify.sign_in(), "refresh_token": "AQx", "token_type": "Bearer"}
    world.spotify_answers("/api/token", body={**tokens, "expires_in": 3600})
    assert browser.get(back).status == 302
    assert set(browser.get("/v1/user").json["grant"]["scopes"]) == SCOPES


def test_a_sign_in_under_way_is_kept_as_a_hash_and_expires(world: World) -> None:
    browser = world.browser()
    state = _query(browser.begin_sign_in())["state"]
    under_way = world.items("coordination", "SIGN_IN#")
    assert under_way
    text = world.text()
    assert state not in text
    assert browser.cookies[LOGIN] not in text
    assert all(item["expires_at"] > 0 for item in under_way)


def test_when_aws_refuses_to_store_a_person_the_log_says_what_aws_said(world: World, console: Console) -> None:
    """Only others who write the same are a reason to try anew."""
    stranger = world.browser()
    back = stranger.consent(stranger.begin_sign_in(), person=world.spotify.truth.people[2].id)
    world.aws.clear()
    world.aws.refuse("TransactWriteItems", "AccessDeniedException")
    try:
        assert stranger.get(back).code == "internal_error"
    finally:
        world.aws.refusals.clear()
    assert world.aws.names.count("TransactWriteItems") == 1
    assert "AccessDeniedException" in console.text
