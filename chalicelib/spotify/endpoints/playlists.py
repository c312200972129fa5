"""Playlists, their rows and their covers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import features
from .declaration import WITH_EPISODES, Endpoint

if TYPE_CHECKING:
    from ..models.lists import Contains, Images
    from ..models.paging import Page
    from ..models.playlist import Playlist, PlaylistRow, Snapshot

# Without it a private playlist cannot be read; the documentation asks for it for rows and lists only.
READ = frozenset({"playlist-read-private"})

# Which of the two is needed depends on the playlist.
CHANGE = frozenset({"playlist-modify-public", "playlist-modify-private"})


def _playlist() -> type[Playlist]:
    from ..models.playlist import Playlist

    return Playlist


def _rows() -> type[Page[PlaylistRow]]:
    from ..models.paging import Page
    from ..models.playlist import PlaylistRow

    return Page[PlaylistRow]


def _snapshot() -> type[Snapshot]:
    from ..models.playlist import Snapshot

    return Snapshot


def _images() -> type[Images]:
    from ..models.lists import Images

    return Images


def _contains() -> type[Contains]:
    from ..models.lists import Contains

    return Contains


PLAYLIST = Endpoint(
    "playlist", "GET", "/playlists/{playlist_id}", _playlist, scopes=READ, always=WITH_EPISODES, of_playlist=True
)
CREATE_PLAYLIST = Endpoint("create_playlist", "POST", "/me/playlists", _playlist, one_of=CHANGE)
CHANGE_PLAYLIST: Endpoint[None] = Endpoint(
    "change_playlist", "PUT", "/playlists/{playlist_id}", one_of=CHANGE, of_playlist=True
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
ADD_ITEMS = Endpoint(
    "add_items", "POST", "/playlists/{playlist_id}/items", _snapshot, one_of=CHANGE, of_playlist=True, at_once=100
)
UPDATE_ITEMS = Endpoint(
    "update_items", "PUT", "/playlists/{playlist_id}/items", _snapshot, one_of=CHANGE, of_playlist=True, at_once=100
)
REMOVE_ITEMS = Endpoint(
    "remove_items", "DELETE", "/playlists/{playlist_id}/items", _snapshot, one_of=CHANGE, of_playlist=True, at_once=100
)
PLAYLIST_IMAGES = Endpoint("playlist_images", "GET", "/playlists/{playlist_id}/images", _images)
UPLOAD_IMAGE: Endpoint[None] = Endpoint(
    "upload_image",
    "PUT",
    "/playlists/{playlist_id}/images",
    scopes=frozenset({"ugc-image-upload"}),
    one_of=CHANGE,
    content_type="image/jpeg",
    of_playlist=True,
)

# The names of the rows before February 2026: closed to development mode.
PLAYLIST_TRACKS = Endpoint(
    "playlist_tracks",
    "GET",
    "/playlists/{playlist_id}/tracks",
    _rows,
    scopes=READ,
    always=WITH_EPISODES,
    paging="offset",
    limit=50,
    feature=features.PLAYLIST_TRACKS,
)
ADD_PLAYLIST_TRACKS = Endpoint(
    "add_playlist_tracks",
    "POST",
    "/playlists/{playlist_id}/tracks",
    _snapshot,
    one_of=CHANGE,
    of_playlist=True,
    at_once=100,
    feature=features.PLAYLIST_TRACKS,
)
UPDATE_PLAYLIST_TRACKS = Endpoint(
    "update_playlist_tracks",
    "PUT",
    "/playlists/{playlist_id}/tracks",
    _snapshot,
    one_of=CHANGE,
    of_playlist=True,
    at_once=100,
    feature=features.PLAYLIST_TRACKS,
)
REMOVE_PLAYLIST_TRACKS = Endpoint(
    "remove_playlist_tracks",
    "DELETE",
    "/playlists/{playlist_id}/tracks",
    _snapshot,
    one_of=CHANGE,
    of_playlist=True,
    at_once=100,
    feature=features.PLAYLIST_TRACKS,
)
FOLLOW_PLAYLIST: Endpoint[None] = Endpoint(
    "follow_playlist", "PUT", "/playlists/{playlist_id}/followers", one_of=CHANGE, feature=features.PLAYLIST_FOLLOWERS
)
UNFOLLOW_PLAYLIST: Endpoint[None] = Endpoint(
    "unfollow_playlist",
    "DELETE",
    "/playlists/{playlist_id}/followers",
    one_of=CHANGE,
    feature=features.PLAYLIST_FOLLOWERS,
)
FOLLOWS_PLAYLIST = Endpoint(
    "follows_playlist",
    "GET",
    "/playlists/{playlist_id}/followers/contains",
    _contains,
    at_once=1,
    feature=features.PLAYLIST_FOLLOWERS,
)
