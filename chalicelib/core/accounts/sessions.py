"""Sessions of browsers and tokens of scripts: one kind of record, stored under a hash of its secret."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pynamodb.exceptions import DeleteError

from chalicelib.core.accounts import keys
from chalicelib.core.accounts.person import Credential, CredentialKind
from chalicelib.core.accounts.records import SessionRecord
from chalicelib.core.clock import from_text, to_epoch, to_text
from chalicelib.core.errors import NotFound
from chalicelib.core.records import condition_failed

SESSION_LIFETIME = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class NewCredential:
    """A credential just made; ``token`` is shown once and kept nowhere."""

    token: str
    credential: Credential
    name: str | None


@dataclass(frozen=True, slots=True)
class KnownCredential:
    """A stored credential as its owner sees it."""

    credential: Credential
    name: str | None
    user_agent: str | None


def create(
    user_id: str,
    kind: CredentialKind,
    now: datetime,
    lifetime: timedelta = SESSION_LIFETIME,
    *,
    name: str | None = None,
    user_agent: str | None = None,
) -> NewCredential:
    """Store a new session or token."""
    secret = keys.new_secret()
    ends_at = now + lifetime
    SessionRecord(
        keys.user(user_id),
        keys.session(secret),
        credential=kind,
        name=name,
        user_agent=user_agent[:200] if user_agent else None,
        created_at=to_text(now),
        ends_at=to_text(ends_at),
        expires_at=to_epoch(ends_at),
    ).save()
    return NewCredential(
        token=f"{user_id}.{secret}",
        credential=Credential(id=keys.session_id(secret), kind=kind, created_at=now, expires_at=ends_at),
        name=name,
    )


def list_active(user_id: str, kind: CredentialKind, now: datetime) -> Sequence[KnownCredential]:
    """The person's sessions, or tokens, that have not ended; newest first."""
    found = [
        KnownCredential(
            Credential(
                id=record.sk.removeprefix(keys.SESSION_PREFIX),
                kind=kind,
                created_at=from_text(record.created_at),
                expires_at=from_text(record.ends_at),
            ),
            record.name,
            record.user_agent,
        )
        for record in SessionRecord.query(
            keys.user(user_id), SessionRecord.sk.startswith(keys.SESSION_PREFIX), consistent_read=True
        )
        if record.credential == kind and from_text(record.ends_at) > now
    ]
    return sorted(found, key=lambda known: known.credential.created_at, reverse=True)


def revoke(user_id: str, credential_id: str, kind: CredentialKind) -> None:
    """End a session or token at once; NotFound when the person has none of that id and kind."""
    try:
        SessionRecord(keys.user(user_id), keys.SESSION_PREFIX + credential_id).delete(
            condition=SessionRecord.credential == kind
        )
    except DeleteError as error:
        if condition_failed(error):
            raise NotFound(f"there is no such {kind}") from None
        raise
