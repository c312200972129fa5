"""What else the person saved. `added_at` is RFC 3339 in UTC; a row whose object names nothing has None in its place."""

from typing import Any

from pydantic import model_validator

from .album import Album
from .audiobook import SimplifiedAudiobook
from .common import Model
from .episode import Episode
from .show import SimplifiedShow


class SavedAlbum(Model):
    """A saved album, with its first page of tracks."""

    added_at: str | None = None
    album: Album | None = None


class SavedShow(Model):
    """A saved show."""

    added_at: str | None = None
    show: SimplifiedShow | None = None


class SavedEpisode(Model):
    """A saved episode; Spotify keeps hollow rows of episodes that are gone (`id`, `uri` and `name` null)."""

    added_at: str | None = None
    episode: Episode | None = None


class SavedAudiobook(Model):
    """A saved audiobook. Spotify's page holds bare audiobooks; the wrapped form of other saved kinds is read too."""

    added_at: str | None = None
    audiobook: SimplifiedAudiobook | None = None

    @model_validator(mode="before")
    @classmethod
    def _wrapped(cls, value: Any) -> Any:
        if isinstance(value, dict) and "audiobook" not in value and "id" in value:
            return {"audiobook": value}
        return value
