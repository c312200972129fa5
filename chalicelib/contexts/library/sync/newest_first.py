"""Where a collection that lists the newest first joins what is known of it, so that the rest need not be read.

Rows come and go, but an old row is never put between others: what is added stands in front. So when the last rows that
were read are a run of known ones, and what follows that run makes up Spotify's total, what follows is still there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chalicelib.core.catalogue.rows import SeenRow

RUN = 10
"""So many known rows in a row are no accident; a shorter list is compared from its first row."""


@dataclass(frozen=True, slots=True)
class Known:
    """Rows that are known, newest first, and how many beside them name nothing."""

    rows: Sequence[SeenRow]
    ids: Sequence[str]
    places: Mapping[str, int]
    unnamed: int

    @classmethod
    def of(cls, rows: Sequence[SeenRow], unnamed: int) -> Known:
        """With what is needed to find rows among them."""
        ids = [identity(row) for row in rows]
        return cls(rows, ids, {each: place for place, each in enumerate(ids)}, unnamed)


def identity(row: SeenRow) -> str:
    """What tells a saved thing from others: a thing is saved once, and an instant tells it from one saved again."""
    return f"{row.uri} {row.added_at or ''}"


def joins_at(
    read: Sequence[str], taken: int, known: Sequence[str], places: Mapping[str, int], unnamed: int, total: int | None
) -> int | None:
    """The index in ``known`` from which its rows complete those ``read``, or None where more has to be read.

    Both are identities of rows, newest first; of those read the last ones are enough. ``places`` gives the index of
    each in ``known``. ``taken`` counts the rows read with those that name nothing; ``unnamed`` is how many such rows
    stand among the known ones that were not read.
    ``total`` is what Spotify says, and counts them all.
    """
    if not read or total is None:
        return None
    last = places.get(read[-1])
    if last is None:
        return None
    run = min(RUN, len(read), last + 1)
    if list(read[-run:]) != list(known[last + 1 - run : last + 1]):
        return None
    return last + 1 if taken + (len(known) - last - 1) + unnamed == total else None
