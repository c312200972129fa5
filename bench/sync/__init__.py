"""Syncs of whole libraries: what they cost at three sizes, and the storm at the full one.

Everything between the HTTP boundary and the wire is the application; Spotify is the simulator, DynamoDB and SQS are
tables and queues in memory, and time is put forward where something waits.
"""

from __future__ import annotations

from bench.report import Report


def measure(report: Report) -> None:
    """Measure syncs of 1,000, 10,000 and 100,000 rows, then play the storm. Each run has a seed of its own, printed."""
    from bench.sync.measuring import measure as measure_all

    measure_all(report)
