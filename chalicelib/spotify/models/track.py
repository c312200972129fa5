"""Tracks, local files included."""

from typing import Self

from pydantic import model_validator

from .common import ExternalIds
from .simplified import SimplifiedAlbum, SimplifiedTrack, TrackLink

__all__ = ["SimplifiedTrack", "Track", "TrackLink"]


class Track(SimplifiedTrack):
    """A whole track. Only a local file has no `id`; its uri is `spotify:local:<artist>:<album>:<title>:<seconds>`."""

    album: SimplifiedAlbum | None = None
    external_ids: ExternalIds | None = None
    popularity: int | None = None

    @property
    def local(self) -> bool:
        """Whether this is a file on the person's own device, which has no page and no record at Spotify."""
        return self.is_local or self.uri.startswith("spotify:local:")

    @model_validator(mode="after")
    def _identified(self) -> Self:
        if self.id is None and not self.local:
            raise ValueError("a track that is no local file needs an id")
        return self
