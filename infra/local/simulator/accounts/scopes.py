"""Spotify's scopes, and what the consent page says about them."""

from __future__ import annotations

SCOPES = {
    "app-remote-control": "Talk to the Spotify app on your device",
    "playlist-modify-private": "Change your private playlists",
    "playlist-modify-public": "Change your public playlists",
    "playlist-read-collaborative": "See your collaborative playlists",
    "playlist-read-private": "See your private playlists",
    "streaming": "Play music in a web player",
    "ugc-image-upload": "Upload pictures for your playlists",
    "user-follow-modify": "Change whom you follow",
    "user-follow-read": "See whom you follow",
    "user-library-modify": "Change what you saved in Your Library",
    "user-library-read": "See what you saved in Your Library",
    "user-modify-playback-state": "Control playback on your devices",
    "user-read-currently-playing": "See what you are playing now",
    "user-read-email": "See your e-mail address",
    "user-read-playback-position": "See how far you are in podcasts and audiobooks",
    "user-read-playback-state": "See your devices and what plays on them",
    "user-read-private": "See your subscription and country",
    "user-read-recently-played": "See what you played recently",
    "user-top-read": "See your top artists and tracks",
}
"""Scope -> what a person reads about it (scopes as in the OpenAPI description of the Web API)."""
