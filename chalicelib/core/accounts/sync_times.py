"""When a library is read again by itself. Knows times only."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Final

from chalicelib.core.clock import from_text, to_text

SPREAD: Final = 0.1
"""How much of the period the next time is moved at most, to and fro, so that those who came together part."""

AWAY_AFTER: Final = timedelta(days=7)
"""Since a person's last sign of use; from then on their library is read ever more rarely."""

NOTED_EVERY: Final = timedelta(days=1)
"""Use that leaves no other trace is noted this often: it says no more than whether somebody is away."""


def interval(period: timedelta, unused: timedelta) -> timedelta:
    """How often the library of somebody is read who has not used it for so long.

    Their own period for a week, then the seventh part of their absence: every day after a week, every four days after
    four weeks. A consent ends after six months, so never more rarely than every 26 days.
    """
    return period if unused < AWAY_AFTER else max(period, unused / 7)


def next_due(user_id: str, period: timedelta, after: datetime) -> datetime:
    """A period after an instant, a tenth of it earlier or later at most; the same for the same person and instant.

    To the millisecond, as instants are stored: whoever reads the instant later finds the same.
    """
    told = to_text(after)
    drawn = hashlib.sha256(f"{user_id} {told}".encode()).digest()
    fraction = int.from_bytes(drawn[:8]) / (1 << 64)
    return from_text(told) + period * (1 + SPREAD * (2 * fraction - 1))
