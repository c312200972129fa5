"""A model's tracks by column, held in memory while the model is open.

Nine features, each with median, extremes and histogram, are nine sorts of the selection: 55 ms in SQL for 10,000
tracks and 700 ms for 100,000. Here each feature's order is worked out once for a revision, and what is selected is
picked from it as it lies: 10 and 100 ms. A column takes 1 to 8 bytes for a track, all with their orders about 200.
"""

from __future__ import annotations

from array import array
from functools import cached_property
from math import isnan, nan
from operator import itemgetter
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from chalicelib.contexts.browser.model.layout import FEATURES
from chalicelib.contexts.browser.query.lookups import lookups

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import apsw

    Flags = Callable[[Sequence[int]], tuple[int, ...]]

DURATION = "duration_ms"
MEASURES = (*FEATURES, DURATION)
"""What has a mean, a median and extremes."""

SOURCES = ("spotify", "reccobeats")
UNKNOWN = 255
"""In columns of single bytes: nobody said."""

_TRACKS = "SELECT no, duration_ms, coalesce(released / 10000, 0), explicit, local, artist_set, genre_set FROM track"
_FEATURES = f"SELECT track, source, key, mode, time_signature, {', '.join(FEATURES)} FROM feature"  # noqa: S608  # names of the layout


class Ordered:
    """A measure's values ascending, without those that are not known; equal ones by the number of their track."""

    def __init__(self, column: array[float], numbers: Sequence[int]) -> None:
        known = [no for no in numbers if not isnan(column[no])]
        known.sort(key=column.__getitem__)
        self.tracks: Sequence[int] = known
        self.values = array("d", map(column.__getitem__, known))
        # One getter for all of them: several times as fast as asking for each.
        self._flags: Flags | None = itemgetter(*known) if len(known) > 1 else None

    def flags(self, member: bytearray) -> tuple[int, ...]:
        """Whether the track of each value is a member (by number)."""
        if self._flags is not None:
            return self._flags(member)
        return tuple(member[no] for no in self.tracks)


class Columns:
    """The columns of one model, by the number of the track; place 0 is nobody's."""

    def __init__(self, connection: apsw.Connection) -> None:
        ((last,),) = connection.execute("SELECT coalesce(max(no), 0) FROM track")
        self.size: int = last
        size = last + 1
        self.numbers: Sequence[int] = range(1, size)
        self.measures = {name: array("d", [nan]) * size for name in MEASURES}
        self.years, self.artist_sets, self.genre_sets = (array("I", bytes(4 * size)) for _ in range(3))
        self.explicit, self.key, self.mode, self.time_signature, self.source = (
            bytearray([UNKNOWN]) * size for _ in range(5)
        )
        self.local: list[int] = []
        self._orders: dict[str, Ordered] = {}
        self._read(connection)
        self.artists = lookups(connection).members("artist")
        self.genres = lookups(connection).members("genre")

    def ordered(self, measure: str) -> Ordered:
        """A measure in its order, worked out when it is first asked for."""
        if measure not in self._orders:
            self._orders[measure] = Ordered(self.measures[measure], self._numbers)
        return self._orders[measure]

    @cached_property
    def _numbers(self) -> Sequence[int]:
        """The numbers as objects that all orders share."""
        return list(self.numbers)

    def _read(self, connection: apsw.Connection) -> None:
        durations = self.measures[DURATION]
        for no, duration, year, explicit, local, artists, genres in connection.execute(_TRACKS):
            if duration is not None:
                durations[no] = duration
            self.years[no], self.artist_sets[no], self.genre_sets[no] = year, artists, genres
            if explicit is not None:
                self.explicit[no] = explicit
            if local:
                self.local.append(no)
        self.local.sort()
        columns = [self.measures[name] for name in FEATURES]
        for no, source, key, mode, signature, *values in connection.execute(_FEATURES):
            self.source[no] = SOURCES.index(source)
            for column, value in zip(columns, values, strict=True):
                if value is not None:
                    column[no] = value
            for small, told in ((self.key, key), (self.mode, mode), (self.time_signature, signature)):
                if told is not None and 0 <= told < UNKNOWN:
                    small[no] = told


_columns: WeakKeyDictionary[Any, Columns] = WeakKeyDictionary()


def columns_of(connection: apsw.Connection) -> Columns:
    """The columns of the model behind a connection, read once; they go when the connection does."""
    found = _columns.get(connection)
    if found is None:
        found = _columns[connection] = Columns(connection)
    return found
