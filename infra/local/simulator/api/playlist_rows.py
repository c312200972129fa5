"""Adding, removing, moving and replacing rows. Every success is a new snapshot.

``snapshot_id`` in a body must be one that the playlist has or had; the change is made to the rows as they are now
(what Spotify does with older snapshots is only documented as "even if more recent changes have been made").
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from infra.local.simulator.api.body import int_field, text_field, text_list
from infra.local.simulator.api.call import Call, Reply
from infra.local.simulator.api.playlists import visible
from infra.local.simulator.api.problems import ApiError, invalid
from infra.local.simulator.library.changes import rows_for
from infra.local.simulator.library.entities import Row
from infra.local.simulator.library.playlists import Playlist

MOST_AT_ONCE = 100


def add(call: Call) -> Reply:
    """POST /playlists/{id}/items: at most 100 URIs, of the query or else of the body, at the end or at ``position``."""
    playlist = _changeable(call, "You cannot add tracks to a playlist you don't own.")
    rows = _rows(call, _uris(call))
    if not rows:
        raise ApiError(400, "Missing required field: uris")
    text = call.query.get("position")
    position = int_field(call.body, "position") if text is None else call.number("position", 0, 0, 10**6)
    if position is not None and position > playlist.total:
        raise ApiError(400, "Index out of bounds.")
    playlist.insert(rows, position)
    return _snapshot(playlist, 201)


def replace_or_move(call: Call) -> Reply:
    """PUT /playlists/{id}/items: other rows (``uris``), or a move (``range_start``, ``insert_before``); never both."""
    playlist = _changeable(call, "You cannot change a playlist you don't own.")
    uris = _uris(call)
    start = int_field(call.body, "range_start")
    if (uris is None) == (start is None):
        raise ApiError(400, "Invalid request: either uris or range_start")
    if start is None:
        playlist.replace_rows(_rows(call, uris))
        return _snapshot(playlist)
    before = int_field(call.body, "insert_before")
    if before is None:
        raise ApiError(400, "Missing required field: insert_before")
    length = int_field(call.body, "range_length", least=1) or 1
    _check_snapshot(call, playlist)
    if start + length > playlist.total or before > playlist.total:
        raise ApiError(400, "Index out of bounds.")
    playlist.move(start, length, before)
    return _snapshot(playlist)


def remove_items(call: Call) -> Reply:
    """DELETE /playlists/{id}/items with ``{"items": [{"uri": ...}]}``."""
    return _remove(call, "items")


def remove_tracks(call: Call) -> Reply:
    """DELETE /playlists/{id}/tracks, the older path, with ``{"tracks": [{"uri": ...}]}``."""
    return _remove(call, "tracks")


def _remove(call: Call, key: str) -> Reply:
    """Takes out every row with one of the URIs: ``positions`` are no longer documented, and are not read."""
    playlist = _changeable(call, "You cannot remove tracks from a playlist you don't own.")
    named: Any = call.body.get(key)
    if named is None:
        raise ApiError(400, f"Missing required field: {key}")
    if not isinstance(named, list) or not 1 <= len(named) <= MOST_AT_ONCE:
        raise invalid(key)
    uris = {each.get("uri") if isinstance(each, dict) else None for each in named}
    if not all(isinstance(uri, str) and uri.startswith("spotify:") for uri in uris):
        raise invalid("uri")
    _check_snapshot(call, playlist)
    playlist.remove({str(uri) for uri in uris})
    return _snapshot(playlist)


def _changeable(call: Call, refusal: str) -> Playlist:
    playlist = visible(call)
    if not playlist.changeable_by(call.person.id):
        raise ApiError(403, refusal)
    return playlist


def _uris(call: Call) -> list[str] | None:
    if "uris" in call.query:
        return [uri for uri in call.query["uris"].split(",") if uri]
    return text_list(call.body, "uris")


def _rows(call: Call, uris: Sequence[str] | None) -> list[Row]:
    if len(uris or ()) > MOST_AT_ONCE:
        raise invalid("uris")
    try:
        return rows_for(call.library, uris or (), call.now_text, call.person.id)
    except ValueError:
        raise ApiError(400, "Invalid track uri") from None


def _check_snapshot(call: Call, playlist: Playlist) -> None:
    snapshot_id = text_field(call.body, "snapshot_id")
    if snapshot_id is not None and not playlist.knows_snapshot(snapshot_id):
        raise invalid("snapshot_id")


def _snapshot(playlist: Playlist, status: int = 200) -> Reply:
    return Reply({"snapshot_id": playlist.snapshot_id}, status)
