"""Playlists, their rows and their covers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .declaration import Endpoint

if TYPE_CHECKING:
    from ..models.paging import Page
    from ..models.playlist import Playlist, PlaylistRow

# Without it a private playlist cannot be read; the documentation asks for it for rows and lists only.
READ = frozenset({"playlist-read-private"})

# Without it episodes arrive as nothing, or as tracks (recorded in 2019).
WITH_EPISODES = {"additional_types": "track,episode"}


def _playlist() -> type[Playlist]:
    from ..models.playlist import Playlist

    return Playlist


def _rows() -> type[Page[PlaylistRow]]:
    from ..models.paging import Page
    from ..models.playlist import PlaylistRow

    return Page[PlaylistRow]


PLAYLIST = Endpoint(
    "playlist", "GET", "/playlists/{playlist_id}", _playlist, scopes=READ, always=WITH_EPISODES, of_playlist=True
)
PLAYLIST_ITEMS = Endpoint(
    "playlist_items",
    "GET",
    "/playlists/{playlist_id}/items",
    _rows,
    scopes=READ,
    always=WITH_EPISODES,
    paging="offset",
    limit=50,
    of_playlist=True,
)
