"""Every request that leaves is counted."""

from __future__ import annotations

from ..transport import Answer, Request, Transport
from .protocols import Budget


class Budgeted:
    """Spends one of the budget for each request that it lets through; nothing is sent where there is none."""

    def __init__(self, inner: Transport, budget: Budget) -> None:
        self._inner, self._budget = inner, budget

    def send(self, request: Request, timeout: float) -> Answer:
        """The answer. Raises what the budget raises."""
        self._budget.spend(request)
        return self._inner.send(request, timeout)
