"""Brings sources (``layout.SOURCES``) up to what the tables hold: read whole, or only where they differ.

Both come to the same, because they are one procedure: sources without anything in them are read whole. Reads are
consistent and never of an index. A collection's head is read before its rows: rows that are written meanwhile come with
another head, which the next build sees.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import apsw

from chalicelib.contexts.browser.model import told
from chalicelib.contexts.browser.model.layout import SCHEMA, SOURCES
from chalicelib.core.catalogue import head_table, keys, parallel
from chalicelib.core.catalogue.reading import Head

if TYPE_CHECKING:
    from chalicelib.core.catalogue.collections import Collections
    from chalicelib.core.catalogue.model_notes import EntityKey
    from chalicelib.core.catalogue.repository import Catalogue

ENTITIES_AT_ONCE = 100  # of one request
TRACKS_AT_ONCE = 50  # of one request for features, which may be of two sources
REQUESTS_HELD = 32  # whose answers are in memory at a time
COLLECTIONS_HELD = 8
UNKNOWN = "null"  # the head of a collection whose first reading is under way

_KINDS = {"track", "episode", "playlist", "album", "show", "artist"}

_WANTED = "CREATE TEMP TABLE wanted (kind TEXT, id TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID"
_LINKED = (
    # What tracks and episodes lead to, and then the artists of albums.
    """
    INSERT OR IGNORE INTO wanted
    SELECT 'album', json_extract(fields, '$.album_id') AS album
    FROM entity JOIN wanted USING (kind, id) WHERE kind = 'track' AND album IS NOT NULL
    """,
    """
    INSERT OR IGNORE INTO wanted
    SELECT 'show', json_extract(fields, '$.show_id') AS show
    FROM entity JOIN wanted USING (kind, id) WHERE kind = 'episode' AND show IS NOT NULL
    """,
    """
    INSERT OR IGNORE INTO wanted
    SELECT 'artist', json_extract(credit.value, '$.id') AS artist
    FROM entity JOIN wanted USING (kind, id), json_each(entity.fields, '$.artists') AS credit
    WHERE kind IN ('track', 'album') AND artist IS NOT NULL
    """,
)
_UNKNOWN_ENTITIES = "SELECT kind, id FROM wanted EXCEPT SELECT kind, id FROM entity"
_KEEP_ENTITY = """
    INSERT INTO entity VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET fields = excluded.fields WHERE fields <> excluded.fields
"""

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Tables:
    """Where a person's library lies, and what they are called at Spotify."""

    user_id: str
    spotify_ids: Sequence[str]
    collections: Collections
    catalogue: Catalogue


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What was done to sources: whether anything in them is another now, and how much there is."""

    changed: bool
    collections: int
    rows: int
    entities: int


def begin(sources: apsw.Connection) -> None:
    """Make empty sources."""
    sources.execute(SOURCES)


def fit(sources: apsw.Connection, user_id: str) -> bool:
    """Whether these are sources of this person, of the present layout."""
    try:
        told = dict(sources.execute("SELECT name, value FROM meta"))
    except apsw.Error:
        return False
    return (told.get("schema"), told.get("user_id")) == (json.dumps(SCHEMA), json.dumps(user_id))


def refresh(sources: apsw.Connection, tables: Tables, updated: Iterable[EntityKey] = ()) -> Refreshed:
    """Bring sources up to date. ``updated`` are entities to read anew though they are known; of what others changed in
    entities that are known nothing is seen.

    Raises Contended and what AWS answers; the sources are of no use then.
    """
    before = sources.total_changes()
    with sources:
        _put_meta(sources, tables)
        _refresh_collections(sources, tables)
        sources.execute(_WANTED)
        _want_what_rows_name(sources)
        updated = set(updated)
        _read_again(sources, tables, updated)
        asked = _read_unknown(sources, tables, set())
        for _ in range(2):
            for links in _LINKED:
                sources.execute(links)
            asked |= _read_unknown(sources, tables, asked)
        _forget(sources)
        tracks = {entity_id for kind, entity_id in asked if kind == "track"}
        tracks |= {entity_id for kind, entity_id in updated if kind == "audio_features"}
        _read_features(sources, tables, tracks)
        own = _number(sources, "SELECT count(*) FROM wanted")  # each row of it was one change, and none of the sources
        sources.execute("DROP TABLE wanted")
    return Refreshed(
        changed=sources.total_changes() - before > own,
        collections=_number(sources, "SELECT count(*) FROM collection"),
        rows=_number(sources, "SELECT count(*) FROM row"),
        entities=_number(sources, "SELECT count(*) FROM entity"),
    )


def _put_meta(sources: apsw.Connection, tables: Tables) -> None:
    told = {"schema": SCHEMA, "user_id": tables.user_id, "spotify_ids": sorted(tables.spotify_ids)}
    for name, value in told.items():
        sources.execute(
            """
            INSERT INTO meta VALUES (?, ?)
            ON CONFLICT DO UPDATE SET value = excluded.value WHERE value <> excluded.value
            """,
            (name, json.dumps(value)),
        )


def _refresh_collections(sources: apsw.Connection, tables: Tables) -> None:
    """Those that there is one of, and then the playlists that the list of playlists has: what others a person has
    looked at is none of the library's."""
    names = tables.collections.names(tables.user_id)
    own = [name for name in names if not keys.is_playlist(name)]
    _refresh_rows(sources, tables, own)
    uris = _rows(sources, "SELECT uri FROM row WHERE collection = ?", (keys.PLAYLISTS,))
    listed = {keys.playlist_rows(uri.rpartition(":")[2]) for (uri,) in uris}
    listed.intersection_update(names)
    _refresh_rows(sources, tables, sorted(listed))
    for (name,) in _rows(sources, "SELECT name FROM collection"):
        if name not in listed and name not in own:
            _drop(sources, name)


def _refresh_rows(sources: apsw.Connection, tables: Tables, names: Sequence[str]) -> None:
    heads = tables.collections.heads(tables.user_id, names, snapshots=False)
    known: dict[str, str] = dict(_rows(sources, "SELECT name, head FROM collection"))
    differing = [name for name in names if not _as_known(heads.get(name), known.get(name))]
    for some in _batches(differing, COLLECTIONS_HELD):
        kept = parallel.each(lambda name: tables.collections.kept(tables.user_id, name), some)
        for name, rows in zip(some, kept, strict=True):
            _drop(sources, name)
            sources.execute("INSERT INTO collection VALUES (?, ?)", (name, _text(heads.get(name))))
            sources.executemany(
                "INSERT INTO row VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    (name, at, row.row_id, row.row.uri, row.row.added_at, row.row.added_by, row.row.name, playable)
                    for at, row in enumerate(rows)
                    for playable in [None if row.row.playable is None else int(row.row.playable)]
                ),
            )


def _as_known(head: Head | None, known: str | None) -> bool:
    """Whether rows are those that are known. Until a collection was read whole, they come without another head."""
    return head is not None and head.since is not None and _text(head) == known


def _text(head: Head | None) -> str:
    return UNKNOWN if head is None else json.dumps(head_table.values(head), sort_keys=True)


def _drop(sources: apsw.Connection, name: str) -> None:
    sources.execute("DELETE FROM row WHERE collection = ?", (name,))
    sources.execute("DELETE FROM collection WHERE name = ?", (name,))


def _want_what_rows_name(sources: apsw.Connection) -> None:
    named = _rows(sources, "SELECT DISTINCT uri, collection = ? FROM row", (keys.SAVED_AUDIOBOOKS,))
    sources.executemany(
        "INSERT OR IGNORE INTO wanted VALUES (?, ?)",
        (found for uri, audiobook in named if (found := _named(uri, bool(audiobook))) is not None),
    )


def _named(uri: str, audiobook: bool) -> EntityKey | None:
    """What a row names; None for what has no record, such as a local file. Audiobooks have the uris of shows."""
    kind, found = told.ref(uri)
    if kind not in _KINDS or found is None:
        return None
    return ("audiobook" if audiobook and kind == "show" else kind), found


def _read_again(sources: apsw.Connection, tables: Tables, updated: set[EntityKey]) -> None:
    """Read what is known anew; what is kept no longer goes."""
    known = [
        key
        for key in sorted(updated)
        if sources.execute("SELECT 1 FROM entity WHERE kind = ? AND id = ?", key).get is not None
    ]
    left = set(known)
    for found in _in_batches(lambda some: list(tables.catalogue.fields(some)), known, ENTITIES_AT_ONCE):
        sources.executemany(_KEEP_ENTITY, found)
        left -= {(kind, entity_id) for kind, entity_id, _ in found}
    sources.executemany("DELETE FROM entity WHERE kind = ? AND id = ?", left)


def _read_unknown(sources: apsw.Connection, tables: Tables, asked: set[EntityKey]) -> set[EntityKey]:
    """Read what is wanted, not known and not ``asked`` for in this build; all of it, there or not."""
    unknown: list[EntityKey] = [key for key in _rows(sources, _UNKNOWN_ENTITIES) if key not in asked]
    for found in _in_batches(lambda some: list(tables.catalogue.fields(some)), unknown, ENTITIES_AT_ONCE):
        sources.executemany(_KEEP_ENTITY, found)
    return set(unknown)


def _forget(sources: apsw.Connection) -> None:
    """Drop what nothing refers to any more."""
    sources.execute("DELETE FROM entity WHERE (kind, id) NOT IN (SELECT kind, id FROM wanted)")
    sources.execute("DELETE FROM features WHERE ('track', track) NOT IN (SELECT kind, id FROM wanted)")


def _read_features(sources: apsw.Connection, tables: Tables, tracks: set[str]) -> None:
    wanted = [
        track
        for track in sorted(tracks)
        if sources.execute("SELECT 1 FROM wanted WHERE kind = 'track' AND id = ?", (track,)).get is not None
    ]
    for found in _in_batches(lambda some: list(tables.catalogue.features(some)), wanted, TRACKS_AT_ONCE):
        sources.executemany(
            """
            INSERT INTO features VALUES (?, ?, ?)
            ON CONFLICT DO UPDATE SET fields = excluded.fields WHERE fields <> excluded.fields
            """,
            found,
        )


def _in_batches(read: Callable[[Sequence[T]], list[R]], things: Sequence[T], size: int) -> Iterator[list[R]]:
    """What ``read`` gives for all things, so many in one request, a few requests at once."""
    for some in _batches(things, size * REQUESTS_HELD):
        yield from parallel.each(read, list(_batches(some, size)))


def _batches(things: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (things[start : start + size] for start in range(0, len(things), size))


def _number(sources: apsw.Connection, query: str) -> int:
    number: Any = sources.execute(query).get
    return int(number)


def _rows(sources: apsw.Connection, query: str, bindings: Sequence[Any] = ()) -> list[Any]:
    return sources.execute(query, bindings).fetchall()
