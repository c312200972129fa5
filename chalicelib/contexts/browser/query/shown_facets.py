"""Facets as answers show them: the most frequent values with their labels."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from heapq import nsmallest
from operator import neg
from typing import TYPE_CHECKING

from typing_extensions import TypedDict  # Pydantic asks for this one before Python 3.12

from chalicelib.contexts.browser.model import text
from chalicelib.contexts.browser.query.condition import listed
from chalicelib.contexts.browser.query.facet import MOST, Counted, Facet, Labels
from chalicelib.contexts.browser.query.lookups import lookups

if TYPE_CHECKING:
    import apsw

KEYS = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
MODES = ("minor", "major")


class FacetValue(TypedDict):
    """A value (the filter of this name takes its text), how it is called, and how many have it."""

    value: str | int | bool
    label: str | None
    count: int


class FacetOut(TypedDict):
    """The most frequent values, most first; how many ``more`` values there are, and how many things have none."""

    values: list[FacetValue]
    more: int
    without: int


Told = Mapping[int | str, tuple[str | int | bool, str | None]]


def shown(model: apsw.Connection, facet: Facet, counted: Counted) -> FacetOut:
    """By count descending, then in the order that lists have: by name where values are things with names."""
    counts = counted.counts
    if facet.labels == "owner":
        told = _owners(model, counts)
        keys = sorted(counts, key=lambda key: (-counts[key], text.sort_key(told[key][1]) or "", key))
        keys = keys[:MOST]
    else:
        # Numbers of things run in the order of their names, so that only those shown need be looked up.
        keys = [key for _, key in nsmallest(MOST, zip(map(neg, counts.values()), counts, strict=True))]
        told = _LABELS[facet.labels](model, keys)
    values = [FacetValue(value=told[key][0], label=told[key][1], count=counts[key]) for key in keys]
    return FacetOut(values=values, more=len(counts) - len(values), without=counted.without)


def _named(table: str) -> Callable[[apsw.Connection, Iterable[int | str]], Told]:
    def told(model: apsw.Connection, keys: Iterable[int | str]) -> Told:
        rows = model.execute(
            f"SELECT no, id, name FROM {table}_text WHERE no IN (SELECT value FROM json_each(?))",
            (listed(keys),),
        )
        return {no: (identity, name) for no, identity, name in rows}

    return told


def _owners(model: apsw.Connection, keys: Iterable[int | str]) -> Told:
    rows = model.execute(
        "SELECT owner_id, min(owner_name) FROM playlist_text "
        "WHERE owner_id IN (SELECT value FROM json_each(?)) GROUP BY 1",
        (listed(keys),),
    )
    return {owner: (owner, name) for owner, name in rows}


def _genres(model: apsw.Connection, keys: Iterable[int | str]) -> Told:
    names = lookups(model).genres
    return {key: (names[int(key)], names[int(key)]) for key in keys}


def _plain(
    label: Callable[[int], tuple[str | int | bool, str]],
) -> Callable[[apsw.Connection, Iterable[int | str]], Told]:
    return lambda _, keys: {key: label(int(key)) for key in keys}


_LABELS: Mapping[Labels, Callable[[apsw.Connection, Iterable[int | str]], Told]] = {
    "genre": _genres,
    "artist": _named("artist"),
    "playlist": _named("playlist"),
    "album": _named("album"),
    "show": _named("show"),
    "decade": _plain(lambda year: (year, f"{year}s")),
    "key": _plain(lambda key: (key, KEYS[key])),
    "mode": _plain(lambda mode: (MODES[mode], MODES[mode])),
    "flag": _plain(lambda flag: (True, "true") if flag else (False, "false")),
}
