"""Copies a read model into PostgreSQL: the same things, the same numbers, the same folded text."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable
from typing import Any

import psycopg
from sqlalchemy import Boolean, Engine, Table

from bench.browse_postgres import schema
from bench.browse_postgres.folding import sort_key, words

Row = dict[str, Any]


def load(engine: Engine, model: str) -> None:
    """Make the tables and fill them from the SQLite file ``model``; then let PostgreSQL look at what it has."""
    source = sqlite3.connect(model)
    source.row_factory = sqlite3.Row
    schema.metadata.create_all(engine)
    raw = engine.raw_connection()
    connection: psycopg.Connection[Any] = raw.driver_connection
    for table, statement, complete in _THINGS:
        rows = (complete(dict(row)) for row in source.execute(statement))
        _copy(connection, table, rows)
    for table in _RELATIONS:
        names = ", ".join(column.name for column in table.columns)
        _copy(connection, table, (dict(row) for row in source.execute(f"SELECT {names} FROM {table.name}")))  # noqa: S608
    connection.commit()
    connection.autocommit = True
    connection.execute("VACUUM ANALYZE")
    connection.autocommit = False
    raw.close()


def _copy(connection: psycopg.Connection[Any], table: Table, rows: Iterable[Row]) -> None:
    names = [column.name for column in table.columns]
    flags = {column.name for column in table.columns if isinstance(column.type, Boolean)}
    listed = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({listed}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row([_value(row.get(name), name in flags) for name in names])


def _value(value: Any, flag: bool) -> Any:
    if flag:
        return None if value is None else bool(value)
    # PostgreSQL keeps no NUL, neither in text nor in JSON.
    return value.replace("\x00", "").replace("\\u0000", "") if isinstance(value, str) else value


def _searched(*parts: str | None) -> str:
    """A ``tsvector`` of the words, as text."""
    found = dict.fromkeys(word for part in parts if part for word in words(part))
    return " ".join("'" + word.replace("\\", "\\\\").replace("'", "''") + "'" for word in found)


def _names(text: str) -> list[str | None]:
    return [name for _, name in json.loads(text)]


def _named(row: Row, *more: str | None) -> Row:
    return {**row, "name_key": sort_key(row["name"]), "words": _searched(row["name"], *more)}


def _credited(row: Row) -> Row:
    names = _names(row["artists"])
    more = {"artist_key": sort_key(names[0]) if names else None}
    return {**_named(row, *names, row.get("album_name")), **more, "album_key": sort_key(row.get("album_name"))}


def _spoken(row: Row) -> Row:
    return _named(row, *json.loads(row["authors"]), *json.loads(row["narrators"]))


def _owned(row: Row) -> Row:
    return {**_named(row, row["owner_name"]), "owner_key": sort_key(row["owner_name"] or row["owner_id"])}


_FEATURES = ", ".join(f"f.{name}" for name in schema.FEATURES)
_THINGS: tuple[tuple[Table, str, Callable[[Row], Row]], ...] = (
    (schema.genre, "SELECT *, NULL AS id FROM genre", _named),
    (schema.artist, "SELECT * FROM artist_text JOIN artist USING (no)", _named),
    (schema.album, "SELECT * FROM album_text JOIN album USING (no)", _credited),
    (
        schema.track,
        f"SELECT t.*, x.id, x.uri, x.name, x.isrc, x.artists, coalesce(b.name, x.album_name) AS album_name, "  # noqa: S608
        f"f.source, f.mode, f.time_signature, {_FEATURES} FROM track t JOIN track_text x USING (no) "
        "LEFT JOIN album_text b ON b.no = t.album LEFT JOIN feature f ON f.track = t.no",
        _credited,
    ),
    (schema.playlist, "SELECT * FROM playlist_text JOIN playlist USING (no)", _owned),
    (schema.show, "SELECT * FROM show_text JOIN show USING (no)", lambda row: _named(row, row["publisher"])),
    (
        schema.episode,
        "SELECT e.*, x.*, s.name AS show_name FROM episode e JOIN episode_text x USING (no) "
        "LEFT JOIN show_text s ON s.no = e.show",
        lambda row: _named(row, row["show_name"]),
    ),
    (schema.audiobook, "SELECT * FROM audiobook_text JOIN audiobook USING (no)", _spoken),
)
_RELATIONS = (
    schema.track_artist, schema.track_genre, schema.track_playlist, schema.album_artist, schema.album_genre,
    schema.artist_genre,
)  # fmt: skip
