"""How much a person has saved at Spotify."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from chalicelib.core.accounts.schemas import Counts
from chalicelib.core.errors import FeatureUnavailable, InsufficientScope, NotFound, SpotifyUnavailable
from chalicelib.spotify.endpoints import library

if TYPE_CHECKING:
    from chalicelib.core.accounts.spotify_access import SpotifyAccess
    from chalicelib.spotify.endpoints.declaration import Endpoint

AT_ONCE = 4

_COUNTED: dict[str, Endpoint[Any]] = {
    "playlists": library.MY_PLAYLISTS,
    "tracks": library.MY_TRACKS,
    "albums": library.MY_ALBUMS,
    "artists": library.FOLLOWED_ARTISTS,
    "shows": library.MY_SHOWS,
    "episodes": library.MY_EPISODES,
    "audiobooks": library.MY_AUDIOBOOKS,
}


def saved_counts(spotify: SpotifyAccess) -> Counts:
    """A count for each kind, null for one that Spotify does not tell; limits and dead grants are raised."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = pool.map(lambda endpoint: _count(spotify, endpoint), _COUNTED.values())
        return Counts(**dict(zip(_COUNTED, found, strict=True)))


def _count(spotify: SpotifyAccess, endpoint: Endpoint[Any]) -> int | None:
    try:
        return spotify(lambda api: api.count(endpoint))
    except (FeatureUnavailable, InsufficientScope, NotFound, SpotifyUnavailable):
        return None
