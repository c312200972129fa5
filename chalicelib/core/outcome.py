"""What a piece of work changed in the tables."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Outcome:
    """Counts of records."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
