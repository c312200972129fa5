"""What sources say, put into temporary tables of the model's connection, where SQLite joins, sorts and numbers it.

``seen_...`` is what rows name, ``told_...`` what records say, ``found_...`` what the library holds by that, and
``<kind>_no`` its numbers, in the order of names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

import apsw

from chalicelib.contexts.browser.model import told

Row = tuple[Any, ...]
_BATCH = 1000


def entities(sources: apsw.Connection, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Id and fields of each record of a kind, by id."""
    found = sources.execute("SELECT id, fields FROM entity WHERE kind = ? ORDER BY id", (kind,))
    return ((key, told.fields(text)) for key, text in found)


def insert(model: apsw.Connection, table: str, rows: Iterable[Row]) -> None:
    """Put rows into a temporary table, values in the order of its columns."""
    columns = model.execute("SELECT count(*) FROM pragma_table_info(?, 'temp')", (table,)).get
    model.executemany(f"INSERT INTO temp.{table} VALUES ({', '.join('?' * columns)})", rows)


def insert_several(
    model: apsw.Connection, found: Iterable[Any], tables: dict[str, Callable[[Any], Iterable[Row]]]
) -> None:
    """Put what one pass finds into several tables: for each, the rows that a found thing gives."""
    things = iter(found)
    while batch := list(islice(things, _BATCH)):
        for table, rows in tables.items():
            insert(model, table, (row for each in batch for row in rows(each)))


def rank(column: str) -> str:
    """SQL: the dense rank of a key, NULL where there is none."""
    return f"CASE WHEN {column} IS NOT NULL THEN dense_rank() OVER (ORDER BY {column} NULLS LAST) END"
