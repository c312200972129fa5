"""Someone hears of every request."""

from __future__ import annotations

import time

from ..transport import Answer, Request, Transport
from .protocols import OnAnswer


class Observed:
    """Tells of each request how it ended and how long it took, the tries and waits of other layers included."""

    def __init__(self, inner: Transport, on_answer: OnAnswer) -> None:
        self._inner, self._on_answer = inner, on_answer

    def send(self, request: Request, timeout: float) -> Answer:
        """The answer."""
        status: int | None = None
        began = time.perf_counter()
        try:
            answer = self._inner.send(request, timeout)
            status = answer.status
            return answer
        finally:
            self._on_answer(request, status, (time.perf_counter() - began) * 1000)
