"""What the week's promises came to, judged from the requests that reached Spotify alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bench.spotify.outcomes import Renewal, Sent
from chalicelib.core.accounts.person import RENEW_BEFORE

TOKEN_LIFE = timedelta(hours=1) - RENEW_BEFORE
"""Spotify's access tokens live for an hour; one that is about to end is renewed that much earlier."""


def within_closures(sent: Sequence[Sent]) -> list[Sent]:
    """Requests that were made although an earlier 429 had told to wait until later."""
    found = []
    closed_until = None
    for request in sent:
        if closed_until is not None and request.at < closed_until:
            found.append(request)
        if request.status == 429 and request.retry_after is not None:
            told = request.at + timedelta(seconds=request.retry_after)
            closed_until = told if closed_until is None else max(closed_until, told)
    return found


def busiest_day(sent: Iterable[Sent]) -> int:
    """Requests on the day (UTC) that had most."""
    return max(Counter(request.at.date() for request in sent).values(), default=0)


def closings(sent: Iterable[Sent]) -> list[Sent]:
    """The refusals that told to wait."""
    return [request for request in sent if request.status == 429]


def early_renewals(renewals: Iterable[Renewal]) -> int:
    """Renewals for people whose last one had succeeded so recently that its token was good still."""
    succeeded: dict[int, datetime] = {}
    found = 0
    for renewal in renewals:
        before = succeeded.get(renewal.person)
        found += before is not None and renewal.at - before < TOKEN_LIFE
        if renewal.status == 200:
            succeeded[renewal.person] = renewal.at
    return found


def by_day(sent: Iterable[Sent]) -> dict[str, Counter[str]]:
    """Requests of each day (UTC), by share."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for request in sent:
        found[request.at.date().isoformat()][request.kind] += 1
    return dict(found)
