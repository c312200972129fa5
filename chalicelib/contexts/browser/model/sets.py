"""Sets of artists, genres and playlists that tracks, albums and artists have: each once, by number."""

from __future__ import annotations

_MEMBERSHIPS = (
    ("artist", "track", "track_artist"),
    ("artist", "album", "album_artist"),
    ("genre", "track", "track_genre"),
    ("genre", "album", "album_genre"),
    ("genre", "artist", "artist_genre"),
    ("playlist", "track", "track_playlist"),
)
_MEMBERS = " UNION ALL ".join(
    f"SELECT '{kind}' AS kind, {at} AS at, '{owner}' AS owner, {owner} AS no, "
    f"json_group_array({kind} ORDER BY {kind}) AS members FROM main.{table} GROUP BY {owner}"
    for at, (kind, owner, table) in enumerate(_MEMBERSHIPS)
)

NUMBER = f"""
CREATE TEMP TABLE set_of (
  kind TEXT, owner TEXT, no INTEGER, set_no INTEGER, members TEXT, PRIMARY KEY (kind, owner, no)
) WITHOUT ROWID;
INSERT INTO set_of
SELECT kind, owner, no, dense_rank() OVER (PARTITION BY kind ORDER BY first), members FROM (
  SELECT *, min((at << 40) + no) OVER (PARTITION BY kind, members) AS first FROM ({_MEMBERS})
);
INSERT INTO main.member_set SELECT kind, set_no, min(members) FROM set_of GROUP BY kind, set_no ORDER BY kind, set_no;
"""
"""Numbered in the order of those who have them first: tracks by ``no``, then albums, then artists."""
