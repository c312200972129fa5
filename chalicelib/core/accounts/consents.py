"""How long a consent at Spotify lasts, and when a person is told that it ends. Knows dates only."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import Literal

# A refresh token dies six months after the person's consent; renewing the access token does not extend it, and no
# answer carries the date, so the consent's own instant is kept (Spotify's developer blog, June 2026: refresh tokens).
CONSENT_MONTHS = 6

EndingSoon = Literal["ends_within_30_days", "ends_within_7_days", "ended"]

FIRST_NOTICE, LAST_NOTICE = timedelta(days=30), timedelta(days=7)


def consent_end(authorized_at: datetime) -> datetime:
    """Six calendar months later, at the same time of day; in a shorter month on its last day: never after Spotify's."""
    import calendar  # brings locales along, and only a sign-in needs it

    month = authorized_at.month - 1 + CONSENT_MONTHS
    year, month = authorized_at.year + month // 12, month % 12 + 1
    day = min(authorized_at.day, calendar.monthrange(year, month)[1])
    return authorized_at.replace(year=year, month=month, day=day)


def days_left(ends_at: datetime, now: datetime) -> int:
    """Days until a consent ends, a day begun counted as one; zero when it has ended."""
    return max(0, math.ceil((ends_at - now) / timedelta(days=1)))


def warning(ends_at: datetime, now: datetime) -> EndingSoon | None:
    """What to tell the person about the end of their consent; None while it is further away than thirty days."""
    left = ends_at - now
    if left <= timedelta():
        return "ended"
    if left <= LAST_NOTICE:
        return "ends_within_7_days"
    return "ends_within_30_days" if left <= FIRST_NOTICE else None
