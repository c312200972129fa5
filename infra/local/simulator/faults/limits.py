"""The two limits that Spotify counts by itself, both per client id; the simulator has one client id.

They are off until switched on, because their sizes are unpublished.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from infra.local.simulator.api.problems import ApiError
from infra.local.simulator.faults.context import Context
from infra.local.simulator.wire import Request

WINDOW_SECONDS = 30.0
"""Spotify's documentation: a rolling window of 30 seconds."""
DAY = 86_400.0


@dataclass
class Window:
    """The rate limit: at most ``requests`` within any ``seconds``.

    Refused requests count as well: who asks again at once stays refused (spotipy#1158). ``tell`` is whether the answer
    has a Retry-After; it names the second from which on there is room.
    """

    requests: int
    seconds: float = WINDOW_SECONDS
    tell: bool = True
    refused: int = 0
    _asked: deque[float] = field(default_factory=deque)

    def count(self, now: float) -> None:
        """Counts a request. Raises ApiError 429 where there is no room for it."""
        while self._asked and self._asked[0] <= now - self.seconds:
            self._asked.popleft()
        full = len(self._asked) >= self.requests
        self._asked.append(now)
        # Beyond the window's size only the newest matter.
        while len(self._asked) > self.requests:
            self._asked.popleft()
        if full:
            self.refused += 1
            wait = math.ceil(self._asked[0] + self.seconds - now)
            raise ApiError(429, "API rate limit exceeded", {"Retry-After": str(max(1, wait))} if self.tell else {})


@dataclass
class Quota:
    """The quota of development mode: ``requests`` within ``seconds`` from the first one on, to paths like ``path``.

    Observed: about 600 requests, then a block of 23 hours; that is a period of a day which starts with its first
    request. Every request counts whose answer is not this refusal, whatever became of it: unchanged (304), refused by
    the rate limit, or failed (unverified; the harsher reading). Retry-After tells when the period ends.
    """

    requests: int
    seconds: float = DAY
    path: str = "/v1/*"
    used: int = 0
    refused: int = 0
    started_at: float | None = None

    def count(self, request: Request, now: float) -> None:
        """Counts a request. Raises ApiError 429 with ``QUOTA_EXCEEDED`` where the quota is spent."""
        if not fnmatchcase(request.path, self.path):
            return
        if self.started_at is None or now >= self.started_at + self.seconds:
            self.started_at, self.used = now, 0
        if self.used >= self.requests:
            self.refused += 1
            wait = math.ceil(self.started_at + self.seconds - now)
            raise ApiError(429, "Too many requests", {"Retry-After": str(wait)}, reason="QUOTA_EXCEEDED")
        self.used += 1


@dataclass
class Limits:
    """What is counted: at most one window, and a quota for each bucket of endpoints."""

    window: Window | None = None
    quotas: dict[str, Quota] = field(default_factory=dict)

    def clear(self) -> None:
        """Counts nothing any more."""
        self.window = None
        self.quotas.clear()

    def count(self, request: Request, context: Context) -> None:
        """Counts a request to the Web API. Raises ApiError 429 where a limit is reached; a spent quota comes first."""
        if request.segments[0] != "v1":
            return
        now = context.clock.now()
        try:
            for quota in self.quotas.values():
                quota.count(request, now)
            if self.window is not None:
                self.window.count(now)
        except ApiError as refusal:
            context.met.append("quota" if refusal.reason else "rate-limit")
            raise
