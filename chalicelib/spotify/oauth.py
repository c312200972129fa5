"""Signing in with Spotify: authorization code with PKCE (S256), for a client that also keeps a secret.

https://developer.spotify.com/documentation/web-api/tutorials/code-flow and .../code-pkce-flow; RFC 6749, RFC 7636.
"""

import base64
import hashlib
from collections.abc import Callable, Iterable
from urllib.parse import quote, urlencode

from . import parsing
from .models.token import Tokens
from .refusals import classify
from .transport import Request, Transport

__all__ = ["OAuthClient", "Tokens", "authorize_url", "code_challenge"]


def code_challenge(code_verifier: str) -> str:
    """The S256 challenge of a verifier (43-128 unreserved characters)."""
    digest = hashlib.sha256(code_verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def authorize_url(
    accounts_url: str,
    *,
    client_id: str,
    redirect_uri: str,
    scopes: Iterable[str],
    state: str,
    code_challenge: str,
    show_dialog: bool = False,
) -> str:
    """Where to send the person to consent. `show_dialog` asks again even if they consented before."""
    parameters = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "scope": " ".join(scopes),
        "state": state,
        "code_challenge_method": "S256",
        "code_challenge": code_challenge,
    }
    if show_dialog:
        parameters["show_dialog"] = "true"
    return f"{accounts_url.rstrip('/')}/authorize?{urlencode(parameters)}"


class OAuthClient:
    """The token endpoint. Asks once: a code is good for one try, and so may a refresh token be."""

    def __init__(
        self,
        transport: Transport,
        accounts_url: str,
        client_id: str,
        client_secret: Callable[[], str],
        *,
        timeout: float = 10.0,
    ) -> None:
        """`accounts_url` is the origin of the accounts host; `timeout` in seconds.

        `client_secret` is called for each request: a secret that was replaced meanwhile is the one that is shown.
        """
        self._transport = transport
        self._url = accounts_url.rstrip("/") + "/api/token"
        self._timeout = timeout
        self._client_id, self._client_secret = client_id, client_secret

    def exchange(self, code: str, redirect_uri: str, code_verifier: str) -> Tokens:
        """Tokens for the code of a sign-in. Raises `InvalidGrant`, `InvalidClient`, `Unavailable`, ..."""
        return self._tokens(
            {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": redirect_uri,
                "code_verifier": code_verifier,
            }
        )

    def refresh(self, refresh_token: str) -> Tokens:
        """A new access token. Raises `InvalidGrant` when the consent ended (after six months, or revoked).

        `refresh_token` of the answer is None where the old one stays valid; a new one replaces it.
        """
        return self._tokens({"grant_type": "refresh_token", "refresh_token": refresh_token})

    def _tokens(self, form: dict[str, str]) -> Tokens:
        pair = f"{quote(self._client_id, safe='')}:{quote(self._client_secret(), safe='')}"
        basic = base64.b64encode(pair.encode("utf-8")).decode("ascii")
        request = Request("POST", self._url, headers={"Authorization": f"Basic {basic}"}, form=form)
        answer = self._transport.send(request, self._timeout)
        if answer.status != 200:
            raise classify(answer.status, answer.headers, answer.body)
        return parsing.parse(Tokens, answer.body)
