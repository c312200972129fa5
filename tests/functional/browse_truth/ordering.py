"""Sorts: several fields, either direction, what is missing last whichever way, equal things as they lie."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chalicelib.contexts.browser.model.text import sort_key
from tests.functional.browse_truth.telling import FEATURES, first_name
from tests.functional.browse_truth.things import Playlist

Value = Callable[[Any], Any]


def order(resource: str, things: list[Any], sort: str | None) -> list[Any]:
    """The things in the order of the sort; ``things`` are in that of their names."""
    found = list(things)
    for name in reversed((sort or DEFAULTS.get(resource, "name")).split(",")):
        value = SORTS[resource][name.removeprefix("-")]
        told = [each for each in found if value(each) is not None]
        told.sort(key=value, reverse=name.startswith("-"))
        found = told + [each for each in found if value(each) is None]
    return found


DEFAULTS = {"playlists": "position"}


def _field(name: str) -> Value:
    return lambda it: it.fields.get(name)


def _count(name: str) -> Value:
    return lambda it: len(list(getattr(it, name)))


def _measure(name: str) -> Value:
    return lambda it: it.features.measures.get(name) if it.features else None


def _other_measure(name: str) -> Value:
    return lambda it: getattr(it.features, name) if it.features else None


def _total(it: Any) -> int:
    return sum(track.duration_ms or 0 for track in it.tracks)


def _added(which: Callable[..., int | None]) -> Value:
    def value(it: Playlist) -> int | None:
        return which(it.added_instants, default=None)

    return value


_name: dict[str, Value] = {"name": lambda it: sort_key(it.name)}
_saved_at: dict[str, Value] = {"saved_at": lambda it: it.saved_at}
_came: dict[str, Value] = {"added_at": lambda it: it.added, **_saved_at}
_released: dict[str, Value] = {"released": lambda it: it.released}
_length: dict[str, Value] = {"duration_ms": lambda it: it.duration_ms}

SORTS: dict[str, dict[str, Value]] = {
    "tracks": {
        **_name, **_came, **_released, **_length,
        "artist": lambda it: first_name(it.artists),
        "album": lambda it: sort_key(it.album_name),
        "playlists": _count("playlists"),
        "rows": _count("places"),
        "disc_number": _field("disc_number"),
        "track_number": _field("track_number"),
        "popularity": _field("popularity"),
        "explicit": _field("explicit"),
        **{name: _measure(name) for name in FEATURES},
        **{name: _other_measure(name) for name in ("key", "time_signature")},
    },
    "albums": {
        **_name, **_came, **_released,
        "artist": lambda it: first_name(it.artists),
        "tracks": _count("tracks"),
        "duration_ms": _total,
        "total_tracks": _field("total_tracks"),
        "popularity": _field("popularity"),
    },
    "artists": {
        **_name,
        "tracks": _count("tracks"),
        "albums": _count("albums"),
        "playlists": _count("playlists"),
        "duration_ms": _total,
        "added_at": lambda it: it.added,
        "popularity": _field("popularity"),
    },
    "genres": {
        **_name,
        "tracks": _count("tracks"),
        "artists": _count("artists"),
        "albums": _count("albums"),
        "duration_ms": _total,
    },
    "playlists": {
        **_name, **_length,
        "owner": lambda it: sort_key(it.owner_name or it.owner_id),
        "position": lambda it: it.place,
        "rows": _count("rows"),
        "tracks": _count("tracks"),
        "episodes": _count("episodes"),
        "first_added_at": _added(min),
        "last_added_at": _added(max),
    },
    "shows": {
        **_name, **_saved_at,
        "publisher": lambda it: sort_key(it.fields.get("publisher")),
        "episodes": _count("episodes"),
        "total_episodes": _field("total_episodes"),
    },
    "episodes": {
        **_name, **_came, **_released, **_length,
        "show": lambda it: sort_key(it.show.name) if it.show else None,
        "playlists": _count("playlists"),
    },
    "audiobooks": {
        **_name, **_saved_at,
        "author": lambda it: sort_key(it.authors[0]) if it.authors else None,
        "total_chapters": _field("total_chapters"),
    },
}  # fmt: skip
"""By list and field. Names are ordered as they are compared."""
