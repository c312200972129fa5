"""Tracks that cannot be played, and what of the library could stand in for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.contexts.browser.details.holding import cut, holdings, places
from chalicelib.contexts.browser.housekeeping.schemas import Unplayable
from chalicelib.contexts.browser.query.condition import Condition, listed
from chalicelib.contexts.browser.query.entries.tracks import tracks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import apsw

    from chalicelib.contexts.browser.schemas import TrackOut

MOST = 20
"""So many candidates, and rows, are told of one track."""

# Nobody has told a thing of it but that it was in a row: a record has its name, and is not without all of these.
UNKNOWN = (
    "(track.local = 0 AND track.album IS NULL AND track.duration_ms IS NULL AND track.artist_rank IS NULL "
    "AND track.artist_set = 0)"
)


def condition(playlists: Iterable[int] | None) -> Condition:
    """Which tracks: those in one of ``playlists`` where these are given."""
    which = f"track.playable = 0 OR {UNKNOWN}"
    if playlists is None:
        return Condition(which)
    held = "track.no IN (SELECT track FROM track_playlist WHERE playlist IN (SELECT value FROM json_each(?)))"
    return Condition(f"({which}) AND {held}", (listed(playlists),))


def shown(model: apsw.Connection, numbers: Sequence[int], playlists: Sequence[int] | None) -> list[Unplayable]:
    """These tracks as answers show them, with their places (those in ``playlists`` where given) and candidates."""
    instead = _candidates(model, numbers)
    entries = _entries(model, [*numbers, *(each for found in instead.values() for each in found[:MOST])])
    held = holdings(model, "track", numbers, playlists)
    return [
        Unplayable(
            reason="unplayable" if entries[number]["playable"] is False else "unknown",
            track=entries[number],
            playlists=cut(held.get(number, []), MOST),
            rows_total=places(held.get(number, [])),
            candidates=[entries[each] for each in instead.get(number, [])[:MOST]],
            candidates_total=len(instead.get(number, [])),
        )
        for number in numbers
    ]


def _entries(model: apsw.Connection, numbers: Iterable[int]) -> dict[int, TrackOut]:
    each_once = list(dict.fromkeys(numbers))
    return dict(zip(each_once, tracks(model, each_once), strict=True))


def _candidates(model: apsw.Connection, numbers: Sequence[int]) -> dict[int, list[int]]:
    """Of each track the playable ones of the library with its ISRC, in order."""
    groups = dict(
        model.execute(
            "SELECT no, isrc_group FROM track WHERE no IN (SELECT value FROM json_each(?)) AND isrc_group IS NOT NULL",
            (listed(numbers),),
        )
    )
    if not groups:
        return {}
    playable: dict[int, list[int]] = {}
    for group, track in model.execute(
        "SELECT isrc_group, no FROM track WHERE isrc_group IN (SELECT value FROM json_each(?)) "
        "AND playable IS NOT 0 ORDER BY no",
        (listed(set(groups.values())),),
    ):
        playable.setdefault(group, []).append(track)
    return {number: [each for each in playable.get(group, []) if each != number] for number, group in groups.items()}
