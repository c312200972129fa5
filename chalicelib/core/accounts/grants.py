"""Grants: stored sealed, opened for use, and renewed once under a lease however many functions need it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pynamodb.exceptions import DoesNotExist, UpdateError
from pynamodb.expressions.update import Action

from chalicelib.core.accounts import keys
from chalicelib.core.accounts.person import Grant
from chalicelib.core.accounts.records import GrantRecord
from chalicelib.core.accounts.vault import Tokens, Vault
from chalicelib.core.clock import Clock, from_text, to_text
from chalicelib.core.errors import ReauthRequired, SpotifyUnavailable
from chalicelib.core.observability import count, logger
from chalicelib.core.records import condition_failed
from chalicelib.spotify.errors import InvalidGrant

if TYPE_CHECKING:
    from chalicelib.spotify.oauth import OAuthClient
    from chalicelib.spotify.oauth import Tokens as Granted

# A refresh token dies six months after consent, and refreshing does not extend it. The answer carries no date, so the
# consent's own is kept (Spotify's developer blog, June 2026: refresh token expiry).
CONSENT_LIFETIME = timedelta(days=182)
ASK_AGAIN_AFTER = timedelta(minutes=15)  # Spotify has answered invalid_grant falsely in outages
LEASE_MS = 15_000  # longer than a request to Spotify's accounts host may take
WAIT_SECONDS = 2.0
WAIT_STEP = 0.1


class Grants:
    """The grants of all people."""

    def __init__(
        self, vault: Vault, oauth: Callable[[], OAuthClient], clock: Clock, wait: Callable[[float], None] = time.sleep
    ) -> None:
        self._vault, self._oauth, self._clock, self._wait = vault, oauth, clock, wait

    def store(self, user_id: str, granted: Granted, asked_scopes: frozenset[str]) -> Grant:
        """A new consent replaces everything. A missing ``scope`` means that all asked were granted (RFC 6749, 5.1)."""
        if granted.refresh_token is None:
            raise SpotifyUnavailable("Spotify gave no refresh token")
        now = self._clock.now()
        scopes = frozenset(granted.scope.split()) if granted.scope else asked_scopes
        consent_ends = now + CONSENT_LIFETIME
        record = GrantRecord(
            keys.user(user_id),
            keys.GRANT,
            user_id=user_id,
            sealed=self._vault.seal(user_id, Tokens(granted.access_token, granted.refresh_token)),
            scopes=set(scopes) or None,
            authorized_at=to_text(now),
            consent_expires_at=to_text(consent_ends),
            access_expires_at=to_text(now + timedelta(seconds=granted.expires_in)),
            revision=int(now.timestamp() * 1000),
            gsi1pk=keys.consent_due(user_id),
            gsi1sk=to_text(consent_ends),
        )
        record.save()
        return _grant(record)

    def access_token(self, user_id: str, grant: Grant | None, *, renew: bool = False) -> str:
        """A usable access token, renewed when it is about to end or ``renew`` says that Spotify rejected it.

        Raises ReauthRequired when the consent has ended or was revoked, SpotifyUnavailable when the token cannot be
        renewed just now.
        """
        now = self._clock.now()
        if grant is None or grant.consent_expires_at <= now:
            raise ReauthRequired("Spotify ends a consent after six months: sign in again")
        if grant.refused_at is not None and now - grant.refused_at < ASK_AGAIN_AFTER:
            raise ReauthRequired("Spotify no longer accepts the consent: sign in again")
        if not renew and grant.fresh(now):
            return self._vault.open(user_id, grant.sealed).access_token
        return self._renew(user_id, grant)

    def _renew(self, user_id: str, grant: Grant) -> str:
        record = GrantRecord(keys.user(user_id), keys.GRANT)
        now_ms = int(self._clock.now().timestamp() * 1000)
        try:
            record.update(
                actions=[GrantRecord.lease_until.set(now_ms + LEASE_MS)],
                condition=(GrantRecord.revision == grant.revision)
                & (GrantRecord.lease_until.does_not_exist() | (GrantRecord.lease_until < now_ms)),
            )
        except UpdateError as error:
            if not condition_failed(error):
                raise
            return self._renewed_by_another(user_id, grant)
        try:
            tokens = self._vault.open(user_id, grant.sealed)
            granted = self._oauth().refresh(tokens.refresh_token)
        except InvalidGrant:
            # The ciphertext stays: the answer may be false, and only a new consent replaces it.
            if not _update_same(record, grant, GrantRecord.refused_at.set(to_text(self._clock.now()))):
                return self._renewed_by_another(user_id, grant)
            count("GrantsRefused")
            logger.warning("grant refused by Spotify")
            raise ReauthRequired("Spotify no longer accepts the consent: sign in again") from None
        except Exception:
            _update_same(record, grant)
            raise
        renewed = Tokens(granted.access_token, granted.refresh_token or tokens.refresh_token)
        access_ends = self._clock.now() + timedelta(seconds=granted.expires_in)
        # Stored before it is used: a rotated refresh token that is lost would lose the person's consent.
        try:
            record.update(
                actions=[
                    GrantRecord.sealed.set(self._vault.seal(user_id, renewed)),
                    GrantRecord.access_expires_at.set(to_text(access_ends)),
                    GrantRecord.revision.set(GrantRecord.revision + 1),
                    GrantRecord.refused_at.remove(),
                    GrantRecord.lease_until.remove(),
                ],
                condition=GrantRecord.revision == grant.revision,
            )
        except UpdateError as error:
            if not condition_failed(error):
                raise
            # The person signed in again meanwhile: the new consent stands.
            return self._renewed_by_another(user_id, grant)
        count("GrantsRenewed")
        return renewed.access_token

    def _renewed_by_another(self, user_id: str, grant: Grant) -> str:
        waited = 0.0
        while waited < WAIT_SECONDS:
            try:
                current = GrantRecord.get(keys.user(user_id), keys.GRANT, consistent_read=True)
            except DoesNotExist:
                raise ReauthRequired() from None
            if int(current.revision) != grant.revision:
                return self._vault.open(user_id, current.sealed).access_token
            if current.refused_at is not None and from_text(current.refused_at) != grant.refused_at:
                raise ReauthRequired("Spotify no longer accepts the consent: sign in again")
            self._wait(WAIT_STEP)
            waited += WAIT_STEP
        raise SpotifyUnavailable("the access token is being renewed", retry_after=2)


def _update_same(record: GrantRecord, grant: Grant, *actions: Action) -> bool:
    """Return the lease of a grant; False where another one has taken its place, to which nothing of the old applies."""
    try:
        record.update(
            actions=[*actions, GrantRecord.lease_until.remove()], condition=GrantRecord.revision == grant.revision
        )
    except UpdateError as error:
        if not condition_failed(error):
            raise
        return False
    return True


def _grant(record: GrantRecord) -> Grant:
    return Grant(
        sealed=record.sealed,
        scopes=frozenset(record.scopes or ()),
        authorized_at=from_text(record.authorized_at),
        consent_expires_at=from_text(record.consent_expires_at),
        access_expires_at=from_text(record.access_expires_at),
        revision=int(record.revision),
        refused_at=from_text(record.refused_at) if record.refused_at else None,
    )


def consents_ending_before(instant: datetime, shard: int) -> int:
    """How many consents of a shard end before an instant."""
    due: int = GrantRecord.due.count(keys.consents_due(shard), GrantRecord.gsi1sk < to_text(instant))
    return due
