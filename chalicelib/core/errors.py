"""Every error that Dashspot tells its callers.

DashspotError                    status  code
├── InvalidRequest                  400  invalid_request
│   ├── UnsupportedMediaType        415  invalid_request
│   └── MethodNotAllowed            405  invalid_request
├── Unauthenticated                 401  unauthenticated
├── ReauthRequired                  401  reauth_required
│   └── AccessTokenRejected         401  reauth_required
├── Forbidden                       403  forbidden
│   ├── CsrfRejected                403  csrf_rejected
│   ├── InsufficientScope           403  insufficient_scope
│   ├── PlaylistForbidden           403  spotify_forbidden_playlist
│   ├── NotAllowlisted              403  spotify_not_allowlisted
│   ├── PremiumRequired             403  spotify_premium_required
│   └── FeatureUnavailable          403  feature_unavailable
├── NotFound                        404  not_found
│   ├── NoActiveDevice              404  no_active_device
│   └── NotSynced                   404  not_synced
├── Conflict                        409  conflict
├── PayloadTooLarge                 413  payload_too_large
├── TooManyRequests                 429  too_many_requests
│   ├── SpotifyRateLimited          429  spotify_rate_limited
│   └── SpotifyQuotaExceeded        429  spotify_quota_exceeded
├── InternalError                   500  internal_error
│   ├── Misconfigured               500  internal_error
│   └── AuthenticationUnavailable   503  internal_error
└── SpotifyUnavailable              503  spotify_unavailable

``code`` is stable and documented; ``detail`` is for people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing wrong with a request: ``pointer`` (JSON pointer into the body), or the name of a ``parameter``."""

    detail: str
    pointer: str | None = None
    parameter: str | None = None


class DashspotError(Exception):
    """The root: ``detail`` is shown to the caller, so it never holds a secret. ``retry_after`` is in seconds."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal_error"
    title: ClassVar[str] = "Something went wrong on our side"

    def __init__(self, detail: str = "", *, retry_after: int | None = None, flaws: Sequence[Flaw] = ()) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.retry_after = retry_after
        self.flaws = tuple(flaws)


class InvalidRequest(DashspotError):
    """The request cannot be understood as it is; ``flaws`` point at what is wrong."""

    status, code, title = 400, "invalid_request", "The request is not valid"


class UnsupportedMediaType(InvalidRequest):
    """A body that is not JSON."""

    status, title = 415, "The body must be JSON"


class MethodNotAllowed(InvalidRequest):
    """Only reached in process: API Gateway answers 404 for a wrong method itself."""

    status, title = 405, "This method is not offered here"


class Unauthenticated(DashspotError):
    """No session, or one that is unknown, expired or revoked."""

    status, code, title = 401, "unauthenticated", "Sign in first"


class ReauthRequired(DashspotError):
    """The person's consent at Spotify has ended; only signing in again helps."""

    status, code, title = 401, "reauth_required", "Spotify asks for your consent again"


class AccessTokenRejected(ReauthRequired):
    """Spotify rejects access tokens, although it renews them: whether the consent has ended is not known."""


class Forbidden(DashspotError):
    """Known, but not allowed."""

    status, code, title = 403, "forbidden", "This is not allowed"


class CsrfRejected(Forbidden):
    """An unsafe method with a cookie, from another origin."""

    code, title = "csrf_rejected", "The request did not come from the web client"


class InsufficientScope(Forbidden):
    """The person has not granted what this needs."""

    code, title = "insufficient_scope", "Spotify was not asked for this permission"


class PlaylistForbidden(Forbidden):
    """Development mode cannot read the rows of a playlist that the person neither owns nor collaborates on."""

    code, title = "spotify_forbidden_playlist", "Spotify does not let this app read that playlist"


class NotAllowlisted(Forbidden):
    """Development mode allows five people per app, and this person is not one of them."""

    code, title = "spotify_not_allowlisted", "This Spotify account is not on the app's list"


class PremiumRequired(Forbidden):
    """The command, or the owner of a development app, needs Spotify Premium."""

    code, title = "spotify_premium_required", "Spotify asks for Premium"


class FeatureUnavailable(Forbidden):
    """Spotify has closed this to the app; ``GET /v1/meta`` tells what is closed."""

    code, title = "feature_unavailable", "Spotify does not offer this to this app"


class NotFound(DashspotError):
    """Nothing there, or nothing the person may see."""

    status, code, title = 404, "not_found", "There is nothing at this address"


class NoActiveDevice(NotFound):
    """No device is ready to play."""

    code, title = "no_active_device", "No device is ready to play"


class Conflict(DashspotError):
    """The request does not fit the present state."""

    status, code, title = 409, "conflict", "This does not fit the present state"


class NotSynced(NotFound):
    """What is asked for has not been read from Spotify, or is kept no longer."""

    code, title = "not_synced", "This has not been read from Spotify yet, or is kept no longer"


class PayloadTooLarge(DashspotError):
    """A body, or a single record, beyond the limit."""

    status, code, title = 413, "payload_too_large", "That is too large"


class TooManyRequests(DashspotError):
    """Dashspot's own limit."""

    status, code, title = 429, "too_many_requests", "Too many requests"


class SpotifyRateLimited(TooManyRequests):
    """Spotify's rolling limit; ``retry_after`` says when to come back."""

    code, title = "spotify_rate_limited", "Spotify asks to wait"


class SpotifyQuotaExceeded(TooManyRequests):
    """The daily quota of a development app is spent."""

    code, title = "spotify_quota_exceeded", "Spotify's quota for this app is spent"


class InternalError(DashspotError):
    """An error nobody foresaw; the log holds it under the request id."""


class Misconfigured(InternalError):
    """The function's environment is not usable; the detail is for operators."""

    title = "Dashspot is not configured correctly"


class AuthenticationUnavailable(InternalError):
    """DynamoDB did not read every key of a sign-in's state."""

    status, title = 503, "Sign-in state cannot be read just now"


class SpotifyUnavailable(DashspotError):
    """Spotify failed, took too long, or answered what cannot be read."""

    status, code, title = 503, "spotify_unavailable", "Spotify did not answer as expected"
