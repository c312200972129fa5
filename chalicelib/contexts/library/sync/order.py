"""What is read first: what is useful soonest.

The list of playlists and what it shows to be gone, the newest of everything saved, then playlists one after another,
and the long rest of what is saved last.
"""

from __future__ import annotations

from collections.abc import Iterable

from chalicelib.contexts.library.sync.part import Part

FIRST_PAGES = 4
"""So many pages of each saved collection come before the playlists: 200 of the newest rows."""


def next_part(parts: Iterable[Part], now: int) -> Part | None:
    """The part to work on at ``now`` (milliseconds since 1970); None where nothing is left, or has to wait."""
    ready = [part for part in parts if part.pending and (part.not_before is None or part.not_before <= now)]
    return min(ready, key=_rank, default=None)


def wakes_at(parts: Iterable[Part]) -> int | None:
    """When the first of the parts that wait is to be tried again, in milliseconds since 1970."""
    return min((part.not_before for part in parts if part.pending and part.not_before is not None), default=None)


def _rank(part: Part) -> tuple[int, int, int, str]:
    if part.kind in ("playlists", "gone"):
        first = 0
    elif part.kind == "saved":
        first = 1 if part.pages < FIRST_PAGES else 3
    else:
        first = 2
    # A part that failed lets others go first; one that was begun is finished before the next.
    return first, part.tries, 0 if part.pages else 1, f"{part.sequence:06d}"
