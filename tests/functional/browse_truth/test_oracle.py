"""The library in plain Python says what people would say of a small library that can be looked over."""

from __future__ import annotations

import json
import random
import sqlite3
from typing import Any

import pytest

from chalicelib.contexts.browser.model.layout import SOURCES
from tests.functional.browse_truth.asking import Asker, Query
from tests.functional.browse_truth.counting import facets
from tests.functional.browse_truth.facts import facts_of
from tests.functional.browse_truth.ordering import order
from tests.functional.browse_truth.selecting import select
from tests.functional.browse_truth.showing import shown
from tests.functional.browse_truth.telling import library_of
from tests.functional.browse_truth.things import Library

HEAD = {"fetched_at": 1, "rows": 1, "unnamed": 0, "since": 1, "incomplete": [], "total": None}
ROWS: dict[str, list[tuple[str, str | None]]] = {
    "PLAYLISTS": [("spotify:playlist:road", None), ("spotify:playlist:hers", None)],
    "PLAYLIST#road": [
        ("spotify:track:a", "2020-01-02T00:00:00Z"),
        ("spotify:track:b", "2020-01-01T00:00:00Z"),
        ("spotify:track:a", "2021-01-01T00:00:00Z"),
        ("spotify:local:Ana:Demos:My+Song:61", "2019-01-01T00:00:00Z"),
    ],
    "PLAYLIST#hers": [("spotify:track:c", None), ("spotify:episode:talk", "2022-01-01T00:00:00Z")],
    "SAVED_TRACKS": [("spotify:track:b", "2018-05-05T00:00:00Z")],
    "SAVED_ALBUMS": [("spotify:album:other", "2017-01-01T00:00:00Z")],
    "FOLLOWED_ARTISTS": [("spotify:artist:zoe", None)],
}
ENTITIES: dict[tuple[str, str], dict[str, Any]] = {
    ("playlist", "road"): {"name": "Road", "owner": {"id": "me", "name": "Me"}, "public": True},
    ("playlist", "hers"): {"name": "Élan", "owner": {"id": "her", "name": "Her"}, "public": None},
    ("track", "a"): {
        "name": "Straße", "duration_ms": 1000, "album_id": "first", "artists": [{"id": "ana", "name": "Ana"}],
        "isrc": "us-abc-1", "explicit": True,
    },
    ("track", "b"): {
        "name": "STRASSE", "duration_ms": 2500, "album_id": "first",
        "artists": [{"id": "ana", "name": "Ana"}, {"id": "zoe", "name": "Zoë"}],
    },
    ("track", "c"): {
        "name": "Strasse", "duration_ms": 4000, "album_id": "second", "artists": [{"id": "ana", "name": "Ana"}],
        "isrc": "USABC1",
    },
    ("album", "first"): {"name": "First", "release_date": "1999", "artists": [{"id": "ana", "name": "Ana"}]},
    ("album", "second"): {"name": "Second", "release_date": "2001-05", "artists": [{"id": "ana", "name": "Ana"}]},
    ("artist", "ana"): {"name": "Ana", "genres": ["Türkü", "rock"]},
    ("artist", "zoe"): {"name": "Zoë", "genres": ["rock"]},
    ("episode", "talk"): {"name": "Talk", "show_id": "daily", "duration_ms": 60_000},
    ("show", "daily"): {"name": "Daily"},
}  # fmt: skip


@pytest.fixture(scope="module")
def library() -> Library:
    sources = sqlite3.connect(":memory:")
    sources.executescript(SOURCES)
    told = {"user_id": "someone", "spotify_ids": ["me"]}
    sources.executemany("INSERT INTO meta VALUES (?, ?)", [(name, json.dumps(value)) for name, value in told.items()])
    for collection, rows in ROWS.items():
        sources.execute("INSERT INTO collection VALUES (?, ?)", (collection, json.dumps(HEAD)))
        for position, (uri, added_at) in enumerate(rows):
            row = (collection, position, f"row {position}", uri, added_at)
            sources.execute("INSERT INTO row VALUES (?, ?, ?, ?, ?, NULL, NULL, NULL)", row)
    for (kind, identifier), fields in ENTITIES.items():
        sources.execute("INSERT INTO entity VALUES (?, ?, ?)", (kind, identifier, json.dumps(fields)))
    sources.execute(
        "INSERT INTO features VALUES (?, ?, ?)", ("a", "reccobeats", json.dumps({"energy": 0.5, "key": -1, "mode": 1}))
    )
    return library_of(facts_of(sources))


def names(library: Library, resource: str, sort: str | None = None, **filters: str) -> list[str | None]:
    return [it.id or it.uri for it in order(resource, select(library, resource, filters), sort)]


LOCAL = "spotify:local:Ana:Demos:My+Song:61"


@pytest.mark.parametrize(
    ("resource", "filters", "found"),
    [
        ("tracks", {}, [LOCAL, "a", "b", "c"]),
        ("tracks", {"q": "ana straSS"}, ["a", "b", "c"]),
        ("tracks", {"q": "zoe strasse"}, ["b"]),
        ("tracks", {"artist": "zoe,nobody"}, ["b"]),
        ("tracks", {"not_playlist": "road"}, ["c"]),
        ("tracks", {"mine": "false"}, ["c"]),
        ("tracks", {"genre": "turku"}, ["a", "b", "c"]),
        ("tracks", {"duplicate": "isrc"}, ["a", "c"]),
        ("tracks", {"duplicate": "alike"}, []),
        ("tracks", {"duplicate": "id"}, ["a"]),
        ("tracks", {"released_before": "2001-05-01"}, ["a", "b", "c"]),
        ("tracks", {"released_after": "2001-05-01"}, []),
        ("tracks", {"decade": "1990"}, ["a", "b"]),
        ("tracks", {"added_before": "2020-01-01"}, [LOCAL, "b"]),
        ("tracks", {"min_energy": "0.5"}, ["a"]),
        ("tracks", {"key": "0"}, []),
        ("tracks", {"explicit": "false"}, []),
        ("albums", {}, ["first", "second", "other"]),
        ("albums", {"q": "first"}, ["first"]),
        ("artists", {"playlist": "hers"}, ["ana"]),
        ("artists", {"followed": "true"}, ["zoe"]),
        ("playlists", {}, ["road", "hers"]),
        ("playlists", {"public": "false"}, ["hers"]),
        ("playlists", {"track": "c"}, ["hers"]),
        ("episodes", {"playlist": "hers"}, ["talk"]),
        ("shows", {"saved": "false"}, ["daily"]),
    ],
)
def test_filters(library: Library, resource: str, filters: dict[str, str], found: list[str]) -> None:
    assert names(library, resource, **filters) == found


def test_sorts_put_what_is_missing_last_whichever_way(library: Library) -> None:
    assert names(library, "tracks", "released") == ["a", "b", "c", LOCAL]
    assert names(library, "tracks", "-released") == ["c", "a", "b", LOCAL]
    assert names(library, "tracks", "-artist,-duration_ms") == [LOCAL, "c", "b", "a"]


def test_facets_count_each_thing_once(library: Library) -> None:
    found = facets(library, "tracks", library.tracks, ("genre", "playlist", "decade"))
    assert found["genre"] == {"counts": {"Türkü": 3, "rock": 3}, "more": 0, "without": 1}
    assert found["playlist"]["counts"] == {"road": 3, "hers": 1}
    assert found["decade"] == {"counts": {1990: 2, 2000: 1}, "more": 0, "without": 1}


def test_entries(library: Library) -> None:
    it = shown("tracks", library.tracks[1])
    assert (it["id"], it["rows"], it["playlists"], it["released"]) == ("a", 2, 1, "1999")
    assert it["added_at"] == 1_577_923_200_000
    assert shown("playlists", library.playlists[1])["duration_ms"] == 1000 * 2 + 2500 + 61_000


def test_every_random_query_can_be_told(library: Library) -> None:
    seed = random.SystemRandom().randrange(1_000_000)
    print(f"seed {seed}")
    asker = Asker(library, random.Random(seed))
    for _ in range(300):
        query: Query = asker.query()
        found = order(query.resource, select(library, query.resource, query.filters), query.sort)
        assert len(set(map(id, found))) == len(found)
        assert all(less != query for less in query.smaller()), query
