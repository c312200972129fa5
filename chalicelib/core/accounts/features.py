"""Features that depend on what Spotify allows an app, each with the reason people are told when it is closed."""

from __future__ import annotations

from collections.abc import Set
from typing import Final, Literal

from chalicelib.spotify import features

QuotaMode = Literal["development", "extended", "unknown"]

_ALGORITHMIC: Final = "Spotify answers this only to apps that had it before November 2024"
_EXTENDED: Final = "Spotify does not offer this in development mode"

CLOSED: Final[dict[str, str]] = {
    features.AUDIO_FEATURES: "Spotify has closed audio features to this app",
    features.AUDIO_ANALYSIS: "Spotify has closed audio analysis to this app",
    features.RECOMMENDATIONS: _ALGORITHMIC,
    features.RELATED_ARTISTS: _ALGORITHMIC,
    features.FEATURED_PLAYLISTS: _ALGORITHMIC,
    features.CATEGORY_PLAYLISTS: _ALGORITHMIC,
    features.BATCH_READS: "Spotify gives this app one object at a time",
    features.BROWSE: _EXTENDED,
    features.MARKETS: _EXTENDED,
    features.TOP_TRACKS: _EXTENDED,
    features.OTHER_PEOPLE: "Spotify tells this app nothing of other people",
    features.CHANGES_BY_KIND: "Spotify takes changes of this app's libraries in another way",
    features.PLAYLIST_TRACKS: "Spotify gives this app the rows of playlists in another way",
    features.PLAYLIST_FOLLOWERS: _EXTENDED,
    features.FOLLOWED_PLAYLIST_ITEMS: (
        "Spotify lets this app read the rows only of playlists that a person owns or works on"
    ),
}

DEVELOPMENT: Final = frozenset(
    {
        features.BATCH_READS,
        features.BROWSE,
        features.MARKETS,
        features.TOP_TRACKS,
        features.OTHER_PEOPLE,
        features.CHANGES_BY_KIND,
        features.PLAYLIST_TRACKS,
        features.PLAYLIST_FOLLOWERS,
        features.FOLLOWED_PLAYLIST_ITEMS,
    }
)
"""What development mode alone is refused since February 2026; the others may be closed in any mode."""


def reason_closed(feature: str) -> str:
    """What people are told when a feature is closed."""
    return CLOSED[feature]


def quota_mode(closed: Set[str], answered: Set[str]) -> QuotaMode:
    """The mode that a client id's refusals and answers tell; a refusal tells more.

    An app in development mode that Spotify has not moved yet answers like one with extended quota.
    """
    if closed & DEVELOPMENT:
        return "development"
    return "extended" if answered & DEVELOPMENT else "unknown"
