"""A person's rows of a collection: identity, order, and the smallest set of writes from one state to the next.

A row is identified by what it is (uri, when and by whom it was added) and by its occurrence among equal ones, so
duplicates are kept apart. Order is a fractional ``rank`` (``ranks.py``).
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Annotated

from pydantic import ConfigDict, StringConstraints

from chalicelib.core.catalogue.ranks import fill, longest_ascending
from chalicelib.core.model import Model

FRONT_ROWS = 50
_FRONT_DIGITS = 8  # 32 bits each: fifty of them are not alike by accident


class SeenRow(Model):
    """A row as Spotify told it. ``name`` and ``playable`` belong to the person: local files, and playability here."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    uri: Annotated[str, StringConstraints(min_length=1, max_length=20_000)]
    added_at: str | None = None
    added_by: str | None = None
    name: str | None = None
    playable: bool | None = None


@dataclass(frozen=True, slots=True)
class KeptRow:
    """A row as it is stored."""

    row_id: str
    rank: str
    row: SeenRow
    occurrence: int


Identified = tuple[str, SeenRow, int]
"""A row with its id and its occurrence among equal rows, counted from 0."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write: rows to put (new, moved or changed) and ids to remove; ``unchanged`` rows are not touched.

    ``positions``, counted from 0, are those of the rows to put among the ``rows`` that there are afterwards.
    """

    put: tuple[KeptRow, ...]
    positions: tuple[int, ...]
    created: int
    remove: tuple[str, ...]
    unchanged: int
    rows: int


def plan(kept: Mapping[str, KeptRow], seen: Sequence[SeenRow], *, whole: bool = True) -> Plan:
    """The writes that turn ``kept`` (by row id) into ``seen`` (in order): as few as possible.

    Where ``seen`` is not the whole collection, rows that were not seen stay, behind the row that they followed.
    """
    wanted = identify(seen)
    ids = {row_id for row_id, _, _ in wanted}
    if not whole:
        wanted = _with_unseen(kept, wanted, ids)
    # Rows whose ranks already ascend stay where they are; the longest such run is found, everything else moves.
    standing = longest_ascending([kept[row_id].rank if row_id in kept else None for row_id, _, _ in wanted])
    ranks = fill([kept[wanted[i][0]].rank if i in standing else None for i in range(len(wanted))])
    put: list[KeptRow] = []
    positions: list[int] = []
    created = unchanged = 0
    for position, ((row_id, row, occurrence), rank) in enumerate(zip(wanted, ranks, strict=True)):
        before = kept.get(row_id)
        if before is not None and before.rank == rank and before.row == row:
            unchanged += row_id in ids
            continue
        created += before is None
        put.append(KeptRow(row_id, rank, row, occurrence))
        positions.append(position)
    remove = tuple(sorted(row_id for row_id in kept if row_id not in ids)) if whole else ()
    return Plan(tuple(put), tuple(positions), created, remove, unchanged, len(wanted))


def in_order(kept: Iterable[KeptRow]) -> list[KeptRow]:
    """Rows as they stand in their collection."""
    return sorted(kept, key=lambda row: (row.rank, row.row_id))


def identify(seen: Iterable[SeenRow]) -> list[Identified]:
    """Each row with its id and its occurrence among equal rows."""
    counted: Counter[str] = Counter()
    found = []
    for row in seen:
        what = _what(row)
        occurrence = counted[what]
        counted[what] += 1
        found.append((_digest(what, occurrence), row, occurrence))
    return found


def identity(row: SeenRow, occurrence: int) -> str:
    """The id of the row that is like this one and has so many equal ones before it."""
    return _digest(_what(row), occurrence)


def front(rows: Iterable[SeenRow]) -> tuple[str, ...]:
    """Short digests of the identities of the first rows, fifty at most, in order: equal ones begin alike."""
    return tuple(row_id[:_FRONT_DIGITS] for row_id, _, _ in identify(islice(rows, FRONT_ROWS)))


def _what(row: SeenRow) -> str:
    return "\n".join((row.uri, row.added_at or "", row.added_by or ""))


def _digest(what: str, occurrence: int) -> str:
    return hashlib.sha256(f"{what}\n{occurrence}".encode()).hexdigest()[:24]


def _with_unseen(kept: Mapping[str, KeptRow], seen: Sequence[Identified], ids: set[str]) -> list[Identified]:
    """What was seen, and after each row those that followed it and were not seen."""
    followers: defaultdict[str | None, list[Identified]] = defaultdict(list)
    before: str | None = None
    for row in in_order(kept.values()):
        if row.row_id in ids:
            before = row.row_id
        else:
            followers[before].append((row.row_id, row.row, row.occurrence))
    found = followers[None]
    for each in seen:
        found.append(each)
        found.extend(followers.get(each[0], ()))
    return found
