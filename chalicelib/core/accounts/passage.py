"""One person's way past the gate and the ledger of the client id, as the stack of transports asks for it.

Background work claims every request before it is made. Interactive work asks on what authentication read while plenty
is left, and claims too when little is left or the gate reopens: then no two functions may decide on the same old news.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from chalicelib.core.accounts import budget, gate
from chalicelib.core.accounts.budget import BudgetSpent, Plan
from chalicelib.core.accounts.gate import WINDOW, Held, Reason
from chalicelib.core.accounts.shares import INTERACTIVE, Share
from chalicelib.core.accounts.spotify_errors import held, spent
from chalicelib.core.errors import SpotifyRateLimited
from chalicelib.core.observability import count, logger, measure
from chalicelib.spotify.errors import OwnerPremiumLapsed, QuotaExceeded, RateLimited, SpotifyError

if TYPE_CHECKING:
    from chalicelib.core.accounts.client_item import Stored
    from chalicelib.core.accounts.client_store import ClientStore
    from chalicelib.core.accounts.polls import Polls
    from chalicelib.core.accounts.spending import Spending
    from chalicelib.core.clock import Clock
    from chalicelib.spotify.transport import Request

LITTLE: Final = 10
LITTLE_PERCENT: Final = 5


class Passage:
    """Gate and budget of one share, for one person. Raises errors of ``core.errors``, before anything is sent."""

    def __init__(
        self,
        user_id: str,
        share: Share,
        stored: Stored,
        store: ClientStore,
        polls: Polls,
        spending: Spending,
        plan: Plan,
        clock: Clock,
    ) -> None:
        self._user_id, self._share, self._stored = user_id, share, stored
        self._store, self._polls, self._spending, self._plan, self._clock = store, polls, spending, plan, clock
        self.requests = 0  # that were let through

    def check(self, request: Request | None = None) -> None:
        """Raise while the gate is closed for this share, as far as is known here."""
        now = self._clock.now()
        end = self._stored.gate.until(self._share)
        if end is not None and now < end:
            raise held(Held(end, self._stored.gate.reason or "rate_limit"), now)
        try:
            gate.unless_paused(self._stored.paused_at, self._share, now)
        except Held as refused:
            raise held(refused, now) from None

    def spend(self, request: Request | None = None) -> None:
        """Count one request, or raise where there is none to spend."""
        now = self._clock.now()
        try:
            if self._share == INTERACTIVE and self._plenty(now):
                if self._spending.overdue(now):
                    self._tell(now)
                self._spending.add(INTERACTIVE, now)
            else:
                self._tell(now)
                self._stored = self._claimed()
        except Held as refused:
            raise held(refused, now) from None
        except BudgetSpent as refused:
            raise spent(refused, now) from None
        except Exception as error:
            self._go_on_without(error, now)
        self.requests += 1
        count(f"SpotifyRequests{self._share.capitalize()}")

    def heard(self, request: Request, error: SpotifyError) -> None:
        """Close the gate for everyone who shares the client id. Never raises: whoever asked is told in any case."""
        reason, told = _meaning(error)
        now = self._clock.now()
        try:
            closing = self._store.close(reason, told, self._stored)
        except Exception:
            count("GateWritesFailed")
            logger.exception("the gate is not closed for others")
            self._stored = replace(self._stored, gate=gate.close(self._stored.gate, reason, told, now))
            return
        self._stored = closing.stored
        if closing.change is None:
            return
        wait = self.seconds_to_wait() or 0
        measure("SpotifyWait", wait * 1000)
        if closing.change == "closed":
            # One for a closing, however many were refused: this is what people are alerted by.
            count("SpotifyGateClosed")
        elif closing.change == "closed_again":
            count("SpotifyGateClosedAgain")
        known = self._stored.gate
        logger.error(
            "spotify gate closed",
            extra={
                "reason": known.reason,
                "change": closing.change,
                "interactive_until": known.interactive_until,
                "background_until": known.background_until,
                "strikes": known.strikes,
                "told_seconds": told,
            },
        )

    def closed(self, feature: str) -> None:
        """Remember that Spotify refused a feature to this client id."""
        self._store.remember_closed(feature)

    def answered(self, feature: str) -> None:
        """Note that Spotify answered a feature that it may close; written with the next message."""
        self._spending.answered(feature, self._clock.now())

    def seconds_to_wait(self) -> int | None:
        """Whole seconds until the gate lets this share through, None where it is open."""
        now = self._clock.now()
        end = self._stored.gate.until(self._share)
        return None if end is None or end <= now else int((end - now).total_seconds()) + 1

    def _claimed(self) -> Stored:
        """One request of the day's budget. A poll is one of the person's own polls too: both, or neither."""
        if self._share != "poll":
            return self._store.claim(self._share)
        self._polls.take(self._user_id)
        try:
            return self._store.claim("poll")
        except Exception:
            self._polls.give_back(self._user_id)
            raise

    def _plenty(self, now: datetime) -> bool:
        if not self._stored.gate.calm(now):
            return False
        today = budget.begin_day(self._stored.ledger, self._plan, now)
        most, left = budget.limit(today, self._plan, now, INTERACTIVE), budget.left(today, self._plan, now)
        if most is None or left is None:
            return True
        return left - self._spending.pending(now) > max(LITTLE, most * LITTLE_PERCENT // 100)

    def _tell(self, now: datetime) -> None:
        """Write what no message took along, as after answers that leave nothing to keep."""
        report = self._spending.take()
        try:
            if report:
                self._store.tell(report, now)
        except Exception:
            count("LedgerWritesFailed")
            logger.exception("what was asked of spotify is not recorded yet")
            self._spending.put_back(report, now)

    def _go_on_without(self, error: Exception, now: datetime) -> None:
        """The ledger cannot be written just now. A person is let through if the gate has no bounds, work that can wait
        is not."""
        count("LedgerWritesFailed")
        logger.error("the ledger cannot be written", exc_info=error)
        if self._share != INTERACTIVE or not self._stored.gate.calm(now):
            raise SpotifyRateLimited(
                "what may be asked of Spotify cannot be read just now", retry_after=int(WINDOW.total_seconds())
            ) from error
        self._spending.add(INTERACTIVE, now)


def _meaning(error: SpotifyError) -> tuple[Reason, int | None]:
    """The reason, and the seconds that Spotify told."""
    if isinstance(error, OwnerPremiumLapsed):
        return "owner_premium", None
    told = error.retry_after if isinstance(error, RateLimited) and error.told else None
    return ("quota" if isinstance(error, QuotaExceeded) else "rate_limit"), told
