"""Artists: credited on a track or album of the library, or followed."""

from __future__ import annotations

import apsw

from chalicelib.contexts.browser.model import stage, told

STAGE = """
CREATE TEMP TABLE told_artist (
  id TEXT PRIMARY KEY, name TEXT, popularity INTEGER, followers INTEGER, images TEXT NOT NULL
) WITHOUT ROWID;
CREATE TEMP TABLE told_genre (artist TEXT, name TEXT);
"""

NUMBER = f"""
CREATE TEMP TABLE artist_no (id TEXT PRIMARY KEY, no INTEGER, name_rank INTEGER, name TEXT) WITHOUT ROWID;
INSERT INTO artist_no
SELECT id, row_number() OVER (ORDER BY key NULLS LAST, id), {stage.rank("key")}, name FROM (
  SELECT id, name, sort_key(name) AS key FROM (
    SELECT named.id AS id, coalesce(told.name, min(named.name)) AS name FROM (
      SELECT c.artist AS id, c.name AS name FROM track_credit c JOIN track_no n ON n.key = c.track
      UNION ALL SELECT c.artist, c.name FROM album_credit c JOIN album_no n ON n.id = c.album
      UNION ALL SELECT key, name FROM seen_saved WHERE kind = 'artist'
    ) named LEFT JOIN told_artist told ON told.id = named.id GROUP BY named.id
  )
);
INSERT INTO main.track_artist
SELECT DISTINCT a.no, t.no FROM track_credit c JOIN artist_no a ON a.id = c.artist JOIN track_no t ON t.key = c.track
ORDER BY 1, 2;
INSERT INTO main.album_artist
SELECT DISTINCT a.no, b.no FROM album_credit c JOIN artist_no a ON a.id = c.artist JOIN album_no b ON b.id = c.album
ORDER BY 1, 2;
"""

FILL = """
INSERT INTO main.artist
SELECT n.no, n.name_rank, n.id IN (SELECT key FROM seen_saved WHERE kind = 'artist'), t.added,
  coalesce(t.tracks, 0), coalesce(b.albums, 0), coalesce(p.playlists, 0), coalesce(t.duration_ms, 0),
  told.popularity, coalesce(g.set_no, 0)
FROM artist_no n
LEFT JOIN (
  SELECT a.artist, count(*) AS tracks, min(t.added) AS added, sum(t.duration_ms) AS duration_ms
  FROM main.track_artist a JOIN main.track t ON t.no = a.track GROUP BY a.artist
) t ON t.artist = n.no
LEFT JOIN (SELECT artist, count(*) AS albums FROM main.album_artist GROUP BY artist) b ON b.artist = n.no
LEFT JOIN (
  SELECT a.artist, count(DISTINCT p.playlist) AS playlists
  FROM main.track_artist a JOIN playlist_of_track p ON p.track = a.track GROUP BY a.artist
) p ON p.artist = n.no
LEFT JOIN told_artist told ON told.id = n.id
LEFT JOIN set_of g ON g.kind = 'genre' AND g.owner = 'artist' AND g.no = n.no
ORDER BY n.no;

INSERT INTO main.artist_text
SELECT n.no, n.id, n.name, coalesce(g.names, '[]'), told.followers, coalesce(told.images, '[]')
FROM artist_no n
LEFT JOIN told_artist told ON told.id = n.id
LEFT JOIN (
  SELECT a.artist, json_group_array(g.name ORDER BY g.no) AS names
  FROM main.artist_genre a JOIN genre_no g ON g.no = a.genre GROUP BY a.artist
) g ON g.artist = n.no
ORDER BY n.no;
"""


def put(sources: apsw.Connection, model: apsw.Connection) -> None:
    """Stage what records say of artists."""
    model.execute(STAGE)
    stage.insert_several(
        model,
        stage.entities(sources, "artist"),
        {
            "told_artist": lambda found: [_artist(*found)],
            "told_genre": lambda found: [(found[0], name) for name in told.texts(found[1].get("genres"))],
        },
    )


def _artist(id: str, fields: dict[str, object]) -> stage.Row:
    return (
        id,
        told.text(fields.get("name")),
        told.integer(fields.get("popularity")),
        told.integer(fields.get("followers")),
        told.images(fields.get("images")),
    )
