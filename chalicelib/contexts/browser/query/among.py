"""Conditions on numbers that have been found already.

What a subquery gives would be gathered anew by each statement of a request, as an index of its own. Few numbers are
bound as a list; of many a byte for each row is, so that a row costs a look at its place.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from chalicelib.contexts.browser.query.condition import Condition, Value, listed
from chalicelib.contexts.browser.query.lookups import lookups

if TYPE_CHECKING:
    import apsw

FEW = 8
"""A list is bound up to such a part of the rows."""


def found_by(model: apsw.Connection, sql: str, values: tuple[Value, ...]) -> list[int]:
    """The numbers that a SELECT of one column gives, without NULL; some may come several times."""
    # As one text, which is read in C: rows would come one by one.
    numbers: list[int] = json.loads(
        model.execute(
            f"WITH found(no) AS ({sql}) SELECT json_group_array(no) FROM found WHERE no IS NOT NULL", values
        ).get
    )
    return numbers


def among(model: apsw.Connection, table: str, numbers: Sequence[int], *, inside: bool = True) -> Condition:
    """That a row's number is one of these, or is none of them."""
    size = lookups(model).size(table)
    if len(numbers) * FEW <= size:
        return Condition(
            f"{table}.no {'IN' if inside else 'NOT IN'} (SELECT value FROM json_each(?))", (listed(numbers),)
        )
    marks = bytearray(size)
    for no in numbers:
        marks[no - 1] = 1
    return Condition(f"substr(?, {table}.no, 1) = {_mark(inside)}", (bytes(marks),))


def in_sets(
    model: apsw.Connection, column: str, kind: str, members: Iterable[int], *, inside: bool = True
) -> Condition:
    """That the set of a row (its number is in ``column``) has one of these members, or has none of them."""
    wanted = frozenset(members)
    marks = bytes(not wanted.isdisjoint(each) for each in lookups(model).members(kind))
    return Condition(f"substr(?, {column} + 1, 1) = {_mark(inside)}", (marks,))


def _mark(inside: bool) -> str:
    return "x'01'" if inside else "x'00'"
