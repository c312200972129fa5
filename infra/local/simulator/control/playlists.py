"""Changes of a playlist, as its owner makes them in Spotify's own apps."""

from __future__ import annotations

from typing import Any

from infra.local.simulator.control.switch import ControlError, Fields
from infra.local.simulator.library.entities import Row
from infra.local.simulator.library.randomness import instant
from infra.local.simulator.state import Simulator


def change_playlist(simulator: Simulator, fields: Fields) -> dict[str, Any]:
    """Change a playlist: {playlist, name?, description?, remove?: [positions], append?: [track or episode uris]}."""
    playlist = simulator.library.playlists.get(str(fields.get("playlist")))
    if playlist is None:
        raise ControlError("there is no such playlist")
    playlist.name = str(fields.get("name", playlist.name))
    playlist.description = str(fields.get("description", playlist.description))
    removed = set(fields.get("remove", []))
    rows = [row for position, row in enumerate(playlist.rows) if position not in removed]
    rows += [_row(simulator, uri, playlist.owner_id) for uri in fields.get("append", [])]
    playlist.replace_rows(rows)
    return {"snapshot_id": playlist.snapshot_id}


def _row(simulator: Simulator, uri: str, owner_id: str) -> Row:
    identifier = uri.rsplit(":", 1)[-1]
    if uri.startswith("spotify:track:") and identifier in simulator.library.catalogue.tracks:
        return Row("track", identifier, uri, instant(0), owner_id)
    if uri.startswith("spotify:episode:") and identifier in simulator.library.catalogue.episodes:
        return Row("episode", identifier, uri, instant(0), owner_id)
    raise ControlError(f"nothing has the uri {uri}")
