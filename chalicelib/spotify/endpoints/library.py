"""What a person saved and follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import features
from .declaration import Endpoint

if TYPE_CHECKING:
    from ..models.browse import FollowedArtists
    from ..models.lists import Contains
    from ..models.paging import Page
    from ..models.playlist import SimplifiedPlaylist
    from ..models.saved import SavedTrack
    from ..models.saved_others import SavedAlbum, SavedAudiobook, SavedEpisode, SavedShow

READ = frozenset({"user-library-read"})
CHANGE = frozenset({"user-library-modify"})
FOLLOWING = frozenset({"user-follow-read"})
CHANGE_FOLLOWING = frozenset({"user-follow-modify"})

# Which of them is needed depends on the kinds of the uris.
READ_ANY = READ | FOLLOWING | {"playlist-read-private"}
CHANGE_ANY = CHANGE | CHANGE_FOLLOWING | {"playlist-modify-public"}

ARTISTS = {"type": "artist"}


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


def _followed_artists() -> type[FollowedArtists]:
    from ..models.browse import FollowedArtists

    return FollowedArtists


def _contains() -> type[Contains]:
    from ..models.lists import Contains

    return Contains


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
    _followed_artists,
    scopes=FOLLOWING,
    always=ARTISTS,
    paging="after",
    within="artists",
    limit=50,
)

# One way for every kind, by uri (February 2026).
SAVE: Endpoint[None] = Endpoint("save", "PUT", "/me/library", one_of=CHANGE_ANY, at_once=40)
REMOVE: Endpoint[None] = Endpoint("remove", "DELETE", "/me/library", one_of=CHANGE_ANY, at_once=40)
CONTAINS = Endpoint("contains", "GET", "/me/library/contains", _contains, one_of=READ_ANY, at_once=40)

# A way for each kind, by id: closed to development mode.
SAVE_TRACKS: Endpoint[None] = Endpoint(
    "save_tracks", "PUT", "/me/tracks", scopes=CHANGE, at_once=50, feature=features.CHANGES_BY_KIND
)
REMOVE_TRACKS: Endpoint[None] = Endpoint(
    "remove_tracks", "DELETE", "/me/tracks", scopes=CHANGE, at_once=50, feature=features.CHANGES_BY_KIND
)
CONTAINS_TRACKS = Endpoint(
    "contains_tracks", "GET", "/me/tracks/contains", _contains, scopes=READ, feature=features.CHANGES_BY_KIND
)
SAVE_ALBUMS: Endpoint[None] = Endpoint(
    "save_albums", "PUT", "/me/albums", scopes=CHANGE, at_once=20, feature=features.CHANGES_BY_KIND
)
REMOVE_ALBUMS: Endpoint[None] = Endpoint(
    "remove_albums", "DELETE", "/me/albums", scopes=CHANGE, feature=features.CHANGES_BY_KIND
)
CONTAINS_ALBUMS = Endpoint(
    "contains_albums", "GET", "/me/albums/contains", _contains, scopes=READ, feature=features.CHANGES_BY_KIND
)
SAVE_EPISODES: Endpoint[None] = Endpoint(
    "save_episodes", "PUT", "/me/episodes", scopes=CHANGE, at_once=50, feature=features.CHANGES_BY_KIND
)
REMOVE_EPISODES: Endpoint[None] = Endpoint(
    "remove_episodes", "DELETE", "/me/episodes", scopes=CHANGE, feature=features.CHANGES_BY_KIND
)
CONTAINS_EPISODES = Endpoint(
    "contains_episodes", "GET", "/me/episodes/contains", _contains, scopes=READ, feature=features.CHANGES_BY_KIND
)
SAVE_SHOWS: Endpoint[None] = Endpoint("save_shows", "PUT", "/me/shows", scopes=CHANGE, feature=features.CHANGES_BY_KIND)
REMOVE_SHOWS: Endpoint[None] = Endpoint(
    "remove_shows", "DELETE", "/me/shows", scopes=CHANGE, feature=features.CHANGES_BY_KIND
)
CONTAINS_SHOWS = Endpoint(
    "contains_shows", "GET", "/me/shows/contains", _contains, scopes=READ, feature=features.CHANGES_BY_KIND
)
SAVE_AUDIOBOOKS: Endpoint[None] = Endpoint(
    "save_audiobooks", "PUT", "/me/audiobooks", scopes=CHANGE, feature=features.CHANGES_BY_KIND
)
REMOVE_AUDIOBOOKS: Endpoint[None] = Endpoint(
    "remove_audiobooks", "DELETE", "/me/audiobooks", scopes=CHANGE, feature=features.CHANGES_BY_KIND
)
CONTAINS_AUDIOBOOKS = Endpoint(
    "contains_audiobooks", "GET", "/me/audiobooks/contains", _contains, scopes=READ, feature=features.CHANGES_BY_KIND
)
FOLLOW_ARTISTS: Endpoint[None] = Endpoint(
    "follow_artists",
    "PUT",
    "/me/following",
    scopes=CHANGE_FOLLOWING,
    always=ARTISTS,
    at_once=50,
    feature=features.CHANGES_BY_KIND,
)
UNFOLLOW_ARTISTS: Endpoint[None] = Endpoint(
    "unfollow_artists",
    "DELETE",
    "/me/following",
    scopes=CHANGE_FOLLOWING,
    always=ARTISTS,
    at_once=50,
    feature=features.CHANGES_BY_KIND,
)
FOLLOWS_ARTISTS = Endpoint(
    "follows_artists",
    "GET",
    "/me/following/contains",
    _contains,
    scopes=FOLLOWING,
    always=ARTISTS,
    at_once=50,
    feature=features.CHANGES_BY_KIND,
)
