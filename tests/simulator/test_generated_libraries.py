"""Generated libraries: the same from the same seed, of any size, and as untidy as real ones."""

from __future__ import annotations

import unicodedata
from collections import Counter

import pytest

from infra.local.simulator import Options, running_simulator
from infra.local.simulator.library import Library, generate_library
from tests.simulator.listener import Listener


def _content(library: Library) -> list[object]:
    """Everything that the people of a library have."""
    catalogue = library.catalogue
    return [
        *((person.id, person.display_name, person.account_id) for person in library.people),
        *(catalogue.tracks[saved.id] for person in library.people for saved in person.saved_tracks),
        *(catalogue.albums[saved.id] for person in library.people for saved in person.saved_albums),
        *(catalogue.artists[saved.id] for person in library.people for saved in person.followed_artists),
        *(catalogue.episodes[saved.id] for person in library.people for saved in person.saved_episodes),
        *((each.id, each.name, each.snapshot_id, list(each.rows)) for each in library.playlists.values()),
    ]


def test_the_same_seed_gives_the_same_library_in_whatever_order_it_is_read() -> None:
    first, second = (generate_library(seed=7, tracks=300, playlists=12) for _ in range(2))
    for saved in reversed(second.people[0].saved_tracks):
        assert second.catalogue.tracks[saved.id]
    assert _content(first) == _content(second)


def test_playlists_can_hold_as_many_rows_together_as_wanted_and_keep_their_proportions() -> None:
    library = generate_library(seed=7, tracks=20, playlists=500, people=1, big_playlist=10_000, playlist_rows=100_000)
    sizes = [library.playlists[entry.playlist_id].total for entry in library.people[0].playlists]
    assert (len(sizes), sum(sizes), sizes[0]) == (500, 100_000, 10_000)
    assert 0 in sizes[1:]
    assert max(sizes[1:]) > 10 * sorted(sizes)[250] / 3
    usual = generate_library(seed=7, tracks=20, playlists=500, people=1, big_playlist=10_000)
    assert [each.total for each in usual.playlists.values()][1:4] == [101, 3, 48], "left alone, each has its own size"


def test_a_library_has_no_fewer_rows_together_than_its_big_playlist() -> None:
    with pytest.raises(ValueError, match="playlist_rows"):
        Options(big_playlist=20, playlist_rows=19)


def test_another_seed_gives_another_library() -> None:
    first, second = (generate_library(seed=seed, tracks=300, playlists=12) for seed in (7, 8))
    assert not set(first.playlists) & set(second.playlists)
    assert {each.id for each in first.people[0].saved_tracks}.isdisjoint(
        each.id for each in second.people[0].saved_tracks
    )


@pytest.mark.parametrize("tracks", [0, 1, 19, 50_000])
def test_a_library_has_as_many_tracks_as_asked_all_of_them_different(tracks: int) -> None:
    with running_simulator(tracks=tracks, playlists=3) as spotify:
        listener = Listener(spotify, spotify.sign_in())
        assert listener.read("/me/tracks?limit=1")["total"] == tracks
        last = listener.read(f"/me/tracks?limit=50&offset={max(0, tracks - 50)}")
        assert len(last["items"]) == min(50, tracks)
        assert last["next"] is None
        saved = spotify.truth.people[0].saved_tracks
    assert len({each.id for each in saved}) == tracks
    times = [each.added_at for each in saved]
    assert times == sorted(times, reverse=True) or _within_clumps(times)


def _within_clumps(times: list[str]) -> bool:
    """Tracks of one album are saved together; from clump to clump time only goes back."""
    starts = times[::4]
    return starts == sorted(starts, reverse=True)


def test_sizes_are_those_asked_for() -> None:
    library = generate_library(tracks=100, playlists=55, people=4, big_playlist=77)
    assert len(library.people) == 4
    assert len(library.people[0].playlists) == 55
    assert library.playlists_of(library.people[0])[0].total == 77
    assert len({person.id for person in library.people}) == len({person.account_id for person in library.people}) == 4


def test_sizes_that_make_no_sense_are_refused() -> None:
    for wrong in ({"tracks": -1}, {"people": 0}, {"token_seconds": 0}, {"mode": "other"}):
        with pytest.raises(ValueError, match="must be"):
            Options(**wrong)


def test_albums_and_artists_are_shared_by_many_tracks() -> None:
    library = generate_library(tracks=2000)
    tracks = [library.catalogue.tracks[saved.id] for saved in library.people[0].saved_tracks]
    albums = Counter(track.album_id for track in tracks)
    artists = Counter(artist for track in tracks for artist in track.artist_ids)
    assert len(albums) < len(tracks) / 3
    assert artists.most_common(1)[0][1] > 20
    assert 1 in artists.values()


def test_an_album_and_its_tracks_name_each_other() -> None:
    catalogue = generate_library(tracks=500).catalogue
    for album in catalogue.albums.values():
        for identifier in album.track_ids:
            assert catalogue.tracks[identifier].album_id == album.id
    assert sum(len(album.track_ids) for album in catalogue.albums.values()) == len(catalogue.tracks)


def test_names_come_in_many_scripts() -> None:
    library = generate_library(tracks=2000)
    letters = "".join(library.catalogue.tracks[saved.id].name for saved in library.people[0].saved_tracks)
    scripts = {unicodedata.name(letter, "?").split()[0] for letter in set(letters)}
    assert {
        "LATIN",
        "CYRILLIC",
        "GREEK",
        "ARABIC",
        "HEBREW",
        "HANGUL",
        "CJK",
        "HIRAGANA",
        "DEVANAGARI",
        "THAI",
    } <= scripts


def test_release_dates_are_as_vague_as_real_ones() -> None:
    catalogue = generate_library(tracks=3000).catalogue
    lengths = {"year": 4, "month": 7, "day": 10}
    albums = list(catalogue.albums.values())
    assert {album.release_date_precision for album in albums} == set(lengths)
    assert all(len(album.release_date) == lengths[album.release_date_precision] for album in albums)
    assert any(album.release_date == "0000" for album in albums)


def test_the_same_recording_stands_under_several_ids() -> None:
    catalogue = generate_library(tracks=500).catalogue
    isrcs = Counter(track.isrc for track in catalogue.tracks.values())
    assert 2 in isrcs.values()
    assert max(isrcs.values()) == 2


def test_playlists_hold_duplicates() -> None:
    library = generate_library(tracks=100, playlists=1, big_playlist=200)
    uris = Counter(row.uri for row in library.playlists_of(library.people[0])[0].rows if row.uri)
    assert uris.most_common(1)[0][1] > 2
