"""What filters mean: one small function for each, given the library, a thing and the parameter's text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from chalicelib.contexts.browser.model.text import matches, sort_key
from tests.functional.browse_truth.telling import FEATURES, day
from tests.functional.browse_truth.things import Library, Playlist, Thing, Track

Filter = Callable[[Any, str], bool]


def select(library: Library, resource: str, filters: Mapping[str, str]) -> list[Any]:
    """The things of a list for which every filter holds, in the order of the list."""
    rules = [(FILTERS[resource][name], value) for name, value in filters.items()]
    return [thing for thing in library.of(resource) if all(rule(thing, value) for rule, value in rules)]


def _text(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)


SEARCHED: dict[str, Callable[[Any], str]] = {
    "tracks": lambda it: _text(it.name, *(credit.name for credit in it.artists), it.album_name),
    "albums": lambda it: _text(it.name, *(credit.name for credit in it.artists)),
    "artists": lambda it: _text(it.name),
    "genres": lambda it: _text(it.name),
    "playlists": lambda it: _text(it.name, it.owner_name),
    "shows": lambda it: _text(it.name, it.fields.get("publisher")),
    "episodes": lambda it: _text(it.name, it.show.name if it.show else None),
    "audiobooks": lambda it: _text(it.name, *it.authors, *it.narrators),
}
"""The text that ``q`` looks into."""


def _ids(value: str) -> frozenset[str]:
    return frozenset(value.split(","))


def _moment(value: str) -> int:
    found = datetime.fromisoformat(value)
    return round((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp() * 1000)


def _is(told: Callable[[Any], bool | None]) -> Filter:
    """true or false, and neither where nobody said."""
    return lambda it, value: told(it) is (value == "true")


def _at_least(told: Callable[[Any], float | None]) -> Filter:
    def holds(it: Any, value: str) -> bool:
        found = told(it)
        return found is not None and found >= float(value)

    return holds


def _at_most(told: Callable[[Any], float | None]) -> Filter:
    def holds(it: Any, value: str) -> bool:
        found = told(it)
        return found is not None and found <= float(value)

    return holds


def _since(told: Callable[[Any], int | None], read: Callable[[str], int | None]) -> Filter:
    def holds(it: Any, value: str) -> bool:
        found, bound = told(it), read(value)
        return found is not None and bound is not None and found >= bound

    return holds


def _until(told: Callable[[Any], int | None], read: Callable[[str], int | None]) -> Filter:
    def holds(it: Any, value: str) -> bool:
        found, bound = told(it), read(value)
        return found is not None and bound is not None and found < bound

    return holds


def _range(name: str, told: Callable[[Any], float | None]) -> dict[str, Filter]:
    return {f"min_{name}": _at_least(told), f"max_{name}": _at_most(told)}


def _added(told: Callable[[Any], int | None]) -> dict[str, Filter]:
    return {"added_after": _since(told, _moment), "added_before": _until(told, _moment)}


def _first_added(it: Any) -> int | None:
    found: int | None = it.added
    return found


def _saved_at(it: Any) -> int | None:
    found: int | None = it.saved_at
    return found


def _last_added(it: Playlist) -> int | None:
    return max(it.added_instants, default=None)


def _released() -> dict[str, Filter]:
    def years(size: int) -> Filter:
        return lambda it, value: (
            it.released is not None
            and any(it.released // 10_000 // size == int(year) // size for year in value.split(","))
        )

    return {
        "released_after": _since(lambda it: it.released, day),
        "released_before": _until(lambda it: it.released, day),
        "year": years(1),
        "decade": years(10),
    }


def _tracks_of(it: Any) -> list[Track]:
    found: list[Track] = [it] if isinstance(it, Track) else list(it.tracks)
    return found


def _any_track(told: Callable[[Track], set[str]]) -> Filter:
    return lambda it, value: any(told(track) & _ids(value) for track in _tracks_of(it))


def _playlist_ids(track: Any) -> set[str]:
    return {playlist.id or "" for playlist in track.playlists}


def _credited(it: Any) -> set[str]:
    return {credit.id for credit in it.artists if credit.id}


def _album_id(track: Track) -> set[str]:
    return {track.album.id or ""} if track.album else set()


def _track_id(track: Track) -> set[str]:
    return {track.id} if track.id else set()


def _in_none(rule: Filter) -> Filter:
    return lambda it, value: not rule(it, value)


def _in_a_playlist_that(told: Callable[[Playlist], bool]) -> Filter:
    return lambda it, value: any(map(told, it.playlists)) is (value == "true")


def _genre(it: Any, value: str) -> bool:
    if isinstance(it, Playlist):
        return any(_genre(track, value) for track in it.tracks)
    return any(sort_key(genre) == sort_key(value) for genre in it.genres)


def _owned(it: Any, value: str) -> bool:
    if isinstance(it, Playlist):
        return it.owner_id in _ids(value)
    return any(playlist.owner_id in _ids(value) for playlist in it.playlists)


def _popularity(it: Thing) -> int | None:
    found: int | None = it.fields.get("popularity")
    return found


def _total_of_tracks(it: Any) -> int:
    return sum(track.duration_ms or 0 for track in it.tracks)


def _measure(name: str) -> Callable[[Any], float | None]:
    return lambda it: it.features.measures.get(name) if it.features else None


def _one_of(told: Callable[[Any], Any]) -> Filter:
    return lambda it, value: told(it) is not None and str(told(it)) in value.split(",")


def _mode(it: Track) -> str | None:
    mode = it.features.mode if it.features else None
    return None if mode is None else ("minor", "major")[mode]


def _duplicate(it: Track, value: str) -> bool:
    if value == "id":
        return len(it.places) > 1
    return (it.isrc_group if value == "isrc" else it.alike_group) is not None


_of_playlists: dict[str, Callable[[Playlist], bool]] = {
    "mine": lambda playlist: playlist.mine,
    "followed": lambda playlist: not playlist.mine,
    "collaborative": lambda playlist: playlist.fields.get("collaborative") is True,
    "public": lambda playlist: playlist.fields.get("public") is True,
}
_in_playlists: dict[str, Filter] = {
    "playlist": lambda it, value: bool(_playlist_ids(it) & _ids(value)),
    "not_playlist": lambda it, value: not _playlist_ids(it) & _ids(value),
    "owner": _owned,
    "in_playlist": lambda it, value: bool(it.playlists) is (value == "true"),
    **{name: _in_a_playlist_that(told) for name, told in _of_playlists.items()},
}
_holding_tracks: dict[str, Filter] = {
    "track": _any_track(_track_id),
    "playlist": _any_track(_playlist_ids),
    "not_playlist": _in_none(_any_track(_playlist_ids)),
}
_saved: dict[str, Filter] = {"saved": _is(lambda it: it.saved)}
_explicit: dict[str, Filter] = {"explicit": _is(lambda it: it.fields.get("explicit"))}
_playable: dict[str, Filter] = {"playable": lambda it, value: (it.playable is not False) is (value == "true")}


def _length(it: Any) -> int | None:
    found: int | None = it.duration_ms
    return found


FILTERS: dict[str, dict[str, Filter]] = {
    "tracks": {
        "artist": _any_track(_credited),
        "album": _any_track(_album_id),
        "genre": _genre,
        **_in_playlists,
        **_saved,
        **_added(_first_added),
        **_released(),
        **_range("duration_ms", _length),
        **_explicit,
        **_playable,
        "local": _is(lambda it: it.local),
        "analysed": _is(lambda it: it.features is not None),
        **{name: rule for each in FEATURES for name, rule in _range(each, _measure(each)).items()},
        "key": _one_of(lambda it: it.features.key if it.features else None),
        "mode": _one_of(_mode),
        "time_signature": _one_of(lambda it: it.features.time_signature if it.features else None),
        **_range("popularity", _popularity),
        "duplicate": _duplicate,
    },
    "albums": {
        "artist": lambda it, value: bool(_credited(it) & _ids(value)),
        "genre": _genre,
        **_holding_tracks,
        **_saved,
        **_added(_first_added),
        **_released(),
        **_range("duration_ms", _total_of_tracks),
        **_range("popularity", _popularity),
    },
    "artists": {
        "genre": _genre,
        **_holding_tracks,
        "followed": _is(lambda it: it.followed),
        **_added(_first_added),
        **_range("popularity", _popularity),
    },
    "genres": {},
    "playlists": {
        "artist": _any_track(_credited),
        "album": _any_track(_album_id),
        "track": _any_track(_track_id),
        "genre": _genre,
        "owner": _owned,
        **{name: _is(told) for name, told in _of_playlists.items()},
        "read": _is(lambda it: it.read),
        **_added(_last_added),
        **_range("duration_ms", _length),
    },
    "shows": {**_saved, **_added(_saved_at), **_explicit},
    "episodes": {
        **_in_playlists,
        "show": lambda it, value: it.show is not None and it.show.id in _ids(value),
        **_saved,
        **_added(_first_added),
        **_released(),
        **_range("duration_ms", _length),
        **_explicit,
        **_playable,
    },
    "audiobooks": {
        "author": lambda it, value: matches(value, " ".join(it.authors)),
        **_saved,
        **_added(_saved_at),
        **_explicit,
    },
}
"""By list and parameter."""

for _resource, _rules in FILTERS.items():
    _rules["q"] = lambda it, value, text=SEARCHED[_resource]: matches(value, text(it))  # type: ignore[misc]
