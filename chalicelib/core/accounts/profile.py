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

_LIBRARY = frozenset({"user-library-read"})
# What to ask, and the scopes without which Spotify would refuse it.
_QUESTIONS: dict[str, tuple[Callable[[SpotifyClient], int | None], frozenset[str]]] = {
    "playlists": (lambda api: api.playlists_total(), frozenset({"playlist-read-private"})),
    "tracks": (lambda api: api.saved_tracks_total(), _LIBRARY),
    "albums": (lambda api: api.saved_albums_total(), _LIBRARY),
    "artists": (lambda api: api.followed_artists_total(), frozenset({"user-follow-read"})),
    "shows": (lambda api: api.saved_shows_total(), _LIBRARY),
    "episodes": (lambda api: api.saved_episodes_total(), _LIBRARY | {"user-read-playback-position"}),
    "audiobooks": (lambda api: api.saved_audiobooks_total(), _LIBRARY),
}


def saved_counts(spotify: SpotifyAccess) -> Counts:
    """A count for each kind, null for one that Spotify does not tell; limits and dead grants are raised."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = pool.map(lambda question: _count(spotify, *question), _QUESTIONS.values())
        return Counts(**dict(zip(_QUESTIONS, found, strict=True)))


def _count(spotify: SpotifyAccess, ask: Callable[[SpotifyClient], int | None], scopes: frozenset[str]) -> int | None:
    try:
        return spotify(ask, scopes=scopes)
    except (FeatureUnavailable, InsufficientScope, NotFound, SpotifyUnavailable):
        return None
