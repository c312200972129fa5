"""The steps of each feature's histogram: the same whatever is measured, so that two selections can be compared."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from chalicelib.contexts.browser.model.layout import FEATURES

STEPS = 20

_RANGES = {"loudness": (-40, 0), "tempo": (40, 240)}
"""Decibels and beats a minute that music keeps to; every other feature is a share from 0 to 1."""


def _bounds(name: str) -> tuple[float, ...]:
    low, high = _RANGES.get(name, (0, 1))
    return tuple(low + (high - low) * step / STEPS for step in range(STEPS + 1))


BOUNDS: Mapping[str, tuple[float, ...]] = {name: _bounds(name) for name in FEATURES}
"""Where steps begin and end. A step has its lower bound, not its upper one; the first and the last step hold what lies
beyond them as well, so that the counts add up to what was measured."""


class Step(NamedTuple):
    """How many values lie between two bounds."""

    low: float
    high: float
    number: int


def histogram(name: str, ascending: Sequence[float]) -> list[Step]:
    """A feature's values, counted by step."""
    bounds = BOUNDS[name]
    cuts = [0, *(bisect_left(ascending, bound) for bound in bounds[1:-1]), len(ascending)]
    return [Step(bounds[at], bounds[at + 1], cuts[at + 1] - cuts[at]) for at in range(STEPS)]
