"""Sessions of browsers and tokens of scripts: who may do what with which, and for how long."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from tests.functional.world import ORIGIN, Browser, World, shared_world

SESSION = "__Host-dashspot"
DAY = 86_400

world = shared_world(tracks=20, playlists=3)


def _person(world: World, index: int = 0) -> Browser:
    browser = world.browser()
    browser.sign_in(person=world.spotify.truth.people[index].id)
    return browser


def _token(browser: Browser, **fields: Any) -> dict[str, Any]:
    made = browser.post("/v1/user/tokens", {"name": "backup script", **fields})
    assert made.status == 201, made.text
    created: dict[str, Any] = made.json
    return created


@pytest.fixture
def browser(world: World) -> Browser:
    return _person(world)


@pytest.fixture
def other(world: World) -> Browser:
    return _person(world, 1)


# -- sessions ----------------------------------------------------------------------------------------------------------


def test_each_browser_is_listed_with_the_present_one_marked(world: World, browser: Browser) -> None:
    phone = world.browser()
    phone.sign_in()
    listed = phone.get("/v1/user/sessions").json
    current = [session for session in listed["data"] if session["current"]]
    assert [session["id"] for session in current] == [phone.get("/v1/user").json["session"]["id"]]
    assert browser.get("/v1/user").json["session"]["id"] in {session["id"] for session in listed["data"]}
    assert listed["page"] == {"next": None, "limit": len(listed["data"]), "total": len(listed["data"])}
    assert {session["user_agent"] for session in listed["data"]} == {"Test Browser"}
    created = [session["created_at"] for session in listed["data"]]
    assert created == sorted(created, reverse=True)


def test_a_session_that_is_ended_elsewhere_is_refused_at_once(world: World, browser: Browser) -> None:
    lost = world.browser()
    lost.sign_in()
    lost_id = lost.get("/v1/user").json["session"]["id"]
    assert lost.get("/v1/user/sessions").status == 200

    assert browser.delete(f"/v1/user/sessions/{lost_id}").status == 204

    refused = lost.get("/v1/user/sessions")
    assert (refused.status, refused.code) == (401, "unauthenticated")
    assert refused.headers["www-authenticate"].startswith("Bearer")
    assert lost.get("/v1/user").json["authenticated"] is False
    assert browser.get("/v1/user/sessions").status == 200
    again = browser.delete(f"/v1/user/sessions/{lost_id}")
    assert (again.status, again.code) == (404, "not_found")


def test_ending_the_present_session_takes_the_cookie_away(browser: Browser) -> None:
    session_id = browser.get("/v1/user").json["session"]["id"]
    answer = browser.delete(f"/v1/user/sessions/{session_id}")
    assert answer.status == 204
    assert SESSION not in browser.cookies


def test_signing_out_ends_the_session_even_for_who_kept_the_cookie(world: World, browser: Browser) -> None:
    copy = world.browser()
    copy.cookies = dict(browser.cookies)
    answer = browser.post("/v1/user/logout")
    assert (answer.status, answer.text) == (204, "")
    assert browser.cookies == {}
    assert copy.get("/v1/user/sessions").status == 401
    again = copy.post("/v1/user/logout")
    assert (again.status, again.code) == (401, "unauthenticated")


def test_signing_out_leaves_other_browsers_alone(world: World, browser: Browser) -> None:
    second = world.browser()
    second.sign_in()
    browser.post("/v1/user/logout")
    assert second.get("/v1/user/sessions").status == 200


def test_refreshing_rotates_the_secret_and_ends_the_old_one(world: World, browser: Browser) -> None:
    before = dict(browser.cookies)
    old = browser.get("/v1/user").json["session"]

    answer = browser.post("/v1/user/session/refresh")

    assert answer.status == 200
    assert browser.cookies[SESSION] != before[SESSION]
    assert answer.json["id"] != old["id"]
    assert answer.json["expires_at"] >= old["expires_at"]
    assert "token" not in answer.json
    assert browser.get("/v1/user").json["session"]["id"] == answer.json["id"]
    stale = world.browser()
    stale.cookies = before
    assert stale.get("/v1/user/sessions").status == 401


def test_expiry_is_compared_on_every_read(world: World, browser: Browser) -> None:
    """DynamoDB may take days to delete what has expired; here it never does."""
    script = world.browser()
    script.token = _token(browser, expires_in_days=1)["token"]
    assert script.get("/v1/user/tokens").status == 200
    world.clock.advance(seconds=DAY)
    try:
        assert script.get("/v1/user/tokens").status == 401
        assert script.get("/v1/user").json["authenticated"] is False
        assert browser.get("/v1/user").json["authenticated"] is True
        listed = {token["name"] for token in browser.get("/v1/user/tokens").json["data"]}
        assert "backup script" not in listed
        world.clock.advance(seconds=29 * DAY)
        assert browser.get("/v1/user/sessions").status == 401
        world.clock.advance(seconds=-29 * DAY)
    finally:
        world.clock.advance(seconds=-DAY)
    assert script.get("/v1/user/tokens").status == 200


@pytest.mark.parametrize("session_id", ["x", "0" * 39, "A" * 40, "0" * 41, "%2e%2e", "0" * 40 + "%0a"])
def test_an_id_that_can_be_none_is_a_bad_request(browser: Browser, session_id: str) -> None:
    for kind in ("sessions", "tokens"):
        answer = browser.delete(f"/v1/user/{kind}/{session_id}")
        assert (answer.status, answer.code) == (400, "invalid_request")
        assert answer.json["errors"][0]["parameter"] == "id"


def test_nobody_ends_the_sessions_or_tokens_of_others(browser: Browser, other: Browser) -> None:
    token = _token(other)
    session_id = other.get("/v1/user").json["session"]["id"]
    assert browser.delete(f"/v1/user/sessions/{session_id}").status == 404
    assert browser.delete(f"/v1/user/tokens/{token['id']}").status == 404
    assert other.get("/v1/user/tokens").json["data"][0]["id"] == token["id"]


def test_nobody_sees_the_sessions_or_tokens_of_others(browser: Browser, other: Browser) -> None:
    _token(other, name="theirs")
    theirs = {session["id"] for session in other.get("/v1/user/sessions").json["data"]}
    assert not theirs & {session["id"] for session in browser.get("/v1/user/sessions").json["data"]}
    assert "theirs" not in browser.get("/v1/user/tokens").text


# -- tokens ------------------------------------------------------------------------------------------------------------


def test_a_token_is_shown_once_and_opens_the_library(world: World, browser: Browser) -> None:
    made = _token(browser, name="  evening export ")
    assert made["name"] == "evening export"
    assert made["token"].startswith(browser.get("/v1/user").json["user"]["id"] + ".")

    script = Browser(world, token=made["token"])
    assert script.get("/v1/library/playlists").status == 200
    known = script.get("/v1/user").json
    assert known["authenticated"] is True
    assert known["session"] is None
    listed = [token for token in browser.get("/v1/user/tokens").json["data"] if token["id"] == made["id"]]
    assert listed[0]["name"] == "evening export"
    assert listed[0]["current"] is False
    assert "token" not in listed[0]
    assert made["token"].partition(".")[2] not in browser.get("/v1/user/tokens").text


def test_of_a_secret_only_the_hash_is_stored(world: World, browser: Browser) -> None:
    made = _token(browser)
    stored = world.text()
    for secret in (made["token"].partition(".")[2], browser.cookies[SESSION].partition(".")[2]):
        assert secret not in stored
        assert hashlib.sha256(secret.encode()).hexdigest()[:40] in stored


def test_a_token_ends_when_it_is_revoked(world: World, browser: Browser) -> None:
    made = _token(browser)
    script = Browser(world, token=made["token"])
    assert browser.delete(f"/v1/user/tokens/{made['id']}").status == 204
    answer = script.get("/v1/user/tokens")
    assert (answer.status, answer.code) == (401, "unauthenticated")


def test_a_script_may_end_its_own_token(world: World, browser: Browser) -> None:
    script = Browser(world, token=_token(browser)["token"])
    assert script.post("/v1/user/logout").status == 204
    assert script.get("/v1/user/tokens").status == 401
    assert browser.get("/v1/user/tokens").status == 200


def test_a_token_cannot_make_tokens_or_sessions(world: World, browser: Browser) -> None:
    script = Browser(world, token=_token(browser)["token"])
    for path, body in (("/v1/user/tokens", {"name": "child"}), ("/v1/user/session/refresh", None)):
        answer = script.post(path, body)
        assert (answer.status, answer.code) == (403, "forbidden")
        assert not answer.cookies


def test_sessions_and_tokens_are_not_mistaken_for_each_other_by_id(browser: Browser) -> None:
    token_id = _token(browser)["id"]
    session_id = browser.get("/v1/user").json["session"]["id"]
    assert browser.delete(f"/v1/user/sessions/{token_id}").status == 404
    assert browser.delete(f"/v1/user/tokens/{session_id}").status == 404


def test_a_token_does_not_pass_as_a_cookie_nor_a_cookie_as_a_token(world: World, browser: Browser) -> None:
    token = _token(browser)["token"]
    with_cookie = world.browser()
    with_cookie.cookies[SESSION] = token
    assert with_cookie.get("/v1/user/tokens").status == 401
    assert Browser(world, token=browser.cookies[SESSION]).get("/v1/user/tokens").status == 401


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        ".",
        "u_.",
        "u_aaaaaaaaaaaaaaaaaaaa.",
        ".secret",
        "u_aaaaaaaaaaaaaaaaaaaa.secret",
        "GRANT#spotify.secret",
        "u_" + "a" * 500 + ".secret",
        "u_ä.ü",
    ],
)
def test_what_is_no_credential_is_nobody(world: World, token: str) -> None:
    by_cookie, by_token = world.browser(), world.browser()
    by_cookie.cookies[SESSION] = token
    for browser, headers in ((by_cookie, {}), (by_token, {"Authorization": f"Bearer {token}"})):
        answer = browser.get("/v1/user/tokens", headers=headers)
        assert (answer.status, answer.code) == (401, "unauthenticated")
        assert browser.get("/v1/user", headers=headers).json["authenticated"] is False


def test_a_session_secret_works_only_with_its_own_person(world: World, browser: Browser, other: Browser) -> None:
    mine, theirs = browser.cookies[SESSION].split("."), other.cookies[SESSION].split(".")
    mixed = world.browser()
    mixed.cookies[SESSION] = f"{theirs[0]}.{mine[1]}"
    assert mixed.get("/v1/user/tokens").status == 401


def test_a_wrong_bearer_is_not_saved_by_a_good_cookie(browser: Browser) -> None:
    assert browser.get("/v1/user/tokens", headers={"Authorization": "Bearer nonsense"}).status == 401


def test_cookies_of_other_services_on_the_host_do_no_harm(browser: Browser) -> None:
    """Cookies ignore ports: whatever runs beside Dashspot on 127.0.0.1 sends its own along."""
    session = browser.cookies[SESSION]
    for header in (
        f'theme={{"dark": true, "size": 3}}; {SESSION}={session}',
        f"a b=c; {SESSION}={session}; =; ;;x",
        f'broken="; {SESSION}={session}',
        f"note=ä; {SESSION}={session}",
    ):
        assert browser.get("/v1/user/tokens", headers={"Cookie": header}).status == 200, header


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/name"),
        ({"name": ""}, "/name"),
        ({"name": "   "}, "/name"),
        ({"name": "x" * 81}, "/name"),
        ({"name": 3}, "/name"),
        ({"name": None}, "/name"),
        ({"name": "x", "expires_in_days": 0}, "/expires_in_days"),
        ({"name": "x", "expires_in_days": 366}, "/expires_in_days"),
        ({"name": "x", "expires_in_days": 1.5}, "/expires_in_days"),
        ({"name": "x", "expires_in_days": "soon"}, "/expires_in_days"),
        ({"name": "x", "admin": True}, "/admin"),
        ({"name": "x", "a/b~c": 1}, "/a~1b~0c"),
    ],
)
def test_a_token_that_cannot_be_made_says_what_is_wrong(browser: Browser, body: dict[str, Any], pointer: str) -> None:
    answer = browser.post("/v1/user/tokens", body)
    assert (answer.status, answer.code) == (400, "invalid_request")
    assert pointer in [flaw["pointer"] for flaw in answer.json["errors"]]


# -- where requests come from ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "",
        "null",
        "https://evil.example",
        "http://127.0.0.1:8443",
        "https://127.0.0.1",
        f"{ORIGIN}/",
        f"{ORIGIN}.x",
    ],
)
def test_another_site_cannot_act_with_the_cookie(browser: Browser, origin: str | None) -> None:
    headers = {"Origin": origin}
    session_id = browser.get("/v1/user").json["session"]["id"]
    answers = [
        browser.post("/v1/user/logout", headers=headers),
        browser.post("/v1/user/session/refresh", headers=headers),
        browser.post("/v1/user/tokens", {"name": "stolen"}, headers=headers),
        browser.delete(f"/v1/user/sessions/{session_id}", headers=headers),
        browser.delete(f"/v1/user/tokens/{session_id}", headers=headers),
    ]
    assert [(answer.status, answer.code) for answer in answers] == [(403, "csrf_rejected")] * len(answers)
    assert browser.get("/v1/user").json["authenticated"] is True
    assert "stolen" not in browser.get("/v1/user/tokens").text


def test_reading_needs_no_origin(browser: Browser) -> None:
    assert browser.get("/v1/user/sessions", headers={"Origin": "https://evil.example"}).status == 200


def test_a_script_needs_no_origin(world: World, browser: Browser) -> None:
    made = _token(browser)
    script = Browser(world, token=made["token"])
    assert script.post("/v1/user/logout", headers={"Origin": "https://elsewhere.example"}).status == 204


def test_cookies_never_cross_origins(browser: Browser) -> None:
    answer = browser.get("/v1/user", headers={"Origin": "https://elsewhere.example"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers


def test_two_tabs_that_renew_at_once_end_with_one_session(world: World) -> None:
    world.signed_in().delete("/v1/user/sessions")
    browser = world.signed_in()
    other_tab = world.browser()
    other_tab.cookies = dict(browser.cookies)

    from chalicelib.core.accounts import sessions

    create = sessions.create

    def meanwhile(*arguments: Any, **more: Any) -> Any:
        with pytest.MonkeyPatch.context() as inner:
            inner.setattr(sessions, "create", create)
            assert other_tab.post("/v1/user/session/refresh").status == 200
        return create(*arguments, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sessions, "create", meanwhile)
        assert browser.post("/v1/user/session/refresh").code == "unauthenticated"
    found = other_tab.get("/v1/user/sessions").json["data"]
    assert [session["current"] for session in found] == [True], "no session that nobody holds is left"
