"""Who asks, as authentication knows it after one read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from chalicelib.core.accounts.client_item import Stored

RENEW_BEFORE = timedelta(seconds=60)  # an access token that ends sooner may end on the way to Spotify

CredentialKind = Literal["session", "token"]


@dataclass(frozen=True, slots=True)
class Credential:
    """The session or token that was shown."""

    id: str
    kind: CredentialKind
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Grant:
    """A person's consent at Spotify: sealed tokens, and what is known of them without opening.

    ``sealed`` is empty where a dead grant's tokens have been erased.
    """

    sealed: bytes
    scopes: frozenset[str]
    authorized_at: datetime
    consent_expires_at: datetime
    access_expires_at: datetime
    revision: int
    refused_at: datetime | None = None
    retry_at: datetime | None = None  # when a refused grant is tried again; None when it is no more
    used_at: datetime | None = None  # the last request of the person's own that was noted

    def fresh(self, now: datetime) -> bool:
        """True while the access token lasts long enough to be used."""
        return self.access_expires_at - now > RENEW_BEFORE

    def seen_at(self) -> datetime:
        """When the person was last known to use Dashspot: they consented, or a request of theirs was noted."""
        return self.authorized_at if self.used_at is None else max(self.authorized_at, self.used_at)

    def reauth_required(self, now: datetime) -> bool:
        """True when Spotify refused the grant, or the consent's six months are over."""
        return self.refused_at is not None or self.consent_expires_at <= now


@dataclass(frozen=True, slots=True)
class ClientState:
    """What is known of a Spotify client id: its gate and ledger, and which features Spotify refused it or answered."""

    stored: Stored = field(default_factory=Stored)
    closed_features: frozenset[str] = frozenset()
    answered_features: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody for whom Spotify is asked, now or in the background."""

    user_id: str
    grant: Grant | None
    client: ClientState


@dataclass(frozen=True, slots=True)
class AuthenticatedPerson(Person):
    """Somebody who showed a session or a token."""

    credential: Credential
