"""What a generated library consists of: plain records that know nothing of HTTP, JSON or app modes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

AlbumType = Literal["album", "single", "compilation"]
Precision = Literal["year", "month", "day"]
RowKind = Literal["track", "episode", "local", "unavailable"]
Shown = Literal["whole", "null", "hollow"]
Sharing = Literal["owned", "followed", "collaborative"]


@dataclass(frozen=True, slots=True)
class Artist:
    """An artist. ``cover`` is the key of the generated picture, as everywhere below."""

    id: str
    name: str
    genres: tuple[str, ...]
    popularity: int
    followers: int
    cover: str

    @property
    def uri(self) -> str:
        """``spotify:artist:<id>``."""
        return f"spotify:artist:{self.id}"


@dataclass(frozen=True, slots=True)
class Album:
    """An album and the ids of its tracks, in order. ``release_date`` has the ``release_date_precision`` it claims."""

    id: str
    name: str
    album_type: AlbumType
    release_date: str
    release_date_precision: Precision
    artist_ids: tuple[str, ...]
    track_ids: tuple[str, ...]
    upc: str
    label: str
    popularity: int
    cover: str

    @property
    def uri(self) -> str:
        """``spotify:album:<id>``."""
        return f"spotify:album:{self.id}"


@dataclass(frozen=True, slots=True)
class Track:
    """A track of the catalogue (never a local file). ``isrc`` may be shared by a remaster."""

    id: str
    name: str
    album_id: str
    artist_ids: tuple[str, ...]
    disc_number: int
    track_number: int
    duration_ms: int
    explicit: bool
    isrc: str
    popularity: int

    @property
    def uri(self) -> str:
        """``spotify:track:<id>``."""
        return f"spotify:track:{self.id}"


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file on the listener's own disk that sits in a playlist: Spotify knows only these words about it."""

    artist: str
    album: str
    title: str
    duration_s: int


@dataclass(frozen=True, slots=True)
class Show:
    """A podcast and the ids of its episodes, newest first."""

    id: str
    name: str
    publisher: str
    description: str
    explicit: bool
    language: str
    episode_ids: tuple[str, ...]
    cover: str

    @property
    def uri(self) -> str:
        """``spotify:show:<id>``."""
        return f"spotify:show:{self.id}"


@dataclass(frozen=True, slots=True)
class Episode:
    """An episode of a podcast."""

    id: str
    name: str
    show_id: str
    description: str
    duration_ms: int
    explicit: bool
    language: str
    release_date: str
    cover: str

    @property
    def uri(self) -> str:
        """``spotify:episode:<id>``."""
        return f"spotify:episode:{self.id}"


@dataclass(frozen=True, slots=True)
class Audiobook:
    """An audiobook and the ids of its chapters, in order. Its URI is a show's, as in Spotify's answers."""

    id: str
    name: str
    authors: tuple[str, ...]
    narrators: tuple[str, ...]
    publisher: str
    description: str
    language: str
    chapter_ids: tuple[str, ...]
    cover: str

    @property
    def uri(self) -> str:
        """``spotify:show:<id>``."""
        return f"spotify:show:{self.id}"


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of an audiobook; ``number`` counts from 0."""

    id: str
    name: str
    audiobook_id: str
    number: int
    duration_ms: int
    release_date: str

    @property
    def uri(self) -> str:
        """``spotify:episode:<id>``."""
        return f"spotify:episode:{self.id}"


@dataclass(frozen=True, slots=True)
class User:
    """Someone whose public name can be seen: the owner of a playlist, the person who added a row."""

    id: str
    display_name: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a playlist.

    ``id`` and ``uri`` name the track or episode; a local file has a ``uri`` only, an unavailable row (``item: null``
    in answers) has neither. ``added_by`` is a user id, ``""`` where Spotify lost it, None on very old rows, which
    have no ``added_at`` (RFC 3339) either.
    """

    kind: RowKind
    id: str | None
    uri: str | None
    added_at: str | None
    added_by: str | None
    local: LocalFile | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """Something in a person's library. ``shown`` tells how answers show it: whole, as a null, or hollow."""

    id: str
    added_at: str
    shown: Shown = "whole"


@dataclass(frozen=True, slots=True)
class ListedPlaylist:
    """An entry of a person's list of playlists; ``editorial`` ones are null in answers since November 2024."""

    playlist_id: str
    sharing: Sharing
    editorial: bool = False
