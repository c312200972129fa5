"""What is asked of a person's kept library."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from chalicelib.contexts.browser import presentation
from chalicelib.contexts.browser.query.bounded import bounded
from chalicelib.contexts.browser.query.continuing import LastRow, after, last_row
from chalicelib.contexts.browser.query.entries.albums import albums
from chalicelib.contexts.browser.query.entries.artists import artists, genres
from chalicelib.contexts.browser.query.entries.playlists import playlists
from chalicelib.contexts.browser.query.entries.spoken import audiobooks, episodes, shows
from chalicelib.contexts.browser.query.entries.tracks import tracks
from chalicelib.contexts.browser.query.pages import read_page
from chalicelib.contexts.browser.query.resource import select
from chalicelib.contexts.browser.schemas import ANSWERS, Browsed
from chalicelib.core.paging import PageInfo

if TYPE_CHECKING:
    import apsw
    from pydantic import BaseModel

    from chalicelib.contexts.browser.query.resource import Resource
    from chalicelib.contexts.browser.serving.library import Library
    from chalicelib.core.paging import CursorSigner

ENTRIES: Mapping[str, Callable[[apsw.Connection, Sequence[int]], Sequence[Any]]] = {
    "playlists": playlists,
    "tracks": tracks,
    "albums": albums,
    "artists": artists,
    "genres": genres,
    "shows": shows,
    "episodes": episodes,
    "audiobooks": audiobooks,
}
"""How the rows of each list are shown, by their numbers."""


def browse(
    library: Library, resource: Resource, query: Any, *, user_id: str, path: str, cursors: CursorSigner
) -> Browsed:
    """A page of a list. ``query`` is an instance of ``resource.query``; InvalidRequest where its cursor is of something
    else, or where it takes too long."""
    model = library.model.connection
    order = resource.order(query.sort)
    scope = f"{path}?{_asked(resource, query)}"
    last = None
    if query.cursor is not None:
        last = LastRow.of_key(cursors.read(query.cursor, user_id=user_id, scope=scope))
    wanted = getattr(query, "facets", None) or ()
    meta = presentation.meta(library)
    with bounded(model):
        same = last is None or last.revision == library.revision
        page = read_page(
            model,
            resource,
            select(resource, query, model),
            order,
            limit=query.limit,
            after=after(model, resource, order, last, same=same) if last is not None else None,
            facets=[facet for facet in resource.facets if facet.name in wanted],
        )
        data = ENTRIES[resource.name](model, page.numbers)
        following = None
        if page.more:
            key = last_row(model, library.revision, resource, order, page.numbers[-1]).as_key()
            following = cursors.sign(user_id=user_id, scope=scope, key=key)
    if not same:
        meta["revision_changed"] = True
    if wanted:
        meta["facets"] = page.facets
    info = PageInfo(next=following, limit=query.limit, total=page.total)
    return ANSWERS[resource.name].model_construct(data=list(data), page=info, meta=meta)


def _asked(resource: Resource, query: BaseModel) -> str:
    """Filters and sort, the same text for the same question: a cursor goes on with nothing else."""
    names = [*(each.name for each in resource.conditions), "sort"]
    asked = {name: getattr(query, name) for name in names}
    return json.dumps({name: value for name, value in asked.items() if value is not None}, sort_keys=True)
