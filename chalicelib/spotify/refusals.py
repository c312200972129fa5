"""Which error a refusing answer is: decided by status, then by Spotify's reason and message, then by the endpoint.

Four body shapes are known: `{"error": {"status", "message"[, "reason"]}}` (Web API), `{"error", "error_description"}`
(accounts host), plain text (people who are not on the allow list), and empty or HTML (gateways).
"""

from __future__ import annotations

import json
import math
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import errors
from .errors import SpotifyError
from .features import FOLLOWED_PLAYLIST_ITEMS

if TYPE_CHECKING:
    from .endpoints.declaration import Endpoint

_LONGEST_WAIT = 7 * 24 * 3600

# Patterns are compiled by `re` when first needed: a refusal is rare, a cold start is not.
_PRIVATE = r"[A-Za-z0-9_.~+/=-]{24,}|\S+@\S+"
_REASON = r"[A-Za-z][A-Za-z_]{0,39}"


@dataclass(frozen=True)
class Refusal:
    """What an error body says: Spotify's message and reason, and the status it names (which may be missing)."""

    message: str = ""
    reason: str | None = None
    status: int | None = None
    accounts: bool = False


def read_refusal(body: bytes) -> Refusal | None:
    """What `body` says if it has one of the known error shapes, else None. Never raises."""
    text = body.decode("utf-8", errors="replace").strip()
    try:
        payload = json.loads(text)
    except (ValueError, RecursionError):
        lowered = text.casefold()
        if _says_not_allowlisted(lowered) or _says_owner_lapsed(lowered):
            return Refusal(message=text[:300], status=403)
        return None
    return refusal_of(payload)


def refusal_of(payload: Any) -> Refusal | None:
    """What a parsed body says if it has one of the two JSON error shapes, else None."""
    if not isinstance(payload, dict):
        return None
    error = payload.get("error")
    if error is None and "message" in payload and (_status(payload) or 0) >= 400:
        error = payload  # a gateway in front of the API leaves the envelope out
    if isinstance(error, dict):
        return Refusal(_text(error.get("message")), _reason(error.get("reason")), _status(error))
    if isinstance(error, str) and error:
        return Refusal(
            message=_text(payload.get("error_description")), reason=_reason(error), status=400, accounts=True
        )
    return None


def classify(
    status: int, headers: Mapping[str, str], body: bytes, endpoint: Endpoint[Any] | None = None
) -> SpotifyError:
    """The error that an answer with this status and body is. Total: every answer gives one.

    `endpoint` is what was asked, None for the accounts host and where it does not matter: it says what a plain 403
    means. Header names are compared without case.
    """
    refusal = read_refusal(body) or Refusal()
    kind, sentence = _kind(status, refusal, endpoint)
    told = _quotable(refusal.message)
    message = f"{sentence} (status {status}" + (f": {told})" if told else ")")
    if issubclass(kind, errors.MalformedAnswer):
        return kind(message, status=status)
    wait = _retry_after(headers)
    if issubclass(kind, errors.RateLimited):
        return kind(message, status=status, reason=refusal.reason, retry_after=wait)
    retry_after = wait if issubclass(kind, errors.Unavailable) else None
    error = kind(message, status=status, reason=refusal.reason, retry_after=retry_after)
    if isinstance(error, errors.TokenRejected):
        error.transient = "access token missing" in refusal.message.casefold()
    elif endpoint is not None and isinstance(error, errors.EndpointClosed):
        error.feature = endpoint.feature
    elif endpoint is not None and isinstance(error, errors.PlaylistForbidden) and endpoint.method == "GET":
        error.feature = FOLLOWED_PLAYLIST_ITEMS
    return error


def _kind(status: int, refusal: Refusal, endpoint: Endpoint[Any] | None) -> tuple[type[SpotifyError], str]:
    told = refusal.message.casefold()
    if refusal.accounts and 400 <= status < 500:
        if refusal.reason == "invalid_grant":
            return errors.InvalidGrant, "Spotify no longer accepts this sign-in"
        if refusal.reason in {"invalid_client", "unauthorized_client"}:
            return errors.InvalidClient, "Spotify does not accept this client id or secret"
    if status == 401 or (status == 400 and "bearer authentication" in told):
        return errors.TokenRejected, "Spotify does not accept the access token"
    if status == 403:
        return _forbidden(refusal, told, endpoint)
    if status == 404:
        if refusal.reason == "NO_ACTIVE_DEVICE":
            return errors.NoActiveDevice, "No Spotify device is active"
        return errors.NotFound, "Spotify has no such object"
    if status == 410:
        return errors.EndpointClosed, "Spotify has closed this endpoint"
    if status == 429:
        if refusal.reason == "QUOTA_EXCEEDED":
            return errors.QuotaExceeded, "The quota of the Spotify app is used up"
        return errors.RateLimited, "Spotify asks for fewer requests"
    if status >= 500 or status in {408, 425}:
        return errors.Unavailable, "Spotify is not available"
    if 400 <= status < 500:
        return errors.InvalidRequest, "Spotify refused the request"
    return errors.MalformedAnswer, "Spotify answered with an unexpected status"


def _forbidden(refusal: Refusal, told: str, endpoint: Endpoint[Any] | None) -> tuple[type[SpotifyError], str]:
    if _says_not_allowlisted(told):
        return errors.NotAllowlisted, "This person is not registered for the Spotify app"
    if _says_owner_lapsed(told):
        return errors.OwnerPremiumLapsed, "The owner of the Spotify app has no active Premium"
    if "scope" in told:
        return errors.InsufficientScope, "The person has not granted what this needs"
    if refusal.reason == "PREMIUM_REQUIRED" or "premium required" in told:
        return errors.PremiumRequired, "Spotify Premium is needed for this"
    if endpoint is not None and endpoint.feature and refusal.reason is None and told in {"", "forbidden"}:
        return errors.EndpointClosed, "This endpoint is closed to the Spotify app"
    if endpoint is not None and endpoint.of_playlist:
        return errors.PlaylistForbidden, "Spotify opens this playlist to its owner and collaborators only"
    return errors.Forbidden, "Spotify forbids the request"


def _says_not_allowlisted(told: str) -> bool:
    return "not registered in the developer dashboard" in told or "not approved for app" in told


def _says_owner_lapsed(told: str) -> bool:
    return "premium subscription required for the owner" in told


def _retry_after(headers: Mapping[str, str]) -> int | None:
    """Whole seconds, at least one, that Spotify tells to wait: as a number or as a date (RFC 9110, section 10.2.3).

    None where it tells nothing of use: no header, no number and no date, or an instant that is past already.
    """
    value = _header(headers, "retry-after")
    try:
        seconds = float(value)
    except ValueError:
        seconds = _seconds_until(value, _header(headers, "date"))
    if not math.isfinite(seconds) or seconds < 0:
        return None
    return min(max(1, math.ceil(seconds)), _LONGEST_WAIT)


def _header(headers: Mapping[str, str], name: str) -> str:
    return next((value for key, value in headers.items() if key.casefold() == name), "")


def _seconds_until(date: str, sent: str) -> float:
    """Seconds from when the answer was sent, by its own clock where it says so; NaN where there is no date."""
    then = _instant(date)
    if then is None:
        return math.nan
    now = _instant(sent)
    return then - (time.time() if now is None else now)


def _instant(date: str) -> float | None:
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(date).timestamp()
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _status(error: dict[str, Any]) -> int | None:
    status = error.get("status")
    return status if type(status) is int else None


def _reason(value: Any) -> str | None:
    return value if isinstance(value, str) and re.fullmatch(_REASON, value) else None


def _quotable(message: str) -> str:
    """Spotify's message, shortened, with whatever looks like a token or an address left out."""
    return re.sub(_PRIVATE, "[...]", " ".join(message.split()))[:120]
