"""Tracks: whatever of that kind is in a playlist of the person's or saved, local files included."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import apsw

from chalicelib.contexts.browser.model import stage, told
from chalicelib.contexts.browser.model.credits import Credits
from chalicelib.contexts.browser.model.text import sort_key

STAGE = """
CREATE TEMP TABLE found_track (  -- key: id, or the uri of a local file
  key TEXT PRIMARY KEY, local INTEGER, name TEXT, added INTEGER, saved INTEGER, saved_at INTEGER, playable INTEGER,
  playlists INTEGER, rows INTEGER
) WITHOUT ROWID;
INSERT INTO found_track
SELECT key, max(kind = 'local'), min(name), min(at), max(saved), min(CASE WHEN saved THEN at END), max(playable),
  count(DISTINCT playlist), count(playlist)
FROM (
  SELECT kind, key, name, added AS at, 0 AS saved, playable, playlist FROM seen_row WHERE kind IN ('track', 'local')
  UNION ALL SELECT kind, key, name, at, 1, playable, NULL FROM seen_saved WHERE kind IN ('track', 'local')
) GROUP BY key;
CREATE TEMP TABLE told_track (
  key TEXT PRIMARY KEY, name TEXT, name_key TEXT, artist_key TEXT, artists TEXT NOT NULL, album TEXT, album_name TEXT,
  album_key TEXT, duration_ms INTEGER, explicit INTEGER, disc INTEGER, number INTEGER, popularity INTEGER, isrc TEXT
) WITHOUT ROWID;
CREATE TEMP TABLE track_credit (track TEXT, artist TEXT, name TEXT);
"""

NUMBER = f"""
CREATE TEMP TABLE track_no (
  key TEXT PRIMARY KEY, no INTEGER UNIQUE, name_rank INTEGER, artist_rank INTEGER, album_rank INTEGER, album INTEGER,
  name TEXT
) WITHOUT ROWID;
INSERT INTO track_no
SELECT key, row_number() OVER (ORDER BY name_rank NULLS LAST, artist_rank NULLS LAST, album_rank NULLS LAST, uri),
  name_rank, artist_rank, album_rank, album, name
FROM (
  SELECT key, {stage.rank("name_key")} AS name_rank, {stage.rank("artist_key")} AS artist_rank,
    {stage.rank("album_key")} AS album_rank, uri, album, name
  FROM (
    SELECT f.key AS key, iif(f.local, f.key, 'spotify:track:' || f.key) AS uri,
      coalesce(t.name_key, sort_key(f.name)) AS name_key, coalesce(t.name, f.name) AS name,
      t.artist_key AS artist_key, iif(f.local, t.album_key, coalesce(b.name_key, sort_key(n.name))) AS album_key,
      n.no AS album
    FROM found_track f
    LEFT JOIN told_track t ON t.key = f.key
    LEFT JOIN album_no n ON n.id = t.album
    LEFT JOIN told_album b ON b.id = t.album
  )
);
"""

FILL = """
INSERT INTO main.track
SELECT n.no, n.name_rank, n.artist_rank, n.album_rank, n.album, b.released, t.duration_ms, f.added, f.saved, f.saved_at,
  t.explicit, f.playable, f.local, m.track IS NOT NULL, f.playlists, f.rows, t.disc, t.number, t.popularity,
  coalesce(a.set_no, 0), coalesce(g.set_no, 0), coalesce(p.set_no, 0), m.key, i.number, l.number
FROM track_no n
JOIN found_track f ON f.key = n.key
LEFT JOIN told_track t ON t.key = n.key
LEFT JOIN told_album b ON b.id = t.album
LEFT JOIN main.feature m ON m.track = n.no
LEFT JOIN set_of a ON a.kind = 'artist' AND a.owner = 'track' AND a.no = n.no
LEFT JOIN set_of g ON g.kind = 'genre' AND g.owner = 'track' AND g.no = n.no
LEFT JOIN set_of p ON p.kind = 'playlist' AND p.owner = 'track' AND p.no = n.no
LEFT JOIN isrc_group i ON i.isrc = t.isrc
LEFT JOIN alike_group l ON l.track = n.no
ORDER BY n.no;

INSERT INTO main.track_text
SELECT n.no, iif(f.local, NULL, n.key), iif(f.local, n.key, NULL), n.name, t.isrc, coalesce(t.artists, '[]'),
  t.album_name
FROM track_no n JOIN found_track f ON f.key = n.key LEFT JOIN told_track t ON t.key = n.key ORDER BY n.no;
"""


def put(sources: apsw.Connection, model: apsw.Connection) -> None:
    """Stage what rows, records and uris of local files say of tracks; those of artists are there already."""
    model.execute(STAGE)
    reader = Credits(model)
    stage.insert_several(
        model,
        ((key, fields, reader.of(fields)) for key, fields in stage.entities(sources, "track")),
        {
            "told_track": lambda found: [_track(*found)],
            "track_credit": lambda found: [(found[0], artist, name) for artist, name in found[2] if artist is not None],
        },
    )
    stage.insert(model, "told_track", _local_files(model))


def _track(id: str, fields: dict[str, Any], credited: list[told.Credit]) -> stage.Row:
    name = told.text(fields.get("name"))
    return (
        id,
        name,
        sort_key(name),
        sort_key(credited[0][1]) if credited else None,
        told.as_json(credited),
        fields.get("album_id"),
        None,
        None,
        told.integer(fields.get("duration_ms")),
        told.flag(fields.get("explicit")),
        told.integer(fields.get("disc_number")),
        told.integer(fields.get("track_number")),
        told.integer(fields.get("popularity")),
        told.isrc(fields.get("isrc")),
    )


def _local_files(model: apsw.Connection) -> Iterator[stage.Row]:
    for uri, named in model.execute("SELECT key, name FROM found_track WHERE local ORDER BY key"):
        file = told.local_file(uri)
        name = named or file.title
        artists = told.as_json([(None, file.artist)] if file.artist else [])
        keys = sort_key(name), sort_key(file.artist)
        rest = (None,) * 6
        yield uri, name, *keys, artists, None, file.album, sort_key(file.album), file.duration_ms, *rest[:5]
