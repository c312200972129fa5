"""The kept library, filtered: what people look for, and what they find."""

from __future__ import annotations

import pytest

from tests.functional.served import LOCAL, asked, browser, listed
from tests.functional.world import Browser, shared_world

__all__ = ["browser"]

world = shared_world(tracks=1, playlists=1)


@pytest.mark.parametrize(
    ("parameters", "found"),
    [
        ({}, [LOCAL, "b", "a", "c", "d"]),
        # Text: every word, any order, beginnings of words; case, accents and sharp s are alike.
        ({"q": "strasse"}, ["a", "c"]),
        ({"q": "STRAß ana"}, ["a", "c"]),
        ({"q": "driv nig"}, ["b"]),
        ({"q": "ight"}, []),
        ({"q": "zoe"}, ["b", "d"]),
        ({"q": "second"}, ["c", "d"]),
        ({"q": "日本"}, ["d"]),
        ({"q": "本の夜"}, ["d"]),
        ({"q": "日夜"}, []),
        ({"q": "  "}, [LOCAL, "b", "a", "c", "d"]),
        # By other things of the library.
        ({"artist": "zoe"}, ["b", "d"]),
        ({"artist": "zoe,ana"}, ["b", "a", "c", "d"]),
        ({"album": "first"}, ["b", "a"]),
        ({"playlist": "road"}, [LOCAL, "b", "a"]),
        ({"playlist": "road,hers"}, [LOCAL, "b", "a", "c"]),
        ({"not_playlist": "road"}, ["c", "d"]),
        ({"playlist": "road", "not_playlist": "party"}, [LOCAL, "a"]),
        ({"playlist": "unknown"}, []),
        ({"not_playlist": "unknown"}, [LOCAL, "b", "a", "c", "d"]),
        ({"genre": "türkü"}, ["b", "a", "c"]),
        ({"genre": "TURKU"}, ["b", "a", "c"]),
        ({"genre": "turk"}, []),
        ({"owner": "her"}, ["c"]),
        ({"owner": "her,me"}, [LOCAL, "b", "a", "c"]),
        ({"mine": "true"}, [LOCAL, "b", "a"]),
        ({"mine": "false"}, ["c", "d"]),
        ({"followed": "true"}, ["c"]),
        ({"collaborative": "true"}, ["b"]),
        ({"public": "true"}, [LOCAL, "b", "a"]),
        ({"public": "false"}, ["c", "d"]),
        ({"saved": "true"}, ["b", "d"]),
        ({"in_playlist": "false"}, ["d"]),
        ({"saved": "true", "in_playlist": "false"}, ["d"]),
        # When it came, when it was released, how long it is.
        ({"added_after": "2020-01-02"}, ["a", "c", "d"]),
        ({"added_before": "2020-01-02"}, [LOCAL, "b"]),
        ({"added_after": "2022-06-01T14:00:00+02:00", "added_before": "2022-06-01T12:00:01Z"}, ["c"]),
        ({"released_after": "2001"}, ["c", "d"]),
        ({"released_after": "2001-05-01"}, []),
        ({"released_before": "1999-01"}, ["b", "a"]),
        ({"year": "1999"}, ["b", "a"]),
        ({"decade": "1990,2000"}, ["b", "a", "c", "d"]),
        ({"min_duration_ms": "181000"}, ["b", "c"]),
        ({"max_duration_ms": "180000"}, [LOCAL, "a"]),
        # Flags: where nobody said, neither.
        ({"explicit": "true"}, ["a"]),
        ({"explicit": "false"}, ["b", "c"]),
        ({"playable": "false"}, ["c"]),
        ({"playable": "true"}, [LOCAL, "b", "a", "d"]),
        ({"local": "true"}, [LOCAL]),
        # Audio features.
        ({"analysed": "true"}, ["b", "a"]),
        ({"analysed": "false"}, [LOCAL, "c", "d"]),
        ({"min_energy": "0.2", "max_energy": "0.5"}, ["a"]),
        ({"min_tempo": "101"}, ["b"]),
        ({"min_valence": "0"}, []),
        ({"key": "0"}, ["a"]),
        ({"key": "0,9"}, ["b", "a"]),
        ({"mode": "minor"}, ["b"]),
        ({"time_signature": "4,5"}, ["a"]),
        ({"min_popularity": "50"}, ["b", "a"]),
        ({"max_popularity": "50"}, ["a", "c"]),
        # Duplicates.
        ({"duplicate": "id"}, ["b", "a"]),
        ({"duplicate": "isrc"}, ["a", "c"]),
        ({"duplicate": "alike"}, ["a", "c"]),
        # Together.
        ({"artist": "ana", "mine": "true", "released_before": "2000", "explicit": "false", "q": "n"}, ["b"]),
    ],
    ids=str,
)
def test_tracks(browser: Browser, parameters: dict[str, str], found: list[str]) -> None:
    assert listed(browser, "tracks", **parameters) == found


@pytest.mark.parametrize(
    ("resource", "parameters", "found"),
    [
        ("albums", {"q": "ana first"}, ["first"]),
        ("albums", {"artist": "zoe"}, ["second"]),
        ("albums", {"track": "a,d"}, ["first", "second"]),
        ("albums", {"playlist": "hers"}, ["second"]),
        ("albums", {"not_playlist": "hers"}, ["first"]),
        ("albums", {"genre": "Rock"}, ["first", "second"]),
        ("albums", {"saved": "true"}, ["first"]),
        ("albums", {"added_before": "2018-01-01"}, ["first"]),
        ("albums", {"year": "2001"}, ["second"]),
        ("albums", {"min_duration_ms": "400000"}, ["first"]),
        ("albums", {"min_popularity": "1"}, ["first"]),
        ("artists", {"q": "zo"}, ["zoe"]),
        ("artists", {"track": "c"}, ["ana"]),
        ("artists", {"playlist": "party"}, ["ana", "zoe"]),
        ("artists", {"not_playlist": "party"}, []),
        ("artists", {"genre": "turku"}, ["ana"]),
        ("artists", {"followed": "true"}, ["zoe"]),
        ("artists", {"added_after": "2018-05-06"}, []),
        ("artists", {"max_popularity": "30"}, ["ana"]),
        ("genres", {"q": "tür"}, ["Türkü"]),
        ("playlists", {}, ["road", "hers", "party"]),
        ("playlists", {"q": "elan her"}, ["hers"]),
        ("playlists", {"artist": "zoe"}, ["road", "party"]),
        ("playlists", {"album": "second"}, ["hers"]),
        ("playlists", {"track": "a,c"}, ["road", "hers"]),
        ("playlists", {"genre": "türkü"}, ["road", "hers", "party"]),
        ("playlists", {"owner": "her"}, ["hers"]),
        ("playlists", {"mine": "true"}, ["road", "party"]),
        ("playlists", {"followed": "true"}, ["hers"]),
        ("playlists", {"collaborative": "false"}, ["road", "hers"]),
        ("playlists", {"public": "true"}, ["road"]),
        ("playlists", {"public": "false"}, ["hers", "party"]),
        ("playlists", {"added_after": "2022-06-01T12:00:00Z"}, ["hers", "party"]),
        ("playlists", {"min_duration_ms": "300000"}, ["road"]),
        ("shows", {"q": "radio n"}, ["daily"]),
        ("shows", {"saved": "true", "explicit": "false"}, ["daily"]),
        ("shows", {"added_after": "2020-03-02"}, []),
        ("episodes", {"q": "daily"}, ["news", "talk"]),
        ("episodes", {"show": "daily", "explicit": "true"}, ["talk"]),
        ("episodes", {"playlist": "hers"}, ["talk"]),
        ("episodes", {"not_playlist": "hers"}, ["news"]),
        ("episodes", {"owner": "her"}, ["talk"]),
        ("episodes", {"mine": "true"}, []),
        ("episodes", {"followed": "false"}, ["news"]),
        ("episodes", {"saved": "true"}, ["news"]),
        ("episodes", {"in_playlist": "true"}, ["talk"]),
        ("episodes", {"released_before": "2020"}, ["news"]),
        ("episodes", {"max_duration_ms": "30000"}, ["news"]),
        ("episodes", {"playable": "false"}, []),
        ("audiobooks", {"q": "book reader"}, ["book"]),
        ("audiobooks", {"author": "writer bo"}, ["book"]),
        ("audiobooks", {"author": "reader"}, []),
        ("audiobooks", {"saved": "true"}, ["book"]),
    ],
    ids=str,
)
def test_other_lists(browser: Browser, resource: str, parameters: dict[str, str], found: list[str]) -> None:
    assert listed(browser, resource, **parameters) == found


def test_a_track_is_shown_with_all_that_is_known_of_it(browser: Browser) -> None:
    (entry,) = asked(browser, "tracks", q="night").json["data"]
    features = entry.pop("features")
    assert entry == {
        "id": "b",
        "uri": "spotify:track:b",
        "name": "Night Drive",
        "artists": [
            {"id": "ana", "name": "Ana", "spotify_url": "https://open.spotify.com/artist/ana"},
            {"id": "zoe", "name": "Zoë", "spotify_url": "https://open.spotify.com/artist/zoe"},
        ],
        "album": {"id": "first", "name": "First", "spotify_url": "https://open.spotify.com/album/first"},
        "duration_ms": 240_000,
        "explicit": False,
        "disc_number": 1,
        "track_number": 1,
        "isrc": None,
        "released": "1999",
        "popularity": 70,
        "playable": True,
        "local": False,
        "saved": True,
        "saved_at": "2018-05-05T00:00:00.000Z",
        "added_at": "2018-05-05T00:00:00.000Z",
        "playlists": 2,
        "rows": 2,
        "genres": ["rock", "Türkü"],
        "analysed": True,
        "image": "https://i.example/300",
        "spotify_url": "https://open.spotify.com/track/b",
    }
    assert features["source"] == "reccobeats"
    assert (features["energy"], features["key"], features["mode"], features["valence"]) == (0.9, 9, 0, None)


def test_a_local_file_has_neither_id_nor_address(browser: Browser) -> None:
    (entry,) = asked(browser, "tracks", local="true").json["data"]
    assert (entry["id"], entry["spotify_url"], entry["uri"]) == (None, None, LOCAL)
    assert entry["artists"] == [{"id": None, "name": "Ana", "spotify_url": None}]
    assert entry["album"] == {"id": None, "name": "Demos", "spotify_url": None}
