"""Use cases of the history: changes of a collection, and a playlist as it was. Nothing here asks Spotify."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from chalicelib.contexts.library.history.schemas import Change, ChangeKind, PastRow, RowState, Thing, ThingKind
from chalicelib.core.catalogue import keys
from chalicelib.core.catalogue.entities import is_spotify_id
from chalicelib.core.catalogue.history import Entry, Place, WholeChange
from chalicelib.core.errors import NotSynced

if TYPE_CHECKING:
    from chalicelib.core.catalogue.changes import Placed, RowChange
    from chalicelib.core.catalogue.rows import SeenRow
    from chalicelib.core.composition import Services

_KINDS = frozenset({"track", "album", "artist", "playlist", "show", "episode"})
_Ref = tuple[str, str]
"""Kind and id of an entity."""


@dataclass(frozen=True, slots=True)
class ChangesRead:
    """A page of changes, where the next one begins, and since when there are any."""

    changes: Sequence[Change]
    following: Place | None
    since: datetime | None


@dataclass(frozen=True, slots=True)
class PastRead:
    """A page of a playlist as it was; ``number`` names that state."""

    rows: Sequence[PastRow]
    total: int
    name: str | None
    gone: bool
    number: int


def changes(services: Services, user_id: str, name: str, limit: int, after: Place | None) -> ChangesRead:
    """Some of the changes of a collection, newest first. Raises NotSynced for a playlist of which nothing was read."""
    found, following, head = services.history.changes(user_id, name, limit, after)
    if head is None and keys.is_playlist(name):
        raise NotSynced("this playlist has not been read")
    names = _names(services, name, (row for entry in found if (row := _row(entry)) is not None))
    since = _instant(head.since) if head is not None and head.since is not None else None
    return ChangesRead([_change(entry, name, names) for entry in found], following, since)


def as_of(
    services: Services, user_id: str, playlist_id: str, at: datetime | None, *, limit: int, offset: int
) -> PastRead:
    """Some of a playlist's rows as they were at an instant, or are now.

    Raises NotSynced where nobody knows: the playlist was not read whole by then, or it is too long ago.
    """
    name = keys.playlist_rows(playlist_id)
    past = services.history.as_of(user_id, name, int((at or services.clock.now()).timestamp() * 1000))
    if past is None:
        raise NotSynced(
            "nobody knows what this playlist was at that instant: it had not been read, or it is too long ago"
        )
    page = past.rows[offset : offset + limit]
    names = _names(services, name, (kept.row for kept in page))
    rows = [
        PastRow(
            position=offset + index,
            added_at=kept.row.added_at,
            added_by=kept.row.added_by,
            item=_thing(kept.row, name, names),
        )
        for index, kept in enumerate(page)
    ]
    return PastRead(rows, len(past.rows), past.name, past.gone, past.number)


def _change(entry: Entry, collection: str, names: Mapping[_Ref, str]) -> Change:
    at, change = _instant(entry.at), entry.change
    if isinstance(change, WholeChange):
        told = [change.before, change.after] if change.what == "renamed" else None
        return Change(at=at, change=change.what, item=None, before=None, after=None, names=told)
    row = _row(entry)
    item = _thing(row, collection, names) if row is not None else None
    before, after = _state(change.before), _state(change.after)
    return Change(at=at, change=_kind_of(change), item=item, before=before, after=after, names=None)


def _kind_of(change: RowChange) -> ChangeKind:
    if change.before is None:
        return "added"
    if change.after is None:
        return "removed"
    return "updated" if change.before.row.rank == change.after.row.rank else "moved"


def _state(placed: Placed | None) -> RowState | None:
    if placed is None:
        return None
    row = placed.row.row
    return RowState(position=placed.position, added_at=row.added_at, added_by=row.added_by, playable=row.playable)


def _row(entry: Entry) -> SeenRow | None:
    if isinstance(entry.change, WholeChange):
        return None
    placed = entry.change.after or entry.change.before
    return placed.row.row if placed is not None else None


def _names(services: Services, collection: str, rows: Iterable[SeenRow]) -> dict[_Ref, str]:
    """Names of what rows are about, as the catalogue has them; one batch read of what a page holds."""
    refs = {_ref(row, collection) for row in rows}
    return services.catalogue.names({(kind, found) for kind, found in refs if found is not None})


def _thing(row: SeenRow, collection: str, names: Mapping[_Ref, str]) -> Thing:
    kind, found = _ref(row, collection)
    return Thing(
        kind=cast(ThingKind, kind),
        id=found,
        uri=row.uri,
        name=row.name or (names.get((kind, found)) if found is not None else None),
        spotify_url=f"https://open.spotify.com/{kind}/{found}" if found is not None else None,
    )


def _ref(row: SeenRow, collection: str) -> tuple[str, str | None]:
    """Kind and id of what a row is about. A playlist's uri may name its owner too, and an audiobook's is a show's."""
    parts: list[Any] = row.uri.split(":")
    if parts[1:2] == ["local"]:
        return "local", None
    kind, found = (parts[-2], parts[-1]) if len(parts) > 2 else ("other", None)
    if kind not in _KINDS or not is_spotify_id(found):
        return "other", None
    return ("audiobook" if collection == keys.SAVED_AUDIOBOOKS and kind == "show" else kind), found


def _instant(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
