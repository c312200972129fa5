"""The simulator's own time, which tests move forward instead of waiting."""

from __future__ import annotations

import time


class Clock:
    """Real time plus what it was advanced by."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def now(self) -> float:
        """Seconds since the epoch."""
        return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        """Moves the time forward; tokens age accordingly."""
        self._ahead += seconds

    def reset(self) -> None:
        """Back to real time."""
        self._ahead = 0.0
