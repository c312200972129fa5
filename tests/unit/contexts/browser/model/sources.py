"""Small libraries by hand: sources, and the models derived from them."""

from __future__ import annotations

import json
from typing import Any

import apsw

from chalicelib.contexts.browser.model.derive import derive
from chalicelib.contexts.browser.model.layout import SOURCES

Row = dict[str, Any]


def a_library(
    *,
    rows: dict[str, list[str | Row]] | None = None,
    entities: dict[str, dict[str, Row]] | None = None,
    features: dict[str, dict[str, Row]] | None = None,
    heads: dict[str, Row] | None = None,
    user_id: str = "u-1",
) -> apsw.Connection:
    """Sources with these rows by collection (a uri, or uri and more), records by kind and id, features by track and
    source. Each collection was read whole unless its head says otherwise. Playlists with rows are listed in that order
    where no list is given."""
    sources = apsw.Connection(":memory:")
    sources.execute(SOURCES)
    sources.execute("INSERT INTO meta VALUES ('user_id', ?), ('spotify_ids', ?)", (json.dumps(user_id), '["me"]'))
    rows = dict(rows or {})
    listed = [f"spotify:playlist:{name.removeprefix('PLAYLIST#')}" for name in rows if name.startswith("PLAYLIST#")]
    rows.setdefault("PLAYLISTS", list(listed))
    for name, found in rows.items():
        head = {"rows": len(found), "unnamed": 0, "total": len(found), "incomplete": [], "since": 1}
        sources.execute("INSERT INTO collection VALUES (?, ?)", (name, json.dumps(head | (heads or {}).get(name, {}))))
        for position, row in enumerate(found):
            told = {"uri": row} if isinstance(row, str) else row
            values = [told.get(field) for field in ("uri", "added_at", "added_by", "name", "playable")]
            sources.execute(
                "INSERT INTO row VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (name, position, f"{name}{position}", *values)
            )
    for kind, records in (entities or {}).items():
        for key, fields in records.items():
            sources.execute("INSERT INTO entity VALUES (?, ?, ?)", (kind, key, json.dumps(fields)))
    for track, told_by in (features or {}).items():
        for source, fields in told_by.items():
            sources.execute("INSERT INTO features VALUES (?, ?, ?)", (track, source, json.dumps(fields)))
    return sources


def a_model(sources: apsw.Connection) -> apsw.Connection:
    """The model of these sources."""
    model = apsw.Connection(":memory:")
    derive(sources, model)
    return model


def row(model: apsw.Connection, query: str, *bindings: Any) -> Row:
    """The only row that a query gives, by the names of its columns."""
    (found,) = rows(model, query, *bindings)
    return found


def rows(model: apsw.Connection, query: str, *bindings: Any) -> list[Row]:
    """The rows that a query gives, each by the names of its columns."""
    cursor = model.execute(query, bindings)
    try:
        names = [column[0] for column in cursor.get_description()]
    except apsw.ExecutionCompleteError:
        return []
    return [dict(zip(names, each, strict=True)) for each in cursor]
