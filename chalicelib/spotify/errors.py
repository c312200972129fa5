"""Everything that can go wrong with a request to Spotify, as one tree.

    SpotifyError
    ├── InvalidRequest            400 and other refusals of what was asked
    ├── TokenRejected             401: the access token is expired, revoked or missing
    ├── InvalidGrant              accounts host: the code or refresh token is no longer good
    ├── InvalidClient             accounts host: client id or secret is wrong
    ├── Forbidden                 403
    │   ├── NotAllowlisted        the person is not among the app's users in the developer dashboard
    │   ├── OwnerPremiumLapsed    the app's owner has no active Premium: the whole app is off
    │   ├── InsufficientScope     the person did not grant what the request needs
    │   ├── PlaylistForbidden     a playlist that is neither owned nor collaborated on
    │   ├── EndpointClosed        the endpoint is closed to this client id
    │   └── PremiumRequired       the person needs Premium for this
    ├── NotFound                  404
    │   └── NoActiveDevice        nothing to play on
    ├── RateLimited               429: too many requests within 30 seconds
    │   └── QuotaExceeded         429: the quota of the developer account is used up, for hours
    ├── Unavailable               5xx, time-outs, connections that fail
    └── MalformedAnswer           an answer that cannot be read

Messages are safe to log and to show: they never hold a token, an e-mail address or a whole body.
"""

DEFAULT_RETRY_AFTER = 60
"""Seconds to wait where Spotify does not say: twice its rolling window of 30 seconds."""


class SpotifyError(Exception):
    """A request to Spotify that did not succeed.

    `status` is the HTTP status, None where there was none; `reason` Spotify's own code (`NO_ACTIVE_DEVICE`,
    `invalid_grant`, one of the player's 18 reasons); `retry_after` the seconds to wait before asking again, None where
    waiting does not help or Spotify does not say; `feature` what of `features` this shows to be closed to the app.
    """

    retryable = False
    feature: str | None = None

    def __init__(
        self, message: str, *, status: int | None = None, reason: str | None = None, retry_after: int | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.reason = reason
        self.retry_after = retry_after


class InvalidRequest(SpotifyError):
    """Spotify refuses what was asked."""


class TokenRejected(SpotifyError):
    """The access token is not accepted. `transient` where Spotify says that it saw none (since July 2026)."""

    transient = False


class InvalidGrant(SpotifyError):
    """The code or refresh token is not accepted: the person has to sign in again."""


class InvalidClient(SpotifyError):
    """The client id or secret is not accepted: the installation is configured wrongly."""


class Forbidden(SpotifyError):
    """Spotify forbids the request."""


class NotAllowlisted(Forbidden):
    """The person is not registered for the app in the developer dashboard."""


class OwnerPremiumLapsed(Forbidden):
    """The app's owner has no active Premium."""


class InsufficientScope(Forbidden):
    """The person did not grant what the request needs."""


class PlaylistForbidden(Forbidden):
    """This playlist is only for its owner and collaborators."""


class EndpointClosed(Forbidden):
    """The endpoint is closed to this client id."""


class PremiumRequired(Forbidden):
    """The person needs Premium."""


class NotFound(SpotifyError):
    """There is no such object."""


class NoActiveDevice(NotFound):
    """No device is active."""


class RateLimited(SpotifyError):
    """Too many requests; `retry_after` is always set. `told` where Spotify said how long, else it is assumed."""

    retry_after: int
    told: bool

    def __init__(
        self,
        message: str,
        *,
        status: int | None = 429,
        reason: str | None = None,
        retry_after: int | None = None,
    ) -> None:
        wait = DEFAULT_RETRY_AFTER if retry_after is None else retry_after
        super().__init__(message, status=status, reason=reason, retry_after=wait)
        self.retry_after = wait
        self.told = retry_after is not None


class QuotaExceeded(RateLimited):
    """The developer account's quota is used up; `retry_after` was seen up to a day."""


class Unavailable(SpotifyError):
    """Spotify cannot be reached or fails; asking again may help."""

    retryable = True


class MalformedAnswer(SpotifyError):
    """An answer that cannot be read. `rule` says why: `not_json`, `empty`, `no_identity` or `unreadable`."""

    def __init__(self, message: str, *, rule: str = "unreadable", status: int | None = None) -> None:
        super().__init__(message, status=status)
        self.rule = rule
