"""What is analysed: tracks of a model by number, as often as they count, and what beside them is counted apart."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import apsw

    from chalicelib.contexts.browser.query.condition import Value


@dataclass(frozen=True, slots=True)
class Selection:
    """Numbers of tracks, ascending, repeated where a track counts more than once; None is every track, once.

    ``episodes`` and ``others`` are rows beside them: those of episodes, and those that name neither.
    """

    tracks: array[int] | None = None
    episodes: int = 0
    episodes_ms: int = 0
    others: int = 0


WHOLE = Selection()


def of_filter(connection: apsw.Connection, sql: str, values: Sequence[Value]) -> Selection:
    """The tracks that a condition on ``track`` names, each once: that of a list's filters, and what is bound in it."""
    found = connection.execute(f"SELECT no FROM track WHERE {sql} ORDER BY no", tuple(values))  # noqa: S608
    return Selection(array("I", chain.from_iterable(found)))


def of_playlist(connection: apsw.Connection, playlist: int) -> Selection:
    """The rows of a playlist (its number), each as often as it stands there."""
    found = connection.execute(
        "SELECT track FROM playlist_row WHERE playlist = ? AND track IS NOT NULL ORDER BY track", (playlist,)
    )
    tracks = array("I", chain.from_iterable(found))
    # Neither column is set where a row is of another kind.
    ((episodes, episodes_ms, others),) = connection.execute(
        "SELECT count(r.episode), coalesce(sum(e.duration_ms), 0), count(*) - count(r.episode)"
        " FROM playlist_row r LEFT JOIN episode e ON e.no = r.episode WHERE r.playlist = ? AND r.track IS NULL",
        (playlist,),
    )
    return Selection(tracks, episodes, episodes_ms, others)


def of_album(connection: apsw.Connection, album: int) -> Selection:
    """The tracks of an album (its number) that the library has."""
    found = connection.execute("SELECT no FROM track WHERE album = ? ORDER BY no", (album,))
    return Selection(array("I", chain.from_iterable(found)))
