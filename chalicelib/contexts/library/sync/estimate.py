"""How much a sync has still to ask, and when it will be through with it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.contexts.library.sync.part import Part
from chalicelib.core.accounts import budget
from chalicelib.core.accounts.budget import Ledger, Plan
from chalicelib.core.accounts.gate import Gate
from chalicelib.core.accounts.shares import Share

PAGE = 50
WITH_PLAYLIST = 100
"""Rows that come with a playlist itself."""

PACE = timedelta(seconds=1)
"""What a request takes, with keeping what it brought."""

SYNC: Share = "sync"


@dataclass(frozen=True, slots=True)
class Estimate:
    """Requests that are left, and when the last of them is answered if nothing intervenes."""

    requests: int
    ready_at: datetime


def estimate(parts: Iterable[Part], ledger: Ledger, plan: Plan, gate: Gate, now: datetime) -> Estimate:
    """What is left of a sync, under the day's budget and the gate as they are known."""
    requests = sum(_requests(part) for part in parts if part.pending)
    held_until = gate.until(SYNC)
    start = max(now, held_until) if held_until is not None else now
    return Estimate(requests, _ready_at(requests, ledger, plan, start))


def _requests(part: Part) -> int:
    if part.kind == "gone":
        return 0
    if part.total is None:
        return 1
    if part.kind == "playlist" and part.rows == 0:
        return 1 + math.ceil(max(0, part.total - WITH_PLAYLIST) / PAGE)
    return max(1 if part.rows == 0 else 0, math.ceil(max(0, part.total - part.rows) / PAGE))


def _ready_at(requests: int, ledger: Ledger, plan: Plan, start: datetime) -> datetime:
    today = budget.begin_day(ledger, plan, start)
    most = budget.limit(today, plan, start, SYNC)
    if most is None:
        return start + requests * PACE
    left_today = budget.allowance(today, plan, SYNC, start)
    if requests <= left_today:
        return start + requests * PACE
    a_day = max(1, budget.parts(most, plan)[SYNC])
    days, rest = divmod(requests - left_today - 1, a_day)
    return budget.resets_at(start) + days * timedelta(days=1) + (rest + 1) * PACE
