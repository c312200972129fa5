"""Spotify's accounts host: while it limits, fails, or refuses the app, nobody of this client id asks it; the first to
ask again is alone.

Its limits are its own: they say nothing about the Web API, whose gate is another one. A renewal is rare, so it can
afford the read of one small item.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, Literal, TypeVar

from pynamodb.exceptions import DeleteError, DoesNotExist, PutError, UpdateError

from chalicelib.core.accounts import keys
from chalicelib.core.accounts.records import AccountsHostRecord
from chalicelib.core.clock import Clock, from_text, to_epoch, to_text
from chalicelib.core.errors import DashspotError, Misconfigured, SpotifyRateLimited, SpotifyUnavailable
from chalicelib.core.observability import count, logger
from chalicelib.core.records import condition_failed
from chalicelib.spotify.errors import InvalidClient, RateLimited, SpotifyError, Unavailable

T = TypeVar("T")
Trouble = Literal["limits", "fails", "refuses_app"]

FIRST_PAUSE = 5  # seconds after a failure for which Spotify names no time; doubled by each that follows
LONGEST_PAUSE = 300
LONGEST_WAIT = 24 * 3600  # longer than any wait that was seen
PROBE_SECONDS = 15  # for which the first to ask again is alone: what a request may take
REMEMBERED = timedelta(hours=1)  # failures further apart do not belong together


class HostLimits(SpotifyRateLimited):
    """The accounts host asks to wait."""


class HostFails(SpotifyUnavailable):
    """The accounts host fails, or did so a moment ago."""


class HostRefusesApp(Misconfigured):
    """The accounts host does not accept the client id and secret, or did not a moment ago: whoever asks, it is the
    same answer, until somebody puts the secret right."""


HOST_TROUBLE: Final = (HostLimits, HostFails, HostRefusesApp)


class AccountsHost:
    """Whether the token endpoint may be asked, for one client id."""

    def __init__(self, client_id: str, clock: Clock) -> None:
        self._partition, self._clock = keys.client(client_id), clock

    def ask(self, question: Callable[[], T]) -> T:
        """What ``question`` brings from the host. It is not asked while the host is to be left alone.

        Raises one of HOST_TROUBLE, with ``retry_after``, for that and for a host in trouble now. What else the question
        raises is the host's answer, and passes.
        """
        known = self._enter()
        try:
            answer = question()
        except (RateLimited, Unavailable, InvalidClient) as error:
            raise self._close(error, known) from error
        except SpotifyError:
            self._reopen(known)
            raise
        self._reopen(known)
        return answer

    def _enter(self) -> AccountsHostRecord | None:
        """The trouble there was, if any; raises while it lasts, and for all but one of those who come right after."""
        try:
            known = AccountsHostRecord.get(self._partition, keys.ACCOUNTS_HOST, consistent_read=True)
        except DoesNotExist:
            return None
        now = self._clock.now()
        closed_until = from_text(known.closed_until)
        if closed_until > now:
            raise _wait(known.trouble, _seconds_until(closed_until, now))
        if now - closed_until > REMEMBERED:
            return None
        before = known.closed_until
        try:
            known.update(
                actions=[AccountsHostRecord.closed_until.set(to_text(now + timedelta(seconds=PROBE_SECONDS)))],
                condition=AccountsHostRecord.closed_until == before,
            )
        except UpdateError as error:
            if condition_failed(error):
                raise _wait(known.trouble, FIRST_PAUSE) from None
            raise
        return known

    def _close(self, error: SpotifyError, known: AccountsHostRecord | None) -> DashspotError:
        now, trouble = self._clock.now(), _trouble(error)
        strikes = int(known.strikes) + 1 if known else 1
        pause = min(LONGEST_PAUSE, FIRST_PAUSE << min(strikes - 1, 10))
        seconds = max(1, min(LONGEST_WAIT, pause if error.retry_after is None else error.retry_after))
        until = now + timedelta(seconds=seconds)
        record = AccountsHostRecord(
            self._partition,
            keys.ACCOUNTS_HOST,
            closed_until=to_text(until),
            trouble=trouble,
            strikes=strikes,
            expires_at=to_epoch(until + REMEMBERED),
        )
        # A later end that another one was told stays; the probe's own claim does not count as one.
        later = AccountsHostRecord.closed_until.does_not_exist() | (AccountsHostRecord.closed_until < to_text(until))
        own = AccountsHostRecord.closed_until == known.closed_until if known else None
        try:
            record.save(condition=later | own if own is not None else later)
        except Exception as failure:
            if not (isinstance(failure, PutError) and condition_failed(failure)):
                # What is told to the person does not depend on it.
                logger.exception("trouble of the accounts host is not remembered")
        count("AccountsHostClosed")
        if trouble == "refuses_app":
            count("SpotifyAppRefused")
        logger.warning(
            "spotify's accounts host is left alone",
            extra={"error": type(error).__name__, "spotify_status": error.status, "seconds": seconds},
        )
        return _wait(trouble, seconds)

    def _reopen(self, known: AccountsHostRecord | None) -> None:
        if known is None:
            return
        try:
            known.delete(condition=AccountsHostRecord.closed_until == known.closed_until)
        except Exception as failure:
            # Never in the way of the answer: it may hold a token that exists only here. The claim ends by itself.
            if not (isinstance(failure, DeleteError) and condition_failed(failure)):
                logger.exception("the accounts host is not known to be well again")


def _trouble(error: SpotifyError) -> Trouble:
    if isinstance(error, InvalidClient):
        return "refuses_app"
    return "limits" if isinstance(error, RateLimited) else "fails"


def _wait(trouble: str, seconds: int) -> DashspotError:
    if trouble == "limits":
        return HostLimits("Spotify's sign-in service asks to wait", retry_after=seconds)
    if trouble == "refuses_app":
        detail = "Spotify does not accept this installation's client id and secret"
        return HostRefusesApp(detail, retry_after=seconds)
    return HostFails("Spotify's sign-in service fails just now", retry_after=seconds)


def _seconds_until(instant: datetime, now: datetime) -> int:
    return int((instant - now).total_seconds()) + 1
