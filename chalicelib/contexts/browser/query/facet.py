"""Facets: how many rows of the filtered whole have each value.

What a row has several of (artists, genres, playlists) is one number in it, that of a set; rows are counted by these
numbers first, and the members of each set then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

MOST = 100
"""So many values are told of each facet."""

Labels = Literal["genre", "artist", "playlist", "album", "show", "owner", "decade", "key", "mode", "flag"]


@dataclass(frozen=True, slots=True)
class Facet:
    """``column`` is SQL over the list's own table; ``sets`` names the kind of set that it is the number of. ``labels``
    says how values are shown."""

    name: str
    column: str
    labels: Labels
    sets: str | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """Values with their counts, and how many rows have none."""

    counts: Mapping[int | str, int]
    without: int


def tally(keys: Iterable[int | str | None]) -> Counted:
    """Counts of single values."""
    counts = Counter(keys)
    without = counts.pop(None, 0)
    return Counted({key: count for key, count in counts.items() if key is not None}, without)


def tally_members(sets: Iterable[int], members: Mapping[int, Sequence[int]]) -> Counted:
    """Counts of the members of sets; set 0 is the empty one."""
    by_set = Counter(sets)
    without = by_set.pop(0, 0)
    counts: dict[int | str, int] = {}
    for number, count in by_set.items():
        for member in members[number]:
            counts[member] = counts.get(member, 0) + count
    return Counted(counts, without)
