"""A person's rows of a collection: identity, order, and the smallest set of writes from one state to the next.

A row is identified by what it is (uri, when and by whom it was added) and by its occurrence among equal ones, so
duplicates are kept apart. Order is a fractional ``rank``: text that sorts, with room between any two ranks, so that
moving one row writes one row.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import ConfigDict, StringConstraints

from chalicelib.core.model import Model

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BASE = len(_DIGITS)
_STEP_DIGITS = 3


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


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write: rows to put (new, moved or changed) and ids to remove; ``unchanged`` rows are not touched."""

    put: tuple[KeptRow, ...]
    created: int
    remove: tuple[str, ...]
    unchanged: int


def plan(kept: Mapping[str, KeptRow], seen: Sequence[SeenRow]) -> Plan:
    """The writes that turn ``kept`` (by row id) into ``seen`` (in order): as few as possible."""
    wanted = identify(seen)
    # Rows whose ranks already ascend stay where they are; the longest such run is found, everything else moves.
    standing = _longest_ascending([kept[row_id].rank if row_id in kept else None for row_id, _, _ in wanted])
    ranks = _fill([kept[wanted[i][0]].rank if i in standing else None for i in range(len(wanted))])
    put: list[KeptRow] = []
    created = unchanged = 0
    for (row_id, row, occurrence), rank in zip(wanted, ranks, strict=True):
        new = KeptRow(row_id, rank, row, occurrence)
        before = kept.get(row_id)
        if before == new:
            unchanged += 1
            continue
        created += before is None
        put.append(new)
    remove = tuple(sorted(set(kept) - {row_id for row_id, _, _ in wanted}))
    return Plan(tuple(put), created, remove, unchanged)


def identify(seen: Sequence[SeenRow]) -> list[tuple[str, SeenRow, int]]:
    """Each row with its id and its occurrence among equal rows, counted from 0."""
    counted: Counter[str] = Counter()
    found = []
    for row in seen:
        what = "\n".join((row.uri, row.added_at or "", row.added_by or ""))
        occurrence = counted[what]
        counted[what] += 1
        digest = hashlib.sha256(f"{what}\n{occurrence}".encode()).hexdigest()[:24]
        found.append((digest, row, occurrence))
    return found


def between(low: str, high: str | None) -> str:
    """A rank after ``low`` (``""``: any) and before ``high`` (None: any), in order of text. Never ends in ``0``.

    Most rows are added at an end of a list: there ranks grow only with the logarithm of how many were added. Rows added
    one after another at one place within cost about a sixth of a digit each.
    """
    if high is None:
        return _after(low) if low else _DIGITS[_BASE // 2]
    return _within(low, high) if low else _before(high)


def spread(count: int, low: str = "", high: str | None = None) -> list[str]:
    """``count`` ascending ranks between two, so that they stay short."""
    if count <= 0:
        return []
    if high is None:
        ranks = [between(low, None)]
        while len(ranks) < count:
            ranks.append(_after(ranks[-1]))
        return ranks
    if not low:
        ranks = [_before(high)]
        while len(ranks) < count:
            ranks.append(_before(ranks[-1]))
        return ranks[::-1]
    middle = _within(low, high)
    left = (count - 1) // 2
    return [*spread(left, low, middle), middle, *spread(count - 1 - left, middle, high)]


def _after(low: str) -> str:
    """The next rank at the open end: up by the last of the digits that matter there, so a step takes at most one part
    in 3844 of the room that is left."""
    digits = len(low) - len(low.lstrip(_DIGITS[-1])) + _STEP_DIGITS
    return _text(_number(low, digits) + 1, digits)


def _before(high: str) -> str:
    """The same at the other end."""
    digits = len(high) - len(high.lstrip(_DIGITS[0])) + _STEP_DIGITS
    number = _number(high, digits)
    # What was cut off already makes the cut number smaller.
    return _text(number if len(high) > digits else number - 1, digits)


def _within(low: str, high: str) -> str:
    prefix = ""
    index = 0
    ceiled = True
    while True:
        floor = _DIGITS.index(low[index]) if index < len(low) else 0
        ceiling = _DIGITS.index(high[index]) if ceiled and index < len(high) else _BASE
        if floor == ceiling:
            prefix += _DIGITS[floor]
        elif ceiling - floor > 1:
            return prefix + _DIGITS[(floor + ceiling) // 2]
        else:
            # No digit fits between: keep the lower one and look for room below it.
            prefix += _DIGITS[floor]
            ceiled = False
        index += 1


def _number(rank: str, digits: int) -> int:
    number = 0
    for digit in rank[:digits].ljust(digits, _DIGITS[0]):
        number = number * _BASE + _DIGITS.index(digit)
    return number


def _text(number: int, digits: int) -> str:
    text = ""
    for _ in range(digits):
        number, digit = divmod(number, _BASE)
        text = _DIGITS[digit] + text
    return text.rstrip(_DIGITS[0])


def _fill(fixed: Sequence[str | None]) -> list[str]:
    """Ranks for all positions, given those of the rows that stay."""
    ranks: list[str] = []
    position = 0
    low = ""
    while position < len(fixed):
        stays = fixed[position]
        if stays is not None:
            ranks.append(stays)
            low = stays
            position += 1
            continue
        end = position
        while end < len(fixed) and fixed[end] is None:
            end += 1
        high = fixed[end] if end < len(fixed) else None
        ranks.extend(spread(end - position, low, high))
        position = end
    return ranks


def _longest_ascending(ranks: Sequence[str | None]) -> set[int]:
    """Positions of a longest strictly ascending subsequence of the known ranks (patience sorting)."""
    tails: list[str] = []
    tail_positions: list[int] = []
    previous: dict[int, int | None] = {}
    for position, rank in enumerate(ranks):
        if rank is None:
            continue
        pile = bisect_left(tails, rank)
        if pile == len(tails):
            tails.append(rank)
            tail_positions.append(position)
        else:
            tails[pile] = rank
            tail_positions[pile] = position
        previous[position] = tail_positions[pile - 1] if pile else None
    found: set[int] = set()
    here = tail_positions[-1] if tail_positions else None
    while here is not None:
        found.add(here)
        here = previous[here]
    return found
