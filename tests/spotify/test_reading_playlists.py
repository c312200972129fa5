"""What a person's playlists look like once they are read."""

from typing import Any

import pytest

from chalicelib.spotify.models.episode import Episode
from chalicelib.spotify.models.paging import Page
from chalicelib.spotify.models.playlist import Playlist, PlaylistRow, SimplifiedPlaylist
from chalicelib.spotify.models.track import Track
from chalicelib.spotify.parsing import parse_payload

from .fakes import fixture

MODES = ("extended_quota", "development_mode", "both_keys")


def rows_of(name: str) -> list[PlaylistRow]:
    page = parse_payload(Page[PlaylistRow], fixture(name))
    assert all(row is not None for row in page.items)
    return [row for row in page.items if row is not None]


@pytest.mark.parametrize("mode", MODES)
def test_every_odd_kind_of_row_keeps_its_place(mode: str) -> None:
    track, episode, local, gone, by_nobody, again = rows_of(f"playlist_items/{mode}")
    assert isinstance(track.item, Track) and track.item.name == "Low Water"
    assert isinstance(episode.item, Episode) and episode.item.show is not None
    assert episode.item.show.name == "Slow Rivers"
    assert isinstance(local.item, Track) and local.item.local and local.is_local
    assert gone.item is None and gone.added_at is None and gone.added_by is None
    assert isinstance(by_nobody.item, Track) and by_nobody.added_by is None
    assert again.item == track.item


@pytest.mark.parametrize("mode", MODES)
def test_a_local_file_has_a_name_an_artist_and_no_page_at_spotify(mode: str) -> None:
    item = rows_of(f"playlist_items/{mode}")[2].item
    assert isinstance(item, Track)
    assert (item.id, item.name, item.artists[0].name, item.spotify_url) == (None, "First Take", "Garage Band", None)
    assert item.album is not None and item.album.name == "Demo Tape" and item.album.release_date is None


@pytest.mark.parametrize("mode", MODES)
def test_a_playlist_brings_its_first_rows_and_their_number(mode: str) -> None:
    playlist = parse_payload(Playlist, fixture(f"playlist/{mode}"))
    assert playlist.items is not None and len(playlist.items.items) == 6
    assert playlist.items_total == 6
    assert {"items", "items_total"} <= playlist.model_fields_set


def test_a_followed_playlist_in_development_mode_says_that_it_brought_no_rows() -> None:
    playlist = parse_payload(Playlist, fixture("playlist/followed_in_development_mode"))
    assert playlist.name == "Followed from Falk"
    assert playlist.items is None and playlist.items_total is None
    assert not {"items", "items_total"} & playlist.model_fields_set


@pytest.mark.parametrize("mode", MODES)
def test_a_list_of_playlists_keeps_its_gap_and_follows_spotifys_own_offset(mode: str) -> None:
    page = parse_payload(Page[SimplifiedPlaylist], fixture(f"playlists_list/{mode}"))
    mine, gap, followed = page.items
    assert mine is not None and mine.items_total == 6
    assert gap is None
    assert followed is not None and followed.images == () and followed.public is None
    assert page.next_offset == 18  # although the page asked for 20 and holds 3


def test_a_list_never_carries_rows_so_none_are_overwritten() -> None:
    page = parse_payload(Page[SimplifiedPlaylist], fixture("playlists_list/both_keys"))
    assert page.items[0] is not None
    assert "items" not in page.items[0].model_fields_set
    assert "items_total" in page.items[0].model_fields_set


def test_the_starred_list_of_2014_has_no_id_and_reads_as_a_gap() -> None:
    heard: list[str] = []
    page = parse_payload(
        Page[SimplifiedPlaylist], fixture("playlists_list/starred_of_2014"), lambda fault: heard.append(fault.path)
    )
    assert page.items[0] is None
    assert page.items[1] is not None and page.items[1].name == "Kept"
    assert heard == ["items.0"]


def test_one_playlist_has_one_uri_whatever_the_year() -> None:
    playlist = parse_payload(Playlist, fixture("playlist/uri_of_2015"))
    assert playlist.uri == f"spotify:playlist:{playlist.id}"


@pytest.mark.parametrize("key", ["track", "item"])
def test_a_null_under_the_newer_key_does_not_hide_the_older_one(key: str) -> None:
    page = fixture("playlist_items/extended_quota")
    row = page["items"][0]
    row["item"] = None
    expected: dict[str, Any] = row["track"]
    if key == "item":
        row["item"], row["track"] = expected, None
    read = parse_payload(PlaylistRow, row)
    assert isinstance(read.item, Track) and read.item.id == expected["id"]


def test_an_unknown_number_of_rows_is_not_zero() -> None:
    playlist = fixture("playlists_list/extended_quota")["items"][0]
    playlist["tracks"]["total"] = None
    read = parse_payload(SimplifiedPlaylist, playlist)
    assert read.items_total is None and "items_total" in read.model_fields_set
