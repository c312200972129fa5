"""What a person saved and follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .declaration import Endpoint

if TYPE_CHECKING:
    from ..models.browse import FollowedArtists
    from ..models.paging import Page
    from ..models.playlist import SimplifiedPlaylist
    from ..models.saved import SavedTrack
    from ..models.saved_others import SavedAlbum, SavedAudiobook, SavedEpisode, SavedShow

READ = frozenset({"user-library-read"})


def _playlists() -> type[Page[SimplifiedPlaylist]]:
    from ..models.paging import Page
    from ..models.playlist import SimplifiedPlaylist

    return Page[SimplifiedPlaylist]


def _tracks() -> type[Page[SavedTrack]]:
    from ..models.paging import Page
    from ..models.saved import SavedTrack

    return Page[SavedTrack]


def _albums() -> type[Page[SavedAlbum]]:
    from ..models.paging import Page
    from ..models.saved_others import SavedAlbum

    return Page[SavedAlbum]


def _shows() -> type[Page[SavedShow]]:
    from ..models.paging import Page
    from ..models.saved_others import SavedShow

    return Page[SavedShow]


def _episodes() -> type[Page[SavedEpisode]]:
    from ..models.paging import Page
    from ..models.saved_others import SavedEpisode

    return Page[SavedEpisode]


def _audiobooks() -> type[Page[SavedAudiobook]]:
    from ..models.paging import Page
    from ..models.saved_others import SavedAudiobook

    return Page[SavedAudiobook]


def _followed() -> type[FollowedArtists]:
    from ..models.browse import FollowedArtists

    return FollowedArtists


MY_PLAYLISTS = Endpoint(
    "my_playlists",
    "GET",
    "/me/playlists",
    _playlists,
    scopes=frozenset({"playlist-read-private"}),
    paging="offset",
    limit=50,
    last_offset=100_000,
)
MY_TRACKS = Endpoint("my_tracks", "GET", "/me/tracks", _tracks, scopes=READ, paging="offset", limit=50)
MY_ALBUMS = Endpoint("my_albums", "GET", "/me/albums", _albums, scopes=READ, paging="offset", limit=50)
MY_SHOWS = Endpoint("my_shows", "GET", "/me/shows", _shows, scopes=READ, paging="offset", limit=50)
MY_EPISODES = Endpoint(
    "my_episodes",
    "GET",
    "/me/episodes",
    _episodes,
    scopes=READ | {"user-read-playback-position"},
    paging="offset",
    limit=50,
)
MY_AUDIOBOOKS = Endpoint("my_audiobooks", "GET", "/me/audiobooks", _audiobooks, scopes=READ, paging="offset", limit=50)
FOLLOWED_ARTISTS = Endpoint(
    "followed_artists",
    "GET",
    "/me/following",
    _followed,
    scopes=frozenset({"user-follow-read"}),
    always={"type": "artist"},
    paging="after",
    within="artists",
    limit=50,
)
