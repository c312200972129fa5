"""A playlist's rows, page by page, also when the playlist changes between two pages.

Rows have no names of their own. What a cursor keeps of the last rows of a page is a digest of each: what it is, when
and by whom it was added. Where the library has changed since, the list goes on behind the last of them that is still
there, wherever it is now; where none is, from the same position.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from chalicelib.contexts.browser.details.schemas import PlaylistRow
from chalicelib.contexts.browser.query.entries.parts import flag, instant
from chalicelib.contexts.browser.query.entries.spoken import episodes
from chalicelib.contexts.browser.query.entries.tracks import tracks

if TYPE_CHECKING:
    import apsw

REMEMBERED = 20
"""So many of the rows before the next page are in a cursor."""
_DIGITS = 8

_PAGE = """
SELECT position, added, added_by, playable, track, episode,
  coalesce(row.uri, 'spotify:episode:' || episode_text.id, track_text.uri)
FROM playlist_row AS row LEFT JOIN track_text ON track_text.no = row.track
LEFT JOIN episode_text ON episode_text.no = row.episode
WHERE playlist = ? AND position >= ? ORDER BY position LIMIT ?
"""
_IDENTITIES = """
SELECT position, coalesce(row.uri, 'spotify:episode:' || episode_text.id, track_text.uri), added, added_by
FROM playlist_row AS row LEFT JOIN track_text ON track_text.no = row.track
LEFT JOIN episode_text ON episode_text.no = row.episode
WHERE playlist = ? AND position >= ? AND position < ? ORDER BY position
"""
_END = 1 << 40


@dataclass(frozen=True, slots=True)
class Goes:
    """Where a list of rows goes on: at a position of a revision, behind rows with these digests (the last one last)."""

    revision: str
    position: int
    behind: str

    def as_key(self) -> dict[str, Any]:
        """JSON values for a cursor."""
        return {"revision": self.revision, "position": self.position, "behind": self.behind}


def read(model: apsw.Connection, playlist: int, start: int, limit: int) -> list[PlaylistRow]:
    """Rows from a position on, at most ``limit``."""
    rows: list[Any] = model.execute(_PAGE, (playlist, start, limit)).fetchall()
    of_tracks = _by_number(rows, 4, model, tracks)
    of_episodes = _by_number(rows, 5, model, episodes)
    return [
        PlaylistRow(
            position=position,
            added_at=instant(added),
            added_by=added_by,
            playable=flag(playable),
            kind="track" if track is not None else "episode" if episode is not None else "other",
            uri=uri,
            item=of_tracks.get(track) or of_episodes.get(episode),
        )
        for position, added, added_by, playable, track, episode, uri in rows
    ]


def goes_on(model: apsw.Connection, playlist: int, revision: str, position: int) -> Goes:
    """What to keep of where the next page begins."""
    before = model.execute(_IDENTITIES, (playlist, position - REMEMBERED, position))
    return Goes(revision, position, "".join(_digest(row) for _, *row in before))


def start(model: apsw.Connection, playlist: int, revision: str, goes: Goes) -> int:
    """The position at which the next page begins in this revision."""
    if goes.revision == revision:
        return goes.position
    now = [_digest(row) for _, *row in model.execute(_IDENTITIES, (playlist, 0, _END))]
    behind = [goes.behind[at : at + _DIGITS] for at in range(0, len(goes.behind), _DIGITS)]
    expected = goes.position - 1
    while behind:
        places = [position for position, digest in enumerate(now) if digest == behind[-1]]
        if places:
            # Of rows that are alike, the one with most of the same before it; then the one nearest to where it was.
            best = max(
                (_alike(now[max(0, at + 1 - REMEMBERED) : at + 1], behind), -abs(at - expected), at) for at in places
            )
            return 1 + best[2]
        behind.pop()
        expected -= 1
    return goes.position


def _alike(some: Sequence[str], others: Sequence[str]) -> int:
    """How many rows are the same, from the last one backwards."""
    pairs = zip(reversed(some), reversed(others), strict=False)
    return len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))


def _digest(row: Sequence[Any]) -> str:
    return hashlib.sha256(repr(tuple(row)).encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def _by_number(rows: Sequence[Sequence[Any]], at: int, model: apsw.Connection, entries: Any) -> dict[Any, Any]:
    numbers = list(dict.fromkeys(row[at] for row in rows if row[at] is not None))
    return dict(zip(numbers, entries(model, numbers), strict=True)) if numbers else {}
