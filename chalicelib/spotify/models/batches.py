"""Several objects asked for by id (extended quota only). One that was not found is null, at its place."""

from .album import Album
from .artist import Artist
from .audiobook import SimplifiedAudiobook
from .chapter import Chapter
from .common import Model
from .episode import Episode
from .features import AudioFeatures
from .show import SimplifiedShow
from .track import Track


class Albums(Model):
    """Several whole albums."""

    albums: list[Album | None]


class Artists(Model):
    """Several whole artists; related artists have the same shape."""

    artists: list[Artist | None]


class Tracks(Model):
    """Several whole tracks; an artist's top tracks have the same shape."""

    tracks: list[Track | None]


class Episodes(Model):
    """Several whole episodes."""

    episodes: list[Episode | None]


class Shows(Model):
    """Several shows, without their episodes."""

    shows: list[SimplifiedShow | None]


class Audiobooks(Model):
    """Several audiobooks."""

    audiobooks: list[SimplifiedAudiobook | None]


class Chapters(Model):
    """Several chapters."""

    chapters: list[Chapter | None]


class ManyAudioFeatures(Model):
    """Audio features of several tracks."""

    audio_features: list[AudioFeatures | None]
