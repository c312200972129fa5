"""The Web API: one method per endpoint that Dashspot reads, each answering a model or raising from `errors`.

The access token is sent to `api_url` and nowhere else; links in answers are never followed.
"""

import random
import time
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import quote

from pydantic import BaseModel

from . import parsing
from .errors import SpotifyError, TokenRejected, Unavailable
from .models.features import AudioFeatures
from .models.paging import Page
from .models.playlist import Playlist, PlaylistRow, SimplifiedPlaylist
from .models.saved import SavedTrack
from .models.totals import FollowedTotal, Total
from .models.track import Track
from .models.user import PrivateUser
from .refusals import classify
from .transport import Answer, Request, Transport

M = TypeVar("M", bound=BaseModel)

_LONGEST_REQUEST = 10.0  # seconds; Spotify answers within one, and a second try should fit in an API request's 29
_SHORTEST_REQUEST = 0.25  # with less time left than this no request is begun


class SpotifyClient:
    """Reads the Web API for one person.

    A 5xx, a failed connection or a transient 401 is tried once more, if `deadline` (seconds left) allows; nothing waits
    for a Retry-After. Every method raises `SpotifyError`.
    """

    def __init__(
        self,
        transport: Transport,
        api_url: str,
        access_token: str,
        deadline: Callable[[], float],
        *,
        on_fault: Callable[[parsing.Fault], None] | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """`api_url` is the origin without `/v1`. `on_fault` hears of parts of answers that were set aside unread."""
        self._transport = transport
        self._base = api_url.rstrip("/") + "/v1"
        self._headers = {"Authorization": f"Bearer {access_token}"}
        self._deadline = deadline
        self._on_fault = on_fault
        self._pause = pause

    def me(self) -> PrivateUser:
        """The person whose token this is (`GET /me`)."""
        return self._get(PrivateUser, "/me")

    def playlists(self, limit: int = 50, offset: int = 0) -> Page[SimplifiedPlaylist]:
        """A page of the person's own and followed playlists (`GET /me/playlists`, limit 1-50)."""
        return self._get(Page[SimplifiedPlaylist], "/me/playlists", limit=limit, offset=offset)

    def playlist(self, playlist_id: str) -> Playlist:
        """A playlist; with its first rows where the app may read them (`GET /playlists/{id}`)."""
        return self._get(Playlist, f"/playlists/{_part(playlist_id)}", additional_types="track,episode")

    def playlist_items(self, playlist_id: str, limit: int = 50, offset: int = 0) -> Page[PlaylistRow]:
        """A page of a playlist's rows (`GET /playlists/{id}/items`, limit 1-50).

        Raises `PlaylistForbidden` for a playlist that is only followed, in development mode.
        """
        path = f"/playlists/{_part(playlist_id)}/items"
        return self._get(Page[PlaylistRow], path, limit=limit, offset=offset, additional_types="track,episode")

    def saved_tracks(self, limit: int = 50, offset: int = 0) -> Page[SavedTrack]:
        """A page of the person's saved tracks, newest first (`GET /me/tracks`, limit 1-50)."""
        return self._get(Page[SavedTrack], "/me/tracks", limit=limit, offset=offset)

    def track(self, track_id: str) -> Track:
        """A track (`GET /tracks/{id}`)."""
        return self._get(Track, f"/tracks/{_part(track_id)}")

    def audio_features(self, track_id: str) -> AudioFeatures:
        """A track's audio features (`GET /audio-features/{id}`). Raises `EndpointClosed` for apps since 2024-11-27."""
        return self._get(AudioFeatures, f"/audio-features/{_part(track_id)}")

    def playlists_total(self) -> int | None:
        """How many playlists the person has or follows, None where Spotify does not say."""
        return self._get(Total, "/me/playlists", limit=1).total

    def saved_tracks_total(self) -> int | None:
        """How many tracks are saved, None where Spotify does not say."""
        return self._get(Total, "/me/tracks", limit=1).total

    def saved_albums_total(self) -> int | None:
        """How many albums are saved, None where Spotify does not say."""
        return self._get(Total, "/me/albums", limit=1).total

    def saved_shows_total(self) -> int | None:
        """How many shows are saved, None where Spotify does not say."""
        return self._get(Total, "/me/shows", limit=1).total

    def saved_episodes_total(self) -> int | None:
        """How many episodes are saved, None where Spotify does not say."""
        return self._get(Total, "/me/episodes", limit=1).total

    def saved_audiobooks_total(self) -> int | None:
        """How many audiobooks are saved, None where Spotify does not say."""
        return self._get(Total, "/me/audiobooks", limit=1).total

    def followed_artists_total(self) -> int | None:
        """How many artists are followed, None where Spotify does not say."""
        return self._get(FollowedTotal, "/me/following", type="artist", limit=1).artists.total

    def _get(self, model: type[M], path: str, **params: str | int) -> M:
        request = Request("GET", self._base + path, headers=self._headers, params=params)
        try:
            answer = self._send(request, path)
        except SpotifyError as error:
            if not _worth_another_try(error) or self._deadline() <= _SHORTEST_REQUEST * 2:
                raise
            # A short random pause, so that many people's second tries do not arrive together.
            self._pause(random.uniform(0.05, 0.25))  # noqa: S311 - no secret
            answer = self._send(request, path)
        return parsing.parse(model, answer.body, self._on_fault)

    def _send(self, request: Request, path: str) -> Answer:
        left = self._deadline()
        if left <= _SHORTEST_REQUEST:
            raise Unavailable("No time is left for a request to Spotify")
        answer = self._transport.send(request, min(left, _LONGEST_REQUEST))
        if answer.status != 200:
            raise classify(answer.status, answer.headers, answer.body, path)
        return answer


def _worth_another_try(error: SpotifyError) -> bool:
    if isinstance(error, TokenRejected):
        return error.transient
    return error.retryable and error.retry_after is None


def _part(identifier: str) -> str:
    return quote(identifier, safe="")
