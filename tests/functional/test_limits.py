"""When Spotify asks to wait, fails or answers nonsense: the right code, never a 500, and nobody asks too soon again."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.functional.console import Console
from tests.functional.world import World

PLAYLISTS = "/v1/library/playlists"
LIMITED = {"status": 429, "headers": {"Retry-After": "30"}, "body": {"error": {"status": 429, "message": "API rate"}}}
QUOTA = {
    "status": 429,
    "headers": {"Retry-After": "7200"},
    "body": {"error": {"status": 429, "message": "Quota exceeded", "reason": "QUOTA_EXCEEDED"}},
}


def _asked(world: World) -> int:
    return len(world.asked("/v1/"))


@pytest.mark.parametrize(
    ("answer", "code", "seconds"),
    [
        pytest.param(LIMITED, "spotify_rate_limited", 30, id="limited"),
        pytest.param(QUOTA, "spotify_quota_exceeded", 7200, id="quota"),
        pytest.param({**LIMITED, "headers": {}}, "spotify_rate_limited", 30, id="without saying how long"),
        pytest.param(
            {"status": 429, "headers": {"Retry-After": "soon"}, "body": "Too many requests"},
            "spotify_rate_limited",
            30,
            id="in plain text",
        ),
    ],
)
def test_a_limit_is_told_and_holds_everybody_until_it_is_over(
    world: World, console: Console, answer: dict[str, Any], code: str, seconds: int
) -> None:
    browser, other = world.signed_in(), world.browser()
    other.sign_in(person=world.spotify.truth.people[1].id)
    world.clock.stop()
    world.spotify_answers("/v1/me/playlists", **answer)

    refused = browser.get(PLAYLISTS)

    assert (refused.status, refused.code) == (429, code)
    assert refused.json["retry_after"] == seconds
    assert refused.headers["retry-after"] == str(seconds)
    asked = _asked(world)
    track = world.spotify.truth.people[0].saved_tracks[0].id
    for person, path in ((browser, PLAYLISTS), (browser, f"/v1/library/tracks/{track}"), (other, PLAYLISTS)):
        held = person.get(path)
        assert (held.status, held.code) == (429, code)
        assert 0 < held.json["retry_after"] <= seconds
    assert _asked(world) == asked, "Spotify is left in peace"
    # What needs no Spotify goes on.
    assert browser.get("/v1/user").status == 200
    assert browser.get("/v1/user/sessions").status == 200
    assert console.metric("SpotifyWait") == seconds * 1000

    world.advance(seconds=seconds + 1)
    assert browser.get(PLAYLISTS).status == 200
    held = other.get(PLAYLISTS)
    assert held.status == 429
    assert 0 < held.json["retry_after"] <= 30, "it reopens gradually"
    world.advance(seconds=held.json["retry_after"])
    assert other.get(PLAYLISTS).status == 200


def test_a_shorter_wait_does_not_open_the_gate_earlier(world: World) -> None:
    from chalicelib.core.accounts.client_item import Stored
    from chalicelib.core.composition import services

    browser = world.signed_in()
    world.clock.stop()
    store = services().accounts.client_store
    store.close("quota", 100, Stored())
    store.close("rate_limit", 10, Stored())
    answer = browser.get(PLAYLISTS)
    assert answer.code == "spotify_quota_exceeded"
    assert answer.json["retry_after"] > 90
    store.close("rate_limit", 200, Stored())
    answer = browser.get(PLAYLISTS)
    assert answer.code == "spotify_rate_limited"
    assert answer.json["retry_after"] > 190


def test_the_profile_is_held_as_well(world: World) -> None:
    browser = world.signed_in()
    world.spotify_answers("/v1/me/albums", **LIMITED)
    answer = browser.get("/v1/user/profile")
    assert (answer.status, answer.code) == (429, "spotify_rate_limited")


def test_a_gate_that_cannot_be_stored_still_tells_the_limit(world: World) -> None:
    browser = world.signed_in()
    world.spotify_answers("/v1/me/playlists", **LIMITED)
    world.aws.refuse("UpdateItem", "ProvisionedThroughputExceededException")
    answer = browser.get(PLAYLISTS)
    assert (answer.status, answer.code) == (429, "spotify_rate_limited")
    assert answer.json["retry_after"] == 30


HTML = "<!DOCTYPE html><html><body>502 Bad Gateway</body></html>"


@pytest.mark.parametrize(
    ("answer", "status", "code"),
    [
        pytest.param({"status": 500, "body": ""}, 503, "spotify_unavailable", id="500"),
        pytest.param({"status": 502, "body": HTML}, 503, "spotify_unavailable", id="502 in HTML"),
        pytest.param({"status": 503, "body": {"error": {"status": 503}}}, 503, "spotify_unavailable", id="503"),
        pytest.param({"status": 504, "body": "upstream"}, 503, "spotify_unavailable", id="504"),
        pytest.param({"status": 200, "body": HTML}, 503, "spotify_unavailable", id="200 in HTML"),
        pytest.param({"status": 200, "body": '{"items": [{"id": "a'}, 503, "spotify_unavailable", id="cut off"),
        pytest.param({"status": 200, "body": ""}, 503, "spotify_unavailable", id="empty"),
        pytest.param({"status": 200, "body": "null"}, 503, "spotify_unavailable", id="null"),
        pytest.param({"status": 200, "body": "[]"}, 503, "spotify_unavailable", id="a list"),
        pytest.param({"status": 200, "body": "[" * 50_000}, 503, "spotify_unavailable", id="too deep"),
        pytest.param({"status": 200, "body": '{"items": 3}'}, 503, "spotify_unavailable", id="another type"),
        pytest.param({"status": 204, "body": ""}, 503, "spotify_unavailable", id="204"),
        pytest.param(
            {"status": 302, "headers": {"Location": "https://evil.example/"}}, 503, "spotify_unavailable", id="302"
        ),
        pytest.param({"status": 418, "body": "teapot"}, 400, "invalid_request", id="418"),
        pytest.param(
            {"status": 400, "body": {"error": {"status": 400, "message": "no"}}}, 400, "invalid_request", id="400"
        ),
        pytest.param({"status": 404, "body": HTML}, 404, "not_found", id="404"),
        pytest.param({"status": 403, "body": "Forbidden"}, 403, "forbidden", id="403 in plain text"),
        pytest.param(
            {"status": 403, "body": "User not registered in the Developer Dashboard"},
            403,
            "spotify_not_allowlisted",
            id="not on the list",
        ),
        pytest.param(
            {"status": 403, "body": {"error": {"status": 403, "message": "Insufficient client scope"}}},
            403,
            "insufficient_scope",
            id="scope",
        ),
    ],
)
def test_whatever_spotify_answers_there_is_a_code_for_it(
    world: World, console: Console, answer: dict[str, Any], status: int, code: str
) -> None:
    browser = world.signed_in()
    world.spotify_answers("/v1/me/playlists", times=2, **answer)
    told = browser.get(PLAYLISTS)
    assert (told.status, told.code) == (status, code)
    assert "dashspot-persist" not in told.headers
    assert HTML not in told.text
    assert world.waiting() == []
    assert console.metric("UnforeseenErrors") == 0
    world.spotify.simulator.canned.waiting.clear()
    assert browser.get(PLAYLISTS).status == 200


def test_one_failure_of_spotify_goes_unnoticed(world: World) -> None:
    browser = world.signed_in()
    world.spotify_answers("/v1/me/playlists", status=503, body="", times=1)
    assert browser.get(PLAYLISTS).status == 200
    assert len(world.asked("/v1/me/playlists")) == 2


def test_one_odd_row_does_not_cost_the_page(world: World) -> None:
    browser = world.signed_in()
    good = {"type": "playlist", "id": "a" * 22, "uri": f"spotify:playlist:{'a' * 22}", "name": "Good"}
    odd: list[Any] = [None, {}, "text", {"id": None, "name": None}, {**good, "images": {"x": 1}, "public": "perhaps"}]
    world.spotify_answers("/v1/me/playlists", body={"items": [*odd, good], "total": 6, "limit": 25, "offset": 0})
    answer = browser.get(PLAYLISTS)
    assert answer.status == 200
    assert [playlist["name"] for playlist in answer.json["data"]] == ["Good", "Good"]
    assert answer.json["meta"]["skipped"] == 4


def test_a_text_that_is_no_text_does_not_cost_the_answer(world: World) -> None:
    """Half a surrogate pair is JSON, but no character."""
    browser = world.signed_in()
    identity = {"type": "playlist", "id": "a" * 22, "uri": f"spotify:playlist:{'a' * 22}"}
    body = json.dumps({"items": [{**identity, "name": "\ud83d"}]})
    world.spotify_answers("/v1/me/playlists", body=body)
    answer = browser.get(PLAYLISTS)
    assert answer.status == 200
    assert answer.headers["dashspot-persist"] == "queued"


def test_a_spotify_that_cannot_be_reached_is_unavailable(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from chalicelib.core.composition import services

    browser = world.signed_in()
    nowhere = services().settings.model_copy(update={"spotify_api_url": "http://127.0.0.1:9"})
    monkeypatch.setattr(services(), "settings", nowhere)
    answer = browser.get(PLAYLISTS)
    assert (answer.status, answer.code) == (503, "spotify_unavailable")
    assert "127.0.0.1:9" not in answer.text


def test_a_link_of_spotify_to_another_host_is_never_followed(world: World) -> None:
    browser = world.signed_in()
    page = {"items": [], "total": 60, "limit": 25, "offset": 0, "next": "http://127.0.0.1:9/v1/me/playlists?offset=25"}
    world.spotify_answers("/v1/me/playlists", body=page)
    cursor = browser.get(PLAYLISTS).json["page"]["next"]
    assert browser.get(f"{PLAYLISTS}?cursor={cursor}").status == 200
    assert world.spotify.requests[-1].query["offset"] == "25"


@pytest.mark.parametrize("link", ["?offset=0", "?offset=-5", "?offset=x", "", "not a link"])
def test_a_next_link_that_leads_nowhere_ends_the_list_or_moves_on(world: World, link: str) -> None:
    browser = world.signed_in()
    page = {"items": [], "total": 60, "limit": 25, "offset": 0, "next": link}
    world.spotify_answers("/v1/me/playlists", body=page)
    cursor = browser.get(PLAYLISTS).json["page"]["next"]
    if cursor is not None:
        browser.get(f"{PLAYLISTS}?cursor={cursor}")
        assert int(world.spotify.requests[-1].query["offset"]) > 0
