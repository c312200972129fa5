"""Albums: saved, or holding a track of the library."""

from __future__ import annotations

from typing import Any

import apsw

from chalicelib.contexts.browser.model import stage, told
from chalicelib.contexts.browser.model.credits import Credits
from chalicelib.contexts.browser.model.text import sort_key

STAGE = """
CREATE TEMP TABLE told_album (
  id TEXT PRIMARY KEY, name TEXT, name_key TEXT, artist_key TEXT, artists TEXT NOT NULL, album_type TEXT,
  release_date TEXT, released INTEGER, total_tracks INTEGER, upc TEXT, label TEXT, images TEXT NOT NULL,
  popularity INTEGER
) WITHOUT ROWID;
CREATE TEMP TABLE album_credit (album TEXT, artist TEXT, name TEXT);
"""

NUMBER = f"""
CREATE TEMP TABLE album_no (
  id TEXT PRIMARY KEY, no INTEGER, name_rank INTEGER, artist_rank INTEGER, saved INTEGER, saved_at INTEGER, name TEXT
) WITHOUT ROWID;
INSERT INTO album_no
SELECT id, row_number() OVER (ORDER BY name_rank NULLS LAST, artist_rank NULLS LAST, released NULLS LAST, id),
  name_rank, artist_rank, saved, saved_at, name
FROM (
  SELECT id, {stage.rank("name_key")} AS name_rank, {stage.rank("artist_key")} AS artist_rank, released, saved,
    saved_at, name
  FROM (
    SELECT f.id AS id, coalesce(told.name_key, sort_key(f.name)) AS name_key, told.artist_key AS artist_key,
      told.released AS released, f.saved AS saved, f.saved_at AS saved_at, coalesce(told.name, f.name) AS name
    FROM (
      SELECT id, max(saved) AS saved, min(at) AS saved_at, min(name) AS name FROM (
        SELECT t.album AS id, 0 AS saved, NULL AS at, NULL AS name
        FROM found_track f JOIN told_track t ON t.key = f.key WHERE t.album IS NOT NULL
        UNION ALL SELECT key, 1, at, name FROM seen_saved WHERE kind = 'album'
      ) GROUP BY id
    ) f LEFT JOIN told_album told ON told.id = f.id
  )
);
"""

FILL = """
INSERT INTO main.album
SELECT n.no, n.name_rank, n.artist_rank, told.released, n.saved, n.saved_at,
  CASE WHEN t.added < n.saved_at OR n.saved_at IS NULL THEN t.added ELSE n.saved_at END,
  coalesce(t.tracks, 0), coalesce(t.duration_ms, 0), told.total_tracks, told.popularity,
  coalesce(a.set_no, 0), coalesce(g.set_no, 0)
FROM album_no n
LEFT JOIN (
  SELECT album, count(*) AS tracks, min(added) AS added, sum(duration_ms) AS duration_ms
  FROM main.track WHERE album IS NOT NULL GROUP BY album
) t ON t.album = n.no
LEFT JOIN told_album told ON told.id = n.id
LEFT JOIN set_of a ON a.kind = 'artist' AND a.owner = 'album' AND a.no = n.no
LEFT JOIN set_of g ON g.kind = 'genre' AND g.owner = 'album' AND g.no = n.no
ORDER BY n.no;

INSERT INTO main.album_text
SELECT n.no, n.id, n.name, told.album_type, told.release_date, told.label, told.upc, coalesce(told.artists, '[]'),
  coalesce(told.images, '[]')
FROM album_no n LEFT JOIN told_album told ON told.id = n.id ORDER BY n.no;
"""


def put(sources: apsw.Connection, model: apsw.Connection) -> None:
    """Stage what records say of albums; those of artists are there already."""
    model.execute(STAGE)
    reader = Credits(model)
    stage.insert_several(
        model,
        ((key, fields, reader.of(fields)) for key, fields in stage.entities(sources, "album")),
        {
            "told_album": lambda found: [_album(*found)],
            "album_credit": lambda found: [(found[0], artist, name) for artist, name in found[2] if artist is not None],
        },
    )


def _album(id: str, fields: dict[str, Any], credited: list[told.Credit]) -> stage.Row:
    name, release_date = told.text(fields.get("name")), told.text(fields.get("release_date"))
    return (
        id,
        name,
        sort_key(name),
        sort_key(credited[0][1]) if credited else None,
        told.as_json(credited),
        told.text(fields.get("album_type")),
        release_date,
        told.released(release_date),
        told.integer(fields.get("total_tracks")),
        told.text(fields.get("upc")),
        told.text(fields.get("label")),
        told.images(fields.get("images")),
        told.integer(fields.get("popularity")),
    )
