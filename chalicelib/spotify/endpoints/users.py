"""The person, what they hear most, and other people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import features
from .declaration import Endpoint

if TYPE_CHECKING:
    from ..models.artist import Artist
    from ..models.paging import Page
    from ..models.playlist import Playlist, SimplifiedPlaylist
    from ..models.track import Track
    from ..models.user import PrivateUser, PublicUser

TOP = frozenset({"user-top-read"})
CHANGE_PLAYLISTS = frozenset({"playlist-modify-public", "playlist-modify-private"})


def _private_user() -> type[PrivateUser]:
    from ..models.user import PrivateUser

    return PrivateUser


def _artists() -> type[Page[Artist]]:
    from ..models.artist import Artist
    from ..models.paging import Page

    return Page[Artist]


def _tracks() -> type[Page[Track]]:
    from ..models.paging import Page
    from ..models.track import Track

    return Page[Track]


def _public_user() -> type[PublicUser]:
    from ..models.user import PublicUser

    return PublicUser


def _playlists() -> type[Page[SimplifiedPlaylist]]:
    from ..models.paging import Page
    from ..models.playlist import SimplifiedPlaylist

    return Page[SimplifiedPlaylist]


def _playlist() -> type[Playlist]:
    from ..models.playlist import Playlist

    return Playlist


ME = Endpoint("me", "GET", "/me", _private_user, more_with=frozenset({"user-read-private", "user-read-email"}))
TOP_ARTISTS = Endpoint("top_artists", "GET", "/me/top/artists", _artists, scopes=TOP, paging="offset", limit=50)
TOP_TRACKS = Endpoint("top_tracks", "GET", "/me/top/tracks", _tracks, scopes=TOP, paging="offset", limit=50)

# Of other people: closed to development mode. `playlists` has what creates a playlist in every mode.
USER = Endpoint("user", "GET", "/users/{user_id}", _public_user, feature=features.OTHER_PEOPLE)
USER_PLAYLISTS = Endpoint(
    "user_playlists",
    "GET",
    "/users/{user_id}/playlists",
    _playlists,
    more_with=frozenset({"playlist-read-private", "playlist-read-collaborative"}),
    paging="offset",
    limit=50,
    feature=features.OTHER_PEOPLE,
)
CREATE_USER_PLAYLIST = Endpoint(
    "create_user_playlist",
    "POST",
    "/users/{user_id}/playlists",
    _playlist,
    one_of=CHANGE_PLAYLISTS,
    feature=features.OTHER_PEOPLE,
)
