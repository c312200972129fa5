"""Who tells what is kept of tracks, apart from the records: answers name it too, without needing those."""

from __future__ import annotations

from typing import Literal

FeaturesSource = Literal["spotify", "reccobeats"]
"""Who told the audio features of a track."""
