"""What this process asked of Spotify and the ledger does not know yet.

Interactive requests are not claimed one by one: that would be a write for each. They are collected here, travel in the
next message that is sent anyhow, and are added to the ledger by whoever handles it. So is the news that a feature which
Spotify may close to an app has answered.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from chalicelib.core.accounts.budget import day_of
from chalicelib.core.accounts.shares import Share

MANY: Final = 10
LONG: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Report:
    """Requests by share, all of one day, and features that answered."""

    day: str = ""
    spent: dict[Share, int] = field(default_factory=dict)
    answered: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.spent or self.answered)


class Spending:
    """Collects for all threads of a process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._report = Report()
        self._since: datetime | None = None

    def add(self, share: Share, now: datetime) -> None:
        """Note one request. What is left of a day that is over counts no more and is forgotten."""
        with self._lock:
            today = day_of(now)
            spent = dict(self._report.spent) if self._report.day == today else {}
            spent[share] = spent.get(share, 0) + 1
            self._report = Report(today, spent, self._report.answered)
            self._since = self._since or now

    def answered(self, feature: str, now: datetime) -> None:
        """Note that Spotify answers a feature."""
        with self._lock:
            self._report = Report(self._report.day, self._report.spent, self._report.answered | {feature})
            self._since = self._since or now

    def pending(self, now: datetime) -> int:
        """Today's requests that are not told yet."""
        return sum(self._report.spent.values()) if self._report.day == day_of(now) else 0

    def overdue(self, now: datetime) -> bool:
        """Whether so much waits, or so long, that it should not wait for a message."""
        since = self._since
        return since is not None and (self.pending(now) >= MANY or now - since >= LONG)

    def take(self) -> Report:
        """All of it; from now on whoever took it has to tell it, or put it back."""
        with self._lock:
            report, self._report, self._since = self._report, Report(), None
            return report

    def put_back(self, report: Report, now: datetime) -> None:
        """What could not be told, beside what was noted meanwhile; of two days the later one is kept."""
        with self._lock:
            newer = self._report
            day = max(report.day, newer.day)
            spent: dict[Share, int] = {}
            for part in (report, newer):
                for share, requests in part.spent.items() if part.day == day else ():
                    spent[share] = spent.get(share, 0) + requests
            self._report = Report(day, spent, report.answered | newer.answered)
            self._since = self._since or now
