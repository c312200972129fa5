"""Which provider the installation asks: the setting ``AUDIO_FEATURES``."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.core.audio_features.provider import AudioFeaturesProvider

if TYPE_CHECKING:
    from chalicelib.core.audio_features.spotify import Spotify
    from chalicelib.core.audio_features.waits import Waits
    from chalicelib.core.clock import Deadline
    from chalicelib.core.composition import Services


class AudioFeatures:
    """The installation's provider. Modules are imported by the choice that needs them."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def provider(self, spotify: Spotify, deadline: Deadline) -> AudioFeaturesProvider:
        """The provider for one request; ``spotify`` is the person's way there, which only Spotify's own needs."""
        settings, clock = self._services.settings, self._services.clock
        if settings.audio_features == "spotify":
            from chalicelib.core.audio_features.spotify import SpotifyFeatures

            return SpotifyFeatures(spotify, clock)
        if settings.audio_features == "reccobeats":
            from chalicelib.core.audio_features.reccobeats import ReccoBeats

            transport = self._services.accounts.transport
            return ReccoBeats(settings.reccobeats_url, transport, self._reccobeats_waits, deadline, clock)
        from chalicelib.core.audio_features.none import NoProvider

        return NoProvider()

    @cached_property
    def _reccobeats_waits(self) -> Waits:
        from chalicelib.core.audio_features.waits import Waits

        return Waits(self._services.settings, "reccobeats", self._services.clock)
