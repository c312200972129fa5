"""Several things at once, by ``ids``: what development mode has lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from infra.local.simulator.api.body import ids_of
from infra.local.simulator.api.call import Call, Reply
from infra.local.simulator.api.catalogue import (
    album_with_tracks,
    book_with_chapters,
    chapter_with_book,
)

T = TypeVar("T")
Json = dict[str, Any]


def tracks(call: Call) -> Reply:
    """GET /tracks?ids=: at most 50."""
    return _several(call, "tracks", 50, call.library.catalogue.tracks, call.render.track)


def albums(call: Call) -> Reply:
    """GET /albums?ids=: at most 20, each with its first page of tracks."""
    return _several(call, "albums", 20, call.library.catalogue.albums, lambda album: album_with_tracks(call, album))


def artists(call: Call) -> Reply:
    """GET /artists?ids=: at most 50."""
    return _several(call, "artists", 50, call.library.catalogue.artists, call.render.artist)


def shows(call: Call) -> Reply:
    """GET /shows?ids=: at most 50, without their episodes."""
    return _several(call, "shows", 50, call.library.catalogue.shows, call.render.simplified_show)


def episodes(call: Call) -> Reply:
    """GET /episodes?ids=: at most 50."""
    return _several(call, "episodes", 50, call.library.catalogue.episodes, call.render.episode)


def audiobooks(call: Call) -> Reply:
    """GET /audiobooks?ids=: at most 50, each with its first page of chapters."""
    books = call.library.catalogue.audiobooks
    return _several(call, "audiobooks", 50, books, lambda book: book_with_chapters(call, book))


def chapters(call: Call) -> Reply:
    """GET /chapters?ids=: at most 50."""
    return _several(
        call, "chapters", 50, call.library.catalogue.chapters, lambda chapter: chapter_with_book(call, chapter)
    )


def _several(call: Call, key: str, most: int, entities: Mapping[str, T], render: Callable[[T], Json]) -> Reply:
    """The things in the order asked for, with a null for each id that nothing has."""
    wanted = [call.listed(entities, identifier) for identifier in ids_of(call.query.get("ids"), most)]
    return Reply({key: [None if each is None else render(each) for each in wanted]})
