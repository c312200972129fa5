"""Albums as entries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chalicelib.contexts.browser.query.condition import listed
from chalicelib.contexts.browser.query.entries.parts import PAGE, artists, images, instant, url
from chalicelib.contexts.browser.query.lookups import lookups
from chalicelib.contexts.browser.schemas import AlbumOut

if TYPE_CHECKING:
    from collections.abc import Sequence

    import apsw

SQL = f"""
SELECT text.id, text.name, text.artists, text.album_type, text.release_date, text.label, text.upc, text.images,
  album.total_tracks, album.tracks, album.duration_ms, album.popularity, album.saved, album.saved_at, album.added,
  album.genre_set
FROM {PAGE} JOIN album ON album.no = page.value JOIN album_text AS text ON text.no = album.no ORDER BY page.key
"""


def albums(model: apsw.Connection, numbers: Sequence[int]) -> list[AlbumOut]:
    """Albums by their numbers, in this order."""
    rows: list[Any] = model.execute(SQL, (listed(numbers),)).fetchall()
    known = lookups(model)
    genres_of, genre = known.members("genre"), known.genres
    return [
        AlbumOut(
            id=identity,
            uri=f"spotify:album:{identity}",
            name=name,
            artists=artists(credited),
            album_type=album_type,
            released=release_date,
            label=label,
            upc=upc,
            total_tracks=total,
            tracks=held,
            duration_ms=duration,
            popularity=popularity,
            saved=saved == 1,
            saved_at=instant(saved_at),
            added_at=instant(added),
            genres=[genre[each] for each in genres_of[genre_set]],
            images=images(pictures),
            spotify_url=url("album", identity),
        )
        for (
            identity, name, credited, album_type, release_date, label, upc, pictures, total, held, duration, popularity,
            saved, saved_at, added, genre_set,
        ) in rows
    ]  # fmt: skip
