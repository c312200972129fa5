"""Use cases of the housekeeping: what there is to tidy up. Nothing here changes anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from chalicelib.contexts.browser.details.schemas import Counted
from chalicelib.contexts.browser.details.service import PATH
from chalicelib.contexts.browser.housekeeping import duplicates as rules
from chalicelib.contexts.browser.housekeeping import showing, unplayable, vanished
from chalicelib.contexts.browser.housekeeping.places import as_key, by_name, of_key
from chalicelib.contexts.browser.housekeeping.schemas import (
    DuplicatesCounted,
    Lost,
    Overview,
    Vanished,
)
from chalicelib.contexts.browser.query.condition import Condition, listed
from chalicelib.contexts.browser.query.entries.parts import instant
from chalicelib.contexts.browser.query.entries.playlists import playlists as playlist_entries
from chalicelib.contexts.browser.query.lists.playlists import PLAYLISTS
from chalicelib.contexts.browser.query.lists.tracks import TRACKS
from chalicelib.contexts.browser.query.pages import read_page
from chalicelib.core.catalogue import keys
from chalicelib.core.catalogue.entities import is_spotify_id
from chalicelib.core.clock import to_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import apsw

    from chalicelib.contexts.browser.housekeeping.duplicates import Rule, Within
    from chalicelib.contexts.browser.housekeeping.vanished import LostRow
    from chalicelib.contexts.browser.schemas import PlaylistOut
    from chalicelib.core.composition import Services

HOUSEKEEPING = f"{PATH}/housekeeping"
UNFILED = "saved=true&in_playlist=false"
UNLIKED = "saved=false&in_playlist=true"
_UNNAMED = "playlist.unnamed > 0"
_overviews: WeakKeyDictionary[apsw.Connection, Overview] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Asked:
    """A page of a list: of these playlists (their ids; None: the whole library), behind what a cursor keeps."""

    revision: str
    playlists: Sequence[str] | None
    limit: int
    key: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A page, how many entries there are in all, what a cursor keeps of its end (None: nothing follows), and whether
    the library has changed since the page before."""

    data: Sequence[Any]
    total: int
    following: dict[str, Any] | None
    changed: bool


def duplicates(model: apsw.Connection, rule: Rule, within: Within, asked: Asked) -> Told:
    """Groups of duplicates by a rule, in the order of playlists and names."""
    place, changed = of_key(model, asked.revision, dict(asked.key or {}))
    held_by = _numbers(model, asked.playlists)
    groups, total = rules.find(model, rule, within, held_by, after=place, most=asked.limit + 1)
    data = showing.shown(model, rule, groups[: asked.limit])
    following = as_key(model, asked.revision, groups[len(data) - 1].place) if len(data) < len(groups) else None
    return Told(data, total, following, changed)


def unplayable_tracks(model: apsw.Connection, asked: Asked) -> Told:
    """Tracks that cannot be played, by name."""
    held_by = _numbers(model, asked.playlists)
    (_, track), changed = of_key(model, asked.revision, dict(asked.key or {}))
    after = Condition("track.no > ?", (track,))
    page = read_page(
        model, TRACKS, unplayable.condition(held_by), by_name(TRACKS), limit=asked.limit, after=after if track else None
    )
    following = as_key(model, asked.revision, (0, page.numbers[-1])) if page.more else None
    return Told(unplayable.shown(model, page.numbers, held_by), page.total, following, changed)


def vanished_rows(services: Services, user_id: str, model: apsw.Connection, asked: Asked) -> Told:
    """Playlists with rows that name nothing any more, by name, and what the change sets say was there."""
    where = Condition(_UNNAMED)
    chosen = _numbers(model, asked.playlists)
    if chosen is not None:
        where = Condition(f"{_UNNAMED} AND playlist.no IN (SELECT value FROM json_each(?))", (listed(chosen),))
    (playlist, _), changed = of_key(model, asked.revision, dict(asked.key or {}))
    after = Condition("playlist.no > ?", (playlist,))
    page = read_page(model, PLAYLISTS, where, by_name(PLAYLISTS), limit=asked.limit, after=after if playlist else None)
    entries = playlist_entries(model, page.numbers)
    data: list[Vanished] = []
    read = 0
    for number, entry in zip(page.numbers, entries, strict=True):
        told, looked_at = _vanished(services, user_id, model, number, entry)
        data.append(told)
        read += looked_at
        if read >= vanished.MOST_ON_PAGE:
            break
    more = page.more or len(data) < len(page.numbers)
    following = as_key(model, asked.revision, (page.numbers[len(data) - 1], 0)) if more else None
    return Told(data, page.total, following, changed)


def overview(model: apsw.Connection) -> Overview:
    """What there is to look at in the whole library, and where it is listed. Counted once for each model."""
    known = _overviews.get(model)
    if known is None:
        known = _overviews[model] = _overview(model)
    return known


def _overview(model: apsw.Connection) -> Overview:
    counted = [
        DuplicatesCounted(
            by=rule,
            within=within,
            total=rules.find(model, rule, within, most=0)[1],
            all=f"{HOUSEKEEPING}/duplicates?by={rule}&within={within}",
        )
        for rule in rules.RULES
        for within in rules.WITHIN
    ]
    return Overview(
        duplicates=counted,
        unfiled=_counted(model, "track", "saved AND playlists = 0", f"{PATH}/tracks?{UNFILED}"),
        unliked=_counted(model, "track", "NOT saved AND playlists > 0", f"{PATH}/tracks?{UNLIKED}"),
        unplayable=_counted(model, "track", unplayable.condition(None).sql, f"{HOUSEKEEPING}/unplayable"),
        vanished=_counted(model, "playlist", _UNNAMED, f"{HOUSEKEEPING}/vanished"),
    )


def _counted(model: apsw.Connection, table: str, where: str, everywhere: str) -> Counted:
    total: int = model.execute(f"SELECT count(*) FROM {table} WHERE {where}").get
    return Counted(total=total, all=everywhere)


def _numbers(model: apsw.Connection, ids: Sequence[str] | None) -> list[int] | None:
    """Numbers of those of these playlists that the library has."""
    if ids is None:
        return None
    found = model.execute(
        "SELECT no FROM playlist_text WHERE id IN (SELECT value FROM json_each(?)) ORDER BY no", (listed(ids),)
    )
    return [no for (no,) in found]


def _vanished(
    services: Services, user_id: str, model: apsw.Connection, number: int, playlist: PlaylistOut
) -> tuple[Vanished, int]:
    """What is told of a playlist, and how many change sets that took."""
    steps, head = services.history.steps(user_id, keys.playlist_rows(playlist["id"]))
    found = vanished.lost(steps, head.since if head is not None else None, _uris(model, number))
    lost = found.rows
    told = lost[: vanished.MOST]
    names = services.catalogue.names({ref for each in told if (ref := _ref(each)) is not None})
    entry = Vanished(
        playlist=playlist,
        unnamed=playlist["unnamed"],
        lost=[_lost(each, names) for each in told],
        lost_total=len(lost),
        since=instant(found.since),
    )
    return entry, found.looked_at


def _lost(lost: LostRow, names: Mapping[tuple[str, str], str]) -> Lost:
    ref = _ref(lost)
    return Lost(
        at=to_text(datetime.fromtimestamp(lost.at / 1000, UTC)),
        certain=lost.certain,
        uri=lost.row.uri,
        name=lost.row.name or (names.get(ref) if ref is not None else None),
        position=lost.position,
        added_at=lost.row.added_at,
        added_by=lost.row.added_by,
        spotify_url=f"https://open.spotify.com/{ref[0]}/{ref[1]}" if ref is not None else None,
    )


def _ref(lost: LostRow) -> tuple[str, str] | None:
    """Kind and id of what the row was; None of a local file."""
    _, _, rest = lost.row.uri.partition(":")
    kind, _, identity = rest.partition(":")
    return (kind, identity) if kind in {"track", "episode"} and is_spotify_id(identity) else None


def _uris(model: apsw.Connection, playlist: int) -> frozenset[str]:
    rows: Iterable[tuple[str]] = model.execute(
        "SELECT coalesce(row.uri, 'spotify:episode:' || episode_text.id, track_text.uri) FROM playlist_row AS row "
        "LEFT JOIN track_text ON track_text.no = row.track LEFT JOIN episode_text ON episode_text.no = row.episode "
        "WHERE row.playlist = ?",
        (playlist,),
    )
    return frozenset(uri for (uri,) in rows)
