"""Held against the same library in plain Python: every number of the model, for libraries of every oddity."""

from __future__ import annotations

import json
import random
from typing import Any

import apsw
import pytest

from bench.browse.library import make_sources
from tests.functional.browse_truth.facts import facts_of
from tests.functional.browse_truth.imagined import imagine, put
from tests.functional.browse_truth.telling import library_of
from tests.functional.browse_truth.things import Library
from tests.unit.contexts.browser.model.sources import a_model, rows


def imagined(seed: int) -> apsw.Connection:
    sources = apsw.Connection(":memory:")
    put(imagine(random.Random(seed), "u-1", 120), sources)
    return sources


def generated(seed: int) -> apsw.Connection:
    sources = apsw.Connection(":memory:")
    make_sources(sources, seed, 300, odd=0.1)
    return sources


@pytest.fixture(params=[imagined, generated] * 3)
def both(request: pytest.FixtureRequest) -> tuple[apsw.Connection, Library]:
    """A model, and the library of which it should be."""
    seed = random.SystemRandom().randrange(1_000_000)
    print(f"seed {seed}")
    sources = request.param(seed)
    return a_model(sources), library_of(facts_of(sources))


def listed(model: apsw.Connection, query: str) -> list[tuple[Any, ...]]:
    return [tuple(each.values()) for each in rows(model, query)]


def test_tracks(both: tuple[apsw.Connection, Library]) -> None:
    model, library = both
    found = listed(
        model,
        "SELECT t.uri, t.name, t.isrc, t.artists, n.duration_ms, n.added, n.saved, n.saved_at, n.explicit, n.playable, "
        "n.local, n.rows, n.playlists, n.analysed, b.id, n.released "
        "FROM track n JOIN track_text t USING (no) LEFT JOIN album_text b ON b.no = n.album ORDER BY n.no",
    )
    assert found == [
        (
            each.uri,
            each.name,
            each.isrc,
            json.dumps([[one.id, one.name] for one in each.artists], ensure_ascii=False, separators=(",", ":")),
            each.duration_ms,
            each.added,
            each.saved,
            each.saved_at,
            each.explicit,
            each.playable,
            each.local,
            len(each.places),
            len({place.playlist for place in each.places}),
            each.features is not None,
            each.album.id if each.album else None,
            each.album.released if each.album else None,
        )
        for each in library.tracks
    ]


def test_albums_and_artists(both: tuple[apsw.Connection, Library]) -> None:
    model, library = both
    assert listed(
        model,
        "SELECT id, name, saved, saved_at, added, tracks, duration_ms, released FROM album JOIN album_text USING (no)",
    ) == [
        (
            each.id,
            each.name,
            each.saved,
            each.saved_at,
            each.added,
            len(each.tracks),
            sum(track.duration_ms or 0 for track in each.tracks),
            each.released,
        )
        for each in library.albums
    ]
    assert listed(
        model,
        "SELECT id, name, followed, added, tracks, albums, playlists, duration_ms "
        "FROM artist JOIN artist_text USING (no)",
    ) == [
        (
            each.id,
            each.name,
            each.followed,
            each.added,
            len(each.tracks),
            len(each.albums),
            len(each.playlists),
            sum(track.duration_ms or 0 for track in each.tracks),
        )
        for each in library.artists
    ]


def test_genres(both: tuple[apsw.Connection, Library]) -> None:
    model, library = both
    assert listed(model, "SELECT name FROM genre ORDER BY no") == [(each.name,) for each in library.genres]
    of: dict[str, Any] = {"track": library.tracks, "album": library.albums}
    for table, things in of.items():
        names: dict[int, set[str]] = {no: set() for (no,) in listed(model, f"SELECT no FROM {table} ORDER BY no")}  # noqa: S608
        for no, name in listed(model, f"SELECT {table}, g.name FROM {table}_genre JOIN genre g ON g.no = genre"):  # noqa: S608
            names[no].add(name)
        assert list(names.values()) == [each.genres for each in things]


def test_playlists(both: tuple[apsw.Connection, Library]) -> None:
    model, library = both
    assert listed(
        model,
        "SELECT id, name, owner_id, owner_name, place, mine, read, total, unnamed, rows, tracks, episodes, "
        "duration_ms, first_added, last_added FROM playlist JOIN playlist_text USING (no)",
    ) == [
        (
            each.id,
            each.name,
            each.owner_id,
            each.owner_name,
            each.place,
            each.mine,
            each.read,
            each.total,
            each.unnamed,
            len(each.rows),
            len(list(each.tracks)),
            len(list(each.episodes)),
            each.duration_ms,
            min(each.added_instants, default=None),
            max(each.added_instants, default=None),
        )
        for each in library.playlists
    ]


def test_duplicates(both: tuple[apsw.Connection, Library]) -> None:
    model, library = both
    for column in ("isrc_group", "alike_group"):
        groups: dict[int, set[str]] = {}
        query = f"SELECT {column}, uri FROM track JOIN track_text USING (no) WHERE {column} > 0"  # noqa: S608
        for no, uri in listed(model, query):
            groups.setdefault(no, set()).add(uri)
        told = {getattr(each, column) for each in library.tracks} - {None}
        assert sorted(map(sorted, groups.values())) == sorted(sorted(each.uri for each in group) for group in told)
