"""Spotify's errors as Dashspot tells them; the one place where the two trees meet."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from chalicelib.core import errors as ours
from chalicelib.core.accounts.budget import BudgetSpent
from chalicelib.core.accounts.gate import Held, HeldReason
from chalicelib.core.observability import count, logger
from chalicelib.spotify import errors as theirs

_MEANING: tuple[tuple[type[theirs.SpotifyError], type[ours.DashspotError], str], ...] = (
    # The first that fits wins: special before general.
    (theirs.QuotaExceeded, ours.SpotifyQuotaExceeded, "Spotify's quota for this app is spent: come back later"),
    (theirs.RateLimited, ours.SpotifyRateLimited, "Spotify asks this app to wait"),
    (theirs.InvalidGrant, ours.ReauthRequired, "Spotify no longer accepts the consent: sign in again"),
    (theirs.InvalidClient, ours.Misconfigured, "Spotify does not accept this installation's client id and secret"),
    (theirs.TokenRejected, ours.AccessTokenRejected, "Spotify no longer accepts the access token: sign in again"),
    (theirs.NotAllowlisted, ours.NotAllowlisted, "ask the app's owner to add you in Spotify's developer dashboard"),
    (theirs.OwnerPremiumLapsed, ours.PremiumRequired, "the owner of this app needs an active Spotify Premium"),
    (theirs.InsufficientScope, ours.InsufficientScope, "sign in again to grant what this needs"),
    (theirs.PlaylistForbidden, ours.PlaylistForbidden, "only its owner and collaborators can read this playlist here"),
    (theirs.EndpointClosed, ours.FeatureUnavailable, "Spotify has closed this to apps like this one"),
    (theirs.PremiumRequired, ours.PremiumRequired, "this needs Spotify Premium"),
    (theirs.Forbidden, ours.Forbidden, "Spotify does not allow this"),
    (theirs.NoActiveDevice, ours.NoActiveDevice, "open Spotify on a device first"),
    (theirs.NotFound, ours.NotFound, "Spotify knows nothing under this id"),
    (theirs.InvalidRequest, ours.InvalidRequest, "Spotify does not accept what was asked"),
    (theirs.Unavailable, ours.SpotifyUnavailable, "Spotify failed or took too long: try again"),
    (theirs.MalformedAnswer, ours.SpotifyUnavailable, "Spotify's answer could not be read"),
)


_HELD: dict[HeldReason, tuple[type[ours.DashspotError], str]] = {
    "rate_limit": (ours.SpotifyRateLimited, "Spotify asked this app to wait"),
    "quota": (ours.SpotifyQuotaExceeded, "Spotify's quota for this app is spent: come back later"),
    "owner_premium": (ours.PremiumRequired, "the owner of this app needs an active Spotify Premium"),
    "paused": (ours.SpotifyRateLimited, "an operator has paused what is done in the background"),
}


def translate(error: theirs.SpotifyError, *, retry_after: int | None = None) -> ours.DashspotError:
    """Dashspot's error for one of Spotify's, with its ``retry_after`` unless another is given."""
    wait = error.retry_after if retry_after is None else retry_after
    for kind, meaning, detail in _MEANING:
        if isinstance(error, kind):
            return meaning(detail, retry_after=wait)
    return ours.SpotifyUnavailable(retry_after=wait)


def tell(error: theirs.SpotifyError) -> None:
    """Count and log an error of Spotify's. Its message holds nothing secret or personal."""
    count("SpotifyRefusals")
    logger.warning(
        "spotify refused", extra={"error": type(error).__name__, "spotify_status": error.status, "why": str(error)}
    )
    if isinstance(error, theirs.MalformedAnswer):
        count("SpotifyMalformedAnswers")


def held(refused: Held, now: datetime) -> ours.DashspotError:
    """The error of a request that the gate did not let through."""
    kind, detail = _HELD[refused.reason]
    return kind(detail, retry_after=_seconds(refused.until - now))


def spent(refused: BudgetSpent, now: datetime) -> ours.DashspotError:
    """The error of a request for which today's budget has nothing left."""
    detail = "today's budget of requests to Spotify is spent"
    return ours.SpotifyQuotaExceeded(detail, retry_after=_seconds(refused.until - now))


def _seconds(wait: timedelta) -> int:
    return max(1, math.ceil(wait.total_seconds()))
