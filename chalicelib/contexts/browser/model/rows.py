"""What the person's rows name: playlists in their order, rows of these, and what is saved or followed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import apsw

from chalicelib.contexts.browser.model import stage, told
from chalicelib.core.catalogue import keys

STAGE = """
CREATE TEMP TABLE seen_playlist (
  id TEXT PRIMARY KEY, place INTEGER NOT NULL, name TEXT, read INTEGER NOT NULL, total INTEGER,
  unnamed INTEGER NOT NULL, incomplete TEXT NOT NULL
) WITHOUT ROWID;
CREATE TEMP TABLE seen_row (  -- playlist: its place; key: id, or the uri of a local file
  playlist INTEGER, position INTEGER, kind TEXT NOT NULL, key TEXT, uri TEXT,
  added INTEGER, added_by TEXT, playable INTEGER, name TEXT, PRIMARY KEY (playlist, position)
) WITHOUT ROWID;
CREATE TEMP TABLE seen_saved (kind TEXT, key TEXT, at INTEGER, playable INTEGER, name TEXT);
"""

_SAVED = {
    keys.SAVED_TRACKS: frozenset({"track", "local"}),
    keys.SAVED_ALBUMS: frozenset({"album"}),
    keys.SAVED_SHOWS: frozenset({"show"}),
    keys.SAVED_EPISODES: frozenset({"episode"}),
    keys.SAVED_AUDIOBOOKS: frozenset({"audiobook"}),
    keys.FOLLOWED_ARTISTS: frozenset({"artist"}),
}
"""What counts in each collection."""


def put(sources: apsw.Connection, model: apsw.Connection) -> None:
    """Stage the rows of everything that is the person's now."""
    model.execute(STAGE)
    for name, kinds in _SAVED.items():
        stage.insert(model, "seen_saved", _saved(sources, name, kinds))
    listed = _listed(sources)
    stage.insert(
        model,
        "seen_playlist",
        ((key, place, *_known(sources, key, name)) for place, (key, name) in enumerate(listed.items())),
    )
    for place, key in enumerate(listed):
        stage.insert(model, "seen_row", _rows(sources, place, keys.playlist_rows(key)))


def heads(sources: apsw.Connection) -> Iterator[tuple[str, dict[str, Any]]]:
    """Collections by name with what is known of them; nothing is known where a first reading is under way."""
    return (
        (name, json.loads(head) or {})
        for name, head in sources.execute("SELECT name, head FROM collection ORDER BY name")
    )


def read_whole(head: dict[str, Any]) -> bool:
    """Whether a collection's rows are all there, as far as was seen."""
    return bool(head) and not head.get("incomplete") and not head.get("gone")


def reasons(head: dict[str, Any]) -> list[str]:
    """Why a collection's rows are not all there."""
    return [*sorted(head.get("incomplete") or ()), *(["gone"] if head.get("gone") else [])]


def _listed(sources: apsw.Connection) -> dict[str, str | None]:
    """Playlists in the person's order, each once, with the names that rows have."""
    found: dict[str, str | None] = {}
    for uri, name in sources.execute(
        "SELECT uri, name FROM row WHERE collection = ? ORDER BY position", (keys.PLAYLISTS,)
    ):
        kind, key = told.ref(uri)
        if kind == "playlist" and key is not None:
            found[key] = found.get(key) or told.text(name)
    return found


def _known(sources: apsw.Connection, playlist: str, name: str | None) -> stage.Row:
    text = sources.execute("SELECT head FROM collection WHERE name = ?", (keys.playlist_rows(playlist),)).get
    head = (json.loads(text) if text else None) or {}
    name = told.text(head.get("name")) or name
    total, unnamed = told.integer(head.get("total")), told.integer(head.get("unnamed"))
    return name, int(read_whole(head)), total, unnamed or 0, told.as_json(reasons(head))


def _saved(sources: apsw.Connection, collection: str, kinds: frozenset[str]) -> Iterable[stage.Row]:
    for uri, added_at, playable, name in sources.execute(
        "SELECT uri, added_at, playable, name FROM row WHERE collection = ? ORDER BY position", (collection,)
    ):
        kind, key = told.ref(uri)
        if collection == keys.SAVED_AUDIOBOOKS and kind == "show":
            kind = "audiobook"  # Spotify gives it a show's uri
        if kind in kinds:
            yield kind, key, told.instant(added_at), playable, told.text(name)


def _rows(sources: apsw.Connection, playlist: int, collection: str) -> Iterable[stage.Row]:
    found = sources.execute(
        "SELECT uri, added_at, added_by, playable, name FROM row WHERE collection = ? ORDER BY position", (collection,)
    )
    for position, (uri, added_at, added_by, playable, name) in enumerate(found):
        kind, key = told.ref(uri)
        if kind not in {"track", "local", "episode"}:
            kind, key = "other", None
        told_uri = uri if kind == "other" else None
        yield playlist, position, kind, key, told_uri, told.instant(added_at), added_by, playable, told.text(name)
