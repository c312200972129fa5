"""Facets: how many rows of the filtered whole have each value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal

Members = tuple[int, ...]
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


def tally_members(sets: Sequence[Members]) -> Counted:
    """Counts of the members of sets. Each is counted as often as it is there, which is done in C; to count sets first
    would be less work, but done in Python."""
    return Counted(Counter(chain.from_iterable(sets)), sets.count(()))
