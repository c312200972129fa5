"""The authorization request: what ``GET /authorize`` may ask for, and where its refusal goes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit, urlunsplit

from infra.local.simulator.accounts.redirects import registered
from infra.local.simulator.accounts.scopes import SCOPES
from infra.local.simulator.options import Options

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
FIELDS = (
    "client_id", "response_type", "redirect_uri", "state", "scope", "code_challenge", "code_challenge_method",
    "show_dialog",
)  # fmt: skip


class PageError(Exception):
    """The request names no client or redirect URI that could be trusted: the person is told, nothing is redirected."""


class RedirectError(Exception):
    """The app asked wrongly: the error goes back to its redirect URI (RFC 6749, section 4.1.2.1)."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


@dataclass(frozen=True)
class Authorization:
    """A well-formed authorization request."""

    redirect_uri: str
    state: str | None
    scopes: tuple[str, ...]
    code_challenge: str | None

    def location(self, **answer: str) -> str:
        """The redirect URI with the answer, and with ``state`` exactly as it came."""
        return redirect_location(self.redirect_uri, self.state, **answer)


def redirect_location(redirect_uri: str, state: str | None, **answer: str) -> str:
    """``redirect_uri`` with ``answer`` and ``state`` added to its query."""
    parts = urlsplit(redirect_uri)
    added = urlencode({**answer, **({"state": state} if state is not None else {})})
    return urlunsplit(parts._replace(query=f"{parts.query}&{added}" if parts.query else added))


def read_authorization(fields: Mapping[str, str], options: Options) -> Authorization:
    """Checks the request.

    Raises PageError for an unknown client or an unacceptable redirect URI, RedirectError for everything else.
    """
    if fields.get("client_id") != options.client_id:
        raise PageError("INVALID_CLIENT: Invalid client")
    redirect_uri = fields.get("redirect_uri", "")
    if not registered(redirect_uri, options.redirect_uris):
        raise PageError("INVALID_CLIENT: Invalid redirect URI")
    if fields.get("response_type") != "code":
        # The implicit grant ended on 2025-11-27.
        raise RedirectError("unsupported_response_type")
    scopes = tuple(dict.fromkeys(fields.get("scope", "").split()))
    if any(scope not in SCOPES for scope in scopes):
        raise RedirectError("invalid_scope")
    challenge = fields.get("code_challenge")
    asks_pkce = challenge is not None or "code_challenge_method" in fields
    if asks_pkce and (fields.get("code_challenge_method") != "S256" or not _CHALLENGE.fullmatch(challenge or "")):
        raise RedirectError("invalid_request")
    return Authorization(redirect_uri, fields.get("state"), scopes, challenge)
