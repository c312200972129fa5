"""Sign-in: authorization code with PKCE S256, and a single-use state bound to the browser that began."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from pynamodb.exceptions import DeleteError, DoesNotExist

from chalicelib.core.accounts import keys
from chalicelib.core.accounts.records import SignInRecord
from chalicelib.core.clock import to_epoch
from chalicelib.core.errors import Flaw, InvalidRequest
from chalicelib.core.records import condition_failed
from chalicelib.core.settings import Settings
from chalicelib.spotify.oauth import code_challenge

LIFETIME = timedelta(minutes=10)

# Only what a feature of today needs; each with the feature that needs it.
SCOPES = frozenset(
    {
        "playlist-read-private",  # the person's own playlists and their items
        "playlist-read-collaborative",
        "user-library-read",  # saved tracks, and the counts of saved albums, shows, episodes and audiobooks
        "user-read-playback-position",  # saved episodes
        "user-follow-read",  # the count of followed artists
    }
)


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in under way: what goes to Spotify (``state``, ``code_challenge``) and what stays in the browser."""

    state: str
    browser: str
    code_challenge: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A sign-in that came back, taken out of the table."""

    code_verifier: str
    return_to: str


class SignInRefused(InvalidRequest):
    """The answer from Spotify does not belong to a sign-in that this browser began in the last ten minutes."""


def checked_return_path(return_to: str, settings: Settings) -> str:
    """``return_to`` when it is a path, or a URL on the web origin; InvalidRequest otherwise (no open redirect)."""
    flaw = Flaw("must be a path such as /library, or a URL on the web client's origin", parameter="return_to")
    # Browsers read a backslash as a slash and drop control characters, so neither may pass.
    if any(character <= " " or character in "\\\x7f" for character in return_to):
        raise InvalidRequest("return_to cannot be used", flaws=[flaw])
    try:
        parts = urlsplit(return_to)
    except ValueError:
        raise InvalidRequest("return_to cannot be used", flaws=[flaw]) from None
    relative = return_to.startswith("/") and not return_to.startswith("//") and not parts.scheme and not parts.netloc
    absolute = f"{parts.scheme}://{parts.netloc}" in (settings.web_origin, settings.public_url)
    if not (relative or absolute):
        raise InvalidRequest("return_to cannot be used", flaws=[flaw])
    return return_to


def begin(return_to: str, now: datetime) -> Begun:
    """Store a sign-in and return what it needs; ``return_to`` has been checked."""
    state, browser, verifier = keys.new_secret(), keys.new_secret(), keys.new_secret()
    SignInRecord(
        keys.sign_in(state),
        keys.SIGN_IN,
        browser=_hash(browser),
        code_verifier=verifier,
        return_to=return_to,
        expires_at=to_epoch(now + LIFETIME),
    ).save()
    return Begun(state=state, browser=browser, code_challenge=code_challenge(verifier))


def take(state: str, browser: str, now: datetime) -> Taken:
    """Take a sign-in out, once. SignInRefused for an unknown, used or expired state, or another browser."""
    refused = SignInRefused("this sign-in has ended or was begun elsewhere: start again")
    try:
        record = SignInRecord.get(keys.sign_in(state), keys.SIGN_IN, consistent_read=True)
    except DoesNotExist:
        raise refused from None
    if record.expired(now) or not hmac.compare_digest(record.browser, _hash(browser)):
        raise refused
    try:
        record.delete(condition=SignInRecord.pk.exists())
    except DeleteError as error:
        if condition_failed(error):
            raise refused from None
        raise
    return Taken(code_verifier=record.code_verifier, return_to=record.return_to)


def _hash(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()
