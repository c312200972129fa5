"""What a library's rows and records say of its tracks."""

from __future__ import annotations

import pytest

from tests.unit.contexts.browser.model.sources import a_library, a_model, row, rows

ALBUM = {"name": "Debut", "release_date": "1993-07-05", "artists": [{"id": "A1", "name": "Björk"}]}
TRACK = {
    "name": "Venus as a Boy",
    "duration_ms": 281_000,
    "explicit": False,
    "album_id": "B1",
    "artists": [{"id": "A1", "name": "Björk"}],
    "isrc": "gb-ain 9300014",
}
WHOLE = "SELECT * FROM track JOIN track_text USING (no)"


def test_a_track_is_what_its_record_its_album_and_its_rows_say() -> None:
    model = a_model(
        a_library(
            rows={
                "SAVED_TRACKS": [{"uri": "spotify:track:T1", "added_at": "2020-01-01T00:00:00Z", "playable": True}],
                "PLAYLIST#P1": [{"uri": "spotify:track:T1", "added_at": "2019-01-01T00:00:00Z", "added_by": "me"}] * 2,
                "PLAYLIST#P2": [{"uri": "spotify:track:T1", "playable": False}],
            },
            entities={
                "track": {"T1": TRACK},
                "album": {"B1": ALBUM},
                "artist": {"A1": {"name": "Björk", "genres": ["art pop"]}},
            },
            features={
                "T1": {"reccobeats": {"energy": 0.1, "key": 3}, "spotify": {"energy": 0.5, "key": -1, "mode": 1}}
            },
        )
    )
    found = row(model, WHOLE)
    assert (found["id"], found["uri"], found["name"]) == ("T1", "spotify:track:T1", "Venus as a Boy")
    assert (found["saved"], found["saved_at"], found["added"]) == (1, 1_577_836_800_000, 1_546_300_800_000)
    assert (found["playlists"], found["rows"], found["playable"], found["explicit"]) == (2, 3, 1, 0)
    assert (found["released"], found["isrc"], found["artists"]) == (19930705, "GBAIN9300014", '[["A1","Björk"]]')
    assert row(model, "SELECT source, energy, key, mode FROM feature") == {
        "source": "spotify",
        "energy": 0.5,
        "key": None,
        "mode": 1,
    }
    assert row(model, "SELECT tracks, albums, playlists, duration_ms FROM artist") == {
        "tracks": 1,
        "albums": 1,
        "playlists": 2,
        "duration_ms": 281_000,
    }
    assert row(model, "SELECT name, tracks, artists, albums FROM genre") == {
        "name": "art pop",
        "tracks": 1,
        "artists": 1,
        "albums": 1,
    }


@pytest.mark.parametrize(
    ("uri", "name", "artist", "album", "duration"),
    [
        ("spotify:local:Bj%C3%B6rk:Demo%3A+One:J%C3%B3ga+%28tape%29:305", "Jóga (tape)", "Björk", "Demo: One", 305_000),
        ("spotify:local:::Untitled:0", "Untitled", None, None, 0),
        ("spotify:local:Artist:Album:Title: with: colons:200", "Title: with: colons", "Artist", "Album", 200_000),
        ("spotify:local:Someone:Album:Song:99999999999999999999999", "Song", "Someone", "Album", None),
        ("spotify:local:Someone:Album:Song:-5", "Song", "Someone", "Album", None),
        ("spotify:local:A", None, None, None, None),
        ("spotify:local:", None, None, None, None),
        ("spotify:local::::", None, None, None, None),
    ],
)
def test_a_local_file_is_told_by_its_uri(
    uri: str, name: str | None, artist: str | None, album: str | None, duration: int | None
) -> None:
    found = row(a_model(a_library(rows={"PLAYLIST#P": [uri]})), WHOLE)
    assert (found["local"], found["id"], found["uri"]) == (1, None, uri)
    assert (found["name"], found["album_name"], found["duration_ms"]) == (name, album, duration)
    assert found["artists"] == (f'[[null,"{artist}"]]' if artist else "[]")


def test_a_local_file_has_the_name_that_its_row_gives_it() -> None:
    model = a_model(a_library(rows={"PLAYLIST#P": [{"uri": "spotify:local:A:B:C:1", "name": "Real name"}]}))
    assert row(model, "SELECT name FROM track_text") == {"name": "Real name"}


def test_a_track_without_a_record_is_there_with_what_is_known() -> None:
    model = a_model(a_library(rows={"PLAYLIST#P": ["spotify:track:Gone"], "SAVED_TRACKS": ["spotify:track:Gone2"]}))
    assert [each["id"] for each in rows(model, WHOLE)] == ["Gone", "Gone2"]
    assert {(each["name"], each["duration_ms"], each["album"]) for each in rows(model, WHOLE)} == {(None, None, None)}


def test_rows_of_a_playlist_that_is_not_in_the_list_any_more_count_nowhere() -> None:
    model = a_model(
        a_library(
            rows={
                "PLAYLISTS": ["spotify:user:me%3A:playlist:P1"],
                "PLAYLIST#P1": ["spotify:track:T1"],
                "PLAYLIST#P2": ["spotify:track:T2"],
            }
        )
    )
    assert [each["id"] for each in rows(model, WHOLE)] == ["T1"]
    assert [each["id"] for each in rows(model, "SELECT id FROM playlist_text")] == ["P1"]
