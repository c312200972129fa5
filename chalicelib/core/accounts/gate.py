"""The gate of a Spotify client id: when it closes, for whom, and how it reopens. Rules only: nothing is stored here.

One refusal closes it for everybody who shares the client id. It opens gradually, because a limit that is hit again
while it still holds grows (spotipy#1158: to two hours): one request in the first 30 seconds, twice as many in each
window that follows, and no bounds once five minutes have passed without a refusal.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from chalicelib.core.accounts.shares import INTERACTIVE, Share

Reason = Literal["rate_limit", "quota", "owner_premium"]
HeldReason = Literal["rate_limit", "quota", "owner_premium", "paused"]

WINDOW: Final = timedelta(seconds=30)
"""Spotify's limit is over a rolling window of 30 seconds
(https://developer.spotify.com/documentation/web-api/concepts/rate-limits)."""

RAMP_WINDOWS: Final = 10
RAMP: Final = RAMP_WINDOWS * WINDOW
SHORTEST: Final = timedelta(seconds=1)
LONGEST: Final = timedelta(days=7)
LONGEST_DOUBLED: Final = timedelta(hours=1)

UNTOLD_BACKGROUND: Final = 2 * WINDOW
UNTOLD_INTERACTIVE: Final = WINDOW
UNTOLD_QUOTA: Final = timedelta(hours=1)  # seen: 40 minutes to a day, always told
PAUSED: Final = timedelta(minutes=15)  # until background work that an operator has paused looks again
OWNER_PREMIUM: Final = timedelta(hours=1)  # an app takes hours to recover once its owner pays again


class Held(Exception):
    """Nothing may be asked for this share before ``until``."""

    def __init__(self, until: datetime, reason: HeldReason) -> None:
        super().__init__(f"held until {until.isoformat()}: {reason}")
        self.until, self.reason = until, reason


@dataclass(frozen=True, slots=True)
class Gate:
    """Where a gate stands. The default is one that never closed.

    ``background_until`` and ``interactive_until`` are the ends of the last closing; the first is never the earlier.
    ``reopened_at`` is when the first request after it was admitted. ``used`` and ``used_by_background`` were admitted
    in the window of that number since.
    """

    background_until: datetime | None = None
    interactive_until: datetime | None = None
    reason: Reason | None = None
    strikes: int = 0
    reopened_at: datetime | None = None
    window: int = 0
    used: int = 0
    used_by_background: int = 0

    def until(self, share: Share) -> datetime | None:
        """When the last closing ends, or ended, for a share."""
        return self.interactive_until if share == INTERACTIVE else self.background_until

    def closed_for(self, share: Share, now: datetime) -> bool:
        """True while nothing may be asked for a share."""
        end = self.until(share)
        return end is not None and now < end

    def calm(self, now: datetime) -> bool:
        """True when there are no bounds: it never closed, or it has been open for long enough."""
        if self.background_until is None:
            return True
        reopened = self.reopened_at is not None and self.reopened_at + RAMP <= now
        return reopened and not self.closed_for("sync", now)

    def state(self, now: datetime) -> Literal["open", "closed", "reopening"]:
        """How it looks to the people who use Dashspot."""
        if self.calm(now):
            return "open"
        return "closed" if self.closed_for(INTERACTIVE, now) else "reopening"


def close(gate: Gate, reason: Reason, told: int | None, now: datetime) -> Gate:
    """The gate after a refusal that told to wait ``told`` seconds (None: it did not tell); the same object if nothing
    changes.

    A later end is never replaced by an earlier one. A refusal while the gate reopens is a strike: each doubles the
    wait, up to an hour. Refusals while it is closed were on their way already, and are none.
    """
    strikes = 0 if gate.calm(now) else gate.strikes + (not gate.closed_for(INTERACTIVE, now))
    interactive_wait, background_wait = _waits(reason, told, strikes)
    interactive_until = _later(gate.interactive_until, now + interactive_wait)
    background_until = _later(gate.background_until, now + background_wait)
    if (interactive_until, background_until) == (gate.interactive_until, gate.background_until):
        return gate
    extended = interactive_until != gate.interactive_until
    return Gate(
        background_until=background_until,
        interactive_until=interactive_until,
        reason=reason if extended else gate.reason,
        strikes=strikes,
    )


def unless_paused(paused_at: datetime | None, share: Share, now: datetime) -> None:
    """Raise Held for background work while an operator has paused it."""
    if paused_at is not None and share != INTERACTIVE:
        raise Held(now + PAUSED, "paused")


def admit(gate: Gate, share: Share, requests: int, now: datetime) -> Gate:
    """The gate after so many requests were let through at once; the same object where nothing is counted.

    Raises Held. While the gate reopens, background work gets at most half of a window and none of the first, unless
    nobody asked anything for as long as a window: then it makes the first request itself.
    """
    reason = gate.reason or "rate_limit"
    end = gate.until(share)
    if end is not None and now < end:
        raise Held(end, reason)
    if gate.background_until is None or end is None or gate.calm(now):
        return gate
    background = share != INTERACTIVE
    if gate.reopened_at is None:
        if background and now < end + WINDOW:
            raise Held(end + WINDOW, reason)
        if requests > 1:
            raise Held(now + WINDOW, reason)
        return replace(gate, reopened_at=now, window=0, used=1, used_by_background=int(background))
    window = max(0, (now - gate.reopened_at) // WINDOW)
    used, by_background = (gate.used, gate.used_by_background) if window == gate.window else (0, 0)
    room = _room(window) - used
    if background:
        room = min(room, _room(window) // 2 - by_background)
    if requests > room:
        raise Held(_next_with_room(gate.reopened_at, window, requests, background), reason)
    return replace(
        gate, window=window, used=used + requests, used_by_background=by_background + (requests if background else 0)
    )


def _room(window: int) -> int:
    return 1 << window


def _next_with_room(reopened_at: datetime, window: int, requests: int, background: bool) -> datetime:
    for later in range(window + 1, RAMP_WINDOWS):
        if requests <= (_room(later) // 2 if background else _room(later)):
            return reopened_at + later * WINDOW
    return reopened_at + RAMP


def _waits(reason: Reason, told: int | None, strikes: int) -> tuple[timedelta, timedelta]:
    """For interactive use, and for background work."""
    if reason == "owner_premium":
        return OWNER_PREMIUM, OWNER_PREMIUM
    if told is not None:
        seconds = min(max(told, 0), int(LONGEST.total_seconds()))
        wait = _doubled(max(SHORTEST, timedelta(seconds=seconds)), strikes)
        return wait, wait
    if reason == "quota":
        return UNTOLD_QUOTA, UNTOLD_QUOTA
    return _doubled(UNTOLD_INTERACTIVE, strikes), _doubled(UNTOLD_BACKGROUND, strikes)


def _doubled(wait: timedelta, strikes: int) -> timedelta:
    """Twice as long for each strike, up to an hour; what was told is kept where it is longer than that."""
    return max(wait, min(wait * (1 << min(strikes, 12)), LONGEST_DOUBLED))


def _later(one: datetime | None, other: datetime) -> datetime:
    return other if one is None else max(one, other)
