"""What the accounts host answers to a code or a refresh token."""

from typing import Annotated

from pydantic import Field

from .common import Identifier, Model

_LONGEST = 366 * 24 * 3600


class Tokens(Model):
    """An access token for `expires_in` seconds. Never printed.

    `refresh_token` is None where the old one stays valid; `scope` is the space-separated list that was granted, and may
    be empty or absent.
    """

    access_token: Identifier = Field(repr=False)
    token_type: str = "Bearer"  # noqa: S105 - a scheme, no secret
    expires_in: Annotated[int, Field(ge=0, le=_LONGEST)] = 3600
    refresh_token: Identifier | None = Field(default=None, repr=False)
    scope: str | None = None
