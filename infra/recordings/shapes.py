"""Which kind of answer a decoded body is, told by its shape.

The place where a body was found (a recording's folder) is only a hint: it decides between kinds of one shape (related
artists and several artists, say), and for bodies that are too thin to tell.
"""

import re
from collections.abc import Mapping
from typing import Any

# Objects that name their own type.
_TYPES = {
    "track": "track",
    "album": "album",
    "artist": "artist",
    "episode": "episode",
    "show": "show",
    "playlist": "playlist",
    "user": "user",
    "audiobook": "audiobook",
    "chapter": "chapter",
    "audio_features": "audio_features",
}
# What a page holds, by the type of its items.
_PAGES = {
    "track": "album_tracks",
    "album": "artist_albums",
    "artist": "artists_page",
    "episode": "show_episodes",
    "show": "saved_shows",
    "playlist": "playlists_list",
    "audiobook": "saved_audiobooks",
    "chapter": "audiobook_chapters",
}
_SAVED = {"album": "saved_albums", "show": "saved_shows", "episode": "saved_episodes", "audiobook": "saved_audiobooks"}
_BATCHES = {
    "albums": "albums_batch",
    "artists": "artists_batch",
    "tracks": "tracks_batch",
    "episodes": "episodes_batch",
    "shows": "shows_batch",
    "audiobooks": "audiobooks_batch",
    "chapters": "chapters_batch",
    "audio_features": "audio_features_batch",
    "devices": "devices",
    "genres": "genre_seeds",
    "markets": "markets",
}
_SINGLES = {
    "albums_batch": "album",
    "artists_batch": "artist",
    "tracks_batch": "track",
    "episodes_batch": "episode",
} | {
    "shows_batch": "show",
    "audiobooks_batch": "audiobook",
    "chapters_batch": "chapter",
    "audio_features_batch": "audio_features",
}
_RESULTS = {"tracks", "artists", "albums", "playlists", "shows", "episodes", "audiobooks"}
# Where a page came from, for rows that tell too little and for empty pages.
_SOURCES = (
    (re.compile(r"/(playlists/[^/?]+|starred)/(tracks|items)(\?|$)"), "playlist_items"),
    (re.compile(r"/me/tracks(\?|$)"), "saved_tracks"),
    (re.compile(r"/(me|users/[^/?]+)/playlists(\?|$)"), "playlists_list"),
    (re.compile(r"/me/albums(\?|$)"), "saved_albums"),
    (re.compile(r"/me/shows(\?|$)"), "saved_shows"),
    (re.compile(r"/me/episodes(\?|$)"), "saved_episodes"),
    (re.compile(r"/me/audiobooks(\?|$)"), "saved_audiobooks"),
)
_HREF = re.compile(r".*/(track|album|artist|playlist|show|episode|audiobook|chapter|user)s/[^/?#]+/?(?:[?#].*)?")


def shape_of(payload: Any, hint: str) -> str | None:
    """The kind of `payload`, or None where its shape says nothing. `hint` is the kind it was filed under."""
    if isinstance(payload, list):
        return _array(payload, hint)
    if not isinstance(payload, dict):
        return None
    kind = _object(payload)
    if kind is None and isinstance(payload.get("items"), list):
        return _page(payload, hint)
    if kind == "artists_batch" and hint == "related_artists":
        return hint
    if kind == "search":
        only = [key for key in payload if key in _RESULTS]
        if (only == ["albums"] and hint == "new_releases") or (only == ["playlists"] and hint == "category_playlists"):
            return hint
    return kind


def members_of(payload: Any, kind: str, hint: str) -> list[Any] | None:
    """The members of an array, of a batch filed under the kind of its members, or of one that holds another kind."""
    if isinstance(payload, list):
        return payload if kind == "array" else None
    if kind not in _SINGLES:
        return None
    entries = next((value for key, value in payload.items() if _BATCHES.get(key) == kind), None)
    members = [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
    foreign = any(_TYPES.get(str(entry.get("type")), _SINGLES[kind]) not in _alike(kind) for entry in members)
    return members if members and (_SINGLES[kind] == hint or foreign) else None


def _alike(kind: str) -> set[str]:
    return {_SINGLES[kind], "episode"} if kind == "chapters_batch" else {_SINGLES[kind]}


def _object(payload: Mapping[str, Any]) -> str | None:
    keys = payload.keys()
    if "access_token" in keys:
        return "token"
    if "device" in keys and keys & {"item", "is_playing", "repeat_state"}:
        return "playback"
    if "is_playing" in keys:
        return "currently_playing"
    if "queue" in keys:
        return "queue"
    if {"beats", "segments"} & keys and "track" in keys:
        return "audio_analysis"
    if "seeds" in keys and "tracks" in keys:
        return "recommendations"
    if "icons" in keys or ("/browse/categories/" in str(payload.get("href")) and "name" in keys):
        return "category"
    if "categories" in keys:
        return "categories"
    if "danceability" in keys and "energy" in keys:
        return "audio_features"
    return _typed(payload) or _wrapper(payload)


def _typed(payload: Mapping[str, Any]) -> str | None:
    """An object with an identity: by its type, or, thinned out by `fields`, by where its `href` points."""
    kind = _TYPES.get(str(payload.get("type")))
    if kind == "episode" and ("chapter_number" in payload or "audiobook" in payload):
        return "chapter"
    if kind is None and not isinstance(payload.get("items"), list) and isinstance(payload.get("href"), str):
        match = _HREF.fullmatch(payload["href"])
        kind = match[1] if match else None
    if kind is None and payload.keys() == {"snapshot_id"}:
        return "snapshot"
    if kind is None and "url" in payload and payload.keys() <= {"url", "height", "width"}:
        return "playlist_images"
    return kind


def _wrapper(payload: Mapping[str, Any]) -> str | None:
    batches = [key for key, value in payload.items() if key in _BATCHES and isinstance(value, list)]
    if len(batches) == 1:
        first = next((entry for entry in payload[batches[0]] if isinstance(entry, dict)), {})
        return "wrapped_saved_albums" if batches[0] == "albums" and "added_at" in first else _BATCHES[batches[0]]
    results = [key for key, value in payload.items() if key in _RESULTS and isinstance(value, dict)]
    if results == ["artists"] and "cursors" in payload["artists"]:
        return "followed_artists"
    if results == ["playlists"] and "message" in payload:
        return "featured_playlists"
    return "search" if results else None


def _page(payload: Mapping[str, Any], hint: str) -> str | None:
    rows = [row for row in payload["items"] if isinstance(row, dict)]
    keys = set().union(*rows) if rows else set()
    if "played_at" in keys:
        return "recently_played"
    for row in rows:
        kind = "chapter" if "chapter_number" in row and hint != "show_episodes" else _TYPES.get(str(row.get("type")))
        if kind is not None:
            return "tracks_page" if kind == "track" and "album" in row else _PAGES.get(kind)
    if keys & {"added_by", "is_local", "item"}:
        return "playlist_items"
    for key, kind in _SAVED.items():
        if key in keys:
            return kind
    if "icons" in keys:
        return "categories_page"
    source = next((kind for pattern, kind in _SOURCES if pattern.search(str(payload.get("href")))), None)
    if "track" in keys:
        return hint if hint in {"playlist_items", "saved_tracks"} else source or "saved_tracks"
    return None if rows else source


def _array(payload: list[Any], hint: str) -> str | None:
    if all(isinstance(entry, bool) for entry in payload) and (payload or hint == "contains"):
        return "contains"
    if all(isinstance(entry, dict) and "url" in entry and "type" not in entry for entry in payload):
        return "playlist_images" if payload or hint == "playlist_images" else None
    return "array" if any(isinstance(entry, dict) for entry in payload) else None
