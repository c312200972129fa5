"""No request leaves while the app's gate is closed, and the gate hears why it should close."""

from __future__ import annotations

from ..errors import OwnerPremiumLapsed, RateLimited
from ..refusals import classify
from ..transport import Answer, Request, Transport
from .protocols import Gate


class Gated:
    """Asks the gate before each request, and tells it of refusals that concern everyone who shares the app."""

    def __init__(self, inner: Transport, gate: Gate) -> None:
        self._inner, self._gate = inner, gate

    def send(self, request: Request, timeout: float) -> Answer:
        """The answer. Raises what the gate raises."""
        self._gate.check(request)
        answer = self._inner.send(request, timeout)
        if answer.status in {403, 429}:
            error = classify(answer.status, answer.headers, answer.body)
            if isinstance(error, RateLimited | OwnerPremiumLapsed):
                self._gate.heard(request, error)
        return answer
