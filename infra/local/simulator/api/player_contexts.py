"""What plays when an album, an artist, a playlist, a show or the saved tracks are played."""

from __future__ import annotations

from collections.abc import Sequence

from infra.local.simulator.api.call import Call
from infra.local.simulator.api.problems import ApiError
from infra.local.simulator.library.entities import Row
from infra.local.simulator.library.generator import SPOTIFY
from infra.local.simulator.library.player import Item
from infra.local.simulator.library.uris import named_by

_LONGEST = 500
"""A context is played as far as this; nobody listens on in a simulation."""


def items_of_context(call: Call, uri: str) -> list[Item]:
    """The items of a context, in order. Raises ApiError 400 where the URI names no context."""
    if uri == f"spotify:user:{call.person.id}:collection":
        return _tracks(call, [saved.id for saved in call.person.saved_tracks[:_LONGEST]])
    try:
        kind, identifier = named_by(call.library, uri)
    except ValueError:
        raise ApiError(400, "Invalid context uri") from None
    catalogue = call.library.catalogue
    if kind == "album":
        return _tracks(call, catalogue.albums[identifier].track_ids)
    if kind == "artist":
        albums = call.library.discography.albums_of(identifier)
        return _tracks(call, [track for album in albums[:10] for track in album.track_ids])
    if kind == "show":
        return _episodes(call, catalogue.shows[identifier].episode_ids)
    if kind == "playlist" and call.library.playlists[identifier].owner_id != SPOTIFY.id:
        return [item for row in call.library.playlists[identifier].rows[:_LONGEST] if (item := _of_row(call, row))]
    raise ApiError(400, "Unsupported context uri")


def items_of_uris(call: Call, uris: Sequence[str]) -> list[Item]:
    """Tracks and episodes by URI. Raises ApiError 400 where one names neither."""
    items = []
    for uri in uris:
        try:
            kind, identifier = named_by(call.library, uri)
        except ValueError:
            raise ApiError(400, "Invalid track uri") from None
        if kind not in ("track", "episode"):
            raise ApiError(400, "Unsupported uri kind")
        items += _tracks(call, [identifier]) if kind == "track" else _episodes(call, [identifier])
    return items


def _of_row(call: Call, row: Row) -> Item | None:
    if row.local is not None and row.uri is not None:
        return Item(row.uri, row.local.duration_s * 1000)
    if row.id is None or row.id in call.library.delisted:
        return None
    return (_tracks(call, [row.id]) if row.kind == "track" else _episodes(call, [row.id]))[0]


def _tracks(call: Call, identifiers: Sequence[str]) -> list[Item]:
    tracks = call.library.catalogue.tracks
    return [Item(tracks[each].uri, tracks[each].duration_ms) for each in identifiers]


def _episodes(call: Call, identifiers: Sequence[str]) -> list[Item]:
    episodes = call.library.catalogue.episodes
    return [Item(episodes[each].uri, episodes[each].duration_ms) for each in identifiers]
