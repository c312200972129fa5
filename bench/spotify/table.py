"""The week as a table that people read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from bench.spotify.demand import Kind
from bench.spotify.findings import by_day
from bench.spotify.outcomes import Outcomes

SHARES: tuple[Kind, ...] = ("interactive", "sync", "poll")


def shares(outcomes: Outcomes) -> list[str]:
    """A line for each share: what was wished and served, what Dashspot held back and Spotify refused, and the waits."""
    head = ("share", "wished", "served", "superseded", "waiting", "requests", "429", "5xx", "held back", "median wait",
            "longest")  # fmt: skip
    rows: list[Sequence[str]] = [head]
    for kind in SHARES:
        tally = outcomes.tallies[kind]
        sent = [request for request in outcomes.sent if request.kind == kind]
        held = sum(tally.refused[code] for code in ("spotify_rate_limited", "spotify_quota_exceeded"))
        limited = sum(request.status == 429 for request in sent)
        rows.append(
            (
                kind,
                str(tally.wished),
                str(tally.served),
                str(tally.superseded),
                str(tally.never),
                str(len(sent)),
                str(limited),
                str(sum(request.status >= 500 or request.status == 0 for request in sent)),
                str(held - limited),
                _duration(tally.median_wait),
                _duration(tally.longest_wait),
            )
        )
    return list(_aligned(rows))


def days(outcomes: Outcomes) -> list[str]:
    """A line for each day: requests that reached Spotify, by share."""
    rows: list[Sequence[str]] = [("day (UTC)", *SHARES, "together")]
    for day, counted in sorted(by_day(outcomes.sent).items()):
        rows.append((day, *(str(counted[kind]) for kind in SHARES), str(counted.total())))
    return list(_aligned(rows))


def _aligned(rows: Sequence[Sequence[str]]) -> Iterable[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        first, *rest = (cell.ljust(width) if not column else cell.rjust(width)
                        for column, (cell, width) in enumerate(zip(row, widths, strict=True)))  # fmt: skip
        yield "  ".join((first, *rest))


def _duration(length: timedelta) -> str:
    seconds = int(length.total_seconds())
    if seconds < 120:
        return f"{seconds} s"
    return f"{seconds // 60} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"
