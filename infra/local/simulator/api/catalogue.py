"""Endpoints about the catalogue that everybody shares."""

from __future__ import annotations

from typing import Any

from infra.local.simulator.api.call import Call, Reply, found
from infra.local.simulator.api.paging import offset_page
from infra.local.simulator.library.entities import Album, Audiobook, Chapter, Show

Json = dict[str, Any]
NESTED_PAGE = 50
"""How many tracks, episodes and chapters an album, a show and an audiobook carry with them."""


def track(call: Call) -> Reply:
    """GET /tracks/{id}."""
    return Reply(call.render.track(found(call, call.library.catalogue.tracks, call.id)))


def artist(call: Call) -> Reply:
    """GET /artists/{id}."""
    return Reply(call.render.artist(found(call, call.library.catalogue.artists, call.id)))


def album(call: Call) -> Reply:
    """GET /albums/{id}."""
    return Reply(album_with_tracks(call, found(call, call.library.catalogue.albums, call.id)))


def album_with_tracks(call: Call, album: Album) -> Json:
    """A whole album with its first 50 tracks."""
    tracks = call.library.catalogue.tracks
    page = offset_page(
        call,
        f"/albums/{album.id}/tracks",
        album.track_ids,
        lambda identifier: call.render.simplified_track(tracks[identifier]),
        limit=NESTED_PAGE,
        offset=0,
    )
    return call.render.album(album, page)


def album_tracks(call: Call) -> Reply:
    """GET /albums/{id}/tracks."""
    album = found(call, call.library.catalogue.albums, call.id)
    tracks = call.library.catalogue.tracks
    return Reply(
        offset_page(
            call,
            f"/albums/{album.id}/tracks",
            album.track_ids,
            lambda identifier: call.render.simplified_track(tracks[identifier]),
        )
    )


def show(call: Call) -> Reply:
    """GET /shows/{id}, with its first 50 episodes."""
    show = found(call, call.library.catalogue.shows, call.id)
    return Reply({**call.render.simplified_show(show), "episodes": _episodes(call, show, NESTED_PAGE, 0)})


def show_episodes(call: Call) -> Reply:
    """GET /shows/{id}/episodes."""
    return Reply(_episodes(call, found(call, call.library.catalogue.shows, call.id)))


def _episodes(call: Call, show: Show, limit: int | None = None, offset: int | None = None) -> Json:
    episodes = call.library.catalogue.episodes
    return offset_page(
        call,
        f"/shows/{show.id}/episodes",
        show.episode_ids,
        lambda identifier: call.render.simplified_episode(episodes[identifier]),
        limit=limit,
        offset=offset,
    )


def episode(call: Call) -> Reply:
    """GET /episodes/{id}."""
    return Reply(call.render.episode(found(call, call.library.catalogue.episodes, call.id)))


def audiobook(call: Call) -> Reply:
    """GET /audiobooks/{id}, with its first 50 chapters."""
    return Reply(book_with_chapters(call, found(call, call.library.catalogue.audiobooks, call.id)))


def book_with_chapters(call: Call, book: Audiobook) -> Json:
    """A whole audiobook with its first 50 chapters."""
    return {**call.render.simplified_audiobook(book), "chapters": _chapters(call, book, NESTED_PAGE, 0)}


def audiobook_chapters(call: Call) -> Reply:
    """GET /audiobooks/{id}/chapters."""
    return Reply(_chapters(call, found(call, call.library.catalogue.audiobooks, call.id)))


def _chapters(call: Call, book: Audiobook, limit: int | None = None, offset: int | None = None) -> Json:
    chapters = call.library.catalogue.chapters
    return offset_page(
        call,
        f"/audiobooks/{book.id}/chapters",
        book.chapter_ids,
        lambda identifier: call.render.simplified_chapter(chapters[identifier]),
        limit=limit,
        offset=offset,
    )


def chapter(call: Call) -> Reply:
    """GET /chapters/{id}."""
    return Reply(chapter_with_book(call, found(call, call.library.catalogue.chapters, call.id)))


def chapter_with_book(call: Call, chapter: Chapter) -> Json:
    """A whole chapter with its book."""
    book = call.library.catalogue.audiobooks[chapter.audiobook_id]
    return {**call.render.simplified_chapter(chapter), "audiobook": call.render.simplified_audiobook(book)}
