"""What a hundred people want of Spotify in a week: more than the budget holds, on purpose."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bench.spotify.moment import BEGINS

PEOPLE = 100
DAYS = 7
SESSIONS_A_DAY = 0.6
REQUESTS_A_SESSION = (1, 5)
POLL_EVERY = timedelta(hours=4)
SYNC_REQUESTS = 8

Kind = Literal["interactive", "poll", "sync"]

# When people listen: weights of the hours of a day (UTC).
_HOURS = (2, 1, 1, 1, 1, 2, 4, 6, 6, 5, 5, 5, 6, 6, 5, 5, 6, 8, 10, 12, 12, 10, 7, 4)


@dataclass(frozen=True, order=True, slots=True)
class Wish:
    """Something a person wants at an instant; ``requests`` to Spotify are needed for it."""

    due: datetime
    person: int
    kind: Kind
    requests: int = 1


def wishes(seed: int, people: int, days: int) -> list[Wish]:
    """Everybody's wishes, in order of time."""
    chance = random.Random(seed)
    found: list[Wish] = []
    for person in range(people):
        found.extend(_sessions(chance, person, days))
        found.extend(_polls(chance, person, days))
        found.extend(_syncs(chance, person, days))
    return sorted(found)


def _sessions(chance: random.Random, person: int, days: int) -> Iterator[Wish]:
    for day in range(days):
        for _ in range(_poisson(chance, SESSIONS_A_DAY)):
            hour = chance.choices(range(24), _HOURS)[0]
            at = BEGINS + timedelta(days=day, hours=hour, seconds=chance.uniform(0, 3600))
            for _ in range(chance.randint(*REQUESTS_A_SESSION)):
                yield Wish(at, person, "interactive")
                at += timedelta(seconds=chance.uniform(2, 60))


def _polls(chance: random.Random, person: int, days: int) -> Iterator[Wish]:
    at = BEGINS + timedelta(seconds=chance.uniform(0, POLL_EVERY.total_seconds()))
    while at < BEGINS + timedelta(days=days):
        yield Wish(at, person, "poll")
        at += POLL_EVERY


def _syncs(chance: random.Random, person: int, days: int) -> Iterator[Wish]:
    for day in range(days):
        yield Wish(BEGINS + timedelta(days=day, seconds=chance.uniform(0, 86_000)), person, "sync", SYNC_REQUESTS)


def _poisson(chance: random.Random, mean: float) -> int:
    """Arrivals within a unit of time: exponential gaps, counted."""
    count, at = 0, chance.expovariate(mean)
    while at < 1:
        count += 1
        at += chance.expovariate(mean)
    return count
