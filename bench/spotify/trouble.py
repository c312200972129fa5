"""What goes wrong in the week, and when: Spotify's limits, an outage, deploys that end every process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bench.spotify.moment import BEGINS
from infra.local.simulator.in_process import InProcessSimulator

QUOTA = 600
"""Requests a day that Spotify allows: what was measured of apps in development mode. The budget is set below it."""

LOWERED_QUOTA = 380
WINDOW = 40
"""Requests within 30 seconds that Spotify allows."""

OUTAGE = timedelta(hours=3)
RESTART_EVERY = timedelta(hours=7)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that happens at an instant. ``restart`` is a deploy: every process ends, and what it knew with it."""

    at: datetime
    what: str
    happen: Callable[[InProcessSimulator], object] = lambda spotify: None
    restart: bool = False


def troubles(days: int) -> list[Trouble]:
    """The week's troubles, in order of time."""
    found = [
        Trouble(BEGINS, "Spotify counts", _begin),
        Trouble(_on(1, 18), "429 with Retry-After: 90", lambda s: s.fault("rate_limit", retry_after=90, times=1)),
        Trouble(_on(1, 20), "429 without Retry-After", lambda s: s.fault("rate_limit", retry_after=None, times=2)),
        Trouble(_on(2, 9), "an outage: 503, and valid grants refused", _outage),
        Trouble(_on(3, 0), "Spotify lowers the quota", lambda s: s.switch("quota", requests=LOWERED_QUOTA)),
        Trouble(_on(4, 19), "429 with Retry-After: 7200", lambda s: s.fault("rate_limit", retry_after=7200, times=1)),
        Trouble(
            _on(5, 12), "429 with a date in the past", lambda s: s.fault("rate_limit", retry_after="past", times=1)
        ),
        Trouble(
            _on(5, 15), "one request in ten fails", lambda s: s.fault("server_error", share=0.1, for_seconds=21_600)
        ),
    ]
    at = BEGINS + RESTART_EVERY
    while at < BEGINS + timedelta(days=days):
        found.append(Trouble(at, "a deploy", restart=True))
        at += RESTART_EVERY
    return sorted(found, key=lambda trouble: trouble.at)


def _on(day: int, hour: int) -> datetime:
    return BEGINS + timedelta(days=day, hours=hour)


def _begin(spotify: InProcessSimulator) -> None:
    spotify.switch("quota", requests=QUOTA)
    spotify.switch("limit", requests=WINDOW)


def _outage(spotify: InProcessSimulator) -> None:
    seconds = OUTAGE.total_seconds()
    spotify.fault("server_error", share=0.8, for_seconds=seconds)
    spotify.fault("invalid_grant", for_seconds=seconds)
