"""A Spotify at the HTTP edge that answers with recorded bodies, and with plain companions where none was recorded."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from chalicelib.spotify.transport import Answer, Request

URL = "https://spotify.example"
CLIENT_ID = "the-client"
CLIENT_SECRET = "the-secret"  # noqa: S105 - of a client that exists nowhere else
SAVED = 7  # of everything that has a total

TOKENS = {
    "access_token": "companion-access-token",
    "token_type": "Bearer",
    "expires_in": 24 * 3600,
    "refresh_token": "companion-refresh-token",
    "scope": "playlist-read-private playlist-read-collaborative user-library-read user-read-playback-position "
    "user-follow-read",
}
USER = {
    "type": "user",
    "id": "companion",
    "uri": "spotify:user:companion",
    "account_id": "1c0ffee1c0ffee1c0ffee1",
    "display_name": "Companion",
    "external_urls": {"spotify": "https://open.spotify.com/user/companion"},
    "images": [],
}
TRACK = {
    "type": "track",
    "id": "0companion0companion00",
    "uri": "spotify:track:0companion0companion00",
    "name": "Companion",
    "artists": [],
}
_TOTALS = ("playlists", "tracks", "albums", "shows", "episodes", "audiobooks")


class RecordedSpotify:
    """Both hosts. Like Spotify it answers 404 for what it does not have."""

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self._answers: dict[str, bytes] = {}
        self.forget()

    def forget(self) -> None:
        """Only companions from here on."""
        self.asked.clear()
        self._answers.clear()
        self.serve("/api/token authorization_code", TOKENS)
        self.serve("/api/token refresh_token", TOKENS)
        self.serve("/v1/me", USER)
        self.serve(f"/v1/tracks/{TRACK['id']}", TRACK)
        self.serve("/v1/me/following", {"artists": {"items": [], "total": SAVED, "next": None}})
        for name in _TOTALS:
            self.serve(f"/v1/me/{name}", {"items": [], "total": SAVED, "next": None})

    def serve(self, place: str, payload: Any) -> None:
        """Answer requests of a path with ``payload`` as JSON; token requests are told apart by their grant type."""
        self._answers[place] = json.dumps(payload).encode()

    def send(self, request: Request, timeout: float) -> Answer:
        """The answer for the request's path."""
        self.asked.append(request)
        place = urlsplit(request.url).path
        if request.form is not None:
            place = f"{place} {request.form.get('grant_type')}"
        body = self._answers.get(place)
        if body is None:
            refusal = {"error": {"status": 404, "message": "Resource not found"}}
            return Answer(404, {"Content-Type": "application/json"}, json.dumps(refusal).encode())
        return Answer(200, {"Content-Type": "application/json"}, body)
