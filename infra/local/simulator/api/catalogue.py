"""Endpoints about the catalogue that everybody shares."""

from __future__ import annotations

from typing import Any

from infra.local.simulator.api.call import Call, found
from infra.local.simulator.api.paging import offset_page
from infra.local.simulator.api.problems import invalid
from infra.local.simulator.library.entities import Album
from infra.local.simulator.library.ids import looks_like_an_id

Json = dict[str, Any]
NESTED_PAGE = 50
"""How many tracks, episodes and chapters an album, a show and an audiobook carry with them."""


def track(call: Call) -> Json:
    """GET /tracks/{id}."""
    return call.render.track(found(call.library.catalogue.tracks, call.id))


def artist(call: Call) -> Json:
    """GET /artists/{id}."""
    return call.render.artist(found(call.library.catalogue.artists, call.id))


def album(call: Call) -> Json:
    """GET /albums/{id}."""
    return album_with_tracks(call, found(call.library.catalogue.albums, call.id))


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


def album_tracks(call: Call) -> Json:
    """GET /albums/{id}/tracks."""
    album = found(call.library.catalogue.albums, call.id)
    tracks = call.library.catalogue.tracks
    return offset_page(
        call,
        f"/albums/{album.id}/tracks",
        album.track_ids,
        lambda identifier: call.render.simplified_track(tracks[identifier]),
    )


def show(call: Call) -> Json:
    """GET /shows/{id}, with its first 50 episodes."""
    show = found(call.library.catalogue.shows, call.id)
    return {**call.render.simplified_show(show), "episodes": _episodes(call, NESTED_PAGE, 0)}


def show_episodes(call: Call) -> Json:
    """GET /shows/{id}/episodes."""
    return _episodes(call, None, None)


def _episodes(call: Call, limit: int | None, offset: int | None) -> Json:
    show = found(call.library.catalogue.shows, call.id)
    episodes = call.library.catalogue.episodes
    return offset_page(
        call,
        f"/shows/{show.id}/episodes",
        show.episode_ids,
        lambda identifier: call.render.simplified_episode(episodes[identifier]),
        limit=limit,
        offset=offset,
    )


def episode(call: Call) -> Json:
    """GET /episodes/{id}."""
    return call.render.episode(found(call.library.catalogue.episodes, call.id))


def audiobook(call: Call) -> Json:
    """GET /audiobooks/{id}, with its first 50 chapters."""
    book = found(call.library.catalogue.audiobooks, call.id)
    return {**call.render.simplified_audiobook(book), "chapters": _chapters(call, NESTED_PAGE, 0)}


def audiobook_chapters(call: Call) -> Json:
    """GET /audiobooks/{id}/chapters."""
    return _chapters(call, None, None)


def _chapters(call: Call, limit: int | None, offset: int | None) -> Json:
    book = found(call.library.catalogue.audiobooks, call.id)
    chapters = call.library.catalogue.chapters
    return offset_page(
        call,
        f"/audiobooks/{book.id}/chapters",
        book.chapter_ids,
        lambda identifier: call.render.simplified_chapter(chapters[identifier]),
        limit=limit,
        offset=offset,
    )


def chapter(call: Call) -> Json:
    """GET /chapters/{id}."""
    chapter = found(call.library.catalogue.chapters, call.id)
    book = call.library.catalogue.audiobooks[chapter.audiobook_id]
    return {**call.render.simplified_chapter(chapter), "audiobook": call.render.simplified_audiobook(book)}


def audio_features(call: Call) -> Json:
    """GET /audio-features/{id}."""
    return call.render.features(found(call.library.catalogue.tracks, call.id))


def several_audio_features(call: Call) -> Json:
    """GET /audio-features?ids=: at most 100; a null for each id that nothing has."""
    identifiers = call.query.get("ids", "").split(",")
    if not 1 <= len(identifiers) <= 100 or not all(looks_like_an_id(identifier) for identifier in identifiers):
        raise invalid("ids")
    tracks = call.library.catalogue.tracks
    return {
        "audio_features": [
            call.render.features(tracks[identifier]) if identifier in tracks else None for identifier in identifiers
        ]
    }
