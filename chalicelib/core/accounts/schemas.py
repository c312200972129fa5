"""Requests and answers of the account endpoints."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints

from chalicelib.core.accounts.consents import EndingSoon
from chalicelib.core.model import Model
from chalicelib.core.paging import Listing

SpotifyText = Annotated[str, StringConstraints(max_length=2048)]


class LoginQuery(Model):
    """Where to go after signing in."""

    model_config = ConfigDict(extra="forbid")

    return_to: Annotated[str, Field(max_length=1024, description="a path, or a URL on the web client's origin")] = "/"
    consent_again: Annotated[
        Literal["true", "false"],
        Field(description="`true`: Spotify asks for consent even where it was given, so that six months begin anew"),
    ] = "false"
    moved: Annotated[
        Literal["true"] | None, Field(description="set by Dashspot itself when it sends the browser to its public URL")
    ] = None


class CallbackQuery(Model):
    """What Spotify sends back (RFC 6749, 4.1.2); anything else it may add is not looked at."""

    model_config = ConfigDict(extra="ignore")

    state: SpotifyText | None = None
    code: SpotifyText | None = None
    error: SpotifyText | None = None


class CredentialPath(Model):
    """Which session or token."""

    id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{40}$")]


class UserOut(Model):
    """The person, as Spotify names them."""

    id: str
    display_name: str | None
    images: list[str]
    spotify_url: str | None


class SessionOut(Model):
    """The session or token in use."""

    id: str
    created_at: datetime
    expires_at: datetime


class GrantOut(Model):
    """The consent at Spotify: it ends six months after ``authorized_at``, whatever is done."""

    scopes: list[str]
    authorized_at: datetime
    expires_at: datetime
    days_left: Annotated[int, Field(ge=0, description="until `expires_at`, a day begun counted as one")]
    warning: Annotated[EndingSoon | None, Field(description="null while the end is further away than thirty days")]
    reauth_required: Annotated[bool, Field(description="the consent ended, or Spotify refuses it: sign in again")]


class SettingsOut(Model):
    """What the person has set; null where nothing is."""

    time_zone: str | None
    sync_period_hours: int | None


class SettingsPatch(Model):
    """What to change; what is left out stays, null switches off."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"minProperties": 1})

    time_zone: Annotated[
        Annotated[str, StringConstraints(min_length=1, max_length=64)] | None,
        Field(description="a name of the IANA time zone database, such as `Europe/Paris`", examples=["Europe/Paris"]),
    ] = None
    sync_period_hours: Annotated[
        Annotated[int, Field(strict=True, ge=1, le=168)] | None,
        Field(description="how often the library is read again by itself; null: never"),
    ] = None


class SignedOut(Model):
    """Nobody is signed in."""

    authenticated: Literal[False] = False


class WhoAmI(Model):
    """Who is signed in, if anybody; signed out, ``authenticated`` is all there is."""

    authenticated: bool
    user: UserOut | None = None
    session: SessionOut | None = None
    grant: GrantOut | None = None
    settings: SettingsOut | None = None


class Counts(Model):
    """What the person has saved at Spotify; null where Spotify did not tell."""

    playlists: int | None
    tracks: int | None
    albums: int | None
    artists: int | None
    shows: int | None
    episodes: int | None
    audiobooks: int | None


class ProfileOut(Model):
    """The person and the size of the library."""

    user: UserOut
    counts: Counts


class SessionListed(Model):
    """One of the person's sessions."""

    id: str
    created_at: datetime
    expires_at: datetime
    user_agent: str | None
    current: bool


class Sessions(Listing):
    """A list of sessions."""

    data: list[SessionListed]


class TokenListed(Model):
    """One of the person's tokens; the token itself was shown once and is kept nowhere."""

    id: str
    name: str
    created_at: datetime
    expires_at: datetime
    current: bool


class Tokens(Listing):
    """A list of tokens."""

    data: list[TokenListed]


class NewToken(Model):
    """What to call a token and how long it works."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
    expires_in_days: Annotated[int, Field(ge=1, le=365)] = 90


class TokenCreated(Model):
    """A new token. ``token`` is shown this once."""

    id: str
    name: str
    created_at: datetime
    expires_at: datetime
    token: str
