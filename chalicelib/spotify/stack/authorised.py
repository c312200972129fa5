"""The bearer, and what happens when Spotify does not accept it."""

from __future__ import annotations

from dataclasses import replace

from ..errors import TokenRejected
from ..refusals import classify
from ..transport import Answer, Request, Transport
from .protocols import Tokens


class Authorised:
    """Adds the access token, and only here: what stands around this layer never sees it.

    A 401 refuses before anything is done, so a request of any method may follow it: once with the same token where
    Spotify says that it saw none (seen since July 2026), then once with a renewed one; a 401 to that is believed.
    """

    def __init__(self, inner: Transport, tokens: Tokens) -> None:
        self._inner, self._tokens = inner, tokens

    def send(self, request: Request, timeout: float) -> Answer:
        """The answer. Raises what `tokens` raises."""
        token = self._tokens.access_token()
        answer = self._with(token, request, timeout)
        refusal = _refusal(answer)
        if refusal is not None and refusal.transient:
            answer = self._with(token, request, timeout)
            refusal = _refusal(answer)
        if refusal is None:
            return answer
        renewed = self._tokens.renewed(token)
        return answer if renewed == token else self._with(renewed, request, timeout)

    def _with(self, token: str, request: Request, timeout: float) -> Answer:
        headers = {**request.headers, "Authorization": f"Bearer {token}"}
        return self._inner.send(replace(request, headers=headers), timeout)


def _refusal(answer: Answer) -> TokenRejected | None:
    if answer.status not in {400, 401}:
        return None
    error = classify(answer.status, answer.headers, answer.body)
    return error if isinstance(error, TokenRejected) else None


class OneToken:
    """Tokens of somebody who has but one, as right after signing in: it is used, and believed when it is refused."""

    def __init__(self, access_token: str) -> None:
        self._token = access_token

    def access_token(self) -> str:
        """The one token."""
        return self._token

    def renewed(self, rejected: str) -> str:
        """The same token: there is no other."""
        return self._token
