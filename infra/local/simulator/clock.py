"""The simulator's own time, which tests move forward instead of waiting."""

from __future__ import annotations

import time
from collections.abc import Callable


class Clock:
    """The time of ``source`` (the machine's, in seconds since the epoch) plus what it was advanced by."""

    def __init__(self, source: Callable[[], float] = time.time) -> None:
        self._source = source
        self._ahead = 0.0

    def now(self) -> float:
        """Seconds since the epoch."""
        return self._source() + self._ahead

    def advance(self, seconds: float) -> None:
        """Moves the time forward; tokens age accordingly."""
        self._ahead += seconds

    def reset(self) -> None:
        """Back to the source's time."""
        self._ahead = 0.0
