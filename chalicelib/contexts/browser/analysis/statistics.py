"""Statistics of a selection: plain numbers; tracks, artists and genres by their number in the model.

All of it is about the tracks of the selection that Spotify knows, each as often as it counts. Local files, episodes and
rows of other kinds are counted beside them. Of tracks with equal values the first by name (``no``) holds the extreme.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, compress, filterfalse
from math import fsum, isnan
from typing import TYPE_CHECKING

from chalicelib.contexts.browser.analysis.columns import DURATION, SOURCES, UNKNOWN, Columns, columns_of
from chalicelib.contexts.browser.analysis.histograms import Step, histogram
from chalicelib.contexts.browser.model.layout import FEATURES

if TYPE_CHECKING:
    import apsw

    from chalicelib.contexts.browser.analysis.selection import Selection

SORTED_BELOW = 3
"""A selection of less than a third of the library is sorted; a larger one is picked from the library's order."""


@dataclass(frozen=True, slots=True)
class Extreme:
    """The least or the greatest value, and the track that holds it."""

    value: float
    track: int


@dataclass(frozen=True, slots=True)
class Measure:
    """Values of one kind: how many are known, and what they amount to."""

    known: int
    total: float
    mean: float
    median: float
    least: Extreme
    greatest: Extreme


@dataclass(frozen=True, slots=True)
class FeatureMeasure(Measure):
    """One audio feature."""

    histogram: Sequence[Step]


@dataclass(frozen=True, slots=True)
class Statistics:
    """What a selection amounts to. ``features`` has those of which any value is known; None where nothing was measured.

    ``keys`` is by pitch class (0 is C), ``modes`` and ``explicit`` by 0 and 1: what nobody said is in neither.
    ``years`` leaves out tracks of unknown release; ``genres`` and ``artists`` count a track once for each of its own.
    """

    tracks: int
    different: int
    local: int
    local_ms: int
    episodes: int
    episodes_ms: int
    others: int
    by_source: Mapping[str, int]
    features: Mapping[str, FeatureMeasure] | None
    keys: Mapping[int, int]
    modes: Mapping[int, int]
    time_signatures: Mapping[int, int]
    duration: Measure | None
    years: Mapping[int, int]
    explicit: Mapping[int, int]
    genres: Mapping[int, int]
    without_genre: int
    artists: Mapping[int, int]
    without_artist: int

    @property
    def measured(self) -> int:
        """Of how many tracks features are known."""
        return sum(self.by_source.values())


def statistics(connection: apsw.Connection, selection: Selection) -> Statistics:
    """The statistics of a selection of the model behind a connection."""
    columns = columns_of(connection)
    chosen = _Chosen(columns, selection)
    genre_sets = Counter(chosen.pick(columns.genre_sets))
    artist_sets = Counter(chosen.pick(columns.artist_sets))
    by_source = {source: number for at, source in enumerate(SOURCES) if (number := chosen.count(columns.source, at))}
    years = Counter(chosen.pick(columns.years))
    years.pop(0, None)
    return Statistics(
        tracks=chosen.size,
        different=chosen.different,
        local=len(chosen.local),
        local_ms=_total(columns, chosen.local),
        episodes=selection.episodes,
        episodes_ms=selection.episodes_ms,
        others=selection.others,
        by_source=by_source,
        features=_features(chosen) if by_source else None,
        keys=chosen.counts(columns.key),
        modes=chosen.counts(columns.mode),
        time_signatures=chosen.counts(columns.time_signature),
        duration=_measure(DURATION, chosen, chosen.ascending(DURATION)),
        years=years,
        explicit=chosen.counts(columns.explicit),
        genres=_by_member(genre_sets, columns.genres),
        without_genre=_empty(genre_sets, columns.genres),
        artists=_by_member(artist_sets, columns.artists),
        without_artist=_empty(artist_sets, columns.artists),
    )


class _Chosen:
    """The tracks of a selection among a model's columns."""

    def __init__(self, columns: Columns, selection: Selection) -> None:
        self._columns = columns
        member = self._member = bytearray(columns.size + 1)
        again: list[int] = []  # what stands there once more
        if selection.tracks is None:
            member[1:] = b"\x01" * columns.size
        for no in selection.tracks or ():
            if member[no]:
                again.append(no)
            else:
                member[no] = 1
        files = [no for no in columns.local if member[no]]
        apart = frozenset(files)
        for no in files:
            member[no] = 0
        self.local: Sequence[int] = [*files, *(no for no in again if no in apart)]
        self._again = [no for no in again if no not in apart]
        self.different = member.count(1)
        self.size = self.different + len(self._again)
        self._whole = self.size == self.different == columns.size
        self._few = self.size * SORTED_BELOW < columns.size
        self._tracks = [no for no in selection.tracks or () if member[no]] if self._few else []

    def pick(self, column: Sequence[int]) -> Iterable[int]:
        """A column's values of the chosen tracks, in no order."""
        if self._whole:
            return column[1:]
        if self._few:
            return map(column.__getitem__, self._tracks)
        return chain(compress(column, self._member), map(column.__getitem__, self._again))

    def count(self, column: bytearray, value: int) -> int:
        """How many of the chosen tracks have a value in a column of bytes."""
        return bytes(self.pick(column)).count(value)

    def counts(self, column: bytearray) -> Mapping[int, int]:
        """How many of them have each value; what nobody said is left out."""
        picked = bytes(self.pick(column))
        return {value: picked.count(value) for value in sorted(set(picked) - {UNKNOWN})}

    def ascending(self, measure: str) -> Sequence[float]:
        """What is known of a measure, in order."""
        column = self._columns.measures[measure]
        if self._few:
            return sorted(_known(column, self._tracks))
        ordered = self._columns.ordered(measure)
        if self._whole:
            return ordered.values
        values = list(compress(ordered.values, ordered.flags(self._member)))
        if self._again:
            values += _known(column, self._again)
            values.sort()
        return values

    def first(self, measure: str, value: float) -> int:
        """The first of them that has this value, which one of them has."""
        column = self._columns.measures[measure]
        if self._few:
            return next(no for no in self._tracks if column[no] == value)
        ordered = self._columns.ordered(measure)
        start = bisect_left(ordered.values, value)
        if self._whole:
            return ordered.tracks[start]
        following = (ordered.tracks[at] for at in range(start, len(ordered.tracks)))
        return next(no for no in following if self._member[no])


def _features(chosen: _Chosen) -> Mapping[str, FeatureMeasure]:
    found = {}
    for name in FEATURES:
        ascending = chosen.ascending(name)
        measure = _measure(name, chosen, ascending)
        if measure is not None:
            found[name] = FeatureMeasure(
                measure.known,
                measure.total,
                measure.mean,
                measure.median,
                measure.least,
                measure.greatest,
                histogram(name, ascending),
            )
    return found


def _measure(name: str, chosen: _Chosen, ascending: Sequence[float]) -> Measure | None:
    known = len(ascending)
    if not known:
        return None
    total = fsum(ascending)
    low, high = ascending[(known - 1) // 2], ascending[known // 2]
    return Measure(
        known=known,
        total=total,
        mean=total / known,
        median=low if low == high else (low + high) / 2,
        least=Extreme(ascending[0], chosen.first(name, ascending[0])),
        greatest=Extreme(ascending[-1], chosen.first(name, ascending[-1])),
    )


def _total(columns: Columns, tracks: Iterable[int]) -> int:
    lengths = columns.measures[DURATION]
    return int(fsum(_known(lengths, tracks)))


def _known(column: Sequence[float], tracks: Iterable[int]) -> Iterable[float]:
    return filterfalse(isnan, map(column.__getitem__, tracks))


def _by_member(counted: Mapping[int, int], sets: Sequence[Sequence[int]]) -> Mapping[int, int]:
    """Counts of sets as counts of their members."""
    found: Counter[int] = Counter()
    for set_, number in counted.items():
        for member in sets[set_]:
            found[member] += number
    return found


def _empty(counted: Mapping[int, int], sets: Sequence[Sequence[int]]) -> int:
    """How many have a set without members."""
    return sum(number for set_, number in counted.items() if not sets[set_])
