"""Endpoints about playlists."""

from __future__ import annotations

from typing import Any

from infra.local.simulator.api.call import Call, Reply, found
from infra.local.simulator.api.fields import only
from infra.local.simulator.api.paging import offset_page, shortened_page
from infra.local.simulator.api.problems import forbidden, insufficient_scope, not_found
from infra.local.simulator.library.entities import ListedPlaylist
from infra.local.simulator.library.generator import SPOTIFY
from infra.local.simulator.library.people import Person
from infra.local.simulator.library.playlists import Playlist

Json = dict[str, Any]
EMBEDDED_PAGE = 100
"""How many rows a playlist carries with it: twice what its own endpoint gives at a time."""


def my_playlists(call: Call) -> Reply:
    """GET /me/playlists. Its links name ``/v1/users/{id}/playlists``, as recorded in 2025 and in February 2026."""
    return Reply(_playlists_of(call, call.person))


def playlists_of_user(call: Call) -> Reply:
    """GET /users/{id}/playlists, which development mode does not have. Raises ApiError 404 for an unknown user."""
    if not call.library.has_person(call.parameters["user_id"]):
        raise not_found()
    return Reply(_playlists_of(call, call.library.person(call.parameters["user_id"])))


def _playlists_of(call: Call, person: Person) -> Json:
    own = person.id == call.person.id
    listed = [entry for entry in person.playlists if _may_be_listed(call, entry, own)]

    def playlist(entry: ListedPlaylist) -> Json | None:
        found_ = call.library.playlists[entry.playlist_id]
        return None if entry.editorial else call.render.simplified_playlist(found_)

    return shortened_page(call, f"/users/{person.id}/playlists", listed, playlist, lambda entry: entry.editorial)


def _may_be_listed(call: Call, entry: ListedPlaylist, own: bool) -> bool:
    """Collaborative playlists need a scope of their own; other people's lists hold public playlists only."""
    playlist = call.library.playlists[entry.playlist_id]
    if playlist.collaborative and not call.has("playlist-read-collaborative"):
        return False
    return own or playlist.public


def playlist(call: Call) -> Reply:
    """GET /playlists/{id}: with the first 100 rows, or in development mode without any where it is not the person's."""
    return Reply(only(whole_playlist(call, visible(call)), call.query.get("fields")))


def whole_playlist(call: Call, playlist: Playlist) -> Json:
    """A playlist with its first 100 rows, where they can be read."""
    answer = {
        **call.render.playlist_metadata(playlist),
        "followers": {"href": None, "total": playlist.followers},
    }
    if _rows_readable(call, playlist):
        answer[call.mode.page_key] = _rows(call, playlist, call.mode.page_key, EMBEDDED_PAGE, 0)
    return answer


def playlist_items(call: Call) -> Reply:
    """GET /playlists/{id}/items: 50 rows at most; 403 for a playlist of others in development mode."""
    return _page(call, "items", maximum=50)


def playlist_tracks(call: Call) -> Reply:
    """GET /playlists/{id}/tracks, the path of extended mode: 100 rows at most."""
    return _page(call, "tracks", maximum=100)


def _page(call: Call, path_end: str, maximum: int) -> Reply:
    limit, offset = call.limit(maximum=maximum), call.offset()
    playlist = visible(call)
    if not _rows_readable(call, playlist):
        raise forbidden()
    return Reply(only(_rows(call, playlist, path_end, limit, offset), call.query.get("fields")))


def visible(call: Call) -> Playlist:
    """The playlist of the path, where this person and this token may know about it.

    Spotify's own editorial playlists answer 404 to all but grandfathered apps (2024-11-27).
    """
    playlist = found(call, call.library.playlists, call.identifier("playlist_id"))
    mine = playlist.readable_by(call.person.id)
    if playlist.owner_id == SPOTIFY.id or not (mine or playlist.public):
        raise not_found()
    if not playlist.public:
        needed = "playlist-read-collaborative" if playlist.collaborative else "playlist-read-private"
        if not call.has(needed):
            raise insufficient_scope()
    return playlist


def _rows_readable(call: Call, playlist: Playlist) -> bool:
    return call.mode.foreign_rows or playlist.readable_by(call.person.id)


def _rows(call: Call, playlist: Playlist, path_end: str, limit: int, offset: int) -> Json:
    with_episodes = call.wants_episodes()
    return offset_page(
        call,
        f"/playlists/{playlist.id}/{path_end}",
        playlist.rows,
        lambda row: call.render.row(row, with_episodes),
        limit=limit,
        offset=offset,
        additional_types=call.query.get("additional_types"),
    )
