"""One page of a list: which rows, how many there are, what is counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib.contexts.browser.query.condition import Condition, every
from chalicelib.contexts.browser.query.counting import count_facets, count_rows
from chalicelib.contexts.browser.query.facet import Facet
from chalicelib.contexts.browser.query.ordering import Order
from chalicelib.contexts.browser.query.shown_facets import FacetOut, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    import apsw

    from chalicelib.contexts.browser.query.resource import Resource


@dataclass(frozen=True, slots=True)
class Page:
    """Rows by their numbers, in order. ``more`` where others follow; ``facets`` by name."""

    numbers: list[int]
    more: bool
    total: int
    facets: dict[str, FacetOut]


def read_page(
    model: apsw.Connection,
    resource: Resource,
    where: Condition,
    order: Order,
    *,
    limit: int,
    after: Condition | None = None,
    facets: Sequence[Facet] = (),
) -> Page:
    """The first rows that ``where`` names, of those ``after`` a row where one is given; ``total`` and ``facets`` are of
    all that ``where`` names."""
    wanted = where if after is None else every((where, after))
    numbers = [
        no
        for (no,) in model.execute(
            f"SELECT {resource.number} FROM {resource.table} {order.joins} "
            f"WHERE {wanted.sql} ORDER BY {order.sql} LIMIT ?",
            (*wanted.values, limit + 1),
        )
    ]
    more = len(numbers) > limit
    if facets:
        total, counted = count_facets(model, resource, where, facets)
    elif after is None and not more:
        total, counted = len(numbers), []
    else:
        total, counted = count_rows(model, resource, where), []
    told = {facet.name: shown(model, facet, found) for facet, found in zip(facets, counted, strict=True)}
    return Page(numbers[:limit], more, total, told)
