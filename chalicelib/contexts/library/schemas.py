"""Requests and answers of the library endpoints.

Small parts are typed dictionaries: a page holds hundreds, and making models of them took as long as reading half of
Spotify's answer. The type checker knows their fields, and tests hold real answers against their schemas.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints
from typing_extensions import TypedDict  # Pydantic asks for this one before Python 3.12

from chalicelib.core.catalogue.sources import FeaturesSource
from chalicelib.core.model import Model
from chalicelib.core.paging import Listing

ItemKind = Literal["track", "episode", "local", "unavailable"]
SpotifyIdText = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{1,64}$")]


class PlaylistPath(Model):
    """Which playlist."""

    spotify_id: SpotifyIdText


class TrackPath(Model):
    """Which track."""

    spotify_id: SpotifyIdText


class ImageOut(TypedDict):
    """An image by link; sizes in pixels, null where Spotify does not tell."""

    url: str
    width: int | None
    height: int | None


class PersonRef(TypedDict):
    """A person at Spotify."""

    id: str
    name: str | None
    spotify_url: str | None


class ArtistRef(TypedDict):
    """An artist of a track or album; ``id`` is null in local files."""

    id: str | None
    name: str | None
    spotify_url: str | None


class AlbumRef(TypedDict):
    """The album of a track."""

    id: str | None
    name: str | None
    album_type: str | None
    release_date: str | None
    images: list[ImageOut]
    spotify_url: str | None


class ShowRef(TypedDict):
    """The show of an episode; ``publisher`` is null where Spotify does not tell it to new apps."""

    id: str
    name: str
    publisher: str | None
    images: list[ImageOut]
    spotify_url: str | None


class Track(Model):
    """A track, or a local file (``id`` null). ``is_playable`` is null where Spotify does not tell."""

    kind: Literal["track"] = "track"
    id: str | None
    uri: str
    name: str
    duration_ms: int | None
    explicit: bool | None
    disc_number: int | None
    track_number: int | None
    album: AlbumRef | None
    artists: list[ArtistRef]
    isrc: str | None
    is_playable: bool | None
    images: list[ImageOut]
    spotify_url: str | None


class Episode(Model):
    """An episode of a show."""

    kind: Literal["episode"] = "episode"
    id: str
    uri: str
    name: str
    duration_ms: int | None
    explicit: bool | None
    release_date: str | None
    show: ShowRef | None
    images: list[ImageOut]
    spotify_url: str | None


class Playlist(Model):
    """A playlist. ``items_total`` is null where Spotify does not tell; ``description`` may hold HTML entities."""

    id: str
    uri: str
    name: str
    description: str | None
    owner: PersonRef | None
    public: bool | None
    collaborative: bool | None
    snapshot_id: str | None
    images: list[ImageOut]
    items_total: int | None
    spotify_url: str | None


class Playlists(Listing):
    """A list of playlists."""

    data: list[Playlist]


class PlaylistItem(TypedDict):
    """One row of a playlist. ``position`` counts from 0; ``unavailable`` rows name nothing any more."""

    position: int
    added_at: str | None
    added_by: PersonRef | None
    kind: ItemKind
    item: Annotated[Track | Episode, Field(discriminator="kind")] | None


class PlaylistItems(Listing):
    """A list of a playlist's rows."""

    data: list[PlaylistItem]


class SavedTrack(TypedDict):
    """A track the person saved; ``track`` is null where it is gone."""

    added_at: str | None
    track: Track | None


class SavedTracks(Listing):
    """A list of saved tracks."""

    data: list[SavedTrack]


class Features(Model):
    """Audio features: 0 to 1, loudness in dB, tempo in beats per minute, ``key`` -1 where none was found."""

    acousticness: float | None
    danceability: float | None
    energy: float | None
    instrumentalness: float | None
    key: int | None
    liveness: float | None
    loudness: float | None
    mode: int | None
    speechiness: float | None
    tempo: float | None
    time_signature: int | None
    valence: float | None


class TrackData(Model):
    """Audio features of a track, or why there are none.

    ``state``: ``available``; ``not_found`` where the source does not know the track; ``unavailable`` where it cannot
    be asked: then ``reason`` says why, and ``again_at`` when asking may help (null: nobody knows). ``source`` is null
    where the installation has none. ``fetched_at`` is when the source told the values, and no reason for a new ETag.
    """

    track_id: str
    state: Literal["available", "not_found", "unavailable"]
    reason: str | None
    again_at: datetime | None
    source: FeaturesSource | None
    fetched_at: datetime | None
    features: Features | None
