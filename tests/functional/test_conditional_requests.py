"""ETag and If-None-Match: a client that has the answer already is not sent it again."""

from __future__ import annotations

import pytest

from tests.functional.world import Browser, World, shared_world

world = shared_world(tracks=30, playlists=6, mode="extended")

PATHS = [
    "/v1/library/playlists",
    "/v1/library/playlists?limit=3",
    "/v1/library/playlists/{playlist}",
    "/v1/library/playlists/{playlist}/items",
    "/v1/library/tracks",
    "/v1/library/tracks/{track}",
    "/v1/library/tracks/{track}/data",
    "/v1/user",
    "/v1/user/profile",
    "/v1/user/sessions",
    "/v1/user/tokens",
    "/v1/meta",
    "/v1/health",
    "/v1/openapi.json",
    "/v1/docs",
]


@pytest.fixture(scope="module")
def browser(world: World) -> Browser:
    return world.signed_in()


def _path(world: World, template: str) -> str:
    person = world.spotify.truth.people[0]
    return template.format(playlist=person.playlists[0].playlist_id, track=person.saved_tracks[0].id)


@pytest.mark.parametrize("template", PATHS)
def test_what_is_unchanged_is_not_sent_again(world: World, browser: Browser, template: str) -> None:
    path = _path(world, template)
    first = browser.get(path)
    assert first.status == 200
    assert first.headers["cache-control"] == "private, no-cache"
    etag = first.headers["etag"]

    again = browser.get(path, headers={"If-None-Match": etag})

    assert (again.status, again.text) == (304, "")
    assert again.headers["etag"] == etag
    assert again.headers["dashspot-request-id"]
    assert "content-type" not in again.headers
    if template.startswith("/v1/library"):
        assert again.headers["dashspot-persist"] == "queued"


@pytest.mark.parametrize(
    ("if_none_match", "status"),
    [
        ("{etag}", 304),
        ("*", 304),
        ('"other", {etag}', 304),
        ("{strong}", 304),
        ('"other"', 200),
        ("", 200),
        ("{bare}", 200),
    ],
)
def test_matching_is_weak_and_takes_lists(world: World, browser: Browser, if_none_match: str, status: int) -> None:
    path = _path(world, "/v1/library/tracks/{track}")
    etag = browser.get(path).headers["etag"]
    assert etag.startswith('W/"')
    header = if_none_match.format(etag=etag, strong=etag.removeprefix("W/"), bare=etag.removeprefix("W/").strip('"'))
    assert browser.get(path, headers={"If-None-Match": header}).status == status


def test_a_changed_playlist_has_another_etag(world: World, browser: Browser) -> None:
    playlist = world.spotify.truth.playlists[world.spotify.truth.people[0].playlists[0].playlist_id]
    path = f"/v1/library/playlists/{playlist.id}"
    etag = browser.get(path).headers["etag"]
    name, playlist.name = playlist.name, "Renamed"
    try:
        changed = browser.get(path, headers={"If-None-Match": etag})
    finally:
        playlist.name = name
    assert (changed.status, changed.json["name"]) == (200, "Renamed")
    assert changed.headers["etag"] != etag


def test_etags_do_not_open_what_is_closed(world: World, browser: Browser) -> None:
    etag = browser.get("/v1/user/sessions").headers["etag"]
    for header in (etag, "*"):
        assert world.browser().get("/v1/user/sessions", headers={"If-None-Match": header}).status == 401


def test_the_same_list_of_two_people_has_two_etags(world: World, browser: Browser) -> None:
    other = world.browser()
    other.sign_in(person=world.spotify.truth.people[1].id)
    path = "/v1/library/playlists"
    assert browser.get(path).headers["etag"] != other.get(path).headers["etag"]


def test_problems_and_changes_are_never_cached(browser: Browser) -> None:
    for answer in (browser.get("/v1/library/playlists?limit=0"), browser.post("/v1/user/tokens", {"name": "x"})):
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers
