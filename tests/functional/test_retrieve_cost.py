"""What a warm retrieve costs: one read, one send, one question to Spotify. Counted where requests leave the process."""

from __future__ import annotations

import pytest

from tests.functional.world import Browser, World, shared_world

world = shared_world(tracks=60, playlists=12, mode="extended")

RETRIEVES = [
    "/v1/library/playlists",
    "/v1/library/playlists?limit=2",
    "/v1/library/playlists/{playlist}",
    "/v1/library/playlists/{playlist}/items?limit=100",
    "/v1/library/tracks?limit=50",
    "/v1/library/tracks/{track}",
    "/v1/library/tracks/{track}/data",
]


@pytest.fixture(scope="module")
def browser(world: World) -> Browser:
    made = world.signed_in()
    assert made.get("/v1/library/tracks").status == 200  # warm: clients made, token opened
    return made


def _path(world: World, template: str) -> str:
    person = world.spotify.truth.people[0]
    return template.format(playlist=person.playlists[0].playlist_id, track=person.saved_tracks[0].id)


@pytest.mark.parametrize("template", RETRIEVES)
def test_a_warm_retrieve_is_one_batch_get_and_one_send(world: World, browser: Browser, template: str) -> None:
    world.aws.clear()
    before = len(world.spotify.requests)
    answer = browser.get(_path(world, template))
    assert (answer.status, answer.headers["dashspot-persist"]) == (200, "queued")
    assert world.aws.names == ["BatchGetItem", "SendMessageBatch"]
    assert len(world.spotify.requests) == before + 1
    assert world.waiting()


def test_a_following_page_costs_the_same(world: World, browser: Browser) -> None:
    cursor = browser.get("/v1/library/tracks?limit=10").json["page"]["next"]
    browser.get(f"/v1/library/tracks?limit=10&cursor={cursor}")  # the signing key is read once
    world.aws.clear()
    assert browser.get(f"/v1/library/tracks?limit=10&cursor={cursor}").status == 200
    assert world.aws.names == ["BatchGetItem", "SendMessageBatch"]
    world.waiting()


def test_the_batch_get_asks_for_what_authentication_needs_and_no_more(world: World, browser: Browser) -> None:
    world.aws.clear()
    browser.get("/v1/library/tracks")
    body = world.aws.bodies[0]
    assert body.count('"pk"') == 4
    for key in ("SESSION#", "GRANT#spotify", "GATE", "CAPABILITIES"):
        assert key in body
    world.waiting()


@pytest.mark.parametrize("path", ["/v1/health", "/v1/openapi.json", "/v1/docs", "/v1/user"])
def test_what_needs_nothing_asks_for_nothing(world: World, path: str) -> None:
    browser = world.browser()
    world.aws.clear()
    assert browser.get(path).status == 200
    assert world.aws.names == []


def test_a_cold_process_opens_the_grant_once(world: World, browser: Browser) -> None:
    from chalicelib.core.composition import services

    services().accounts.vault._open.clear()
    world.aws.clear()
    for _ in range(3):
        browser.get("/v1/library/tracks")
    assert world.aws.names.count("Decrypt") == 1
    assert world.aws.names.count("BatchGetItem") == 3
    world.waiting()


def test_a_retrieve_that_spotify_refuses_sends_nothing(world: World, browser: Browser) -> None:
    world.aws.clear()
    assert browser.get(f"/v1/library/tracks/{'7' * 22}").status == 404
    assert world.aws.names == ["BatchGetItem"]
