"""How much a person has saved at Spotify."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from chalicelib.core.accounts.schemas import Counts
from chalicelib.core.errors import FeatureUnavailable, InsufficientScope, NotFound, SpotifyUnavailable

if TYPE_CHECKING:
    from chalicelib.core.accounts.spotify_access import SpotifyAccess
    from chalicelib.spotify.client import SpotifyClient

AT_ONCE = 4

_QUESTIONS: dict[str, Callable[[SpotifyClient], int | None]] = {
    "playlists": lambda api: api.playlists_total(),
    "tracks": lambda api: api.saved_tracks_total(),
    "albums": lambda api: api.saved_albums_total(),
    "artists": lambda api: api.followed_artists_total(),
    "shows": lambda api: api.saved_shows_total(),
    "episodes": lambda api: api.saved_episodes_total(),
    "audiobooks": lambda api: api.saved_audiobooks_total(),
}


def saved_counts(spotify: SpotifyAccess) -> Counts:
    """A count for each kind, null for one that Spotify does not tell; limits and dead grants are raised."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = dict(zip(_QUESTIONS, pool.map(lambda ask: _count(spotify, ask), _QUESTIONS.values()), strict=True))
    return Counts(**found)


def _count(spotify: SpotifyAccess, ask: Callable[[SpotifyClient], int | None]) -> int | None:
    try:
        return spotify(ask)
    except (FeatureUnavailable, InsufficientScope, NotFound, SpotifyUnavailable):
        return None
