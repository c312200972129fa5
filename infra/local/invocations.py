"""Invocations and errors of functions, told from their logs.

The emulated cloud counts only those that come by the Invoke API, and most come from API Gateway, queues and schedules.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from infra.local.function_logs import LogLine

# What the runtime itself writes when a handler raises or runs out of time; the application logs JSON only.
_FAILURES = ("Traceback (most recent call last)", "Task timed out after", "[ERROR]")


@dataclass(frozen=True, slots=True)
class Invocation:
    """One finished invocation."""

    function: str
    at: int
    failed: bool


class Invocations:
    """Counts invocations since the start; give it every line in order."""

    def __init__(self) -> None:
        self.total: Counter[str] = Counter()
        self.failed: Counter[str] = Counter()
        self._failing: set[str] = set()

    def take_line(self, line: LogLine) -> Invocation | None:
        """The invocation that this line ends, if it does."""
        if line.text.startswith(_FAILURES):
            self._failing.add(line.function)
        if not line.text.startswith("REPORT RequestId:"):
            return None
        failed = line.function in self._failing
        self._failing.discard(line.function)
        self.total[line.function] += 1
        self.failed[line.function] += failed
        return Invocation(line.function, line.at, failed)
