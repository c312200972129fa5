"""Spotify's own audio features: closed to apps registered after 2024-11-27, answered to some older ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any, Protocol, TypeVar

from chalicelib.core.audio_features import record
from chalicelib.core.audio_features.provider import Measured, Reading, Unavailable
from chalicelib.core.clock import Clock
from chalicelib.core.errors import FeatureUnavailable, NotFound
from chalicelib.spotify.client import SpotifyClient
from chalicelib.spotify.endpoints import catalogue
from chalicelib.spotify.models.features import AudioFeatures

T = TypeVar("T")
AT_ONCE = 100


class Spotify(Protocol):
    """A person's way to Spotify."""

    def __call__(self, work: Callable[[SpotifyClient], T]) -> T:
        """The result of ``work``; errors of ``core.errors``."""
        ...


class SpotifyFeatures:
    """Asks Spotify as the person. What stops everything at Spotify (limits, outages, a consent that ended) is raised as
    for any other request; only that the app may not have audio features is a state.
    """

    name = "spotify"
    at_once = AT_ONCE

    def __init__(self, spotify: Spotify, clock: Clock) -> None:
        self._spotify, self._clock = spotify, clock

    def read(self, track_ids: Sequence[str]) -> Reading:
        """The features of tracks. Raises errors of ``core.errors``."""
        measured: dict[str, Measured] = {}
        try:
            for asked, found in self._answers(track_ids):
                features = record.features("spotify", found.id, _carried(found))
                if features is not None:
                    measured[asked] = Measured(features, self._clock.now())
        except FeatureUnavailable as refusal:
            return Reading("spotify", measured, Unavailable(refusal.detail or refusal.title, closed=True))
        return Reading("spotify", measured)

    def _answers(self, track_ids: Sequence[str]) -> Iterator[tuple[str, AudioFeatures]]:
        """Each id that Spotify knows, with what it answered. One track has an address of its own, several share one."""
        if len(track_ids) == 1:
            (track_id,) = track_ids
            with suppress(NotFound):
                yield track_id, self._spotify(lambda api: api.ask(catalogue.AUDIO_FEATURES, id=track_id))
            return
        for start in range(0, len(track_ids), AT_ONCE):
            asked = track_ids[start : start + AT_ONCE]
            # In the order of the question, null for what Spotify does not know.
            for track_id, found in zip(asked, self._several(asked), strict=False):
                if found is not None:
                    yield track_id, found

    def _several(self, track_ids: Sequence[str]) -> Sequence[AudioFeatures | None]:
        ids = ",".join(track_ids)
        return self._spotify(lambda api: api.ask(catalogue.SEVERAL_AUDIO_FEATURES, ids=ids)).audio_features


def _carried(found: AudioFeatures) -> dict[str, Any]:
    """What the answer carried: what it left out is not told as null."""
    return {name: getattr(found, name) for name in found.model_fields_set & record.VALUES}
