"""Conditions of SQL with the values that are bound in them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

Value = int | float | str | bytes | None


@dataclass(frozen=True, slots=True)
class Condition:
    """What belongs behind WHERE. ``sql`` is written in this package alone; what a request holds is in ``values``, which
    are bound to its question marks in order."""

    sql: str
    values: tuple[Value, ...] = ()


ALWAYS = Condition("TRUE")


def every(conditions: Iterable[Condition]) -> Condition:
    """All of them hold."""
    given = tuple(conditions)
    if not given:
        return ALWAYS
    return Condition(
        " AND ".join(f"({each.sql})" for each in given), tuple(value for each in given for value in each.values)
    )


def listed(values: Iterable[Value]) -> str:
    """Values as one that is bound to ``json_each(?)``: the statement is the same however many there are."""
    return json.dumps(list(values))
