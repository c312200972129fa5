"""Playlists of the person's list, their rows, and what is in them."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

import apsw

from chalicelib.contexts.browser.model import stage, told
from chalicelib.contexts.browser.model.text import sort_key

STAGE = """
CREATE TEMP TABLE told_playlist (
  id TEXT PRIMARY KEY, name TEXT, description TEXT, owner_id TEXT, owner_name TEXT, owner_key TEXT,
  mine INTEGER NOT NULL, collaborative INTEGER NOT NULL, public INTEGER, total INTEGER, images TEXT NOT NULL
) WITHOUT ROWID;
"""

NUMBER = f"""
CREATE TEMP TABLE playlist_no (
  place INTEGER PRIMARY KEY, no INTEGER, id TEXT, name_rank INTEGER, owner_rank INTEGER, name TEXT
);
INSERT INTO playlist_no
SELECT place, row_number() OVER (ORDER BY key NULLS LAST, id), id, {stage.rank("key")}, {stage.rank("owner_key")}, name
FROM (
  SELECT s.place AS place, s.id AS id, coalesce(t.name, s.name) AS name, sort_key(coalesce(t.name, s.name)) AS key,
    t.owner_key AS owner_key
  FROM seen_playlist s LEFT JOIN told_playlist t ON t.id = s.id
);
INSERT INTO main.playlist_row
SELECT n.no, r.position, t.no, e.no, r.uri, r.added, r.added_by, r.playable
FROM playlist_no n
CROSS JOIN seen_row r ON r.playlist = n.place
LEFT JOIN track_no t ON r.kind IN ('track', 'local') AND t.key = r.key
LEFT JOIN episode_no e ON r.kind = 'episode' AND e.id = r.key
ORDER BY n.no, r.position;
INSERT INTO main.track_playlist
SELECT DISTINCT playlist, track FROM main.playlist_row WHERE track IS NOT NULL ORDER BY 1, 2;
INSERT INTO main.episode_playlist
SELECT DISTINCT playlist, episode FROM main.playlist_row WHERE episode IS NOT NULL ORDER BY 1, 2;
CREATE TEMP TABLE playlist_of_track (track INTEGER, playlist INTEGER, PRIMARY KEY (track, playlist)) WITHOUT ROWID;
INSERT INTO playlist_of_track SELECT track, playlist FROM main.track_playlist ORDER BY 1, 2;
"""

FILL = """
INSERT INTO main.playlist
SELECT n.no, n.name_rank, n.owner_rank, n.place, coalesce(t.mine, 0), coalesce(t.collaborative, 0), t.public, s.read,
  coalesce(r.rows, 0), coalesce(r.tracks, 0), coalesce(r.episodes, 0), coalesce(s.total, t.total), s.unnamed,
  coalesce(r.duration_ms, 0), r.first_added, r.last_added
FROM playlist_no n
JOIN seen_playlist s ON s.place = n.place
LEFT JOIN told_playlist t ON t.id = n.id
LEFT JOIN (
  SELECT r.playlist, count(*) AS rows, count(r.track) AS tracks, count(r.episode) AS episodes,
    sum(coalesce(t.duration_ms, e.duration_ms)) AS duration_ms, min(r.added) AS first_added, max(r.added) AS last_added
  FROM main.playlist_row r LEFT JOIN main.track t ON t.no = r.track LEFT JOIN main.episode e ON e.no = r.episode
  GROUP BY r.playlist
) r ON r.playlist = n.no
ORDER BY n.no;
INSERT INTO main.playlist_text
SELECT n.no, n.id, n.name, t.description, t.owner_id, t.owner_name, coalesce(t.images, '[]'), s.incomplete
FROM playlist_no n JOIN seen_playlist s ON s.place = n.place LEFT JOIN told_playlist t ON t.id = n.id ORDER BY n.no;
"""


def put(sources: apsw.Connection, model: apsw.Connection) -> None:
    """Stage what records say of playlists."""
    model.execute(STAGE)
    own = frozenset(json.loads(sources.execute("SELECT value FROM meta WHERE name = 'spotify_ids'").get or "[]"))
    stage.insert(model, "told_playlist", (_playlist(*found, own) for found in stage.entities(sources, "playlist")))


def _playlist(id: str, fields: dict[str, Any], own: Collection[str]) -> stage.Row:
    owner = fields.get("owner") or {}
    owner_id, owner_name = owner.get("id"), told.text(owner.get("name"))
    return (
        id,
        told.text(fields.get("name")),
        told.text(fields.get("description")),
        owner_id,
        owner_name,
        sort_key(owner_name or owner_id),
        int(owner_id in own),
        told.flag(fields.get("collaborative")) or 0,
        told.flag(fields.get("public")),
        told.integer(fields.get("items_total")),
        told.images(fields.get("images")),
    )
