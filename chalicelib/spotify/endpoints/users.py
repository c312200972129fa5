"""The person, and what they hear most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .declaration import Endpoint

if TYPE_CHECKING:
    from ..models.user import PrivateUser


def _private_user() -> type[PrivateUser]:
    from ..models.user import PrivateUser

    return PrivateUser


ME = Endpoint("me", "GET", "/me", _private_user, more_with=frozenset({"user-read-private", "user-read-email"}))
