"""Keeps a Spotify client id's gate and ledger, for all functions and people who share it.

Every change is one conditional update, decided on what was seen last; a condition that fails comes with the item as it
is, and the decision is made anew. So a claim takes one request in the usual case, a refusal of it one, and the first
claim of a day, or while the gate reopens, two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from chalicelib.core.accounts import budget, capabilities, client_item, gate, keys
from chalicelib.core.accounts.budget import Plan
from chalicelib.core.accounts.client_item import Stored
from chalicelib.core.accounts.gate import Reason
from chalicelib.core.accounts.shares import INTERACTIVE, Share
from chalicelib.core.accounts.spending import Report
from chalicelib.core.clock import Clock, to_epoch
from chalicelib.core.expressions import ConditionFailed, Update
from chalicelib.core.observability import gauge

ATTEMPTS: Final = 20
"""How often a decision is made anew. Each time somebody else's change went through, so a few are enough."""

KEPT: Final = budget.REMEMBERED + timedelta(days=10)


class Contended(Exception):
    """Others changed the item at every attempt."""


@dataclass(frozen=True, slots=True)
class Closing:
    """What a refusal did. ``change`` is None where the gate was closed for as long already; ``extended`` moves the end
    of a gate that others have closed; ``closed_again`` is a strike while it reopened."""

    stored: Stored
    change: Literal["closed", "closed_again", "extended"] | None


class ClientStore:
    """The gate and the ledger of one client id. One for all threads of a process."""

    def __init__(self, table: str, client_id: str, plan: Plan, clock: Clock) -> None:
        self._table, self._client_id, self._plan, self._clock = table, client_id, plan, clock
        self._seen = Stored()  # only what was learned is taken from it, and that is a part of the condition

    def claim(self, share: Share, requests: int = 1) -> Stored:
        """Take requests of today's budget. Raises Held or BudgetSpent: then nothing may be asked.

        While the gate reopens few are let through, and a claim of many waits until that is over: claim one by one.
        """
        seen: Stored | None = None
        for _ in range(ATTEMPTS):
            now = self._clock.now()
            update = self._update()
            if seen is None or (seen.gate.calm(now) and seen.ledger.day == budget.day_of(now)):
                self._count(update, share, requests, now)
            else:
                self._let_in(update, seen, share, requests, now)
            try:
                return self._written(update)
            except ConditionFailed as failed:
                seen = self._seen = client_item.read(failed.item)
                # Refused where the rules refuse it; else it is tried again on what is known now.
                gate.unless_paused(seen.paused_at, share, now)
                gate.admit(seen.gate, share, requests, now)
                budget.spend(budget.begin_day(seen.ledger, self._plan, now), self._plan, share, requests, now)
        raise Contended("a claim found no quiet moment")

    def release(self, share: Share, requests: int) -> None:
        """Give back claimed requests that were not made. What was claimed on a day that is over is gone."""
        update = self._update()
        update.require(update.is_now(client_item.DAY, budget.day_of(self._clock.now())))
        update.require(update.compare(client_item.spent(share), ">=", requests))
        client_item.count(update, {share: -requests})
        try:
            self._written(update)
        except ConditionFailed:
            return

    def record(self, spent: Mapping[Share, int], day: str) -> None:
        """Add requests that were made on a day to its ledger; those of a day that is over count no more."""
        if not any(spent.values()):
            return
        seen: Stored | None = None
        for _ in range(ATTEMPTS):
            update = self._update()
            if seen is None or seen.ledger.day == day:
                update.require(update.is_now(client_item.DAY, day))
                client_item.count(update, spent)
            else:
                ledger = budget.begin_day(seen.ledger, self._plan, self._clock.now())
                if ledger.day != day:
                    return
                for share, requests in spent.items():
                    ledger = ledger.plus(share, requests)
                self._change(update, seen, replace(seen, ledger=ledger))
            try:
                self._written(update)
            except ConditionFailed as failed:
                seen = client_item.read(failed.item)
            else:
                return
        raise Contended("spent requests are not recorded")

    def tell(self, report: Report, at: datetime) -> None:
        """Record what was collected up to an instant: requests, and features that answered."""
        self.record(report.spent, report.day)
        for feature in report.answered:
            capabilities.remember_answered(self._table, self._client_id, feature, at, self._clock.now())

    def remember_closed(self, feature: str) -> None:
        """Note that Spotify refused a feature to this client id."""
        capabilities.remember_closed(self._table, self._client_id, feature, self._clock.now())

    def close(self, reason: Reason, told: int | None, seen: Stored) -> Closing:
        """Close the gate after a refusal that told to wait ``told`` seconds. ``seen`` is what the asker knew."""
        for _ in range(ATTEMPTS):
            now = self._clock.now()
            closed = gate.close(seen.gate, reason, told, now)
            if closed is seen.gate:
                return Closing(seen, None)
            was_closed = seen.gate.closed_for(INTERACTIVE, now)
            change: Literal["closed", "closed_again", "extended"] = (
                "closed" if seen.gate.calm(now) else "extended" if was_closed else "closed_again"
            )
            ledger = budget.begin_day(seen.ledger, self._plan, now)
            if reason == "quota" and not (was_closed and seen.gate.reason == "quota"):
                ledger = budget.quota_refused(ledger, self._plan, now, told)
            update = self._update()
            self._change(update, seen, replace(seen, gate=closed, ledger=ledger))
            try:
                return Closing(self._written(update), change)
            except ConditionFailed as failed:
                seen = client_item.read(failed.item)
        raise Contended("the gate is not closed")

    def pause(self) -> None:
        """Hold all background work from now on, until ``resume``. Requests on their way are not stopped."""
        self._pause(self._clock.now())

    def resume(self) -> None:
        """Let background work go on."""
        self._pause(None)

    def _pause(self, at: datetime | None) -> None:
        update = self._update()
        client_item.pause(update, at)
        self._keep(update, paused=at is not None)
        self._written(update)

    def _count(self, update: Update, share: Share, requests: int, now: datetime) -> None:
        """The usual case: the day has begun and the gate has no bounds."""
        ledger = self._seen.ledger
        update.require(update.is_now(client_item.DAY, budget.day_of(now)))
        if share != INTERACTIVE:
            client_item.require_not_paused(update)
        client_item.require_calm(update, now)
        client_item.require_learned(update, ledger)
        limit = budget.limit(ledger, self._plan, now, share)
        client_item.require_rule(update, budget.rule(limit, self._plan, share, requests, now))
        client_item.count(update, {share: requests})

    def _let_in(self, update: Update, seen: Stored, share: Share, requests: int, now: datetime) -> None:
        """A day begins, or the gate reopens."""
        today = budget.begin_day(seen.ledger, self._plan, now)
        after = replace(
            seen,
            gate=gate.admit(seen.gate, share, requests, now),
            ledger=budget.spend(today, self._plan, share, requests, now),
        )
        self._change(update, seen, after)
        if today is seen.ledger:
            limit = budget.limit(today, self._plan, now, share)
            client_item.require_rule(update, budget.rule(limit, self._plan, share, requests, now))

    def _change(self, update: Update, before: Stored, after: Stored) -> None:
        client_item.change(update, before, after)
        self._keep(update, paused=before.paused_at is not None)

    def _keep(self, update: Update, *, paused: bool) -> None:
        """For as long as anything in it matters; a pause lasts until an operator ends it."""
        update.set("schema", 1)
        update.set("expires_at", None if paused else to_epoch(self._clock.now() + KEPT))

    def _update(self) -> Update:
        return Update(self._table, keys.client(self._client_id), keys.GATE)

    def _written(self, update: Update) -> Stored:
        stored = self._seen = client_item.read(update.send())
        limit = budget.limit(stored.ledger, self._plan, self._clock.now())
        gauge("SpotifyBudgetSpent", stored.ledger.total)
        if limit is not None:
            gauge("SpotifyBudgetLimit", limit)
        return stored
