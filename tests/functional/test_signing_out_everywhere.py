"""Ending all sessions, or all tokens, at once; and looking at one of them."""

from __future__ import annotations

from tests.functional.world import Browser, World


def test_signing_out_everywhere_ends_every_session_and_leaves_tokens(world: World) -> None:
    here, there = world.signed_in(), world.signed_in()
    script = Browser(world, here.post("/v1/user/tokens", {"name": "script"}).json["token"])
    assert here.delete("/v1/user/sessions").status == 204
    assert "__Host-dashspot" not in here.cookies
    assert there.get("/v1/user/sessions").code == "unauthenticated"
    assert script.get("/v1/user/sessions").json["data"] == []


def test_ending_all_tokens_leaves_sessions(world: World) -> None:
    browser = world.signed_in()
    tokens = [browser.post("/v1/user/tokens", {"name": name}).json["token"] for name in ("one", "two")]
    assert browser.delete("/v1/user/tokens").status == 204
    assert [Browser(world, token).get("/v1/user/sessions").status for token in tokens] == [401, 401]
    assert browser.get("/v1/user/tokens").json["data"] == []


def test_one_session_and_one_token_can_be_looked_at_but_not_another_persons(world: World) -> None:
    browser = world.signed_in()
    stranger = world.browser()
    stranger.sign_in(person=world.spotify.truth.people[1].id)
    made = browser.post("/v1/user/tokens", {"name": "script"}).json
    session = browser.get("/v1/user").json["session"]
    assert browser.get(f"/v1/user/sessions/{session['id']}").json["current"] is True
    shown = browser.get(f"/v1/user/tokens/{made['id']}").json
    assert shown["name"] == "script"
    assert "token" not in shown
    assert browser.get(f"/v1/user/sessions/{made['id']}").code == "not_found"
    assert stranger.get(f"/v1/user/tokens/{made['id']}").code == "not_found"
    assert stranger.get(f"/v1/user/sessions/{session['id']}").code == "not_found"
