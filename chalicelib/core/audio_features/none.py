"""No provider: an installation that does without audio features."""

from __future__ import annotations

from collections.abc import Sequence

from chalicelib.core.audio_features.provider import Reading, Unavailable

SWITCHED_OFF = "audio features are switched off in this installation"


class NoProvider:
    """Knows no track and asks nobody."""

    name = "none"
    at_once = 100

    def read(self, track_ids: Sequence[str]) -> Reading:
        """Unavailable, always."""
        return Reading(None, unavailable=Unavailable(SWITCHED_OFF))
