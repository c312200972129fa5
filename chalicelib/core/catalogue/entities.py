"""Normalised records of Spotify's objects: what a message carries and the catalogue keeps.

A record holds only the fields that the answer carried (pydantic's ``model_fields_set``), so a simplified object never
erases what a full one brought. What depends on the viewer (markets, playability, relinking) is left out on purpose.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import ConfigDict, Field, StringConstraints, TypeAdapter, model_validator

from chalicelib.core.catalogue.sources import FeaturesSource
from chalicelib.core.model import Model

_ID = r"^[0-9A-Za-z]{1,64}$"
_SPOTIFY_ID = re.compile(_ID)
SpotifyId = Annotated[str, StringConstraints(pattern=_ID)]
# Spotify states no limit. This one keeps a record far from what a message and an item hold.
Name = Annotated[str, StringConstraints(max_length=20_000)]
Count = Annotated[int, Field(ge=0)]
Measure = Annotated[float, Field(allow_inf_nan=False)]

# Fields that move by themselves: kept, but no reason to write (popularity is recomputed daily, image URLs rotate, and a
# playlist gets another snapshot for reasons that nobody sees: by which one its rows were read stands in their head).
VOLATILE = frozenset({"popularity", "followers", "images", "snapshot_id"})


class Part(Model):
    """A part of an entity."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class ImageLink(Part):
    """An image by link; sizes in pixels."""

    url: str
    width: int | None = None
    height: int | None = None


class NamedRef(Part):
    """Another entity by id and name; local and withdrawn artists have no id."""

    id: SpotifyId | None = None
    name: Name | None = None


class OwnerRef(Part):
    """A playlist's owner; user ids are free text."""

    id: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    name: Name | None = None


class Entity(Part):
    """What all entities share. ``uri`` must be the one of ``kind`` and ``id``."""

    uri_kind: ClassVar[str | None] = None  # where it is not ``kind``

    kind: str
    id: SpotifyId
    uri: str

    @model_validator(mode="after")
    def _uri_fits(self) -> Self:
        if self.uri != f"spotify:{self.uri_kind or self.kind}:{self.id}":
            raise ValueError(f"uri is not that of {self.kind} {self.id}")
        return self

    def carried(self) -> dict[str, Any]:
        """The fields that the answer carried, as JSON values, without the identity."""
        return self.model_dump(mode="json", exclude={"kind", "id", "uri"}, exclude_unset=True)


class TrackEntity(Entity):
    """A track. Durations are in milliseconds."""

    kind: Literal["track"]
    name: Name
    duration_ms: Count | None = None
    explicit: bool | None = None
    disc_number: Count | None = None
    track_number: Count | None = None
    album_id: SpotifyId | None = None
    artists: list[NamedRef] = Field(default_factory=list)
    isrc: str | None = None
    popularity: int | None = None


class AlbumEntity(Entity):
    """An album. ``release_date`` is ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``."""

    kind: Literal["album"]
    name: Name | None = None
    album_type: str | None = None
    artists: list[NamedRef] = Field(default_factory=list)
    release_date: str | None = None
    total_tracks: Count | None = None
    upc: str | None = None
    label: str | None = None
    images: list[ImageLink] = Field(default_factory=list)
    popularity: int | None = None


class ArtistEntity(Entity):
    """An artist."""

    kind: Literal["artist"]
    name: Name | None = None
    genres: list[str] = Field(default_factory=list)
    images: list[ImageLink] = Field(default_factory=list)
    popularity: int | None = None
    followers: int | None = None


class PlaylistEntity(Entity):
    """A playlist. ``snapshot_id`` equal to the one before means that nothing changed."""

    kind: Literal["playlist"]
    name: Name
    description: str | None = None
    owner: OwnerRef | None = None
    public: bool | None = None
    collaborative: bool | None = None
    snapshot_id: str | None = None
    items_total: Count | None = None
    images: list[ImageLink] = Field(default_factory=list)
    followers: int | None = None


class ShowEntity(Entity):
    """A show; ``publisher`` is absent in development mode."""

    kind: Literal["show"]
    name: Name | None = None
    publisher: str | None = None
    description: str | None = None
    explicit: bool | None = None
    total_episodes: Count | None = None
    images: list[ImageLink] = Field(default_factory=list)


class EpisodeEntity(Entity):
    """An episode of a show."""

    kind: Literal["episode"]
    name: Name | None = None
    description: str | None = None
    duration_ms: Count | None = None
    explicit: bool | None = None
    release_date: str | None = None
    show_id: SpotifyId | None = None
    images: list[ImageLink] = Field(default_factory=list)


class AudiobookEntity(Entity):
    """An audiobook, with the names of those who wrote and who read it. Spotify gives it the uri of a show."""

    uri_kind = "show"

    kind: Literal["audiobook"]
    name: Name | None = None
    authors: list[Name] = Field(default_factory=list)
    narrators: list[Name] = Field(default_factory=list)
    publisher: str | None = None
    description: str | None = None
    edition: str | None = None
    explicit: bool | None = None
    total_chapters: Count | None = None
    images: list[ImageLink] = Field(default_factory=list)


class AudioFeaturesEntity(Part):
    """Audio features of a track as one source measured them; each has a record of its own (``keys.features``)."""

    kind: Literal["audio_features"]
    id: SpotifyId
    source: FeaturesSource
    acousticness: Measure | None = None
    danceability: Measure | None = None
    energy: Measure | None = None
    instrumentalness: Measure | None = None
    key: int | None = None
    liveness: Measure | None = None
    loudness: Measure | None = None
    mode: int | None = None
    speechiness: Measure | None = None
    tempo: Measure | None = None
    time_signature: int | None = None
    valence: Measure | None = None
    duration_ms: Count | None = None

    def carried(self) -> dict[str, Any]:
        """The fields that the answer carried, without the identity."""
        return self.model_dump(mode="json", exclude={"kind", "id"}, exclude_unset=True)


AnyEntity = (
    TrackEntity
    | AlbumEntity
    | ArtistEntity
    | PlaylistEntity
    | ShowEntity
    | EpisodeEntity
    | AudiobookEntity
    | AudioFeaturesEntity
)

_adapter: TypeAdapter[AnyEntity] | None = None


def is_spotify_id(value: str | None) -> bool:
    """Whether this can be the id of an entity: base 62, as all of Spotify's but those of people."""
    return value is not None and _SPOTIFY_ID.fullmatch(value) is not None


def parse(value: Any) -> AnyEntity:
    """The entity in a JSON value; pydantic's ValidationError when it is none."""
    global _adapter
    if _adapter is None:
        _adapter = TypeAdapter(Annotated[AnyEntity, Field(discriminator="kind")])
    return _adapter.validate_python(value)
