"""Tracks as entries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chalicelib.contexts.browser.model.layout import FEATURES
from chalicelib.contexts.browser.query.condition import listed
from chalicelib.contexts.browser.query.entries.parts import PAGE, artists, flag, instant, link, thumbnail, url
from chalicelib.contexts.browser.query.lookups import lookups
from chalicelib.contexts.browser.schemas import Link, TrackFeatures, TrackOut

if TYPE_CHECKING:
    from collections.abc import Sequence

    import apsw

MEASURES = (*FEATURES, "key", "mode", "time_signature")
SQL = f"""
SELECT text.id, text.uri, text.name, text.artists, text.isrc, text.album_name,
  album_text.id, album_text.name, album_text.release_date, album_text.images,
  track.duration_ms, track.explicit, track.disc, track.number, track.popularity, track.playable, track.local,
  track.saved, track.saved_at, track.added, track.playlists, track.rows, track.genre_set,
  feature.source, {", ".join(f"feature.{name}" for name in MEASURES)}
FROM {PAGE} JOIN track ON track.no = page.value JOIN track_text AS text ON text.no = track.no
LEFT JOIN album_text ON album_text.no = track.album LEFT JOIN feature ON feature.track = track.no
ORDER BY page.key
"""


def tracks(model: apsw.Connection, numbers: Sequence[int]) -> list[TrackOut]:
    """Tracks by their numbers, in this order."""
    rows: list[Any] = model.execute(SQL, (listed(numbers),)).fetchall()
    known = lookups(model)
    genres_of, genre = known.members("genre"), known.genres
    entries: list[TrackOut] = []
    for row in rows:
        (
            identity, uri, name, credited, isrc, told_album, album_id, album_name, release_date, images,
            duration, explicit, disc, number, popularity, playable, local, saved, saved_at, added, playlists, in_rows,
            genre_set, source, *measures,
        ) = row  # fmt: skip
        entries.append(
            TrackOut(
                id=identity,
                uri=uri,
                name=name,
                artists=artists(credited),
                album=_album(album_id, album_name if album_id is not None else told_album),
                duration_ms=duration,
                explicit=flag(explicit),
                disc_number=disc,
                track_number=number,
                isrc=isrc,
                released=release_date,
                popularity=popularity,
                playable=flag(playable),
                local=local == 1,
                saved=saved == 1,
                saved_at=instant(saved_at),
                added_at=instant(added),
                playlists=playlists,
                rows=in_rows,
                genres=[genre[each] for each in genres_of[genre_set]],
                analysed=source is not None,
                features=_features(source, measures) if source is not None else None,
                image=thumbnail(images),
                spotify_url=url("track", identity) if identity is not None else None,
            )
        )
    return entries


def _album(identity: str | None, name: str | None) -> Link | None:
    return None if identity is None and name is None else link("album", identity, name)


def _features(source: str, measures: Sequence[float | int | None]) -> TrackFeatures:
    values = dict(zip(MEASURES, measures, strict=True))
    return {"source": source, **values}  # type: ignore[typeddict-item]
