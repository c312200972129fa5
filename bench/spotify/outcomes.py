"""What became of wishes and of the requests that reached Spotify."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

from bench.spotify.demand import Kind, Wish


@dataclass(frozen=True, slots=True)
class Sent:
    """A request that reached Spotify's Web API, and what it was told. ``retry_after`` is in seconds."""

    at: datetime
    kind: Kind
    person: int
    status: int
    retry_after: int | None = None


@dataclass(frozen=True, slots=True)
class Renewal:
    """A request to the accounts host for a new access token."""

    at: datetime
    person: int
    status: int


@dataclass(slots=True)
class Tally:
    """One share's week: wishes, and requests as Dashspot counts them."""

    wished: int = 0
    served: int = 0
    superseded: int = 0
    never: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    waits: list[timedelta] = field(default_factory=list)

    @property
    def served_of_wished(self) -> float:
        """The part of the wishes that came true."""
        return self.served / self.wished if self.wished else 1.0

    @property
    def median_wait(self) -> timedelta:
        """Half of what was served waited no longer."""
        return timedelta(seconds=median(wait.total_seconds() for wait in self.waits)) if self.waits else timedelta()

    @property
    def longest_wait(self) -> timedelta:
        """The longest wait of what was served."""
        return max(self.waits, default=timedelta())


@dataclass(slots=True)
class Outcomes:
    """The week as it went."""

    sent: list[Sent] = field(default_factory=list)
    renewals: list[Renewal] = field(default_factory=list)
    tallies: dict[Kind, Tally] = field(
        default_factory=lambda: {"interactive": Tally(), "sync": Tally(), "poll": Tally()}
    )
    alerts: int = 0
    lost_grants: int = 0

    def serve(self, wish: Wish, at: datetime) -> None:
        """A wish came true."""
        tally = self.tallies[wish.kind]
        tally.served += 1
        tally.waits.append(at - wish.due)
