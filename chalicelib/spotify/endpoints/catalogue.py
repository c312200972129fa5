"""Spotify's catalogue: tracks, albums, artists, shows, episodes, audiobooks, chapters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import features
from .declaration import Endpoint

if TYPE_CHECKING:
    from ..models.features import AudioFeatures
    from ..models.track import Track


def _track() -> type[Track]:
    from ..models.track import Track

    return Track


def _audio_features() -> type[AudioFeatures]:
    from ..models.features import AudioFeatures

    return AudioFeatures


TRACK = Endpoint("track", "GET", "/tracks/{id}", _track)
AUDIO_FEATURES = Endpoint(
    "audio_features", "GET", "/audio-features/{id}", _audio_features, feature=features.AUDIO_FEATURES
)
