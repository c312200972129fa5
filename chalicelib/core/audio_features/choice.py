"""Which provider the installation asks: the setting ``AUDIO_FEATURES``."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.core.audio_features.provider import AudioFeaturesProvider, Unavailable, pause

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

    def unavailable(self) -> Unavailable | None:
        """Why nobody can be asked now, as far as the installation knows that of itself: it asks for none, or its
        provider wants a pause. What Spotify closed to the app is known of the client id."""
        provider = self._services.settings.audio_features
        if provider == "none":
            from chalicelib.core.audio_features.none import SWITCHED_OFF

            return Unavailable(SWITCHED_OFF)
        until = self._reccobeats_waits.until() if provider == "reccobeats" else None
        return pause(until) if until is not None else None

    @cached_property
    def _reccobeats_waits(self) -> Waits:
        from chalicelib.core.audio_features.waits import Waits

        return Waits(self._services.settings, "reccobeats", self._services.clock)
