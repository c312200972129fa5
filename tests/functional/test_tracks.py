"""Saved tracks and single tracks, as Spotify has them."""

from __future__ import annotations

import pytest

from tests.functional.listing import everything, pages
from tests.functional.world import Browser, World, shared_world

TRACKS = "/v1/library/tracks"

world = shared_world(tracks=123, playlists=3)


@pytest.fixture(scope="module")
def browser(world: World) -> Browser:
    return world.signed_in()


@pytest.mark.parametrize("limit", [None, 7, 50, 100])
def test_saved_tracks_come_newest_first_to_the_last_one(world: World, browser: Browser, limit: int | None) -> None:
    truth = world.spotify.truth.people[0].saved_tracks
    found = everything(browser, TRACKS, limit)
    assert [(entry["track"]["id"], entry["added_at"]) for entry in found] == [(s.id, s.added_at) for s in truth]


def test_a_page_says_how_many_there_are(world: World, browser: Browser) -> None:
    found = pages(browser, TRACKS, 50)
    assert [len(page["data"]) for page in found] == [50, 50, 23]
    assert {page["page"]["total"] for page in found} == {123}


def test_a_person_who_saved_nothing_has_an_empty_list(world: World) -> None:
    world.spotify_answers("/v1/me/tracks", body={"items": [], "total": 0, "limit": 25, "offset": 0, "next": None})
    answer = world.signed_in().get(TRACKS)
    assert answer.json["data"] == []
    assert answer.json["page"] == {"next": None, "limit": 25, "total": 0}


def test_a_track_is_told_with_its_album_and_artists(world: World, browser: Browser) -> None:
    library = world.spotify.truth.catalogue
    truth = library.tracks[world.spotify.truth.people[0].saved_tracks[3].id]
    album = library.albums[truth.album_id]
    told = browser.get(f"{TRACKS}/{truth.id}").json
    assert told["kind"] == "track"
    assert {name: told[name] for name in ("id", "uri", "name", "duration_ms", "explicit", "isrc")} == {
        "id": truth.id,
        "uri": truth.uri,
        "name": truth.name,
        "duration_ms": truth.duration_ms,
        "explicit": truth.explicit,
        "isrc": truth.isrc,
    }
    assert (told["disc_number"], told["track_number"]) == (truth.disc_number, truth.track_number)
    assert (told["album"]["id"], told["album"]["name"]) == (album.id, album.name)
    assert told["images"] == told["album"]["images"] != []
    assert [artist["id"] for artist in told["artists"]] == list(truth.artist_ids)
    assert told["spotify_url"] == f"https://open.spotify.com/track/{truth.id}"


def test_a_track_that_spotify_does_not_know_is_not_found(browser: Browser) -> None:
    for tail in ("", "/data"):
        answer = browser.get(f"{TRACKS}/{'7' * 22}{tail}")
        assert answer.status in (403, 404)
    assert browser.get(f"{TRACKS}/{'7' * 22}").code == "not_found"


def test_a_relinked_track_is_told_as_spotify_tells_it(world: World, browser: Browser) -> None:
    """Spotify may answer with another id than was asked for, and says so in ``linked_from``."""
    asked, given = "1" * 22, "2" * 22
    world.spotify_answers(
        f"/v1/tracks/{asked}",
        body={
            "type": "track",
            "id": given,
            "uri": f"spotify:track:{given}",
            "name": "Elsewhere",
            "artists": [],
            "is_playable": True,
            "linked_from": {"id": asked, "type": "track", "uri": f"spotify:track:{asked}"},
        },
    )
    told = browser.get(f"{TRACKS}/{asked}").json
    assert (told["id"], told["is_playable"]) == (given, True)
