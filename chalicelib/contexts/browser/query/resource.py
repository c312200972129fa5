"""What a list is, and the condition that its filters set."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pydantic import ConfigDict, Field, create_model

from chalicelib.contexts.browser.query import parameters
from chalicelib.contexts.browser.query.condition import Condition, every
from chalicelib.contexts.browser.query.facet import MOST, Facet
from chalicelib.contexts.browser.query.filter import Filter
from chalicelib.contexts.browser.query.ordering import Order, SortField, order
from chalicelib.core.model import Model
from chalicelib.core.paging import PageQuery

if TYPE_CHECKING:
    import apsw
    from pydantic import BaseModel


class FilterQuery(Model):
    """Filters of a list, all of which must hold."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True)
class Resource:
    """One list.

    ``name`` is that of its path, ``table`` that of its rows: filters, sorts and facets are SQL over it. What the texts
    of sorts are in is joined by ``texts``; ``identity`` is SQL for what a row is called from outside (id, uri or name).
    ``ties`` names the sorts by which ``no`` runs; the identity is the last of them.
    """

    name: str
    table: str
    conditions: tuple[Filter, ...]
    sorts: tuple[SortField, ...]
    texts: str
    identity: str
    ties: tuple[str, ...]
    facets: tuple[Facet, ...] = ()
    default_sort: str = "name"

    @property
    def number(self) -> str:
        """SQL for the number of a row."""
        return f"{self.table}.no"

    @cached_property
    def filters(self) -> type[FilterQuery]:
        """The model of its filter parameters alone."""
        return create_model(f"{self.name.title()}Filters", __base__=FilterQuery, **self._parameters())

    @cached_property
    def query(self) -> type[PageQuery]:
        """The model of all its parameters: filters, ``sort``, ``facets``, ``limit``, ``cursor``."""
        return create_model(f"{self.name.title()}Query", __base__=PageQuery, **self._parameters(), **self._how())

    def field(self, name: str) -> SortField:
        """The sort of this name; KeyError where there is none."""
        return {each.name: each for each in self.sorts}[name]

    def order(self, wanted: tuple[tuple[str, bool], ...] | None) -> Order:
        """The order by some of its sorts, each with whether it descends; by ``default_sort`` without any."""
        pairs = wanted or ((self.default_sort, False),)
        return order([(self.field(name), down) for name, down in pairs], self.number, self.ties[0])

    def _parameters(self) -> dict[str, Any]:
        return {each.name: (each.kind | None, Field(None, description=each.description)) for each in self.conditions}

    def _how(self) -> dict[str, Any]:
        sorts = [each.name for each in self.sorts]
        way = f"at most {parameters.MAX_SORTS} of {', '.join(sorts)}; comma-separated, `-` before one that descends"
        how: dict[str, Any] = {
            "sort": (
                parameters.sorting(sorts) | None,
                Field(None, description=f"{way}; what is missing comes last. Without it by {self.default_sort}"),
            )
        }
        if self.facets:
            names = [each.name for each in self.facets]
            how["facets"] = (
                parameters.several(parameters.among(names)) | None,
                Field(
                    None,
                    description=f"what to count in `meta.facets`, {MOST} values of each at most: any of "
                    f"{', '.join(names)}; comma-separated",
                ),
            )
        return how


def select(resource: Resource, filters: BaseModel, model: apsw.Connection) -> Condition:
    """What the filters of a request say, as a condition on the list's table.

    ``filters`` is an instance of ``resource.filters`` or ``resource.query``, or of a model derived from them: what is
    None is no filter.
    """
    conditions: list[Condition] = []
    together: dict[str, list[Condition]] = {}
    for each in resource.conditions:
        value = getattr(filters, each.name)
        if value is not None:
            condition = each.where(value, model)
            if each.through == "{}":
                conditions.append(condition)
            else:
                together.setdefault(each.through, []).append(condition)
    for through, inner in together.items():
        all_of_them = every(inner)
        conditions.append(Condition(through.format(all_of_them.sql), all_of_them.values))
    return every(conditions)
