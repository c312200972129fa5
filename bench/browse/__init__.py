"""The Browser on generated libraries: builds, requests, memory; DynamoDB and S3 answer from memory."""

from __future__ import annotations

from bench.report import Report


def measure(report: Report) -> None:
    """Measure libraries of 1,000, 10,000 and 100,000 tracks. Each run has a seed of its own, printed."""
    from bench.browse.measuring import measure as measure_all

    measure_all(report)
