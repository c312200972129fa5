"""What an error means for long work at Spotify: wait with all of it, try a part again, leave a part out, or end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from chalicelib.core import errors

RETRIES = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
)
"""Pauses before a part is tried again: nearly nine hours in all, longer than Spotify's outages have been."""

OUTAGE_PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
"""Pauses of everything when Spotify fails whatever is asked."""

OUTAGE_AFTER = 3
"""So many failures in a row are not about what was asked."""

UNTOLD_WAIT = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Hold:
    """Nothing can be asked for now; the whole job waits."""

    wait: timedelta


@dataclass(frozen=True, slots=True)
class Stop:
    """Nothing can be asked for this person any more; ``code`` says why."""

    code: str


@dataclass(frozen=True, slots=True)
class LeaveOut:
    """This part cannot be read, and asking again would not change that; ``code`` says why."""

    code: str


@dataclass(frozen=True, slots=True)
class TryAgain:
    """Spotify, or Dashspot itself, failed; ``wait`` at least."""

    code: str
    wait: timedelta = timedelta()


Meaning = Hold | Stop | LeaveOut | TryAgain


def meaning(error: Exception) -> Meaning:
    """What to do after an error of ``core.errors``, or after one that nobody foresaw."""
    if isinstance(error, errors.TooManyRequests | errors.PremiumRequired | errors.Misconfigured):
        return Hold(timedelta(seconds=error.retry_after) if error.retry_after else UNTOLD_WAIT)
    if isinstance(error, errors.AccessTokenRejected):
        # Access tokens come and go. Whether the consent still stands, the next renewal tells.
        return TryAgain(error.code)
    if isinstance(error, errors.ReauthRequired | errors.NotAllowlisted):
        return Stop(error.code)
    if isinstance(error, errors.Forbidden | errors.NotFound | errors.InvalidRequest):
        return LeaveOut(error.code)
    if isinstance(error, errors.SpotifyUnavailable):
        return TryAgain(error.code, timedelta(seconds=error.retry_after or 0))
    return TryAgain(errors.InternalError.code)


def pause_after(tries: int, least: timedelta = timedelta()) -> timedelta | None:
    """The pause after so many failures of a part in a row; None when it is given up."""
    return max(least, RETRIES[tries - 1]) if tries <= len(RETRIES) else None


def outage_pause(outages: int) -> timedelta:
    """The pause of everything, when Spotify has been found failing so many times in a row."""
    return OUTAGE_PAUSES[min(outages, len(OUTAGE_PAUSES)) - 1]


# What Spotify keeps from apps or people as a rule (editorial playlists are answered with 404 since November 2024) is no
# flaw of the work that finds it so.
BY_RULE = frozenset({errors.PlaylistForbidden.code, errors.FeatureUnavailable.code, errors.NotFound.code})
