"""What syncs publish and consume: one message has one job worked on; everything else is in the job's own rows."""

from __future__ import annotations

QUEUE = "library-syncs"
KIND = "library_sync"
