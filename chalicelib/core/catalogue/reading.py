"""What a collection's reading says beside its rows, what is known of a collection, and how a first reading goes on."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pydantic import ConfigDict, Field

from chalicelib.core.model import Model
from chalicelib.core.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a collection, less its rows.

    ``at`` is when it began, in milliseconds since 1970: the newer reading wins row by row. ``cause`` is the id of the
    message or job that made it: the same collection and cause again is the same change. ``unnamed`` counts rows that
    name nothing, ``total`` is what Spotify said. ``incomplete`` says why rows that were not seen may not be taken away;
    without reasons the reading is clean. ``name`` is a playlist's now. ``gone``: the collection itself is no more, and
    no row of it was seen.
    """

    at: int
    cause: str
    unnamed: int = 0
    snapshot_id: str | None = None
    total: int | None = None
    incomplete: tuple[str, ...] = ()
    name: str | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of a collection beside its rows; ``fetched_at`` and ``since`` are milliseconds since 1970.

    ``front`` has digests of its first rows (``rows.front``), empty for a playlist's. ``since`` is the instant of its
    first clean reading, None before; ``first`` is that reading's cause, and how many rows it saw. ``revision`` rises
    with each write, ``changes`` with each change set, and ``changed_at`` is the instant of the last of these. ``cause``
    and ``outcome`` are of the reading that changed rows last.
    """

    fetched_at: int
    rows: int
    unnamed: int
    snapshot_id: str | None
    revision: int
    total: int | None = None
    incomplete: tuple[str, ...] = ()
    front: tuple[str, ...] = ()
    since: int | None = None
    first: tuple[str, int] | None = None
    name: str | None = None
    gone: bool = False
    changes: int = 0
    changed_at: int | None = None
    cause: str | None = None
    outcome: Outcome | None = None

    @property
    def standing_since(self) -> int:
        """Since when the rows have been what they are, as far as was read; 0 before they were read whole."""
        return self.changed_at or self.since or 0

    def told_under(self, snapshot_id: str) -> Head:
        """The same, under another snapshot."""
        return replace(self, snapshot_id=snapshot_id)


class Tail(Model):
    """Where a first reading that is kept page by page goes on: after how many rows, and the rank of the last one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rows: int = Field(0, ge=0)
    rank: str = ""
