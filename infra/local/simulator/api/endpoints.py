"""The table of endpoints: path, scopes, and whether development mode has it.

Scopes are those of the OpenAPI description (all of them are needed); what development mode lost is from the
changelogs of 2024-11-27 and February 2026.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from infra.local.simulator.api import catalogue, me, playlists
from infra.local.simulator.api.call import Call


@dataclass(frozen=True)
class Endpoint:
    """A GET endpoint: ``path`` below ``/v1``; ``specified`` is its path in the OpenAPI description."""

    path: str
    answer: Callable[[Call], dict[str, Any]]
    scopes: tuple[str, ...] = ()
    in_development: bool = True
    specified: str | None = None


_LIBRARY = ("user-library-read",)
_POSITION = ("user-read-playback-position",)
_PLAYLISTS = ("playlist-read-private",)

ENDPOINTS = (
    Endpoint("/me", me.profile),
    Endpoint("/me/playlists", playlists.my_playlists, _PLAYLISTS),
    Endpoint("/me/tracks", me.saved_tracks, _LIBRARY),
    Endpoint("/me/albums", me.saved_albums, _LIBRARY),
    Endpoint("/me/shows", me.saved_shows, _LIBRARY),
    Endpoint("/me/episodes", me.saved_episodes, _LIBRARY + _POSITION),
    Endpoint("/me/audiobooks", me.saved_audiobooks, _LIBRARY),
    Endpoint("/me/following", me.followed_artists, ("user-follow-read",)),
    Endpoint("/users/{user_id}/playlists", playlists.playlists_of_user, _PLAYLISTS, in_development=False),
    Endpoint("/playlists/{id}", playlists.playlist, specified="/playlists/{playlist_id}"),
    Endpoint("/playlists/{id}/items", playlists.playlist_items, _PLAYLISTS, specified="/playlists/{playlist_id}/items"),
    Endpoint(
        "/playlists/{id}/tracks",
        playlists.playlist_tracks,
        _PLAYLISTS,
        in_development=False,
        specified="/playlists/{playlist_id}/tracks",
    ),
    Endpoint("/tracks/{id}", catalogue.track),
    Endpoint("/albums/{id}", catalogue.album),
    Endpoint("/albums/{id}/tracks", catalogue.album_tracks),
    Endpoint("/artists/{id}", catalogue.artist),
    Endpoint("/shows/{id}", catalogue.show, _POSITION),
    Endpoint("/shows/{id}/episodes", catalogue.show_episodes, _POSITION),
    Endpoint("/episodes/{id}", catalogue.episode, _POSITION),
    Endpoint("/audiobooks/{id}", catalogue.audiobook),
    Endpoint("/audiobooks/{id}/chapters", catalogue.audiobook_chapters),
    Endpoint("/chapters/{id}", catalogue.chapter),
    Endpoint("/audio-features/{id}", catalogue.audio_features, in_development=False),
    Endpoint("/audio-features", catalogue.several_audio_features, in_development=False),
)

REMOVED_IN_DEVELOPMENT = (
    ("PUT", "/me/audiobooks"),
    ("DELETE", "/me/audiobooks"),
    ("GET", "/me/audiobooks/contains"),
    ("POST", "/playlists/{id}/tracks"),
    ("PUT", "/playlists/{id}/tracks"),
    ("DELETE", "/playlists/{id}/tracks"),
    ("PUT", "/me/albums"),
    ("DELETE", "/me/albums"),
    ("GET", "/me/albums/contains"),
    ("PUT", "/me/tracks"),
    ("DELETE", "/me/tracks"),
    ("GET", "/me/tracks/contains"),
    ("PUT", "/me/episodes"),
    ("DELETE", "/me/episodes"),
    ("GET", "/me/episodes/contains"),
    ("PUT", "/me/shows"),
    ("DELETE", "/me/shows"),
    ("GET", "/me/shows/contains"),
    ("POST", "/users/{user_id}/playlists"),
    ("PUT", "/playlists/{id}/followers"),
    ("DELETE", "/playlists/{id}/followers"),
    ("GET", "/playlists/{id}/followers/contains"),
    ("PUT", "/me/following"),
    ("DELETE", "/me/following"),
    ("GET", "/me/following/contains"),
    ("GET", "/browse/featured-playlists"),
    ("GET", "/browse/categories"),
    ("GET", "/browse/categories/{category_id}"),
    ("GET", "/browse/categories/{category_id}/playlists"),
    ("GET", "/browse/new-releases"),
    ("GET", "/recommendations"),
    ("GET", "/recommendations/available-genre-seeds"),
    ("GET", "/markets"),
    ("GET", "/albums"),
    ("GET", "/artists"),
    ("GET", "/artists/{id}/top-tracks"),
    ("GET", "/artists/{id}/related-artists"),
    ("GET", "/shows"),
    ("GET", "/episodes"),
    ("GET", "/audiobooks"),
    ("GET", "/chapters"),
    ("GET", "/tracks"),
    ("GET", "/audio-analysis/{id}"),
    ("GET", "/users/{user_id}"),
)
"""Endpoints that answer 403 in development mode and that the simulator does not play in extended mode either (501)."""
