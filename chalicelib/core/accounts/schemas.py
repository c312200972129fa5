"""Requests and answers of the account endpoints."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

SpotifyText = Annotated[str, StringConstraints(max_length=2048)]


class LoginQuery(BaseModel):
    """Where to go after signing in."""

    model_config = ConfigDict(extra="forbid")

    return_to: Annotated[str, Field(max_length=1024, description="a path, or a URL on the web client's origin")] = "/"


class CallbackQuery(BaseModel):
    """What Spotify sends back (RFC 6749, 4.1.2); anything else it may add is not looked at."""

    model_config = ConfigDict(extra="ignore")

    state: SpotifyText | None = None
    code: SpotifyText | None = None
    error: SpotifyText | None = None


class CredentialPath(BaseModel):
    """Which session or token."""

    id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{40}$")]


class UserOut(BaseModel):
    """The person, as Spotify names them."""

    id: str
    display_name: str | None
    images: list[str]
    spotify_url: str | None


class SessionOut(BaseModel):
    """The session or token in use."""

    id: str
    created_at: datetime
    expires_at: datetime


class GrantOut(BaseModel):
    """The consent at Spotify: it ends six months after ``authorized_at``, whatever is done."""

    scopes: list[str]
    authorized_at: datetime
    expires_at: datetime
    reauth_required: bool


class WhoAmI(BaseModel):
    """Who is signed in, if anybody."""

    authenticated: bool
    user: UserOut | None = None
    session: SessionOut | None = None
    grant: GrantOut | None = None


class Counts(BaseModel):
    """What the person has saved at Spotify; null where Spotify did not tell."""

    playlists: int | None
    tracks: int | None
    albums: int | None
    artists: int | None
    shows: int | None
    episodes: int | None
    audiobooks: int | None


class ProfileOut(BaseModel):
    """The person and the size of the library."""

    user: UserOut
    counts: Counts


class SessionListed(BaseModel):
    """One of the person's sessions."""

    id: str
    created_at: datetime
    expires_at: datetime
    user_agent: str | None
    current: bool


class TokenListed(BaseModel):
    """One of the person's tokens; the token itself was shown once and is kept nowhere."""

    id: str
    name: str
    created_at: datetime
    expires_at: datetime
    current: bool


class NewToken(BaseModel):
    """What to call a token and how long it works."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
    expires_in_days: Annotated[int, Field(ge=1, le=365)] = 90


class TokenCreated(BaseModel):
    """A new token. ``token`` is shown this once."""

    id: str
    name: str
    created_at: datetime
    expires_at: datetime
    token: str
