"""Features that depend on what Spotify allows an app, each with the reason people are told when it is closed."""

from __future__ import annotations

from typing import Final

AUDIO_FEATURES: Final = "audio_features"
FOLLOWED_PLAYLIST_ITEMS: Final = "followed_playlist_items"

CLOSED: Final[dict[str, str]] = {
    AUDIO_FEATURES: "Spotify has closed audio features to this app",
    FOLLOWED_PLAYLIST_ITEMS: "Spotify lets this app read the rows only of playlists that a person owns or works on",
}
