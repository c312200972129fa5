"""Playlists with rows that name nothing any more, and what was there before.

Spotify shows what it has withdrawn as a row without a thing in it. Which one it was nobody says; but a reading that
found more of such rows than the one before took out the rows that it no longer found, and its change set tells them. So
what such a reading took out, and the playlist does not hold again, is what may have vanished.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chalicelib.core.catalogue.history import Step
    from chalicelib.core.catalogue.rows import SeenRow

MOST_STEPS = 60
"""So many change sets of a playlist are looked at, newest first."""
MOST_ON_PAGE = 300
"""A page ends early after so many change sets, of 150 KB each at most."""
MOST = 100
"""So many lost rows are told of one playlist."""


@dataclass(frozen=True, slots=True)
class LostRow:
    """A row that was taken out at ``at`` (milliseconds since 1970), where it stood, and whether it must be one of those
    that came to name nothing."""

    at: int
    certain: bool
    position: int
    row: SeenRow


@dataclass(frozen=True, slots=True)
class Losses:
    """What may have vanished, the latest first; the instant since when that is known, None where nothing is; and how
    many change sets were looked at."""

    rows: list[LostRow]
    since: int | None
    looked_at: int


def lost(steps: Iterable[Step], first_read: int | None, there: frozenset[str]) -> Losses:
    """What change sets say of rows that name nothing any more.

    ``steps`` are the playlist's change sets, newest first, since it was ``first_read``; ``there`` are the uris that it
    holds now.
    """
    looked_at: list[Step] = []
    since: int | None = first_read
    for step in steps:
        looked_at.append(step)
        if step.unnamed == 0 or len(looked_at) == MOST_STEPS:
            since = step.at
            break
    before: list[int | None] = [step.unnamed for step in looked_at[1:]]
    if since == first_read:
        before.append(None)  # what the first reading found is no change: how many named nothing then is not known
    found: list[LostRow] = []
    for step, unnamed in zip(looked_at, before, strict=False):
        rise = step.unnamed - (unnamed or 0)
        if rise <= 0:
            continue
        removed = [change.before for change in step.changes() if change.after is None and change.before is not None]
        certain = unnamed is not None and len(removed) <= rise
        found.extend(
            LostRow(step.at, certain, placed.position, placed.row.row)
            for placed in removed
            if placed.row.row.uri not in there
        )
    return Losses(found, since, len(looked_at))
