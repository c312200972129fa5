"""Counting what a condition names: rows, and values for facets."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from chalicelib.contexts.browser.query.condition import Condition
from chalicelib.contexts.browser.query.facet import Counted, Facet, tally, tally_members
from chalicelib.contexts.browser.query.lookups import lookups

if TYPE_CHECKING:
    from collections.abc import Sequence

    import apsw

    from chalicelib.contexts.browser.query.resource import Resource


def count_rows(model: apsw.Connection, resource: Resource, where: Condition) -> int:
    """How many rows there are."""
    total: int = model.execute(
        f"SELECT count(*) FROM {resource.table} WHERE {where.sql}",
        where.values,
    ).get
    return total


def count_facets(
    model: apsw.Connection, resource: Resource, where: Condition, facets: Sequence[Facet]
) -> tuple[int, list[Counted]]:
    """How many rows there are, and how many have each value of some facets.

    One pass over the rows for all facets. Each column comes as one JSON text, which is read and counted in C; to group
    by each, SQLite would sort all rows once a facet, and rows that come one by one would be made to objects first.
    """
    columns = ", ".join(f"json_group_array({facet.column})" for facet in facets)
    total, *texts = model.execute(
        f"SELECT count(*), {columns} FROM {resource.table} WHERE {where.sql}",
        where.values,
    ).get
    counted: list[Counted] = []
    for facet, text in zip(facets, texts, strict=True):
        keys = json.loads(text)
        if facet.sets is None:
            counted.append(tally(keys))
        else:
            counted.append(tally_members(keys, lookups(model).members(facet.sets, set(keys))))
    return total, counted
