"""People: the public form that playlists carry, and the signed-in person's own profile."""

from typing import Literal

from pydantic import Field

from .common import Entity, Followers, Identifier, Image, Present


class PublicUser(Entity):
    """A person as anyone sees them. Rows carry the id only; display names may be null."""

    type: Literal["user"] = "user"
    id: Identifier
    display_name: str | None = None
    images: Present[Image] = ()
    followers: Followers | None = None


class PrivateUser(PublicUser):
    """The signed-in person (`GET /me`).

    `account_id` (since May 2026) is the key that never changes; older answers have `id` only. In development mode the
    answer carries no country, e-mail, product or followers.
    """

    account_id: Identifier | None = None
    country: str | None = None
    email: str | None = Field(default=None, repr=False)
    product: str | None = None
