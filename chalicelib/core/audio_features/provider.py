"""What every provider of audio features offers, and how it says that it has none to give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from chalicelib.core.catalogue.entities import AudioFeaturesEntity
from chalicelib.core.catalogue.sources import FeaturesSource
from chalicelib.core.clock import to_text


@dataclass(frozen=True, slots=True)
class Measured:
    """The features of one track, as their source (``features.source``) told them at an instant."""

    features: AudioFeaturesEntity
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class Unavailable:
    """Why a provider cannot be asked: a state, not an error.

    ``closed`` is true where Spotify does not let this app have them, whoever asks and however often. ``again_at`` is
    when asking may help, None where nobody knows.
    """

    reason: str
    closed: bool = False
    again_at: datetime | None = None


def pause(until: datetime) -> Unavailable:
    """ReccoBeats asked not to be asked before an instant."""
    return Unavailable(f"ReccoBeats wants a pause until {to_text(until)}", again_at=until)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a provider answered, by the id that was asked for.

    An id that is not in ``measured`` is not known to the provider, or was not asked for when ``unavailable`` is set:
    what was read before that is there all the same. ``source`` is None where no provider is set up.
    """

    source: FeaturesSource | None
    measured: Mapping[str, Measured] = field(default_factory=dict)
    unavailable: Unavailable | None = None


class AudioFeaturesProvider(Protocol):
    """Somebody who knows the audio features of tracks.

    ``name`` is that of the setting; ``at_once`` is how many tracks go into one request.
    """

    name: str
    at_once: int

    def read(self, track_ids: Sequence[str]) -> Reading:
        """The features of tracks, by Spotify id, in as few requests as the provider takes."""
        ...
