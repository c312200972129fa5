"""What is stored of a person, as the account endpoints answer it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.core.accounts import consents
from chalicelib.core.accounts.schemas import (
    GrantOut,
    SessionListed,
    SessionOut,
    SettingsOut,
    TokenListed,
    UserOut,
    WhoAmI,
)
from chalicelib.core.paging import Listing, PageInfo

if TYPE_CHECKING:
    from chalicelib.core.accounts.person import AuthenticatedPerson, Credential, Grant
    from chalicelib.core.accounts.records import UserRecord
    from chalicelib.core.accounts.sessions import KnownCredential


def who(person: AuthenticatedPerson, record: UserRecord, now: datetime) -> WhoAmI:
    """The person who asks, with session, consent and settings."""
    hours = record.sync_period_hours
    return WhoAmI(
        authenticated=True,
        user=user(record),
        session=session(person.credential) if person.credential.kind == "session" else None,
        grant=_grant(person.grant, now) if person.grant is not None else None,
        settings=SettingsOut(time_zone=record.time_zone, sync_period_hours=None if hours is None else int(hours)),
    )


def user(record: UserRecord) -> UserOut:
    """The person, as Spotify names them."""
    return UserOut(
        id=record.user_id,
        display_name=record.display_name,
        images=list(record.images or ()),
        spotify_url=record.spotify_url,
    )


def session(credential: Credential) -> SessionOut:
    """A session or token, without its secret."""
    return SessionOut(id=credential.id, created_at=credential.created_at, expires_at=credential.expires_at)


def listed_session(known: KnownCredential, in_use: Credential) -> SessionListed:
    """A session among the person's others."""
    current = known.credential.id == in_use.id
    return SessionListed(**session(known.credential).model_dump(), user_agent=known.user_agent, current=current)


def listed_token(known: KnownCredential, in_use: Credential) -> TokenListed:
    """A token among the person's others."""
    current = known.credential.id == in_use.id
    return TokenListed(**session(known.credential).model_dump(), name=known.name or "", current=current)


def whole(listing: type[Listing], found: Sequence[SessionListed | TokenListed]) -> Listing:
    """A list that has no further page."""
    return listing(data=list(found), page=PageInfo(next=None, limit=max(1, len(found)), total=len(found)))


def _grant(grant: Grant, now: datetime) -> GrantOut:
    return GrantOut(
        scopes=sorted(grant.scopes),
        authorized_at=grant.authorized_at,
        expires_at=grant.consent_expires_at,
        days_left=consents.days_left(grant.consent_expires_at, now),
        warning=consents.warning(grant.consent_expires_at, now),
        reauth_required=grant.reauth_required(now),
    )
