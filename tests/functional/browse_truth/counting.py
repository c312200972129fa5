"""Facets: how many of the things found have each value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from tests.functional.browse_truth.things import Library

MOST = 100
Values = Callable[[Any], Iterable[Any]]


def facets(library: Library, resource: str, found: Sequence[Any], names: Iterable[str]) -> dict[str, Any]:
    """``meta.facets``, each value as its JSON value and count; labels are told apart from these."""
    return {name: _facet(found, FACETS[resource][name]) for name in names}


def _facet(found: Sequence[Any], values: Values) -> dict[str, Any]:
    counted: Counter[Any] = Counter()
    without = 0
    for thing in found:
        of_it = set(values(thing))
        counted.update(of_it)
        without += not of_it
    return {"counts": counted, "more": max(0, len(counted) - MOST), "without": without}


def _decade(it: Any) -> list[int]:
    return [] if it.released is None else [it.released // 100_000 * 10]


def _told(value: Any) -> list[Any]:
    return [] if value is None else [value]


def _mode(it: Any) -> list[str]:
    return [("minor", "major")[mode] for mode in _told(it.features.mode if it.features else None)]


_of_all: dict[str, Values] = {
    "genre": lambda it: it.genres,
    "decade": _decade,
    "artist": lambda it: [credit.id for credit in it.artists if credit.id],
    "saved": lambda it: [it.saved],
}

FACETS: dict[str, dict[str, Values]] = {
    "tracks": {
        **_of_all,
        "playlist": lambda it: [playlist.id for playlist in it.playlists],
        "album": lambda it: [it.album.id] if it.album else [],
        "key": lambda it: _told(it.features.key if it.features else None),
        "mode": _mode,
        "explicit": lambda it: _told(it.explicit),
    },
    "albums": _of_all,
    "artists": {"genre": lambda it: it.genres, "followed": lambda it: [it.followed]},
    "playlists": {"owner": lambda it: _told(it.owner_id), "mine": lambda it: [it.mine]},
    "episodes": {
        "show": lambda it: [it.show.id] if it.show else [],
        "decade": _decade,
        "saved": lambda it: [it.saved],
    },
}
"""By list and facet: the values that a thing has."""
