"""The housekeeping's endpoints. None of them removes anything, by itself or otherwise: they only tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chalice.app import Blueprint

from chalicelib.contexts.browser.serving.library import PUBLISHES, USES
from chalicelib.contexts.browser.serving.opening import opened
from chalicelib.core.composition import services
from chalicelib.core.declarations import Use
from chalicelib.core.endpoints import AnyCall, Later, Reply
from chalicelib.core.errors import NotSynced
from chalicelib.core.http import endpoint
from chalicelib.core.paging import PageInfo

if TYPE_CHECKING:
    from collections.abc import Callable

    from chalicelib.contexts.browser.housekeeping.service import Asked, Told
    from chalicelib.contexts.browser.serving.library import Library

blueprint = Blueprint(__name__)

TAG = "Browser"
HOUSEKEEPING = "/v1/browser/housekeeping"
BESIDE_CONTENT = frozenset({"meta.built_at"})
SCHEMAS = "chalicelib.contexts.browser.housekeeping.schemas"
OVERVIEW = Later(SCHEMAS, "HousekeepingOverview")
DUPLICATES = Later(SCHEMAS, "Duplicates")
UNPLAYABLE = Later(SCHEMAS, "UnplayableTracks")
VANISHED = Later(SCHEMAS, "VanishedRows")
QUERY = Later(SCHEMAS, "HousekeepingQuery")


@endpoint(
    blueprint,
    "GET",
    HOUSEKEEPING,
    tag=TAG,
    answer=OVERVIEW,
    errors=(NotSynced,),
    uses=USES,
    publishes=PUBLISHES,
)
def housekeeping(call: AnyCall) -> Reply:
    """What there is to tidy up in the library, counted, and where it is listed.

    Liked but in no playlist, and in a playlist but not liked, are lists of tracks with all their filters and sorts.
    """
    from chalicelib.contexts.browser.housekeeping import service
    from chalicelib.contexts.browser.presentation import meta
    from chalicelib.contexts.browser.query.bounded import bounded

    library = opened(call)
    with bounded(library.model.connection):
        found = service.overview(library.model.connection)
    return Reply(OVERVIEW.load().model_construct(data=found, meta=meta(library)), beside_content=BESIDE_CONTENT)


@endpoint(
    blueprint,
    "GET",
    f"{HOUSEKEEPING}/duplicates",
    tag=TAG,
    query=Later(SCHEMAS, "DuplicatesQuery"),
    answer=DUPLICATES,
    errors=(NotSynced,),
    uses=USES,
    publishes=PUBLISHES,
)
def duplicates(call: AnyCall) -> Reply:
    """Tracks that are duplicates of each other, each group with why and with every place.

    By rule `alike` groups are made in the whole library: by length, each begins one that the one before does not reach.
    Within playlists those are told of which at least two are in the same one.
    """
    from chalicelib.contexts.browser.housekeeping import service

    query = call.query
    return _listed(
        call,
        f"{HOUSEKEEPING}/duplicates?by={query.by}&within={query.within}",
        DUPLICATES,
        lambda library, asked: service.duplicates(library.model.connection, query.by, query.within, asked),
    )


@endpoint(
    blueprint,
    "GET",
    f"{HOUSEKEEPING}/unplayable",
    tag=TAG,
    query=QUERY,
    answer=UNPLAYABLE,
    errors=(NotSynced,),
    uses=USES,
    publishes=PUBLISHES,
)
def unplayable(call: AnyCall) -> Reply:
    """Tracks that Spotify says cannot be played, or of which nobody knows more than that a row names them.

    Each with its places, and with other tracks of the library that have its ISRC and can be played.
    """
    from chalicelib.contexts.browser.housekeeping import service

    return _listed(
        call,
        f"{HOUSEKEEPING}/unplayable",
        UNPLAYABLE,
        lambda library, asked: service.unplayable_tracks(library.model.connection, asked),
    )


@endpoint(
    blueprint,
    "GET",
    f"{HOUSEKEEPING}/vanished",
    tag=TAG,
    query=QUERY,
    answer=VANISHED,
    errors=(NotSynced,),
    uses=(*USES, Use.PERSONAL_READ),
    publishes=PUBLISHES,
)
def vanished(call: AnyCall) -> Reply:
    """Playlists with rows that name nothing any more, and what was taken out by the readings that found them.

    Spotify does not say what such a row was. Told is what the reading took out that found more of them than the one
    before, unless the playlist holds it again; `certain` where it took out no more than came to name nothing.
    """
    from chalicelib.contexts.browser.housekeeping import service

    user_id = call.person.user_id
    return _listed(
        call,
        f"{HOUSEKEEPING}/vanished",
        VANISHED,
        lambda library, asked: service.vanished_rows(services(), user_id, library.model.connection, asked),
    )


def _listed(call: AnyCall, scope: str, answer: Later, ask: Callable[[Library, Asked], Told]) -> Reply:
    """A page of one of the lists, whose cursors are good for the same question of the same person."""
    from chalicelib.contexts.browser.housekeeping.service import Asked
    from chalicelib.contexts.browser.presentation import meta
    from chalicelib.contexts.browser.query.bounded import bounded

    user_id, query, cursors = call.person.user_id, call.query, services().cursors
    scope = f"{scope} of {','.join(query.playlist) if query.playlist is not None else 'all'}"
    key: dict[str, Any] | None = None
    if query.cursor is not None:
        key = cursors.read(query.cursor, user_id=user_id, scope=scope)
    library = opened(call)
    with bounded(library.model.connection):
        told = ask(library, Asked(library.revision, query.playlist, query.limit, key))
    following = None
    if told.following is not None:
        following = cursors.sign(user_id=user_id, scope=scope, key=told.following)
    state = meta(library)
    if told.changed:
        state["revision_changed"] = True
    page = PageInfo(next=following, limit=query.limit, total=told.total)
    return Reply(
        answer.load().model_construct(data=list(told.data), page=page, meta=state), beside_content=BESIDE_CONTENT
    )
