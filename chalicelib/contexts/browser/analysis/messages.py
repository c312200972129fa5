"""What analyses publish and consume: one message has one job worked on; everything else is in the job's own rows."""

from __future__ import annotations

QUEUE = "browser-analyses"
KIND = "browser_analysis"
UNIT = "tracks"
"""What such a job counts."""
