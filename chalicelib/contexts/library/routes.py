"""Library's endpoints: live from Spotify, dispatched to be kept. They make no database call of their own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from chalice.app import Blueprint

from chalicelib.contexts.library.messages import QUEUE
from chalicelib.core.composition import services
from chalicelib.core.endpoints import AnyCall, Later, Reply
from chalicelib.core.errors import (
    FeatureUnavailable,
    InsufficientScope,
    NotFound,
    PlaylistForbidden,
    ReauthRequired,
    SpotifyQuotaExceeded,
    SpotifyRateLimited,
    SpotifyUnavailable,
)
from chalicelib.core.http import PERSIST_HEADER, endpoint
from chalicelib.core.observability import count, logger
from chalicelib.core.paging import PageInfo, PageQuery

if TYPE_CHECKING:
    from pydantic import BaseModel

    from chalicelib.contexts.library.service import PageRead, Read
    from chalicelib.core.accounts.spotify_access import SpotifyAccess

blueprint = Blueprint(__name__)

TAG = "Library"
FROM_SPOTIFY = (ReauthRequired, SpotifyRateLimited, SpotifyQuotaExceeded, SpotifyUnavailable)
PLAYLISTS = "/v1/library/playlists"
PLAYLIST = "/v1/library/playlists/{spotify_id}"
PLAYLIST_ITEMS = "/v1/library/playlists/{spotify_id}/items"
TRACKS = "/v1/library/tracks"
TRACK = "/v1/library/tracks/{spotify_id}"
TRACK_DATA = "/v1/library/tracks/{spotify_id}/data"

SCHEMAS = "chalicelib.contexts.library.schemas"
PLAYLISTS_OUT = Later(SCHEMAS, "Playlists")
ITEMS_OUT = Later(SCHEMAS, "PlaylistItems")
TRACKS_OUT = Later(SCHEMAS, "SavedTracks")
PLAYLIST_PATH = Later(SCHEMAS, "PlaylistPath")
TRACK_PATH = Later(SCHEMAS, "TrackPath")

T = TypeVar("T")


@endpoint(
    blueprint,
    "GET",
    PLAYLISTS,
    tag=TAG,
    query=PageQuery,
    answer=PLAYLISTS_OUT,
    errors=(*FROM_SPOTIFY, InsufficientScope),
    scopes=("playlist-read-private",),
    publishes=(QUEUE,),
    persists=True,
)
def playlists(call: AnyCall) -> Reply:
    """The person's own and followed playlists, from Spotify.

    Playlists that Spotify leaves empty in its answer are counted in `meta.skipped`.
    """
    from chalicelib.contexts.library import service

    offset = _offset(call, PLAYLISTS)
    read = service.playlists(_spotify(call), services().clock, limit=call.query.limit, offset=offset)
    return _keep(call, read, _listing(call, PLAYLISTS, read.answer, PLAYLISTS_OUT))


@endpoint(
    blueprint,
    "GET",
    PLAYLIST,
    tag=TAG,
    path_model=PLAYLIST_PATH,
    answer=Later(SCHEMAS, "Playlist"),
    errors=(*FROM_SPOTIFY, NotFound, InsufficientScope),
    scopes=("playlist-read-private",),
    publishes=(QUEUE,),
    persists=True,
)
def playlist(call: AnyCall) -> Reply:
    """A playlist, from Spotify; its rows are under `/items`."""
    from chalicelib.contexts.library import service

    read = service.playlist(_spotify(call), services().clock, call.path.spotify_id)
    return _keep(call, read, read.answer)


@endpoint(
    blueprint,
    "GET",
    PLAYLIST_ITEMS,
    tag=TAG,
    path_model=PLAYLIST_PATH,
    query=PageQuery,
    answer=ITEMS_OUT,
    errors=(*FROM_SPOTIFY, NotFound, InsufficientScope, PlaylistForbidden),
    scopes=("playlist-read-private",),
    publishes=(QUEUE,),
    persists=True,
)
def playlist_items(call: AnyCall) -> Reply:
    """A playlist's rows in order: tracks, episodes, local files, and rows that name nothing any more.

    Spotify gives at most 50 rows at a time, so a page may be smaller than `limit`. In development mode only the owner
    and collaborators of a playlist may read its rows.
    """
    from chalicelib.contexts.library import service

    scope = PLAYLIST_ITEMS.format(spotify_id=call.path.spotify_id)
    read = service.playlist_items(
        _spotify(call),
        services().clock,
        call.path.spotify_id,
        limit=call.query.limit,
        offset=_offset(call, scope),
    )
    return _keep(call, read, _listing(call, scope, read.answer, ITEMS_OUT))


@endpoint(
    blueprint,
    "GET",
    TRACKS,
    tag=TAG,
    query=PageQuery,
    answer=TRACKS_OUT,
    errors=(*FROM_SPOTIFY, InsufficientScope),
    scopes=("user-library-read",),
    publishes=(QUEUE,),
    persists=True,
)
def saved_tracks(call: AnyCall) -> Reply:
    """The person's saved tracks, newest first, from Spotify."""
    from chalicelib.contexts.library import service

    read = service.saved_tracks(_spotify(call), services().clock, limit=call.query.limit, offset=_offset(call, TRACKS))
    return _keep(call, read, _listing(call, TRACKS, read.answer, TRACKS_OUT))


@endpoint(
    blueprint,
    "GET",
    TRACK,
    tag=TAG,
    path_model=TRACK_PATH,
    answer=Later(SCHEMAS, "Track"),
    errors=(*FROM_SPOTIFY, NotFound),
    publishes=(QUEUE,),
    persists=True,
)
def track(call: AnyCall) -> Reply:
    """A track, from Spotify."""
    from chalicelib.contexts.library import service

    read = service.track(_spotify(call), services().clock, call.path.spotify_id)
    return _keep(call, read, read.answer)


@endpoint(
    blueprint,
    "GET",
    TRACK_DATA,
    tag=TAG,
    path_model=TRACK_PATH,
    answer=Later(SCHEMAS, "TrackData"),
    errors=(*FROM_SPOTIFY, NotFound, FeatureUnavailable),
    publishes=(QUEUE,),
    persists=True,
)
def track_data(call: AnyCall) -> Reply:
    """A track's audio features, from the provider that this installation asks.

    That it has none to give is an answer: `state` says so. Where Spotify is the provider two refusals of its own stay
    problems: `not_found` for an id that it does not know, and `feature_unavailable` where it has closed them to
    this app, as to those registered since November 2024; `GET /v1/meta` says so too.
    """
    from chalicelib.contexts.library import service

    provider = services().audio_features.provider(_spotify(call), call.deadline)
    read = service.track_data(provider, services().clock, call.path.spotify_id)
    reply = _keep(call, read, read.answer) if read.entities else Reply(read.answer)
    return replace(reply, beside_content=frozenset({"fetched_at"}))


def _spotify(call: AnyCall) -> SpotifyAccess:
    return services().accounts.spotify(call.person, call.deadline)


def _offset(call: AnyCall, scope: str) -> int:
    if call.query.cursor is None:
        return 0
    key = services().cursors.read(call.query.cursor, user_id=call.person.user_id, scope=scope)
    return int(key["offset"])


def _listing(call: AnyCall, scope: str, page: PageRead[T], listing: Later) -> BaseModel:
    following = None
    if page.next_offset is not None:
        following = services().cursors.sign(user_id=call.person.user_id, scope=scope, key={"offset": page.next_offset})
    return listing.load().model_construct(
        data=page.items,
        page=PageInfo(next=following, limit=page.limit, total=page.total),
        meta={"skipped": page.skipped} if page.skipped else {},
    )


def _keep(call: AnyCall, read: Read[Any], body: Any) -> Reply:
    """Dispatch what was read. If that fails the person still gets the answer, and header, log and metric say so."""
    from chalicelib.contexts.library import service

    try:
        found = service.to_keep(read, user_id=call.person.user_id, request_id=call.request_id)
        services().publisher.publish(services().settings.queue_url(QUEUE), found)
    except Exception:
        logger.exception("what was read is not dispatched", extra={"queue": QUEUE})
        count("DispatchesFailed")
        return Reply(body, headers={PERSIST_HEADER: "failed"})
    return Reply(body, headers={PERSIST_HEADER: "queued"})
