"""Endpoints about the signed-in person: profile and saved things."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from infra.local.simulator.api.call import Call, Reply
from infra.local.simulator.api.catalogue import album_with_tracks
from infra.local.simulator.api.paging import cursor_page, offset_page
from infra.local.simulator.api.problems import invalid
from infra.local.simulator.library.entities import Saved

T = TypeVar("T")
Json = dict[str, Any]


def profile(call: Call) -> Reply:
    """GET /me."""
    return Reply(call.render.me(call.person, call.has("user-read-email"), call.has("user-read-private")))


def saved_tracks(call: Call) -> Reply:
    """GET /me/tracks."""
    tracks = call.library.catalogue.tracks
    return _saved(call, "/me/tracks", call.person.saved_tracks, "track", tracks, call.render.track)


def saved_albums(call: Call) -> Reply:
    """GET /me/albums: whole albums, each with its first page of tracks."""
    albums = call.library.catalogue.albums
    return _saved(
        call, "/me/albums", call.person.saved_albums, "album", albums, lambda album: album_with_tracks(call, album)
    )


def saved_shows(call: Call) -> Reply:
    """GET /me/shows."""
    shows = call.library.catalogue.shows
    return _saved(call, "/me/shows", call.person.saved_shows, "show", shows, call.render.simplified_show)


def saved_episodes(call: Call) -> Reply:
    """GET /me/episodes."""
    episodes = call.library.catalogue.episodes
    return _saved(call, "/me/episodes", call.person.saved_episodes, "episode", episodes, call.render.episode)


def saved_audiobooks(call: Call) -> Reply:
    """GET /me/audiobooks: recorded answers hold the books themselves, without the time of saving."""
    books = call.library.catalogue.audiobooks

    def book(saved: Saved) -> Json | None:
        return None if call.render.is_null(saved) else call.render.simplified_audiobook(books[saved.id])

    return Reply(offset_page(call, "/me/audiobooks", call.person.saved_audiobooks, book))


def followed_artists(call: Call) -> Reply:
    """GET /me/following?type=artist: a cursor page under ``artists``; ``offset`` is ignored."""
    if call.query.get("type") != "artist":
        raise invalid("type")
    artists = call.library.catalogue.artists

    def artist(saved: Saved) -> Json | None:
        return None if call.render.is_null(saved) else call.render.artist(artists[saved.id])

    members = call.person.followed_artists
    page = cursor_page(call, "/me/following", members, artist, lambda saved: saved.id, type="artist")
    return Reply({"artists": page})


def _saved(
    call: Call, path: str, members: Sequence[Saved], key: str, entities: Mapping[str, T], render: Callable[[T], Json]
) -> Reply:
    def row(saved: Saved) -> Json | None:
        return call.render.saved(saved, key, lambda identifier: render(entities[identifier]))

    return Reply(offset_page(call, path, members, row))
