"""What the whole model says: how much there is, how much of it is measured, and how much of the library was seen."""

from __future__ import annotations

import json
from typing import Any

import apsw

from chalicelib.contexts.browser.model import rows, told
from chalicelib.contexts.browser.model.layout import SCHEMA
from chalicelib.core.catalogue import keys

_TOTALS = """
SELECT
  (SELECT count(*) FROM main.playlist) AS playlists, (SELECT count(*) FROM main.track) AS tracks,
  (SELECT count(*) FROM main.album) AS albums, (SELECT count(*) FROM main.artist) AS artists,
  (SELECT count(*) FROM main.genre) AS genres, (SELECT count(*) FROM main.show) AS shows,
  (SELECT count(*) FROM main.episode) AS episodes, (SELECT count(*) FROM main.audiobook) AS audiobooks,
  (SELECT count(*) FROM main.playlist_row) AS rows,
  (SELECT count(*) FROM main.track WHERE local) AS local_tracks,
  (SELECT count(*) FROM main.track WHERE saved) AS saved_tracks,
  (SELECT count(*) FROM main.album WHERE saved) AS saved_albums,
  (SELECT count(*) FROM main.show WHERE saved) AS saved_shows,
  (SELECT count(*) FROM main.episode WHERE saved) AS saved_episodes,
  (SELECT count(*) FROM main.artist WHERE followed) AS followed_artists,
  (SELECT coalesce(sum(duration_ms), 0) FROM main.track) AS duration_ms
"""
_UNKNOWN = """
SELECT
  (SELECT count(*) FROM track_no n LEFT JOIN told_track t ON t.key = n.key WHERE t.key IS NULL) AS tracks,
  (SELECT count(*) FROM album_no n LEFT JOIN told_album t ON t.id = n.id WHERE t.id IS NULL) AS albums,
  (SELECT count(*) FROM artist_no n LEFT JOIN told_artist t ON t.id = n.id WHERE t.id IS NULL) AS artists,
  (SELECT count(*) FROM playlist_no n LEFT JOIN told_playlist t ON t.id = n.id WHERE t.id IS NULL) AS playlists,
  (SELECT count(*) FROM show_no n LEFT JOIN told_show t ON t.id = n.id WHERE t.id IS NULL) AS shows,
  (SELECT count(*) FROM episode_no n LEFT JOIN told_episode t ON t.id = n.id WHERE t.id IS NULL) AS episodes,
  (SELECT count(*) FROM audiobook_no n LEFT JOIN told_audiobook t ON t.id = n.id WHERE t.id IS NULL) AS audiobooks
"""


def put(sources: apsw.Connection, model: apsw.Connection) -> None:
    """Fill ``meta``: see ``layout``."""
    user_id = json.loads(sources.execute("SELECT value FROM meta WHERE name = 'user_id'").get)
    facts: dict[str, Any] = {
        "schema": SCHEMA,
        "user_id": user_id,
        "totals": _one(model, _TOTALS),
        "features": _features(model),
        "coverage": {
            "collections": _collections(sources),
            "playlists": _one(
                model, "SELECT coalesce(sum(read), 0) AS read, coalesce(sum(NOT read), 0) AS unread FROM main.playlist"
            ),
            "unknown": _one(model, _UNKNOWN),
        },
    }
    model.executemany(
        "INSERT INTO main.meta VALUES (?, ?)", [(name, told.as_json(facts[name])) for name in sorted(facts)]
    )


def _features(model: apsw.Connection) -> dict[str, Any]:
    counted = _one(
        model,
        "SELECT coalesce(sum(analysed), 0) AS analysed, coalesce(sum(NOT analysed), 0) AS unanalysed FROM main.track",
    )
    by_source = dict(model.execute("SELECT source, count(*) FROM main.feature GROUP BY source ORDER BY source"))
    return {**counted, "by_source": by_source}


def _collections(sources: apsw.Connection) -> dict[str, Any]:
    """Of each collection that there is one of: how much of it is kept. One without a word of it was never read."""
    heads = {name: head for name, head in rows.heads(sources) if not keys.is_playlist(name)}
    return {
        name: {
            "rows": sources.execute("SELECT count(*) FROM row WHERE collection = ?", (name,)).get,
            "total": told.integer(head.get("total")),
            "unnamed": told.integer(head.get("unnamed")) or 0,
            "read": rows.read_whole(head),
            "incomplete": rows.reasons(head),
        }
        for name in keys.OF_A_PERSON
        for head in [heads.get(name, {})]
    }


def _one(model: apsw.Connection, query: str) -> dict[str, Any]:
    cursor = model.execute(query)
    names = [column[0] for column in cursor.get_description()]
    return dict(zip(names, next(cursor), strict=True))
