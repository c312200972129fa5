"""GET /me/top/artists and /me/top/tracks: what the person likes best, over three spans of time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from infra.local.simulator.api.call import Call, Reply
from infra.local.simulator.api.paging import address, offset_page
from infra.local.simulator.api.problems import invalid
from infra.local.simulator.library.entities import Saved
from infra.local.simulator.library.lazily import Permutation
from infra.local.simulator.library.randomness import randomness

T = TypeVar("T")
TIME_RANGES = ("short_term", "medium_term", "long_term")
_MOST = 2742
"""The recorded total of somebody's top tracks."""


def artists(call: Call) -> Reply:
    """GET /me/top/artists."""
    followed = [saved for saved in call.person.followed_artists if not call.render.is_null(saved)]
    return _page(call, "artists", followed, call.library.catalogue.artists, call.render.artist)


def tracks(call: Call) -> Reply:
    """GET /me/top/tracks."""
    return _page(call, "tracks", call.person.saved_tracks, call.library.catalogue.tracks, call.render.track)


def _page(
    call: Call, kind: str, things: Sequence[Saved], entities: Mapping[str, T], render: Callable[[T], Any]
) -> Reply:
    """In its links the limit stands before the offset, as recorded."""
    span = call.query.get("time_range", "medium_term")
    if span not in TIME_RANGES:
        raise invalid("time_range")
    order = Permutation(len(things), randomness(call.library.seed, "top", kind, span, call.person.id))
    ranks = range(min(_MOST, len(things)))
    path = f"/me/top/{kind}"
    page = offset_page(call, path, ranks, lambda rank: render(entities[things[order(rank)].id]))
    limit, offset = page["limit"], page["offset"]
    starts = {"href": offset, "next": offset + limit, "previous": max(0, offset - limit)}
    for name, start in starts.items():
        if page[name] is not None:
            page[name] = address(call, path, limit=limit, offset=start, time_range=call.query.get("time_range"))
    return Reply(page)
