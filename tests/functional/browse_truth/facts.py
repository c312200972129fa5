"""What is kept of a person's library, as plain values, read from the database of sources."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol


class Connection(Protocol):
    """A database that answers queries: apsw's or sqlite3's."""

    def execute(self, statement: str, /) -> Iterable[Any]: ...


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a collection; ``playable`` is None where nobody said."""

    uri: str
    added_at: str | None = None
    added_by: str | None = None
    name: str | None = None
    playable: bool | None = None


@dataclass(slots=True)
class Facts:
    """Rows in order and heads by collection, entities by kind and id, features by track and source."""

    user_id: str
    spotify_ids: frozenset[str]
    heads: dict[str, dict[str, Any]] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    entities: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    features: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)


def facts_of(sources: Connection) -> Facts:
    """All of it."""
    meta = {name: json.loads(value) for name, value in sources.execute("SELECT name, value FROM meta")}
    found = Facts(meta["user_id"], frozenset(meta["spotify_ids"]))
    for name, head in sources.execute("SELECT name, head FROM collection"):
        found.heads[name] = json.loads(head)
    statement = "SELECT collection, uri, added_at, added_by, name, playable FROM row ORDER BY collection, position"
    for collection, uri, added_at, added_by, name, playable in sources.execute(statement):
        row = Row(uri, added_at, added_by, name, None if playable is None else bool(playable))
        found.rows.setdefault(collection, []).append(row)
    for kind, identifier, fields in sources.execute("SELECT kind, id, fields FROM entity"):
        found.entities[kind, identifier] = json.loads(fields)
    for track, source, fields in sources.execute("SELECT track, source, fields FROM features"):
        found.features.setdefault(track, {})[source] = json.loads(fields)
    return found
