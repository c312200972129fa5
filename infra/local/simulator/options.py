"""What can be chosen when the simulator starts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

ModeName = Literal["development", "extended"]

CLIENT_ID = "dashspot-simulated-client"
"""The client id that the simulator accepts unless another one is configured."""

CLIENT_SECRET = "dashspot-simulated-secret"  # noqa: S105 (a public default)
"""The secret of :data:`CLIENT_ID`. It protects nothing: the simulator listens on loopback only."""


@dataclass(frozen=True)
class Options:
    """The simulator's configuration; the defaults are what a newly registered app would meet.

    ``tracks``, ``playlists`` and ``big_playlist`` are sizes of the first person's library (the other people have
    smaller ones); ``playlist_rows`` is how many rows all playlists of that person have together, the big one's
    included, where it is given. ``token_seconds`` is the life of an access token, ``code_seconds`` that of an
    authorization code, ``refresh_days`` that of a consent. ``withheld_scopes`` are never granted, whoever asks.
    ``redirect_uris`` are the registered ones; an empty tuple registers whatever obeys Spotify's rules. ``public_url``
    is the origin that links in answers carry; None means the host that the request named. ``reccobeats_coverage`` is
    the share of the tracks that the other provider of audio features knows. ``log`` is how many requests are
    remembered.
    """

    seed: int = 1
    tracks: int = 2000
    playlists: int = 40
    big_playlist: int = 250
    playlist_rows: int | None = None
    people: int = 3
    mode: ModeName = "development"
    token_seconds: int = 3600
    code_seconds: int = 60
    refresh_days: int = 180
    rotate: bool = False
    withheld_scopes: tuple[str, ...] = ()
    client_id: str = CLIENT_ID
    client_secret: str = CLIENT_SECRET
    redirect_uris: tuple[str, ...] = ()
    public_url: str | None = None
    recordings: Path | None = None
    openapi: Path | None = None
    reccobeats_coverage: float = 0.8
    log: int = 10_000

    def __post_init__(self) -> None:
        """Raises ValueError where a size or a duration makes no sense."""
        for name, least in (
            ("tracks", 0),
            ("playlists", 1),
            ("big_playlist", 0),
            ("people", 1),
            ("token_seconds", 1),
            ("code_seconds", 1),
            ("refresh_days", 1),
            ("log", 1),
        ):
            if getattr(self, name) < least:
                raise ValueError(f"{name} must be at least {least}")
        if self.playlist_rows is not None and self.playlist_rows < self.big_playlist:
            raise ValueError("playlist_rows must be at least big_playlist")
        if not 0 <= self.reccobeats_coverage <= 1:
            raise ValueError("reccobeats_coverage must be from 0 to 1")
        if self.mode not in ("development", "extended"):
            raise ValueError("mode must be development or extended")
