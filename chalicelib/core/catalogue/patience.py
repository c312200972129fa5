"""How long a busy table is waited for: a little longer each time, and less than two seconds in all."""

from __future__ import annotations

import time
from collections.abc import Callable

PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8)  # seconds


class Patience:
    """The pauses of one piece of work."""

    def __init__(self, wait: Callable[[float], None] = time.sleep) -> None:
        self._pauses, self._wait = iter(PAUSES), wait

    def once_more(self) -> bool:
        """Wait, and say that it may be tried again; False, at once, when there has been enough of it."""
        pause = next(self._pauses, None)
        if pause is None:
            return False
        self._wait(pause)
        return True
