"""What a request selects among the tracks of a read model."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from itertools import chain
from typing import TYPE_CHECKING, Any

from chalicelib.contexts.browser.analysis import selection
from chalicelib.contexts.browser.query.condition import Condition
from chalicelib.contexts.browser.query.lists.tracks import TRACKS
from chalicelib.contexts.browser.query.resource import select
from chalicelib.contexts.browser.query.things import number

if TYPE_CHECKING:
    import apsw
    from pydantic import BaseModel

    from chalicelib.contexts.browser.analysis.memory import Target
    from chalicelib.contexts.browser.analysis.selection import Selection


def filters(given: BaseModel) -> Mapping[str, Any]:
    """The filters that were given, as they were understood."""
    values = ((name, getattr(given, name)) for name in type(given).model_fields)
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values if value is not None}


def selected(target: Target, connection: apsw.Connection) -> Selection:
    """The tracks of a target, as often as they count. NotFound where the library has no such playlist or album."""
    if target.kind == "playlist":
        return selection.of_playlist(connection, number(connection, "playlist", target.id or ""))
    if target.kind == "album":
        return selection.of_album(connection, album(target, connection))
    condition = _condition(target, connection)
    if condition.sql == "TRUE":
        return selection.WHOLE
    return selection.of_filter(connection, condition.sql, condition.values)


def album(target: Target, connection: apsw.Connection) -> int:
    """The number of a target that is an album. NotFound where the library has no such album."""
    return number(connection, "album", target.id or "")


def track_ids(target: Target, connection: apsw.Connection) -> list[str]:
    """Ids of a target's tracks, each once; local files have none."""
    chosen = selected(target, connection)
    numbers: array[int] | None = chosen.tracks
    if numbers is None:
        found = connection.execute("SELECT id FROM track_text WHERE id IS NOT NULL ORDER BY no")
        return list(chain.from_iterable(found))
    rows: list[Any] = connection.execute("SELECT no, id FROM track_text WHERE id IS NOT NULL").fetchall()
    known: Mapping[int, str] = dict(rows)
    return [known[no] for no in dict.fromkeys(numbers) if no in known]


def _condition(target: Target, connection: apsw.Connection) -> Condition:
    # Not validated again: they are what validation made of them.
    return select(TRACKS, TRACKS.filters.model_construct(**target.filters), connection)
