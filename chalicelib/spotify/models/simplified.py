"""The short forms of track and album, kept apart because each whole form holds the other's short form."""

from typing import Literal

from .artist import SimplifiedArtist
from .common import Entity, Identifier, Image, Model, Present, ReleaseDate, Restrictions


class TrackLink(Model):
    """The track that was asked for, where Spotify answered with a relinked one."""

    id: Identifier | None = None
    uri: Identifier | None = None


class SimplifiedTrack(Entity):
    """A track as albums carry it. Durations are in milliseconds."""

    type: Literal["track"] = "track"
    uri: Identifier
    name: str
    artists: Present[SimplifiedArtist] = ()
    disc_number: int | None = None
    track_number: int | None = None
    duration_ms: int | None = None
    explicit: bool | None = None
    is_local: bool = False
    is_playable: bool | None = None
    linked_from: TrackLink | None = None
    restrictions: Restrictions | None = None
    preview_url: str | None = None


class SimplifiedAlbum(Entity):
    """An album as tracks carry it. Those of local files have a name and no id; answers of 2014 lack dates, counts."""

    type: Literal["album"] = "album"
    name: str | None = None
    album_type: str | None = None
    artists: Present[SimplifiedArtist] = ()
    images: Present[Image] = ()
    release_date: ReleaseDate = None
    release_date_precision: str | None = None
    total_tracks: int | None = None
    is_playable: bool | None = None
    restrictions: Restrictions | None = None
    album_group: str | None = None
