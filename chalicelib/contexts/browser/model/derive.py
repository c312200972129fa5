"""From what Dashspot keeps of a library to its read model."""

from __future__ import annotations

import apsw

from chalicelib.contexts.browser.model import (
    albums,
    artists,
    audiobooks,
    duplicates,
    episodes,
    features,
    genres,
    playlists,
    rows,
    searched,
    sets,
    totals,
    tracks,
)
from chalicelib.contexts.browser.model.layout import INDEXES, SEARCHED, TABLES
from chalicelib.contexts.browser.model.text import sort_key

_SETTINGS = """
PRAGMA page_size = 4096;
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA temp_store = MEMORY;
PRAGMA cache_size = -65536;
"""
"""A derivation that ends early leaves nothing of use, so nothing is safe against that: the file is made anew."""


def derive(sources: apsw.Connection, model: apsw.Connection) -> None:
    """Fill an empty model from sources (``layout.SOURCES``), which are only read.

    Equal sources give equal models, in whatever order they were written. What the conventions of ``layout`` call
    unknown is no error. Temporary tables, in memory, hold a few hundred bytes for each row. The model is of no use if
    this raises.
    """
    model.execute(_SETTINGS).fetchall()  # all of them: one that answers stops the rest until it is read
    model.create_scalar_function("sort_key", _sort_key, 1, deterministic=True)
    with model:
        model.execute(TABLES)
        _stage(sources, model)
        _number(model)
        _fill(model)
        model.execute(INDEXES + SEARCHED)
        searched.put(model)
        totals.put(sources, model)
    _forget(model)


def _sort_key(*values: apsw.SQLiteValue) -> str | None:
    (name,) = values
    return sort_key(name) if isinstance(name, str) else None


def _stage(sources: apsw.Connection, model: apsw.Connection) -> None:
    for kind in (rows, artists, albums, tracks, episodes, audiobooks, playlists, features):
        kind.put(sources, model)


def _number(model: apsw.Connection) -> None:
    for kind in (albums, tracks, artists, genres, episodes, playlists, sets):
        model.execute(kind.NUMBER)
    duplicates.number(model)


def _fill(model: apsw.Connection) -> None:
    for kind in (features, tracks, albums, artists, genres, episodes, playlists, audiobooks):
        model.execute(kind.FILL)


def _forget(model: apsw.Connection) -> None:
    """Drop what was staged."""
    for (name,) in model.execute("SELECT name FROM temp.sqlite_schema WHERE type = 'table'").fetchall():
        model.execute(f"DROP TABLE temp.{name}")
