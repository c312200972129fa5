"""Ranks: text that sorts, with room between any two, so that moving one row writes one row."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BASE = len(_DIGITS)
_STEP_DIGITS = 3


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


def fill(fixed: Sequence[str | None]) -> list[str]:
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


def longest_ascending(ranks: Sequence[str | None]) -> set[int]:
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
