"""Randomness that follows from the seed and from what is being made, never from the order in which it is made."""

from __future__ import annotations

import hashlib
import random
from datetime import UTC, datetime, timedelta

NEWEST = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
"""When generated libraries were last touched. Fixed, so that the same seed gives the same library on any day."""


def randomness(seed: int, *what: object) -> random.Random:
    """A generator of its own for one object, so that objects can be built lazily and in any order."""
    name = ":".join(str(part) for part in (seed, *what))
    return random.Random(int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big"))


def instant(minutes_ago: float) -> str:
    """The RFC 3339 time, in UTC with whole seconds, that many minutes before :data:`NEWEST`."""
    return (NEWEST - timedelta(minutes=minutes_ago)).strftime("%Y-%m-%dT%H:%M:%SZ")
