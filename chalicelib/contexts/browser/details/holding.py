"""Where a track or an episode stands in playlists."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Literal

from chalicelib.contexts.browser.details.schemas import Holding, Standing
from chalicelib.contexts.browser.query.condition import listed
from chalicelib.contexts.browser.query.entries.parts import flag, instant, link

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import apsw

SQL = """
SELECT row.{kind}, row.playlist, text.id, text.name, row.position, row.added, row.added_by, row.playable
FROM playlist_row AS row JOIN playlist_text AS text ON text.no = row.playlist
WHERE row.{kind} IN (SELECT value FROM json_each(?)) {some} ORDER BY row.{kind}, row.playlist, row.position
"""


def holdings(
    model: apsw.Connection,
    kind: Literal["track", "episode"],
    numbers: Iterable[int],
    playlists: Sequence[int] | None = None,
) -> dict[int, list[Holding]]:
    """Of each of these tracks or episodes that is in playlists: which hold it, by name, and where. Only ``playlists``
    where these are given."""
    some, values = "", [listed(numbers)]
    if playlists is not None:
        some = "AND row.playlist IN (SELECT value FROM json_each(?))"
        values.append(listed(playlists))
    found: dict[int, list[Holding]] = {}
    rows = model.execute(SQL.format(kind=kind, some=some), values)
    for (number, _), places in groupby(rows, key=lambda row: row[:2]):
        standing = list(places)
        _, _, identity, name, *_ = standing[0]
        found.setdefault(number, []).append(
            Holding(
                playlist=link("playlist", identity, name),
                rows=[
                    Standing(position=position, added_at=instant(added), added_by=added_by, playable=flag(playable))
                    for _, _, _, _, position, added, added_by, playable in standing
                ],
            )
        )
    return found


def cut(found: Sequence[Holding], most: int) -> list[Holding]:
    """So many of the places, in order."""
    kept: list[Holding] = []
    for holding in found:
        if most <= 0:
            break
        kept.append(Holding(playlist=holding["playlist"], rows=holding["rows"][:most]))
        most -= len(holding["rows"])
    return kept


def places(found: Iterable[Holding]) -> int:
    """How many rows they are together."""
    return sum(len(holding["rows"]) for holding in found)
