"""Playlists as entries."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from chalicelib.contexts.browser.query.condition import listed
from chalicelib.contexts.browser.query.entries.parts import PAGE, flag, images, instant, link, url
from chalicelib.contexts.browser.schemas import PlaylistOut

if TYPE_CHECKING:
    from collections.abc import Sequence

    import apsw

SQL = f"""
SELECT text.id, text.name, text.description, text.owner_id, text.owner_name, text.images, text.incomplete,
  playlist.mine, playlist.collaborative, playlist.public, playlist.read, playlist.place, playlist.rows, playlist.tracks,
  playlist.episodes, playlist.total, playlist.unnamed, playlist.duration_ms, playlist.first_added, playlist.last_added
FROM {PAGE} JOIN playlist ON playlist.no = page.value JOIN playlist_text AS text ON text.no = playlist.no
ORDER BY page.key
"""


def playlists(model: apsw.Connection, numbers: Sequence[int]) -> list[PlaylistOut]:
    """Playlists by their numbers, in this order."""
    return [
        PlaylistOut(
            id=identity,
            uri=f"spotify:playlist:{identity}",
            name=name,
            description=description,
            owner=link("user", owner_id, owner_name) if owner_id is not None else None,
            mine=mine == 1,
            collaborative=collaborative == 1,
            public=flag(public),
            read=read == 1,
            incomplete=json.loads(incomplete),
            position=place,
            rows=rows,
            tracks=tracks,
            episodes=episodes,
            total=total,
            unnamed=unnamed,
            duration_ms=duration,
            first_added_at=instant(first_added),
            last_added_at=instant(last_added),
            images=images(pictures),
            spotify_url=url("playlist", identity),
        )
        for (
            identity, name, description, owner_id, owner_name, pictures, incomplete, mine, collaborative, public, read,
            place, rows, tracks, episodes, total, unnamed, duration, first_added, last_added,
        ) in model.execute(SQL, (listed(numbers),))
    ]  # fmt: skip
