"""The details' endpoints, and what is known of the whole library. Nothing of it is asked of Spotify."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.contexts.browser.serving.library import PUBLISHES, USES
from chalicelib.contexts.browser.serving.opening import opened
from chalicelib.core.composition import services
from chalicelib.core.endpoints import AnyCall, Later, Reply
from chalicelib.core.errors import NotFound, NotSynced
from chalicelib.core.http import endpoint
from chalicelib.core.paging import PageInfo, PageQuery

blueprint = Blueprint(__name__)

TAG = "Browser"
BROWSER = "/v1/browser"
ROWS = f"{BROWSER}/playlists/{{spotify_id}}/rows"
BESIDE_CONTENT = frozenset({"meta.built_at"})
SCHEMAS = "chalicelib.contexts.browser.details.schemas"
THING = Later(SCHEMAS, "ThingPath")
PLAYLIST = Later(SCHEMAS, "PlaylistDetail")
PLAYLIST_ROWS = Later(SCHEMAS, "PlaylistRows")


def _detail(kind: str, answer: Later, words: str) -> None:
    def view(call: AnyCall) -> Reply:
        from chalicelib.contexts.browser.details import service
        from chalicelib.contexts.browser.presentation import meta

        library = opened(call)
        found = service.DETAILS[kind](library.model.connection, call.path.spotify_id)
        return Reply(
            answer.load().model_construct(data=found, meta=meta(library)),
            beside_content=BESIDE_CONTENT,
        )

    view.__name__ = f"browse_{kind}"
    view.__doc__ = words
    endpoint(
        blueprint,
        "GET",
        f"{BROWSER}/{kind}s/{{spotify_id}}",
        tag=TAG,
        path_model=THING,
        answer=answer,
        errors=(NotFound, NotSynced),
        uses=USES,
        publishes=PUBLISHES,
    )(view)


@endpoint(
    blueprint,
    "GET",
    f"{BROWSER}/playlists/{{spotify_id}}",
    tag=TAG,
    path_model=THING,
    answer=PLAYLIST,
    errors=(NotFound, NotSynced),
    uses=USES,
    publishes=PUBLISHES,
)
def browse_playlist(call: AnyCall) -> Reply:
    """A playlist of the kept library, and what its rows amount to.

    Its rows have a list of their own, in order.
    """
    from chalicelib.contexts.browser.analysis.measuring import reason_for_none
    from chalicelib.contexts.browser.details import service
    from chalicelib.contexts.browser.presentation import meta
    from chalicelib.contexts.browser.query.bounded import bounded

    library = opened(call)
    reason = reason_for_none(services().settings, call.person.client)
    with bounded(library.model.connection):
        found = service.playlist(library.model.connection, call.path.spotify_id, reason)
    return Reply(PLAYLIST.load().model_construct(data=found, meta=meta(library)), beside_content=BESIDE_CONTENT)


_detail(
    "album",
    Later(SCHEMAS, "AlbumDetail"),
    """An album with what the library has of it.

    Its tracks by disc and number, its artists, and the playlists that hold some of it.
    """,
)
_detail(
    "artist",
    Later(SCHEMAS, "ArtistDetail"),
    """An artist with what the person has of them.

    Albums, how many tracks, and the playlists that hold some.
    """,
)
_detail(
    "track",
    Later(SCHEMAS, "TrackDetail"),
    """A track with every playlist, album and artist of the library that holds it.

    Of each playlist all the rows. Local files have no id, so there is no such answer about them: playlists' rows tell
    where they are.
    """,
)
_detail("episode", Later(SCHEMAS, "EpisodeDetail"), """An episode with its show, and every playlist that holds it.""")
_detail("show", Later(SCHEMAS, "ShowDetail"), """A show, and its episodes that the library has, newest first.""")
_detail("audiobook", Later(SCHEMAS, "AudiobookDetail"), """An audiobook of the kept library.""")


@endpoint(
    blueprint,
    "GET",
    ROWS,
    tag=TAG,
    path_model=THING,
    query=PageQuery,
    answer=PLAYLIST_ROWS,
    errors=(NotFound, NotSynced),
    uses=USES,
    publishes=PUBLISHES,
)
def browse_playlist_rows(call: AnyCall) -> Reply:
    """A playlist's rows, in order: tracks, episodes, local files, and what is neither.

    A cursor goes on behind the same row where the playlist has changed meanwhile; then `meta.revision_changed` is true.
    Rows that name nothing any more are not among them: `unnamed` of the playlist counts these.
    """
    from chalicelib.contexts.browser.details import service
    from chalicelib.contexts.browser.presentation import meta as meta_of
    from chalicelib.contexts.browser.query.bounded import bounded

    user_id, playlist = call.person.user_id, call.path.spotify_id
    scope = ROWS.format(spotify_id=playlist)
    cursors = services().cursors
    key = None
    if call.query.cursor is not None:
        key = cursors.read(call.query.cursor, user_id=user_id, scope=scope)
    library = opened(call)
    with bounded(library.model.connection):
        found = service.rows(library.model.connection, library.revision, playlist, call.query.limit, key)
    following = None
    if found.following is not None:
        following = cursors.sign(user_id=user_id, scope=scope, key=found.following)
    meta = meta_of(library)
    if found.changed:
        meta["revision_changed"] = True
    page = PageInfo(next=following, limit=call.query.limit, total=found.total)
    return Reply(
        PLAYLIST_ROWS.load().model_construct(data=list(found.rows), page=page, meta=meta), beside_content=BESIDE_CONTENT
    )


@endpoint(
    blueprint,
    "GET",
    f"{BROWSER}/meta",
    tag=TAG,
    answer=Later(SCHEMAS, "LibraryMeta"),
    errors=(NotSynced,),
    uses=USES,
    publishes=PUBLISHES,
)
def browse_meta(call: AnyCall) -> Reply:
    """How much there is in the kept library, how much of it is measured, and how much of the library was seen."""
    from chalicelib.contexts.browser.details.service import library_meta

    library = opened(call)
    return Reply(library_meta(library), beside_content=frozenset({"built_at"}))
