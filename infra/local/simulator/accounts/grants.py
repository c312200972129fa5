"""Codes and tokens: what the simulator gave to whom, and whether it still holds.

Tokens carry their own content under a signature, so that they outlive a restart of the simulator as real ones outlive a
restart of the app; what was revoked is remembered by this process only. The key follows from the client secret: these
tokens open nothing but generated libraries on the same machine.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from typing import Literal

from infra.local.simulator.clock import Clock
from infra.local.simulator.options import Options

_DAY = 86400


class TokenRefused(Exception):
    """A code or token that does not hold (any more); the message is the one that Spotify's answer carries."""


@dataclass(frozen=True)
class Grant:
    """What a person agreed to: ``authorized_at`` is in seconds since the epoch and survives every refresh."""

    user_id: str
    scopes: tuple[str, ...]
    authorized_at: float


@dataclass(frozen=True)
class PendingCode:
    """An authorization code waiting for its exchange."""

    grant: Grant
    redirect_uri: str
    code_challenge: str | None
    expires_at: float


@dataclass(frozen=True)
class AccessToken:
    """A live access token."""

    grant: Grant
    expires_at: float


Rotation = Literal["never", "same", "always"]


@dataclass
class TokenRules:
    """How tokens live; can be changed while the simulator runs.

    ``rotation`` tells what a refresh answers besides an access token: no refresh token (``never``), the one that was
    used (``same``), or a new one, whereupon the old one is dead (``always``). With ``reuse_revokes`` using a dead one
    ends everything that the person granted, as OAuth's best practice has it. Times are in seconds and days.
    """

    rotation: Rotation
    token_seconds: float
    refresh_days: float
    reuse_revokes: bool = False

    @classmethod
    def of(cls, options: Options) -> TokenRules:
        """The rules that the simulator starts with."""
        return cls("always" if options.rotate else "never", options.token_seconds, options.refresh_days)


class Grants:
    """Issues and checks codes, access tokens and refresh tokens."""

    def __init__(self, options: Options, clock: Clock) -> None:
        self._options = options
        self._clock = clock
        self.rules = TokenRules.of(options)
        self._key = hashlib.sha256(f"{options.seed}:{options.client_secret}".encode()).digest()
        self._codes: dict[str, PendingCode] = {}
        self._revoked: set[str] = set()
        self._last_instant = 0.0
        self._access_void_before: dict[str, float] = {}
        self._refresh_void_before: dict[str, float] = {}

    def reset(self) -> None:
        """Forgets codes and revocations; the rules are those of the start."""
        self.rules = TokenRules.of(self._options)
        self._last_instant = 0.0
        self._codes.clear()
        self._revoked.clear()
        self._access_void_before.clear()
        self._refresh_void_before.clear()

    def issue_code(self, user_id: str, scopes: tuple[str, ...], redirect_uri: str, code_challenge: str | None) -> str:
        """A code for one exchange within ``code_seconds``."""
        now = self._clock.now()
        code = "AQ" + secrets.token_urlsafe(96)
        grant = Grant(user_id, scopes, now)
        self._codes[code] = PendingCode(grant, redirect_uri, code_challenge, now + self._options.code_seconds)
        return code

    def take_code(self, code: str) -> PendingCode:
        """The code's content, once. Raises TokenRefused for an unknown, used or expired one."""
        pending = self._codes.pop(code, None)
        if pending is None:
            raise TokenRefused("Invalid authorization code")
        if pending.expires_at <= self._clock.now():
            raise TokenRefused("Authorization code expired")
        return pending

    def access_token(self, grant: Grant) -> str:
        """A new access token, good for the rules' ``token_seconds``."""
        return self._sign("BQ", grant)

    def refresh_token(self, grant: Grant) -> str:
        """A new refresh token. It dies with the consent, however often it is used or rotated."""
        return self._sign("AQ", grant)

    def check_access(self, token: str) -> AccessToken:
        """Raises TokenRefused where the token is not one of ours, has expired or was made to expire."""
        try:
            grant, issued_at = self._verify("BQ", token)
        except ValueError:
            raise TokenRefused("Invalid access token") from None
        expires_at = issued_at + self.rules.token_seconds
        if expires_at <= self._clock.now() or self._voided(self._access_void_before, grant, issued_at):
            raise TokenRefused("The access token expired")
        return AccessToken(grant, expires_at)

    def check_refresh(self, token: str) -> Grant:
        """Raises TokenRefused where the token is not one of ours, was revoked, or its consent is too old."""
        try:
            grant, issued_at = self._verify("AQ", token)
        except ValueError:
            raise TokenRefused("Invalid refresh token") from None
        too_old = grant.authorized_at + self.rules.refresh_days * _DAY <= self._clock.now()
        if too_old or token in self._revoked or self._voided(self._refresh_void_before, grant, issued_at):
            raise TokenRefused("Refresh token revoked")
        return grant

    def use_refresh(self, token: str) -> tuple[Grant, str | None]:
        """The grant behind a refresh token, and the refresh token to answer with, if any.

        Raises TokenRefused as :meth:`check_refresh` does.
        """
        if token in self._revoked and self.rules.reuse_revokes:
            self.revoke_refresh(self._verify("AQ", token)[0].user_id)
        grant = self.check_refresh(token)
        if self.rules.rotation == "always":
            self._revoked.add(token)
            return grant, self.refresh_token(grant)
        return grant, token if self.rules.rotation == "same" else None

    def expire_access(self, user_id: str = "") -> None:
        """Makes the access tokens issued so far expire: one user's, or everybody's."""
        self._access_void_before[user_id] = self._instant()

    def revoke_refresh(self, user_id: str = "") -> None:
        """Revokes the refresh tokens issued so far, as a user does in their account's list of apps."""
        self._refresh_void_before[user_id] = self._instant()

    def _instant(self) -> float:
        """Now, but never the same twice: what is issued after a revocation outlives it, even if time stands still."""
        self._last_instant = max(self._clock.now(), self._last_instant + 1e-6)
        return self._last_instant

    def _voided(self, void_before: dict[str, float], grant: Grant, issued_at: float) -> bool:
        return issued_at <= max(void_before.get(grant.user_id, 0), void_before.get("", 0))

    def _sign(self, prefix: str, grant: Grant) -> str:
        content = [grant.user_id, list(grant.scopes), grant.authorized_at, self._instant(), secrets.token_hex(8)]
        payload = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        return prefix + _encode(self._signature(prefix, payload) + payload)

    def _verify(self, prefix: str, token: str) -> tuple[Grant, float]:
        if not token.startswith(prefix):
            raise ValueError("another kind of token")
        raw = base64.urlsafe_b64decode(token[len(prefix) :] + "==")
        signature, payload = raw[:16], raw[16:]
        if not hmac.compare_digest(signature, self._signature(prefix, payload)):
            raise ValueError("not signed here")
        user_id, scopes, authorized_at, issued_at, _ = json.loads(payload)
        return Grant(user_id, tuple(scopes), authorized_at), issued_at

    def _signature(self, prefix: str, payload: bytes) -> bytes:
        return hmac.new(self._key, prefix.encode() + payload, hashlib.sha256).digest()[:16]


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
