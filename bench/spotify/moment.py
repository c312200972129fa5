"""One time for Dashspot and for the Spotify beside it, put forward from event to event."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from infra.in_process.dashspot import MovableClock

BEGINS = datetime(2026, 11, 23, tzinfo=UTC)
"""A Monday, at the beginning of a ledger's day."""


class Moment(MovableClock):
    """The simulated instant. It stands still while code runs."""

    def __init__(self) -> None:
        super().__init__()
        self.instant = BEGINS - timedelta(hours=12)  # people have signed in by the time the week begins

    def now(self) -> datetime:
        """The present instant, in UTC."""
        return self.instant + self.ahead

    def seconds(self) -> float:
        """The same in seconds since the epoch."""
        return self.now().timestamp()

    def reach(self, instant: datetime) -> None:
        """Put the time forward to an instant; an earlier one changes nothing."""
        self.instant = max(self.instant, instant - self.ahead)
