"""Holds answers against the library told in plain Python, and finds the smallest query that is answered otherwise."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from typing import Any

from infra.in_process.browser import Answer
from tests.functional.browse_truth.asking import Query
from tests.functional.browse_truth.counting import MOST, facets
from tests.functional.browse_truth.ordering import order
from tests.functional.browse_truth.selecting import select
from tests.functional.browse_truth.showing import shown, told
from tests.functional.browse_truth.things import Library

Get = Callable[[str], Answer]
MOST_PAGES = 12
"""Cursors are followed that far where a list is long; to the end where it is not."""


class Judge:
    """Knows what each answer should be; asks by ``get``, which takes a path with its query."""

    def __init__(
        self,
        library: Library,
        get: Get,
        *,
        most_pages: int = MOST_PAGES,
        unknown: Collection[str] = (),
    ) -> None:
        """``unknown`` are fields of entries of which the library does not know what they should be."""
        self._library, self._get, self._most_pages, self._unknown = library, get, most_pages, unknown

    def smallest_failure(self, query: Query) -> str | None:
        """None where the answer is as it should be; else the smallest such query found, and the difference."""
        problem = self.problem(query)
        if problem is None:
            return None
        smaller = True
        while smaller:
            smaller = False
            for candidate in query.smaller():
                found = self.problem(candidate)
                if found is not None:
                    query, problem, smaller = candidate, found, True
                    break
        return f"GET {query.address()}\n{query}\n{problem}"

    def wanted(self, query: Query) -> list[Any]:
        """The things that the list should have, in order."""
        return order(query.resource, select(self._library, query.resource, query.filters), query.sort)

    def problem(self, query: Query) -> str | None:
        """What is wrong with the answer, if anything."""
        wanted = self.wanted(query)
        cursor: str | None = None
        seen = 0
        for page in range(max(1, min(self._most_pages, -(-len(wanted) // query.limit)))):
            answer = self._get(query.address(**({} if cursor is None else {"cursor": cursor})))
            if answer.status != 200:
                return f"page {page}: {answer.status} {answer.text[:500]}"
            found = answer.json
            part = wanted[seen : seen + query.limit]
            seen += len(part)
            problem = (
                _page_problem(found, query, len(wanted), last=seen == len(wanted))
                or self._entries_problem(query.resource, found["data"], part, seen - len(part))
                or self._facet_problem(found["meta"], query, wanted)
            )
            if problem:
                return f"page {page}: {problem}"
            cursor = found["page"]["next"]
        return None

    def _entries_problem(self, resource: str, data: list[dict[str, Any]], part: list[Any], at: int) -> str | None:
        for place, (entry, thing) in enumerate(zip(data, part, strict=False), start=at):
            wanted = {name: value for name, value in shown(resource, thing).items() if name not in self._unknown}
            found = told(entry, wanted)
            if found != wanted:
                wrong = {name: found[name] for name in wanted if found[name] != wanted[name]}
                right = {name: wanted[name] for name in wrong}
                return f"entry {place} is {_named(entry)}, and should be {_named(wanted)}: {wrong}, not {right}"
        if len(data) != len(part):
            return f"{len(data)} entries, not {len(part)}: {[_named(each) for each in data]}"
        return None

    def _facet_problem(self, meta: dict[str, Any], query: Query, wanted: list[Any]) -> str | None:
        found = meta.get("facets")
        if not query.facets:
            return None if found is None else f"facets that nobody asked for: {found}"
        if found is None or set(found) != set(query.facets):
            return f"facets {found}, not {query.facets}"
        for name, right in facets(self._library, query.resource, wanted, query.facets).items():
            problem = _counts_problem(found[name], right)
            if problem:
                return f"facet {name}: {problem}"
        return None


def _page_problem(found: dict[str, Any], query: Query, total: int, *, last: bool) -> str | None:
    page = found["page"]
    if page["total"] != total:
        return f"total {page['total']}, not {total}"
    if page["limit"] != query.limit:
        return f"limit {page['limit']}"
    if (page["next"] is None) is not last:
        return (
            f"{'no' if page['next'] is None else 'a'} next page, after which there is {'nothing' if last else 'more'}"
        )
    return None


def _counts_problem(found: dict[str, Any], right: dict[str, Any]) -> str | None:
    values, counted = found["values"], right["counts"]
    if found["without"] != right["without"]:
        return f"without {found['without']}, not {right['without']}"
    if found["more"] != right["more"]:
        return f"{found['more']} more, not {right['more']}"
    if len(values) != min(MOST, len(counted)):
        return f"{len(values)} values, not {min(MOST, len(counted))}"
    wrong = {json.dumps(each["value"]): each["count"] for each in values if counted[each["value"]] != each["count"]}
    if wrong:
        return f"counts {wrong}, not {[counted[json.loads(value)] for value in wrong]}"
    counts = [each["count"] for each in values]
    if counts != sorted(counted.values(), reverse=True)[:MOST]:
        return "they are not the largest first"
    return None


def _named(entry: dict[str, Any]) -> str:
    return f"{entry.get('uri') or entry.get('id')} {entry.get('name')!r}"
