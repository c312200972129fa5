"""Sorts: fields, ORDER BY, and what comes after a given row.

Missing values come last whichever way, ties go by the next field and at the end by ``no``, so by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chalicelib.contexts.browser.query.condition import Condition, Value


@dataclass(frozen=True, slots=True)
class SortField:
    """What a list can be sorted by.

    ``column`` is SQL over the list's own table (and ``join``). Where it is the rank of a text, ``text`` is SQL that
    gives this text, over the list's table and what its ``texts`` join.
    """

    name: str
    column: str
    text: str | None = None
    join: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """Fields to sort by, each with whether it descends; ``no`` decides at the end."""

    fields: tuple[tuple[SortField, bool], ...]
    number: str

    @property
    def joins(self) -> str:
        """What has to be joined for the fields."""
        return " ".join(dict.fromkeys(field.join for field, _ in self.fields if field.join))

    @property
    def sql(self) -> str:
        """What belongs behind ORDER BY."""
        ways = [f"{field.column} {'DESC' if down else 'ASC'} NULLS LAST" for field, down in self.fields]
        return ", ".join([*ways, self.number])

    def after(self, values: Sequence[Value], no: int) -> Condition:
        """What comes after the row that has these values and this number."""
        ways: list[Condition] = []
        same: list[str] = []
        bound: list[Value] = []
        for (field, down), value in zip(self.fields, values, strict=True):
            # After a missing value there are only further missing ones.
            if value is not None:
                beyond = f"({field.column} {'<' if down else '>'} ? OR {field.column} IS NULL)"
                ways.append(Condition(" AND ".join([*same, beyond]), (*bound, value)))
            same.append(f"{field.column} IS ?")
            bound.append(value)
        ways.append(Condition(" AND ".join([*same, f"{self.number} > ?"]), (*bound, no)))
        return Condition(
            " OR ".join(f"({way.sql})" for way in ways), tuple(value for way in ways for value in way.values)
        )


def order(fields: Iterable[tuple[SortField, bool]], number: str, by_name: str) -> Order:
    """The order by some fields. ``no`` runs in the order of ``by_name``, so at the end that field says nothing more."""
    given = list(fields)
    while given and given[-1][0].name == by_name and not given[-1][1]:
        given.pop()
    return Order(tuple(given), number)
