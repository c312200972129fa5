"""The history's endpoints: what syncs changed, and a playlist as it was at an instant."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from chalice.app import Blueprint

from chalicelib.core.catalogue import keys
from chalicelib.core.composition import services
from chalicelib.core.declarations import Use
from chalicelib.core.endpoints import AnyCall, Later, Reply
from chalicelib.core.errors import NotSynced
from chalicelib.core.http import endpoint
from chalicelib.core.paging import PageInfo, PageQuery

if TYPE_CHECKING:
    from chalicelib.core.catalogue.history import Place

blueprint = Blueprint(__name__)

TAG = "Library"
SCHEMAS = "chalicelib.contexts.library.history.schemas"
PLAYLIST = Later(SCHEMAS, "PlaylistPath")
CHANGES = Later(SCHEMAS, "Changes")
PAST_ROWS = Later(SCHEMAS, "PastRows")
USES = (Use.CATALOGUE_READ, Use.PERSONAL_READ)
PLAYLIST_CHANGES = "/v1/library/playlists/{spotify_id}/changes"
PLAYLIST_AS_OF = "/v1/library/playlists/{spotify_id}/as-of"
COLLECTIONS = {
    "tracks": (keys.SAVED_TRACKS, "saved tracks"),
    "albums": (keys.SAVED_ALBUMS, "saved albums"),
    "shows": (keys.SAVED_SHOWS, "saved shows"),
    "episodes": (keys.SAVED_EPISODES, "saved episodes"),
    "audiobooks": (keys.SAVED_AUDIOBOOKS, "saved audiobooks"),
    "artists": (keys.FOLLOWED_ARTISTS, "followed artists"),
    "playlists": (keys.PLAYLISTS, "own and followed playlists"),
}


@endpoint(
    blueprint,
    "GET",
    PLAYLIST_CHANGES,
    tag=TAG,
    path_model=PLAYLIST,
    query=PageQuery,
    answer=CHANGES,
    errors=(NotSynced,),
    uses=USES,
)
def playlist_changes(call: AnyCall) -> Reply:
    """What changed in a playlist, newest first: rows added, removed, moved, and the playlist renamed.

    As far as syncs, and lists that showed the whole of it, have found. What was there when it was first read is no
    change. Changes are kept for 90 days, unless the installation says otherwise. `not_synced` where nothing was read.
    """
    scope = PLAYLIST_CHANGES.format(spotify_id=call.path.spotify_id)
    return _changes(call, scope, keys.playlist_rows(call.path.spotify_id))


@endpoint(
    blueprint,
    "GET",
    PLAYLIST_AS_OF,
    tag=TAG,
    path_model=PLAYLIST,
    query=Later(SCHEMAS, "AsOfQuery"),
    answer=PAST_ROWS,
    errors=(NotSynced,),
    uses=USES,
)
def playlist_as_of(call: AnyCall) -> Reply:
    """A playlist's rows as they were at an instant, in order, as far as had been read by then.

    `not_synced` where the playlist had not been read whole by then, or changes since then are kept no longer.
    """
    from chalicelib.contexts.library.history import service

    user_id = call.person.user_id
    at = call.query.at
    scope = f"{PLAYLIST_AS_OF.format(spotify_id=call.path.spotify_id)}?at={at.isoformat() if at is not None else ''}"
    key = _read(call, scope)
    offset = int(key.get("offset", 0))
    found = service.as_of(services(), user_id, call.path.spotify_id, at, limit=call.query.limit, offset=offset)
    meta: dict[str, Any] = {"name": found.name, "gone": found.gone}
    if key.get("state", found.number) != found.number:
        meta["revision_changed"] = True
    following = None
    if offset + len(found.rows) < found.total:
        following = {"offset": offset + len(found.rows), "state": found.number}
    page = PageInfo(next=_sign(call, scope, following), limit=call.query.limit, total=found.total)
    return Reply(PAST_ROWS.load().model_construct(data=list(found.rows), page=page, meta=meta))


def _list_changes_of(collection: str, name: str, words: str) -> None:
    path = f"/v1/library/{collection}/changes"

    def view(call: AnyCall) -> Reply:
        return _changes(call, path, name)

    view.__name__ = f"{collection}_changes"
    view.__doc__ = f"""What changed among the person's {words}, newest first, as far as syncs have found.

    What was there when they were first read is no change. Changes are kept for 90 days, unless the installation says
    otherwise.
    """
    endpoint(blueprint, "GET", path, tag=TAG, query=PageQuery, answer=CHANGES, uses=USES)(view)


# Each has a path of its own: API Gateway would take /v1/library/{collection}/changes for a playlist, or a track.
for _collection, (_name, _words) in COLLECTIONS.items():
    _list_changes_of(_collection, _name, _words)


def _changes(call: AnyCall, scope: str, name: str) -> Reply:
    from chalicelib.contexts.library.history import service
    from chalicelib.core.catalogue.history import Place

    key = _read(call, scope)
    after = Place(**key) if key else None
    found = service.changes(services(), call.person.user_id, name, call.query.limit, after)
    page = PageInfo(next=_sign(call, scope, _place(found.following)), limit=call.query.limit, total=None)
    return Reply(CHANGES.load().model_construct(data=list(found.changes), page=page, meta={"since": found.since}))


def _place(following: Place | None) -> dict[str, Any] | None:
    return None if following is None else asdict(following)


def _read(call: AnyCall, scope: str) -> dict[str, Any]:
    if call.query.cursor is None:
        return {}
    return services().cursors.read(call.query.cursor, user_id=call.person.user_id, scope=scope)


def _sign(call: AnyCall, scope: str, key: dict[str, Any] | None) -> str | None:
    return None if key is None else services().cursors.sign(user_id=call.person.user_id, scope=scope, key=key)
