"""Changes of playlists, as people make them in Spotify's own apps."""

from __future__ import annotations

from typing import Any

from infra.local.simulator.control.people import person_of
from infra.local.simulator.control.switch import ControlError, Fields
from infra.local.simulator.library import changes
from infra.local.simulator.library.entities import Row
from infra.local.simulator.library.playlists import Playlist
from infra.local.simulator.state import Simulator

_DETAILS = ("name", "description", "public", "collaborative")


def change_playlist(simulator: Simulator, fields: Fields) -> dict[str, Any]:
    """Change a playlist: {playlist, name?, description?, public?, collaborative?, remove?: [positions],
    insert?: {uris, position}, move?: {start, length?: 1, before}, append?: [track or episode uris]}, in this order.
    Each is a new snapshot, those included that change no row. Who follows a playlist that becomes private loses it.
    """
    playlist = _playlist(simulator, fields.get("playlist"))
    details = {name: fields[name] for name in _DETAILS if name in fields}
    if details:
        playlist.describe(**details)
    if "remove" in fields:
        playlist.remove_at(set(fields["remove"]))
    if "insert" in fields:
        playlist.insert(_rows(simulator, fields["insert"]["uris"], playlist), int(fields["insert"]["position"]))
    if "move" in fields:
        move = fields["move"]
        playlist.move(int(move["start"]), int(move.get("length", 1)), int(move["before"]))
    if "append" in fields:
        playlist.insert(_rows(simulator, fields["append"], playlist))
    return {"snapshot_id": playlist.snapshot_id}


def create_playlist(simulator: Simulator, fields: Fields) -> dict[str, Any]:
    """A new playlist at the top of a person's list: {person?, name, description?, public?: true, append?: [uris]}."""
    person = person_of(simulator, fields)
    public = bool(fields.get("public", True))
    description = str(fields.get("description", ""))
    playlist = changes.create_playlist(
        simulator.library, person, str(fields["name"]), description, public, collaborative=False
    )
    if fields.get("append"):
        playlist.insert(_rows(simulator, fields["append"], playlist))
    return {"id": playlist.id, "snapshot_id": playlist.snapshot_id}


def order_playlists(simulator: Simulator, fields: Fields) -> dict[str, Any]:
    """Put playlists to the top of a person's list, in this order: {person?, playlists: [ids]}."""
    person = person_of(simulator, fields)
    entries = {entry.playlist_id: entry for entry in person.playlists}
    first = list(dict.fromkeys(fields["playlists"]))
    if any(each not in entries for each in first):
        raise ControlError("the person's list has no such playlist")
    rest = [entry for entry in person.playlists if entry.playlist_id not in first]
    person.playlists[:] = [*(entries[each] for each in first), *rest]
    return {}


def _playlist(simulator: Simulator, identifier: Any) -> Playlist:
    playlist = simulator.library.playlists.get(str(identifier))
    if playlist is None:
        raise ControlError("there is no such playlist")
    return playlist


def _rows(simulator: Simulator, uris: list[str], playlist: Playlist) -> list[Row]:
    now = changes.rfc3339(simulator.clock.now())
    return changes.rows_for(simulator.library, uris, now, playlist.owner_id)
