"""What the storm over whole libraries found first, each reduced to what it takes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.functional.syncing import collection, synced
from tests.functional.world import Browser, World, a_world


@pytest.fixture
def world() -> Iterator[World]:
    with a_world(tracks=60, playlists=6, people=1) as made:
        yield made


@pytest.fixture
def anna(world: World) -> Browser:
    return world.signed_in()


def _own(world: World) -> str:
    """The smallest of the person's own playlists that holds anything."""
    library = world.spotify.truth
    own = [library.playlists[each.playlist_id] for each in library.people[0].playlists if each.sharing == "owned"]
    return min((playlist for playlist in own if playlist.total), key=lambda playlist: playlist.total).id


def _kept_of(world: World, playlist_id: str) -> int:
    items = world.items("catalogue", "U#")
    rows = [item for item in items if item["pk"].endswith(f"#PLAYLIST#{playlist_id}") and item["sk"].startswith("R#")]
    return sum(not row.get("removed") for row in rows)


def test_a_playlist_that_was_unfollowed_is_taken_away_although_the_list_was_looked_at_before_the_sync(
    world: World, anna: Browser
) -> None:
    synced(anna)
    playlist_id = _own(world)
    assert _kept_of(world, playlist_id) > 0
    world.spotify.switch("forget", uris=[f"spotify:playlist:{playlist_id}"])
    assert anna.get("/v1/library/playlists?limit=50").status == 200
    world.run_queue()
    job = synced(anna)
    assert _kept_of(world, playlist_id) == 0
    assert job["counts"]["removed"] > 0
    again = synced(anna)
    assert collection(again, f"spotify:playlist:{playlist_id}") is None, "it is gone once"


def test_an_access_token_that_is_refused_right_after_its_renewal_does_not_end_the_sync(
    world: World, anna: Browser
) -> None:
    expired = {"error": {"status": 401, "message": "The access token expired"}}
    # The second is rejected along with the token that replaced the first one; the third a moment later, when none is
    # asked for again so soon.
    for rejected in (2, 3):
        world.spotify_answers("/v1/me/albums", times=rejected, status=401, body=expired)
        job = synced(anna)
        assert (job["state"], job["error"]) == ("succeeded", None), rejected
        albums = collection(job, "albums")
        assert albums is None or albums["state"] == "done"
        world.advance(hours=2)
