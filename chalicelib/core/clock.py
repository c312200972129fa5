"""Time, and how much of it an invocation has left. Tests put their own clock in place of ``now``."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present instant, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present instant, in UTC."""
        return datetime.now(UTC)


class LambdaContext(Protocol):
    """The part of Lambda's context object that Dashspot uses."""

    aws_request_id: str
    function_name: str

    def get_remaining_time_in_millis(self) -> float:
        """Milliseconds until Lambda ends the invocation."""
        ...


class Deadline:
    """When work must be done: the invocation's end less a reserve, or an own limit when that is sooner."""

    def __init__(self, seconds: float, ticks: Callable[[], float] = time.monotonic) -> None:
        self._ticks = ticks
        self._end = ticks() + seconds

    @classmethod
    def of(cls, context: LambdaContext | None, *, at_most: float, reserve: float = 1.0) -> Deadline:
        """``at_most`` seconds from now, and never later than ``reserve`` seconds before the invocation ends."""
        left = at_most if context is None else context.get_remaining_time_in_millis() / 1000 - reserve
        return cls(max(0.0, min(at_most, left)))

    def seconds_left(self) -> float:
        """Seconds until the deadline; zero when it has passed."""
        return max(0.0, self._end - self._ticks())


def to_text(instant: datetime) -> str:
    """RFC 3339 in UTC with milliseconds: ``2026-11-22T21:40:00.123Z``; sorts as text in order of time."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def from_text(text: str) -> datetime:
    """The instant that ``to_text`` wrote; ValueError otherwise."""
    return datetime.fromisoformat(text)


def to_epoch(instant: datetime) -> int:
    """Whole seconds since 1970, as DynamoDB's time-to-live wants them."""
    return int(instant.timestamp())
