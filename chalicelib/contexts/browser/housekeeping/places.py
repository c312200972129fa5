"""Where lists of housekeeping go on: by names of playlists and tracks, whatever their numbers in a later model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chalicelib.contexts.browser.query.continuing import LastRow, after, last_row
from chalicelib.contexts.browser.query.lists.playlists import PLAYLISTS
from chalicelib.contexts.browser.query.lists.tracks import TRACKS
from chalicelib.contexts.browser.query.ordering import Order

if TYPE_CHECKING:
    import apsw

    from chalicelib.contexts.browser.query.resource import Resource

END = 1 << 40
"""Behind every number of a model."""

Place = tuple[int, int]
"""Numbers of a playlist, 0 without one, and of a track, 0 for the beginning."""


def by_name(resource: Resource) -> Order:
    """The order in which the things of a list are numbered."""
    return Order((), resource.number)


def as_key(model: apsw.Connection, revision: str, place: Place) -> dict[str, Any]:
    """What a cursor keeps of the place behind which a list goes on."""
    return {
        name: last_row(model, revision, resource, by_name(resource), number).as_key()
        for name, resource, number in (("playlist", PLAYLISTS, place[0]), ("track", TRACKS, place[1]))
        if number
    }


def of_key(model: apsw.Connection, revision: str, key: dict[str, Any]) -> tuple[Place, bool]:
    """The place in this model, and whether it is another model than the cursor's."""
    found: dict[str, int] = {}
    gone = changed = False
    for name, resource in (("playlist", PLAYLISTS), ("track", TRACKS)):
        if name in key:
            last = LastRow.of_key(key[name])
            changed = last.revision != revision
            # By number alone, one value is what must be exceeded.
            (number,) = after(model, resource, by_name(resource), last, same=not changed).values
            found[name] = int(number or 0)
            gone = gone or (name == "playlist" and not _there(model, last, found[name]))
    # Behind a playlist that is no more, the next one begins with its first track.
    return (found.get("playlist", 0), END if gone else found.get("track", 0)), changed


def _there(model: apsw.Connection, last: LastRow, number: int) -> bool:
    found: str | None = model.execute("SELECT id FROM playlist_text WHERE no = ?", (number,)).get
    return found == last.identity
