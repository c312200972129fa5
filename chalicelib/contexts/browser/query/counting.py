"""Counting what a condition names: rows, and values for facets."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, TypeVar

from chalicelib.contexts.browser.query.among import found_by
from chalicelib.contexts.browser.query.condition import ALWAYS, Condition
from chalicelib.contexts.browser.query.facet import Counted, Facet, tally, tally_members
from chalicelib.contexts.browser.query.lookups import Lookups, lookups

if TYPE_CHECKING:
    from collections.abc import Sequence

    import apsw

    from chalicelib.contexts.browser.query.resource import Resource

T = TypeVar("T")


def count_rows(model: apsw.Connection, resource: Resource, where: Condition) -> int:
    """How many rows there are."""
    if where == ALWAYS:
        return lookups(model).size(resource.table)
    total: int = model.execute(f"SELECT count(*) FROM {resource.table} WHERE {where.sql}", where.values).get
    return total


def count_facets(
    model: apsw.Connection, resource: Resource, where: Condition, facets: Sequence[Facet]
) -> tuple[int, list[Counted]]:
    """How many rows there are, and how many have each value of some facets.

    SQLite tells which rows; what they have is counted in columns that are kept beside the model. To group by each facet
    it would sort all rows once a facet, which takes ten times as long.
    """
    known = lookups(model)
    if where == ALWAYS:
        return known.size(resource.table), [_of_all(known, resource, facet) for facet in facets]
    numbers = found_by(model, f"SELECT {resource.number} FROM {resource.table} WHERE {where.sql}", where.values)
    return len(numbers), [_tally(known, resource, facet, numbers) for facet in facets]


def _of_all(known: Lookups, resource: Resource, facet: Facet) -> Counted:
    """Facets of a whole list, which every visit begins with, are counted once."""
    key = (resource.name, facet.name)
    if key not in known.counted:
        known.counted[key] = _tally(known, resource, facet, range(1, known.size(resource.table) + 1))
    return known.counted[key]


def _tally(known: Lookups, resource: Resource, facet: Facet, numbers: Sequence[int]) -> Counted:
    if facet.sets is None:
        return tally(_picked(known.column(resource.table, facet.column), numbers))
    return tally_members(_picked(known.sets(resource.table, facet.column, facet.sets), numbers))


def _picked(column: Sequence[T], numbers: Sequence[int]) -> Sequence[T]:
    # One getter for all of them is several times as fast as asking for each. Of one it gives no tuple.
    if len(numbers) < 2:
        return [column[no] for no in numbers]
    found: Sequence[T] = itemgetter(*numbers)(column)
    return found
