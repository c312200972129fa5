"""Entries of lists as the API shows them, instants in milliseconds: what ``told`` makes of an answer's entry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import quote

from chalicelib.contexts.browser.model.text import sort_key
from tests.functional.browse_truth.telling import FEATURES, instant
from tests.functional.browse_truth.things import (
    Album,
    Artist,
    Audiobook,
    Credit,
    Episode,
    Features,
    Genre,
    Playlist,
    Show,
    Thing,
    Track,
)

Shown = dict[str, Any]


def shown(resource: str, thing: Any) -> Shown:
    """What an entry says of a thing, in every field that follows from the facts."""
    return ENTRIES[resource](thing)


def told(entry: Mapping[str, Any], wanted: Mapping[str, Any]) -> Shown:
    """The fields of an answer's entry that ``wanted`` has, instants in milliseconds."""
    return {name: _plain(name, entry.get(name, "not there")) for name in wanted}


def in_milliseconds(value: Any, name: str = "") -> Any:
    """The same JSON, its instants in milliseconds."""
    if isinstance(value, dict):
        return {each: in_milliseconds(part, each) for each, part in value.items()}
    if isinstance(value, list):
        return [in_milliseconds(part, name) for part in value]
    return _plain(name, value)


def _plain(name: str, value: Any) -> Any:
    return instant(value) if name.endswith("_at") and isinstance(value, str) else value


def link(kind: str, identifier: str | None, name: str | None) -> Shown:
    """Another thing, by name."""
    address = f"https://open.spotify.com/{kind}/{quote(identifier, safe='')}" if identifier else None
    return {"id": identifier, "name": name, "spotify_url": address}


def links(credits: list[Credit]) -> list[Shown]:
    """Artists, in order of credit."""
    return [link("artist", credit.id, credit.name) for credit in credits]


def in_order(genres: Iterable[str]) -> list[str]:
    """Genres as lists have them: by name."""
    return sorted(genres, key=lambda genre: (sort_key(genre) or "", genre))


def _common(kind: str, thing: Thing) -> Shown:
    return {**link(kind, thing.id, thing.name), "uri": f"spotify:{kind}:{thing.id}"}


def _track(it: Track) -> Shown:
    album = link("album", it.album.id, it.album.name) if it.album else None
    if it.album is None and it.album_name is not None:
        album = link("album", None, it.album_name)
    return {
        **_common("track", it),
        "uri": it.uri,
        "artists": links(it.artists),
        "album": album,
        "duration_ms": it.duration_ms,
        "explicit": it.explicit,
        "disc_number": it.fields.get("disc_number"),
        "track_number": it.fields.get("track_number"),
        "isrc": it.isrc,
        "released": it.album.fields.get("release_date") if it.album else None,
        "popularity": it.fields.get("popularity"),
        "playable": it.playable,
        "local": it.local,
        "saved": it.saved,
        "saved_at": it.saved_at,
        "added_at": it.added,
        "playlists": len(it.playlists),
        "rows": len(it.places),
        "genres": in_order(it.genres),
        "analysed": it.features is not None,
        "features": _features(it.features) if it.features else None,
    }


def _features(it: Features) -> Shown:
    others = {"key": it.key, "mode": it.mode, "time_signature": it.time_signature}
    return {"source": it.source, **{name: it.measures.get(name) for name in FEATURES}, **others}


def _album(it: Album) -> Shown:
    return {
        **_common("album", it),
        "artists": links(it.artists),
        "album_type": it.fields.get("album_type"),
        "released": it.fields.get("release_date"),
        "label": it.fields.get("label"),
        "upc": it.fields.get("upc"),
        "total_tracks": it.fields.get("total_tracks"),
        "tracks": len(it.tracks),
        "duration_ms": sum(track.duration_ms or 0 for track in it.tracks),
        "saved": it.saved,
        "saved_at": it.saved_at,
        "added_at": it.added,
        "popularity": it.fields.get("popularity"),
        "genres": in_order(it.genres),
    }


def _artist(it: Artist) -> Shown:
    return {
        **_common("artist", it),
        "genres": in_order(it.genres),
        "followed": it.followed,
        "added_at": it.added,
        "tracks": len(it.tracks),
        "albums": len(it.albums),
        "playlists": len(it.playlists),
        "duration_ms": sum(track.duration_ms or 0 for track in it.tracks),
        "popularity": it.fields.get("popularity"),
    }


def _genre(it: Genre) -> Shown:
    return {
        "name": it.name,
        "tracks": len(it.tracks),
        "artists": len(it.artists),
        "albums": len(it.albums),
        "duration_ms": sum(track.duration_ms or 0 for track in it.tracks),
    }


def _playlist(it: Playlist) -> Shown:
    return {
        **_common("playlist", it),
        "description": it.fields.get("description"),
        "owner": _person(it),
        "total": it.total,
        "unnamed": it.unnamed,
        "mine": it.mine,
        "collaborative": it.fields.get("collaborative") is True,
        "public": it.fields.get("public"),
        "read": it.read,
        "position": it.place,
        "rows": len(it.rows),
        "tracks": len(list(it.tracks)),
        "episodes": len(list(it.episodes)),
        "duration_ms": it.duration_ms,
        "first_added_at": min(it.added_instants, default=None),
        "last_added_at": max(it.added_instants, default=None),
    }


def _person(it: Playlist) -> Shown | None:
    return link("user", it.owner_id, it.owner_name) if it.owner_id else None


def _show(it: Show) -> Shown:
    return {
        **_common("show", it),
        "publisher": it.fields.get("publisher"),
        "explicit": it.explicit,
        "saved": it.saved,
        "saved_at": it.saved_at,
        "episodes": len(it.episodes),
        "total_episodes": it.fields.get("total_episodes"),
    }


def _episode(it: Episode) -> Shown:
    return {
        **_common("episode", it),
        "show": link("show", it.show.id, it.show.name) if it.show else None,
        "released": it.fields.get("release_date"),
        "duration_ms": it.duration_ms,
        "explicit": it.explicit,
        "playable": it.playable,
        "saved": it.saved,
        "saved_at": it.saved_at,
        "added_at": it.added,
        "playlists": len(it.playlists),
        "rows": len(it.places),
    }


def _audiobook(it: Audiobook) -> Shown:
    return {
        "id": it.id,
        "name": it.name,
        "authors": it.authors,
        "narrators": it.narrators,
        "explicit": it.explicit,
        "saved": it.saved,
        "saved_at": it.saved_at,
        "total_chapters": it.fields.get("total_chapters"),
    }


ENTRIES: dict[str, Callable[[Any], Shown]] = {
    "tracks": _track,
    "albums": _album,
    "artists": _artist,
    "genres": _genre,
    "playlists": _playlist,
    "shows": _show,
    "episodes": _episode,
    "audiobooks": _audiobook,
}
