"""What the stack works with and others supply. Whatever they raise passes through untouched."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from ..errors import SpotifyError
from ..transport import Request


class Tokens(Protocol):
    """A person's access tokens."""

    def access_token(self) -> str:
        """The token to use now."""
        ...

    def renewed(self, rejected: str) -> str:
        """A token in place of one that Spotify did not accept; the same one where there is no other."""
        ...


class Gate(Protocol):
    """Keeps requests from leaving while Spotify wants none."""

    def check(self, request: Request) -> None:
        """Raise if this request may not be sent now."""
        ...

    def heard(self, request: Request, error: SpotifyError) -> None:
        """Learn of a refusal that is about the whole app: `RateLimited` (or its quota), `OwnerPremiumLapsed`.

        The refusal goes to whoever asked in any case: an implementation that cannot keep it does not raise.
        """
        ...


class Budget(Protocol):
    """Counts requests that leave."""

    def spend(self, request: Request) -> None:
        """Count one request that is about to leave; raise if there is none to spend."""
        ...


OnAnswer = Callable[[Request, int | None, float], None]
"""Hears of every request that was asked for: the status of its answer (None where none came), and milliseconds."""
