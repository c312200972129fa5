"""What syncs publish and consume: one message has one job worked on; everything else is in the job's own rows."""

from __future__ import annotations

from chalicelib.core.accounts.syncs import KIND, QUEUE

__all__ = ["KIND", "QUEUE"]
