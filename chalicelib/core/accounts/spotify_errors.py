"""Spotify's errors as Dashspot tells them; the one place where the two trees meet."""

from __future__ import annotations

from chalicelib.core import errors as ours
from chalicelib.spotify import errors as theirs

_MEANING: tuple[tuple[type[theirs.SpotifyError], type[ours.DashspotError], str], ...] = (
    # The first that fits wins: special before general.
    (theirs.QuotaExceeded, ours.SpotifyQuotaExceeded, "Spotify's quota for this app is spent: come back later"),
    (theirs.RateLimited, ours.SpotifyRateLimited, "Spotify asks this app to wait"),
    (theirs.InvalidGrant, ours.ReauthRequired, "Spotify no longer accepts the consent: sign in again"),
    (theirs.InvalidClient, ours.Misconfigured, "Spotify does not accept this installation's client id and secret"),
    (theirs.TokenRejected, ours.ReauthRequired, "Spotify no longer accepts the access token: sign in again"),
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


def translate(error: theirs.SpotifyError) -> ours.DashspotError:
    """Dashspot's error for one of Spotify's, with its ``retry_after``."""
    for kind, meaning, detail in _MEANING:
        if isinstance(error, kind):
            return meaning(detail, retry_after=error.retry_after)
    return ours.SpotifyUnavailable(retry_after=error.retry_after)
