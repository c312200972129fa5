"""Wait for things that happen in other processes."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE = 300
"""Seconds that something which has to happen may take on a busy machine."""


def wait_for(happened: Callable[[], bool], what: str, seconds: float = PATIENCE, pause: float = 0.2) -> None:
    """Wait until something has happened; fails when it has not in that many seconds."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, f"{what}: not within {seconds:.0f} s"
        time.sleep(pause)
