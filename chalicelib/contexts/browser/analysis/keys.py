"""Keys of what an analysis works on, in the coordination table."""

from __future__ import annotations


def analysis(job_id: str) -> str:
    """Partition of the list of tracks of one analysis."""
    return f"ANALYSIS#{job_id}"


def part(number: int) -> str:
    """Sort key of a part of that list."""
    return f"TRACKS#{number:04d}"
