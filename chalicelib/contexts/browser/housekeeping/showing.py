"""Groups of duplicates as answers show them: what is equal in words and values, and every place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from chalicelib.contexts.browser.details.holding import cut, holdings, places
from chalicelib.contexts.browser.housekeeping.duplicates import Group, Rule
from chalicelib.contexts.browser.housekeeping.schemas import DuplicateGroup, Found, Why
from chalicelib.contexts.browser.query.entries.parts import link
from chalicelib.contexts.browser.query.entries.tracks import tracks
from chalicelib.contexts.browser.schemas import Link

if TYPE_CHECKING:
    import apsw

    from chalicelib.contexts.browser.details.schemas import Holding
    from chalicelib.contexts.browser.schemas import TrackOut

MOST_IN_GROUP = 1000
"""So many tracks and rows are told of one group."""
MOST_ON_PAGE = 1000
"""A page ends early where its groups have so many tracks and rows together."""


def shown(model: apsw.Connection, rule: Rule, groups: Sequence[Group]) -> list[DuplicateGroup]:
    """The first of these groups, at least one, as answers show them: as many as a page may weigh."""
    found: list[DuplicateGroup] = []
    weight = 0
    for group in groups:
        held = holdings(model, "track", group.tracks, None if group.playlist is None else [group.playlist])
        rows = {number: places(holding) for number, holding in held.items()}
        weight += len(group.tracks) + sum(rows.values())
        if found and weight > MOST_ON_PAGE:
            break
        found.append(_shown(model, rule, group, held, sum(rows.values())))
    return found


def _shown(
    model: apsw.Connection, rule: Rule, group: Group, held: Mapping[int, list[Holding]], rows: int
) -> DuplicateGroup:
    told: list[Found] = []
    left = MOST_IN_GROUP
    numbers = group.tracks[:left]
    entries = tracks(model, numbers)
    for number, entry in zip(numbers, entries, strict=True):
        if left <= 0:
            break
        where = cut(held.get(number, []), left - 1)
        left -= 1 + places(where)
        told.append(Found(track=entry, playlists=where))
    return DuplicateGroup(
        why=_why(rule, entries, rows),
        playlist=_playlist(model, group.playlist) if group.playlist is not None else None,
        tracks_total=len(group.tracks),
        rows_total=rows,
        tracks=told,
    )


def _why(rule: Rule, equal: Sequence[TrackOut], rows: int) -> Why:
    first = equal[0]
    lengths = [each["duration_ms"] for each in equal if each["duration_ms"] is not None]
    shortest, longest = min(lengths, default=None), max(lengths, default=None)
    if rule == "id":
        text = f"the same {'local file' if first['local'] else 'track'} in {rows} rows"
    elif rule == "isrc":
        text = f"{len(equal)} tracks with the ISRC {first['isrc']}"
    else:
        apart = ((longest or 0) - (shortest or 0)) / 1000
        text = f"{len(equal)} tracks with the same title and artists, lengths {apart:.1f} s apart at most"
    return Why(
        rule=rule,
        uri=first["uri"] if rule == "id" else None,
        isrc=first["isrc"] if rule == "isrc" else None,
        name=first["name"],
        artists=first["artists"],
        shortest_ms=shortest,
        longest_ms=longest,
        text=text,
    )


def _playlist(model: apsw.Connection, number: int) -> Link:
    row: list[Any] = model.execute("SELECT id, name FROM playlist_text WHERE no = ?", (number,)).fetchall()
    identity, name = row[0]
    return link("playlist", identity, name)
