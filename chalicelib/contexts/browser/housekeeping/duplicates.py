"""Which tracks of a library are duplicates of each other.

Three rules say what is a duplicate: ``id`` (the same track, or the same local file, in several rows), ``isrc``
(different tracks with one ISRC, however it is spelt) and ``alike`` (different tracks with the same title and the same
artists, whatever case and accents, of lengths at most two seconds above the shortest). The model numbers the groups of
the latter two (``model/layout.py``). Looked for in the whole library, or in each playlist for itself.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Literal, get_args

from chalicelib.contexts.browser.query.condition import listed

if TYPE_CHECKING:
    import apsw

Rule = Literal["id", "isrc", "alike"]
Within = Literal["playlist", "library"]
RULES: tuple[Rule, ...] = get_args(Rule)
WITHIN: tuple[Within, ...] = get_args(Within)

_GROUP = {"isrc": "isrc_group", "alike": "alike_group"}
_HOLDS = "SELECT track FROM track_playlist WHERE playlist IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True)
class Group:
    """Duplicates by their numbers, ascending; ``playlist`` is the one that they are all in, None for the library."""

    playlist: int | None
    tracks: tuple[int, ...]

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands among other groups: by playlist, then by its first track. No other has the same."""
        return (self.playlist or 0, self.tracks[0])


def find(
    model: apsw.Connection,
    rule: Rule,
    within: Within,
    playlists: Iterable[int] | None = None,
    *,
    after: tuple[int, int] = (0, 0),
    most: int,
) -> tuple[list[Group], int]:
    """Groups in order, at most so many of those after a place; and how many there are in all.

    Of ``playlists`` only, where these are given: those groups that are within one of them, or of the library those that
    have something in one of them.
    """
    chosen = None if playlists is None else listed(playlists)
    if within == "library" and rule == "id":
        return _same_of_library(model, chosen, after[1], most)
    if within == "library":
        found = _groups_of_library(model, _GROUP[rule], chosen)
    elif rule == "id":
        found = _same_of_playlists(model, chosen)
    else:
        found = _groups_of_playlists(model, _GROUP[rule], chosen)
    first = bisect_right(found, after, key=lambda group: group.place)
    return found[first : first + most], len(found)


def _same_of_library(model: apsw.Connection, chosen: str | None, after: int, most: int) -> tuple[list[Group], int]:
    # May well be half of the library: only a page is read, and the rest counted.
    where, values = ("rows > 1", ()) if chosen is None else (f"rows > 1 AND no IN ({_HOLDS})", (chosen,))
    total: int = model.execute(f"SELECT count(*) FROM track WHERE {where}", values).get
    rows = model.execute(f"SELECT no FROM track WHERE {where} AND no > ? ORDER BY no LIMIT ?", (*values, after, most))
    return [Group(None, (no,)) for (no,) in rows], total


def _groups_of_library(model: apsw.Connection, group: str, chosen: str | None) -> list[Group]:
    some, values = f"{group} IS NOT NULL", list[str]()
    if chosen is not None:
        some, values = f"{group} IN (SELECT {group} FROM track WHERE no IN ({_HOLDS}))", [chosen]
    found: dict[int, list[int]] = {}
    for number, track in model.execute(f"SELECT {group}, no FROM track WHERE {some} ORDER BY no", values):
        found.setdefault(number, []).append(track)
    return [Group(None, tuple(tracks)) for tracks in found.values()]


def _same_of_playlists(model: apsw.Connection, chosen: str | None) -> list[Group]:
    # Only a track with more rows than playlists is somewhere twice.
    some, values = _among("row.playlist", chosen)
    rows = model.execute(
        "SELECT row.playlist, row.track FROM track CROSS JOIN playlist_row AS row ON row.track = track.no "
        f"WHERE track.rows > track.playlists {some} GROUP BY row.track, row.playlist HAVING count(*) > 1 ORDER BY 1, 2",
        values,
    )
    return [Group(playlist, (track,)) for playlist, track in rows]


def _groups_of_playlists(model: apsw.Connection, group: str, chosen: str | None) -> list[Group]:
    some, values = _among("row.playlist", chosen)
    rows = model.execute(
        f"SELECT DISTINCT row.playlist, track.{group}, track.no "
        "FROM track CROSS JOIN playlist_row AS row ON row.track = track.no "
        f"WHERE track.{group} IS NOT NULL {some} ORDER BY 1, 2, 3",
        values,
    )
    found = [
        Group(playlist, tuple(track for _, _, track in members))
        for (playlist, _), members in groupby(rows, key=lambda row: row[:2])
    ]
    return sorted((each for each in found if len(each.tracks) > 1), key=lambda each: each.place)


def _among(column: str, chosen: str | None) -> tuple[str, Sequence[str]]:
    if chosen is None:
        return "", ()
    return f"AND {column} IN (SELECT value FROM json_each(?))", (chosen,)
