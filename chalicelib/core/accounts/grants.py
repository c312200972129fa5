"""Grants: stored sealed, opened for use, and renewed once under a lease however many functions need it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pynamodb.exceptions import DoesNotExist, UpdateError
from pynamodb.expressions.update import Action

from chalicelib.core.accounts import disbelief, keys, people, sync_due, sync_schedule
from chalicelib.core.accounts.accounts_host import AccountsHost
from chalicelib.core.accounts.consents import consent_end
from chalicelib.core.accounts.person import Grant
from chalicelib.core.accounts.records import GrantRecord
from chalicelib.core.accounts.spotify_errors import tell, translate
from chalicelib.core.accounts.sync_times import AWAY_AFTER
from chalicelib.core.accounts.vault import Tokens, Vault
from chalicelib.core.clock import Clock, from_text, to_text
from chalicelib.core.errors import AccessTokenRejected, ReauthRequired, SpotifyUnavailable
from chalicelib.core.observability import count, logger
from chalicelib.core.records import condition_failed
from chalicelib.spotify.errors import InvalidGrant, SpotifyError

if TYPE_CHECKING:
    from chalicelib.spotify.oauth import OAuthClient
    from chalicelib.spotify.oauth import Tokens as Granted

LEASE_MS = 15_000  # longer than a request to Spotify's accounts host may take
WAIT_SECONDS = 2.0
WAIT_STEP = 0.1
STORE_PAUSES = (0.2, 0.5, 1.0)  # seconds before a renewal that could not be stored is stored again
# A token that is rejected before its time is renewed, but not at every request while Spotify rejects the new one too.
REJECTED_AGAIN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class _Renewal:
    """What Spotify answered for the tokens of ``revision``; ``rejected``: asked for before the old one's time.

    ``used``: for a request of the person's own; ``back``: after they were away.
    """

    revision: int
    tokens: Tokens
    access_expires_at: datetime
    rejected: bool
    used: bool = False
    back: bool = False


class BeingRenewed(SpotifyUnavailable):
    """Another function is renewing this person's token, and takes longer than anybody waits."""


class Grants:
    """The grants of all people. One refresh at a time for each person, however many functions want one.

    The lease is held by who asks Spotify; it ends by itself when its holder dies, and the next one asks. Whoever does
    not get it waits for the result and reads it. Every write is bound to the revision that was read, so an answer for
    tokens that a new consent or another renewal has replaced changes nothing.
    """

    def __init__(
        self,
        vault: Vault,
        oauth: Callable[[], OAuthClient],
        host: AccountsHost,
        clock: Clock,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._vault, self._oauth, self._host, self._clock, self._wait = vault, oauth, host, clock, wait
        self._unstored: dict[str, _Renewal] = {}

    def store(self, user_id: str, granted: Granted, asked_scopes: frozenset[str]) -> Grant:
        """A new consent replaces everything. A missing ``scope`` means that all asked were granted (RFC 6749, 5.1).

        Raises NotFound for a person who was erased meanwhile.
        """
        if granted.refresh_token is None:
            raise SpotifyUnavailable("Spotify gave no refresh token")
        now = self._clock.now()
        scopes = frozenset(granted.scope.split()) if granted.scope else asked_scopes
        ends_at = consent_end(now)
        record = GrantRecord(
            keys.user(user_id),
            keys.GRANT,
            user_id=user_id,
            sealed=self._vault.seal(user_id, Tokens(granted.access_token, granted.refresh_token)),
            scopes=set(scopes) or None,
            authorized_at=to_text(now),
            consent_expires_at=to_text(ends_at),
            access_expires_at=to_text(now + timedelta(seconds=granted.expires_in)),
            revision=int(now.timestamp() * 1000),
            gsi1pk=keys.consent_due(user_id),
            gsi1sk=to_text(ends_at),
        )
        people.consented(user_id, record, now)
        self._came_back(user_id)
        return grant_of(record)

    def access_token(self, user_id: str, grant: Grant | None, *, renew: bool = False, used: bool = False) -> str:
        """A usable access token, renewed when it is about to end or ``renew`` says that Spotify rejected it.

        ``used`` says that the person themselves asks. A renewal keeps it: it is written in any case, and who is away
        is told by it (``sync_due.seen_at``).

        A grant that Spotify refused is tried again when its time has come (``disbelief``), and not before. Raises
        ReauthRequired when the consent has ended or is refused, SpotifyRateLimited or SpotifyUnavailable when the token
        cannot be renewed just now.
        """
        now = self._clock.now()
        if grant is None or grant.consent_expires_at <= now:
            raise ReauthRequired("Spotify ends a consent after six months: sign in again")
        left_over = self._unstored.get(user_id)
        if left_over is not None and left_over.revision == grant.revision:
            # Spotify answered this process before, and only storing it failed; a refusal since was of the spent token.
            return self._stored(user_id, left_over)
        if not grant.sealed:
            raise _refused()
        if grant.refused_at is not None:
            if grant.retry_at is None or now < grant.retry_at:
                raise _refused()
        elif not renew and grant.fresh(now):
            return self._vault.open(user_id, grant.sealed).access_token
        return self._renew(user_id, grant, rejected=renew and grant.refused_at is None, used=used)

    def _renew(self, user_id: str, grant: Grant, *, rejected: bool, used: bool) -> str:
        tokens = self._vault.open(user_id, grant.sealed)
        waited = 0.0
        while True:
            held = self._lease(user_id, grant, rejected=rejected)
            if held is not None:
                return self._refreshed(user_id, tokens, held, rejected=rejected, used=used)
            current = _read(user_id)
            if int(current.revision) != grant.revision:
                return self._newer(user_id, current)
            if current.refused_at is not None and _instant(current.refused_at) != grant.refused_at:
                raise _refused()
            if rejected and self._replaced_lately(current):
                raise AccessTokenRejected("Spotify does not accept the access token: sign in again")
            if waited >= WAIT_SECONDS:
                raise BeingRenewed("the access token is being renewed", retry_after=2)
            self._wait(WAIT_STEP)
            waited += WAIT_STEP

    def _lease(self, user_id: str, grant: Grant, *, rejected: bool) -> GrantRecord | None:
        """The grant as it is stored, leased to the caller; None while another holds it, or once it has changed."""
        now = self._clock.now()
        now_ms = int(now.timestamp() * 1000)
        condition = (GrantRecord.revision == grant.revision) & (
            GrantRecord.lease_until.does_not_exist() | (GrantRecord.lease_until <= now_ms)
        )
        # Two who come when a refused grant is due are one try, not two.
        condition &= (
            GrantRecord.refused_at.does_not_exist()
            if grant.refused_at is None
            else GrantRecord.refused_at == to_text(grant.refused_at)
        )
        if rejected:
            condition &= GrantRecord.rejected_at.does_not_exist() | (
                GrantRecord.rejected_at <= to_text(now - REJECTED_AGAIN)
            )
        record = GrantRecord(keys.user(user_id), keys.GRANT)
        try:
            record.update(actions=[GrantRecord.lease_until.set(now_ms + LEASE_MS)], condition=condition)
        except UpdateError as error:
            if condition_failed(error):
                return None
            raise
        return record

    def _replaced_lately(self, current: GrantRecord) -> bool:
        """Whether the token that Spotify rejects has itself replaced a rejected one a moment ago."""
        replaced_at = _instant(current.rejected_at)
        return replaced_at is not None and replaced_at > self._clock.now() - REJECTED_AGAIN

    def _refreshed(self, user_id: str, tokens: Tokens, held: GrantRecord, *, rejected: bool, used: bool) -> str:
        try:
            granted = self._host.ask(lambda: self._oauth().refresh(tokens.refresh_token))
        except InvalidGrant:
            return self._refusal(user_id, held)
        except SpotifyError as error:
            _give_back(held)
            count("RefreshesFailed")
            tell(error)
            raise translate(error) from error
        except Exception:
            _give_back(held)
            raise
        renewed = Tokens(granted.access_token, granted.refresh_token or tokens.refresh_token)
        now = self._clock.now()
        ends_at = now + timedelta(seconds=granted.expires_in)
        back = used and now - sync_due.seen_at(held) >= AWAY_AFTER
        return self._stored(user_id, _Renewal(int(held.revision), renewed, ends_at, rejected, used, back))

    def _stored(self, user_id: str, renewal: _Renewal) -> str:
        """Store a renewal, then use it: a rotated refresh token that is lost would lose the person's consent.

        Where it cannot be stored, this process keeps it for as long as it lives, and tries again with the next request;
        the error is raised.
        """
        pauses = iter(STORE_PAUSES)
        while True:
            try:
                self._store_once(user_id, renewal)
            except _Replaced:
                self._unstored.pop(user_id, None)
                return self._newer(user_id, _read(user_id))
            except Exception:
                pause = next(pauses, None)
                if pause is None:
                    self._unstored[user_id] = renewal
                    count("GrantsNotStored")
                    logger.error("a renewed grant could not be stored; this process keeps it")
                    raise
                self._wait(pause)
            else:
                self._unstored.pop(user_id, None)
                count("GrantsRenewed")
                if renewal.back:
                    self._came_back(user_id)
                return renewal.tokens.access_token

    def used(self, user_id: str, grant: Grant) -> None:
        """Note a request of the person's own that renews no token. Never raises: they get their answer."""
        now = self._clock.now()
        record = GrantRecord(keys.user(user_id), keys.GRANT)
        try:
            record.update(
                actions=[GrantRecord.used_at.set(to_text(now))], condition=GrantRecord.revision == grant.revision
            )
        except Exception as error:
            # A grant that has changed meanwhile is in use, or gone.
            if not (isinstance(error, UpdateError) and condition_failed(error)):
                logger.warning("use is not noted", exc_info=True)
            return
        if now - grant.seen_at() >= AWAY_AFTER:
            self._came_back(user_id)

    def _came_back(self, user_id: str) -> None:
        """Have the library of somebody who is back read as often as before. Never raises: they get their answer."""
        try:
            sync_schedule.came_back(user_id, self._clock.now())
        except Exception:
            logger.warning("the next sync is not moved", exc_info=True)

    def _store_once(self, user_id: str, renewal: _Renewal) -> None:
        actions: list[Action] = [
            GrantRecord.sealed.set(self._vault.seal(user_id, renewal.tokens)),
            GrantRecord.access_expires_at.set(to_text(renewal.access_expires_at)),
            GrantRecord.revision.set(GrantRecord.revision + 1),
            *_NOT_REFUSED,
            GrantRecord.lease_until.remove(),
        ]
        if renewal.used:
            actions.append(GrantRecord.used_at.set(to_text(self._clock.now())))
        if renewal.rejected:
            actions.append(GrantRecord.rejected_at.set(to_text(self._clock.now())))
        record = GrantRecord(keys.user(user_id), keys.GRANT)
        try:
            record.update(actions=actions, condition=GrantRecord.revision == renewal.revision)
        except UpdateError as error:
            if condition_failed(error):
                raise _Replaced from None
            raise

    def _refusal(self, user_id: str, held: GrantRecord) -> str:
        """Note ``invalid_grant``. The ciphertext stays: the answer may be false."""
        now = self._clock.now()
        refusals = int(held.refusals or 0) + 1
        retry_at = disbelief.tried_again_at(refusals, now)
        actions: list[Action] = [
            GrantRecord.refused_at.set(to_text(now)),
            GrantRecord.refused_since.set(held.refused_since or to_text(now)),
            GrantRecord.refusals.set(refusals),
            GrantRecord.retry_at.set(to_text(retry_at)) if retry_at else GrantRecord.retry_at.remove(),
            GrantRecord.gsi2pk.set(keys.refusal_due(user_id)),
            GrantRecord.gsi2sk.set(to_text(retry_at or now)),
        ]
        if not _give_back(held, *actions):
            # A new consent, or whoever took over the lease, has the last word.
            current = _read(user_id)
            if current.refused_at is None and current.revision == held.revision:
                raise BeingRenewed("the access token is being renewed", retry_after=2)
            return self._newer(user_id, current)
        count("RefreshesRefused")
        logger.warning("grant refused by Spotify", extra={"refusals": refusals})
        raise _refused()

    def _newer(self, user_id: str, current: GrantRecord) -> str:
        """The access token that another stored meanwhile."""
        if current.refused_at is not None or current.sealed is None:
            raise _refused()
        return self._vault.open(user_id, current.sealed).access_token


_NOT_REFUSED: tuple[Action, ...] = (
    GrantRecord.refused_at.remove(),
    GrantRecord.refused_since.remove(),
    GrantRecord.refusals.remove(),
    GrantRecord.retry_at.remove(),
    GrantRecord.gsi2pk.remove(),
    GrantRecord.gsi2sk.remove(),
)


class _Replaced(Exception):
    """The tokens that were renewed are no longer the stored ones."""


def grant_of(record: GrantRecord) -> Grant:
    """What is known of a stored grant without opening it."""
    return Grant(
        sealed=record.sealed or b"",
        scopes=frozenset(record.scopes or ()),
        authorized_at=from_text(record.authorized_at),
        consent_expires_at=from_text(record.consent_expires_at),
        access_expires_at=from_text(record.access_expires_at),
        revision=int(record.revision),
        refused_at=_instant(record.refused_at),
        retry_at=_instant(record.retry_at),
        used_at=_instant(record.used_at),
    )


def _give_back(held: GrantRecord, *actions: Action) -> bool:
    """End an own lease, with what is to be noted; False where the lease or the grant is another's by now."""
    try:
        held.update(
            actions=[*actions, GrantRecord.lease_until.remove()],
            condition=(GrantRecord.revision == held.revision) & (GrantRecord.lease_until == held.lease_until),
        )
    except UpdateError as error:
        if condition_failed(error):
            return False
        raise
    return True


def _read(user_id: str) -> GrantRecord:
    try:
        return GrantRecord.get(keys.user(user_id), keys.GRANT, consistent_read=True)
    except DoesNotExist:
        raise ReauthRequired() from None


def _instant(text: str | None) -> datetime | None:
    return from_text(text) if text else None


def _refused() -> ReauthRequired:
    return ReauthRequired("Spotify no longer accepts the consent: sign in again")
