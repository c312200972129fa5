"""What the simulator was asked: tests count requests with it. No token, code or secret is kept."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

_SECRET = frozenset({"code", "state", "code_challenge"})


@dataclass(frozen=True)
class LoggedRequest:
    """One request and its answer.

    ``user_id`` is whose token it carried, where it carried a valid one; ``at`` the simulator's time (seconds since the
    epoch); ``faults`` the names of the faults and limits that it met.
    """

    method: str
    path: str
    query: Mapping[str, str]
    status: int
    milliseconds: float
    user_id: str | None = None
    grant_type: str | None = None
    at: float = 0.0
    faults: tuple[str, ...] = ()


@dataclass
class RequestLog:
    """The newest requests, as many as its queue holds."""

    entries: deque[LoggedRequest]

    @classmethod
    def of(cls, size: int) -> RequestLog:
        """An empty log that remembers ``size`` requests."""
        return cls(deque(maxlen=size))

    def add(self, entry: LoggedRequest) -> None:
        """Keeps one entry."""
        self.entries.append(entry)


def loggable(query: Mapping[str, str]) -> dict[str, str]:
    """The query without what must not be kept."""
    return {name: "..." if name in _SECRET else value for name, value in query.items()}
