"""Genres: those that artists of the library have, one whatever its case and accents."""

from __future__ import annotations

from chalicelib.contexts.browser.model import stage

NUMBER = f"""
CREATE TEMP TABLE genre_key (spelling TEXT PRIMARY KEY, key TEXT) WITHOUT ROWID;
INSERT INTO genre_key
SELECT name, sort_key(name) FROM (
  SELECT DISTINCT g.name AS name FROM told_genre g JOIN artist_no a ON a.id = g.artist
) WHERE sort_key(name) IS NOT NULL;
CREATE TEMP TABLE genre_no (key TEXT PRIMARY KEY, no INTEGER UNIQUE, name_rank INTEGER, name TEXT) WITHOUT ROWID;
INSERT INTO genre_no
SELECT key, row_number() OVER (ORDER BY key), {stage.rank("key")}, name
FROM (SELECT key, min(spelling) AS name FROM genre_key GROUP BY key);
INSERT INTO main.artist_genre
SELECT DISTINCT n.no, a.no FROM told_genre g JOIN artist_no a ON a.id = g.artist
JOIN genre_key k ON k.spelling = g.name JOIN genre_no n ON n.key = k.key ORDER BY 1, 2;

CREATE TEMP TABLE genre_of_artist (artist INTEGER, genre INTEGER, PRIMARY KEY (artist, genre)) WITHOUT ROWID;
INSERT INTO genre_of_artist SELECT artist, genre FROM main.artist_genre;
INSERT INTO main.track_genre
SELECT DISTINCT g.genre, a.track FROM main.track_artist a JOIN genre_of_artist g ON g.artist = a.artist ORDER BY 1, 2;
INSERT INTO main.album_genre
SELECT g.genre, a.album FROM main.album_artist a JOIN genre_of_artist g ON g.artist = a.artist
UNION
SELECT g.genre, t.album FROM main.track_genre g JOIN track_no t ON t.no = g.track WHERE t.album IS NOT NULL
ORDER BY 1, 2;
"""

FILL = """
INSERT INTO main.genre
SELECT n.no, n.name_rank, n.name, coalesce(t.tracks, 0), coalesce(a.artists, 0), coalesce(b.albums, 0),
  coalesce(t.duration_ms, 0)
FROM genre_no n
LEFT JOIN (
  SELECT g.genre, count(*) AS tracks, sum(t.duration_ms) AS duration_ms
  FROM main.track_genre g JOIN main.track t ON t.no = g.track GROUP BY g.genre
) t ON t.genre = n.no
LEFT JOIN (SELECT genre, count(*) AS artists FROM main.artist_genre GROUP BY genre) a ON a.genre = n.no
LEFT JOIN (SELECT genre, count(*) AS albums FROM main.album_genre GROUP BY genre) b ON b.genre = n.no
ORDER BY n.no;
"""
