"""Artists and genres as entries."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from chalicelib.contexts.browser.query.condition import listed
from chalicelib.contexts.browser.query.entries.parts import PAGE, images, instant, url
from chalicelib.contexts.browser.schemas import ArtistOut, GenreOut

if TYPE_CHECKING:
    from collections.abc import Sequence

    import apsw

SQL = f"""
SELECT text.id, text.name, text.genres, text.followers, text.images,
  artist.followed, artist.added, artist.tracks, artist.albums, artist.playlists, artist.duration_ms, artist.popularity
FROM {PAGE} JOIN artist ON artist.no = page.value JOIN artist_text AS text ON text.no = artist.no ORDER BY page.key
"""
GENRES_SQL = f"""
SELECT genre.name, genre.tracks, genre.artists, genre.albums, genre.duration_ms
FROM {PAGE} JOIN genre ON genre.no = page.value ORDER BY page.key
"""


def artists(model: apsw.Connection, numbers: Sequence[int]) -> list[ArtistOut]:
    """Artists by their numbers, in this order."""
    return [
        ArtistOut(
            id=identity,
            uri=f"spotify:artist:{identity}",
            name=name,
            genres=json.loads(genres),
            followed=followed == 1,
            followers=followers,
            added_at=instant(added),
            tracks=tracks,
            albums=albums,
            playlists=playlists,
            duration_ms=duration,
            popularity=popularity,
            images=images(pictures),
            spotify_url=url("artist", identity),
        )
        for (
            identity, name, genres, followers, pictures, followed, added, tracks, albums, playlists, duration,
            popularity,
        ) in model.execute(SQL, (listed(numbers),))
    ]  # fmt: skip


def genres(model: apsw.Connection, numbers: Sequence[int]) -> list[GenreOut]:
    """Genres by their numbers, in this order."""
    return [
        GenreOut(name=name, tracks=tracks, artists=artists, albums=albums, duration_ms=duration)
        for name, tracks, artists, albums, duration in model.execute(GENRES_SQL, (listed(numbers),))
    ]
