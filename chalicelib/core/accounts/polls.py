"""How often a day Dashspot may poll Spotify for one person: ``U#<user_id>`` / ``POLLS`` in coordination.

The day's budget is everyone's. A schedule, or a client that asks too eagerly, must not use it up for one person: a home
automation that polled the player 2,900 times a day had its app blocked.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from chalicelib.core.accounts import keys
from chalicelib.core.accounts.budget import BudgetSpent, day_of, resets_at
from chalicelib.core.clock import Clock, to_epoch
from chalicelib.core.expressions import ConditionFailed, Update
from chalicelib.core.observability import logger

DAY: Final = "day"
USED: Final = "used"


class Polls:
    """Counts polls by person and day (UTC)."""

    def __init__(self, table: str, allowance: int, clock: Clock) -> None:
        self._table, self._allowance, self._clock = table, allowance, clock

    def take(self, user_id: str) -> None:
        """Take one of the person's polls of today. Raises BudgetSpent when there is none left."""
        now = self._clock.now()
        today = day_of(now)
        if self._allowance <= 0:
            raise BudgetSpent(resets_at(now))
        update = self._update(user_id)
        update.require(update.is_now(DAY, today))
        update.require(update.compare(USED, "<", self._allowance))
        update.add(USED, 1)
        try:
            update.send()
        except ConditionFailed as failed:
            if failed.item is not None and failed.item[DAY]["S"] >= today:
                raise BudgetSpent(resets_at(now)) from None
            self._begin(user_id, today)

    def give_back(self, user_id: str) -> None:
        """Give back a poll of today that was taken and not made. Never raises: at worst the person has one less."""
        update = self._update(user_id)
        update.require(update.is_now(DAY, day_of(self._clock.now())))
        update.require(update.compare(USED, ">", 0))
        update.add(USED, -1)
        try:
            update.send()
        except ConditionFailed:
            return
        except Exception:
            logger.exception("a poll is not given back")

    def _begin(self, user_id: str, today: str) -> None:
        update = self._update(user_id)
        update.require(update.any_of([update.missing(DAY), update.compare(DAY, "<", today)]))
        update.set(DAY, today)
        update.set(USED, 1)
        update.set("schema", 1)
        update.set("expires_at", to_epoch(self._clock.now() + timedelta(days=2)))
        try:
            update.send()
        except ConditionFailed:
            # Another function began the day in between.
            self.take(user_id)

    def _update(self, user_id: str) -> Update:
        return Update(self._table, keys.user(user_id), keys.POLLS)
