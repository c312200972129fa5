"""The budget of a Spotify client id: how many requests a day (UTC), and for what. Rules only: nothing is stored here.

Spotify does not tell its quota for apps in development mode; about 600 requests a day were measured. So the budget
begins as a setting and is learned: a refusal for the quota lowers it, and days that used it up without one raise it
again.

Interactive use may take whatever is left. Background work leaves alone what interactive use is likely to need yet: its
reserve, as far as it is unspent, and released over the last hours of the day, because people listen in the evening. A
rule is data (all of: one of: a counter is at most so much), because the same rule is evaluated here and written as a
condition of DynamoDB, which compares attributes with values but does no arithmetic.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal

from chalicelib.core.accounts.shares import INTERACTIVE, SHARES, Share

Counter = Literal["interactive", "sync", "poll", "total", "background", "but_sync", "but_poll"]
"""Sums of what the shares have spent: ``background`` is sync and poll, ``but_sync`` everything but sync."""

Bound = tuple[Counter, int]
Rule = tuple[tuple[Bound, ...], ...]
"""All of: one of: this counter is at most that much."""

COUNTERS: Final[dict[Counter, tuple[Share, ...]]] = {
    "interactive": ("interactive",),
    "sync": ("sync",),
    "poll": ("poll",),
    "total": ("interactive", "sync", "poll"),
    "background": ("sync", "poll"),
    "but_sync": ("interactive", "poll"),
    "but_poll": ("interactive", "sync"),
}

FLOOR: Final = 50
"""Requests a day below which nothing that is learned goes."""

LOWERED_TO: Final = 0.9  # of the requests after which the quota was refused
LOWEST_STEP: Final = 0.5  # of the budget before, at most so far down at once
RAISED_BY: Final = 0.1
USED_UP: Final = 0.9
REMEMBERED: Final = timedelta(days=30)

RELEASED_OVER: Final = timedelta(hours=4)
"""How long before the day ends background work begins to get what interactive use has left of its reserve."""

_DAY = timedelta(days=1)


class BudgetSpent(Exception):
    """Nothing is left for this share before ``until``."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"spent until {until.isoformat()}")
        self.until = until


@dataclass(frozen=True, slots=True)
class Plan:
    """The settings: requests a day (0: no limit), and the parts of the shares in per cent, which sum up to 100."""

    requests: int
    interactive: int = 40
    sync: int = 50
    poll: int = 10


@dataclass(frozen=True, slots=True)
class Ledger:
    """What was spent on a day, and what was learned of Spotify's quota. The default is a day nobody has begun.

    ``yesterday`` is what was spent on the day before, all shares together.
    """

    day: str = ""
    interactive: int = 0
    sync: int = 0
    poll: int = 0
    yesterday: int = 0
    quota_refusals: int = 0
    learned: int | None = None
    learned_until: datetime | None = None

    def counter(self, name: Counter) -> int:
        """One of the sums."""
        spent = {"interactive": self.interactive, "sync": self.sync, "poll": self.poll}
        return sum(spent[share] for share in COUNTERS[name])

    @property
    def total(self) -> int:
        """Everything that was spent on the day."""
        return self.interactive + self.sync + self.poll

    def plus(self, share: Share, requests: int) -> Ledger:
        """The ledger after more was spent."""
        more = {name: requests if name == share else 0 for name in SHARES}
        return replace(
            self,
            interactive=self.interactive + more["interactive"],
            sync=self.sync + more["sync"],
            poll=self.poll + more["poll"],
        )


def day_of(now: datetime) -> str:
    """The day of a ledger: ``2026-11-25``, in UTC."""
    return now.astimezone(UTC).date().isoformat()


def resets_at(now: datetime) -> datetime:
    """When the next day begins."""
    return _midnight(now) + _DAY


def limit(ledger: Ledger, plan: Plan, now: datetime, share: Share | None = None) -> int | None:
    """Requests that the day has, or None where there is no limit: the setting, or what was learned where that is less.

    On a day on which the quota was refused, what that taught does not bind interactive use: for how long Spotify does
    not want to hear from it, the gate knows, and that may be a part of the day only.
    """
    learned = ledger.learned
    if learned is None or ledger.learned_until is None or ledger.learned_until <= now:
        return plan.requests or None
    if share == INTERACTIVE and ledger.quota_refusals and ledger.day == day_of(now):
        return plan.requests or None
    return min(learned, plan.requests) if plan.requests else learned


def parts(budget: int, plan: Plan) -> dict[Share, int]:
    """A day's budget in shares; what rounding leaves goes to interactive use, or to sync where that has no part."""
    sync, poll = budget * plan.sync // 100, budget * plan.poll // 100
    if not plan.interactive:
        return {"interactive": 0, "sync": budget - poll, "poll": poll}
    return {"interactive": budget - sync - poll, "sync": sync, "poll": poll}


def left(ledger: Ledger, plan: Plan, now: datetime) -> int | None:
    """Requests that interactive use has left today, or None where there is no limit."""
    budget = limit(ledger, plan, now, INTERACTIVE)
    return None if budget is None else max(0, budget - ledger.total)


def rule(budget: int | None, plan: Plan, share: Share, requests: int, now: datetime) -> Rule:
    """When so many requests more may be made for a share.

    For background work: what is spent then, with what interactive use is still granted and what the other background
    share has unspent of its own, is within the budget. Taken apart by cases, so that each compares one counter.
    """
    if budget is None:
        return ()
    within: Bound = ("total", budget - requests)
    if share == INTERACTIVE:
        return ((within,),)
    own = parts(budget, plan)
    reserve, others = own["interactive"], own["poll" if share == "sync" else "sync"]
    granted = _granted(reserve, now)
    but_other: Counter = "but_poll" if share == "sync" else "but_sync"
    return (
        (within,),
        ((but_other, budget - others - requests),),
        (("background", budget - reserve - requests), ("total", budget - granted - requests)),
        ((share, own[share] - requests), (but_other, budget - others - granted - requests)),
    )


def allows(found: Rule, ledger: Ledger) -> bool:
    """Whether a rule holds for a ledger."""
    return all(any(ledger.counter(counter) <= most for counter, most in bounds) for bounds in found)


def spend(ledger: Ledger, plan: Plan, share: Share, requests: int, now: datetime) -> Ledger:
    """The ledger after so many requests more. Raises BudgetSpent with the time from which they will be allowed."""
    if not allows(rule(limit(ledger, plan, now, share), plan, share, requests, now), ledger):
        raise BudgetSpent(_frees_at(ledger, plan, share, requests, now))
    return ledger.plus(share, requests)


def allowance(ledger: Ledger, plan: Plan, share: Share, now: datetime) -> int:
    """How many requests more a share of a limited budget may make at ``now``."""
    budget = limit(ledger, plan, now, share) or 0
    return bisect_left(
        range(budget), True, key=lambda more: not allows(rule(budget, plan, share, more + 1, now), ledger)
    )


def begin_day(ledger: Ledger, plan: Plan, now: datetime) -> Ledger:
    """The ledger of today: the same while the day lasts, else a fresh one.

    A day that used the budget up and was never refused raises what was learned by a tenth, until that reaches the
    setting.
    """
    today = day_of(now)
    if ledger.day >= today:
        return ledger
    budget = limit(ledger, plan, now)
    learned, until = ledger.learned, ledger.learned_until
    if until is None or until <= now:
        learned, until = None, None
    elif learned is not None and budget is not None and not ledger.quota_refusals and ledger.total >= USED_UP * budget:
        learned = learned + max(1, math.ceil(learned * RAISED_BY))
        if plan.requests and learned >= plan.requests:
            learned, until = None, None
    yesterday = ledger.total if ledger.day == day_of(now - _DAY) else 0
    return Ledger(day=today, yesterday=yesterday, learned=learned, learned_until=until)


def quota_refused(ledger: Ledger, plan: Plan, now: datetime, told: int | None) -> Ledger:
    """The ledger after Spotify said that its quota is used up: the budget becomes less than what was spent by then.

    Spotify's day is not ours: it ends after the ``told`` seconds, so it began before midnight where that is soon, and
    yesterday's requests count in the part that it had of yesterday (None: it did not tell, and today alone counts).
    Never less than half of what it was: the quota may be shared with another app of the same developer, so that our
    own count tells too little.
    """
    before = limit(ledger, plan, now)
    spent = ledger.total + round(ledger.yesterday * _part_of_yesterday(now, told))
    if before is not None:
        spent = max(min(spent, before), int(before * LOWEST_STEP / LOWERED_TO))
    lowered = max(FLOOR, int(spent * LOWERED_TO))
    return replace(ledger, quota_refusals=ledger.quota_refusals + 1, learned=lowered, learned_until=now + REMEMBERED)


def _part_of_yesterday(now: datetime, told: int | None) -> float:
    """How much of yesterday lies in the day of Spotify's that ends after so many seconds."""
    if told is None:
        return 0.0
    began = now + timedelta(seconds=told) - _DAY
    return min(1.0, max(0.0, (_midnight(now) - began) / _DAY))


def _granted(reserve: int, now: datetime) -> int:
    """What interactive use may still need of its reserve: all of it, and less and less in the day's last hours."""
    remaining = (resets_at(now) - now) / RELEASED_OVER
    return math.ceil(reserve * min(1.0, remaining))


def _frees_at(ledger: Ledger, plan: Plan, share: Share, requests: int, now: datetime) -> datetime:
    tomorrow = resets_at(now)
    budget = limit(ledger, plan, now, share)
    # The rule only gets wider while the day passes: the first second in which it holds is found by halving.
    if budget is None or not allows(rule(budget, plan, share, requests, tomorrow - timedelta(seconds=1)), ledger):
        return tomorrow
    early, late = now, tomorrow - timedelta(seconds=1)
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) / 2
        if allows(rule(budget, plan, share, requests, middle), ledger):
            late = middle
        else:
            early = middle
    return late


def _midnight(now: datetime) -> datetime:
    today: date = now.astimezone(UTC).date()
    return datetime.combine(today, time(), UTC)
