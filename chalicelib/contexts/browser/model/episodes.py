"""Episodes: in a playlist of the person's or saved; and shows: saved, or of one of these."""

from __future__ import annotations

from typing import Any

import apsw

from chalicelib.contexts.browser.model import stage, told

STAGE = """
CREATE TEMP TABLE told_show (
  id TEXT PRIMARY KEY, name TEXT, publisher TEXT, description TEXT, explicit INTEGER, total_episodes INTEGER,
  images TEXT NOT NULL
) WITHOUT ROWID;
CREATE TEMP TABLE told_episode (
  id TEXT PRIMARY KEY, name TEXT, description TEXT, duration_ms INTEGER, explicit INTEGER, release_date TEXT,
  released INTEGER, show TEXT, images TEXT NOT NULL
) WITHOUT ROWID;
CREATE TEMP TABLE found_episode (
  id TEXT PRIMARY KEY, name TEXT, added INTEGER, saved INTEGER, saved_at INTEGER, playable INTEGER,
  playlists INTEGER, rows INTEGER
) WITHOUT ROWID;
INSERT INTO found_episode
SELECT key, min(name), min(at), max(saved), min(CASE WHEN saved THEN at END), max(playable),
  count(DISTINCT playlist), count(playlist)
FROM (
  SELECT key, name, added AS at, 0 AS saved, playable, playlist FROM seen_row WHERE kind = 'episode'
  UNION ALL SELECT key, name, at, 1, playable, NULL FROM seen_saved WHERE kind = 'episode'
) GROUP BY key;
"""

NUMBER = f"""
CREATE TEMP TABLE show_no (
  id TEXT PRIMARY KEY, no INTEGER, name_rank INTEGER, saved INTEGER, saved_at INTEGER, name TEXT
) WITHOUT ROWID;
INSERT INTO show_no
SELECT id, row_number() OVER (ORDER BY key NULLS LAST, id), {stage.rank("key")}, saved, saved_at, name FROM (
  SELECT id, saved, saved_at, name, sort_key(name) AS key FROM (
    SELECT f.id AS id, max(f.saved) AS saved, min(f.at) AS saved_at, coalesce(told.name, min(f.name)) AS name FROM (
      SELECT t.show AS id, 0 AS saved, NULL AS at, NULL AS name
      FROM found_episode f JOIN told_episode t ON t.id = f.id WHERE t.show IS NOT NULL
      UNION ALL SELECT key, 1, at, name FROM seen_saved WHERE kind = 'show'
    ) f LEFT JOIN told_show told ON told.id = f.id GROUP BY f.id
  )
);
CREATE TEMP TABLE episode_no (
  id TEXT PRIMARY KEY, no INTEGER, name_rank INTEGER, show INTEGER, show_rank INTEGER, name TEXT
) WITHOUT ROWID;
INSERT INTO episode_no
SELECT id, row_number() OVER (ORDER BY name_rank NULLS LAST, show_rank NULLS LAST, id), name_rank, show, show_rank, name
FROM (
  SELECT id, {stage.rank("key")} AS name_rank, show, show_rank, name FROM (
    SELECT f.id AS id, sort_key(coalesce(t.name, f.name)) AS key, coalesce(t.name, f.name) AS name, s.no AS show,
      s.name_rank AS show_rank
    FROM found_episode f LEFT JOIN told_episode t ON t.id = f.id LEFT JOIN show_no s ON s.id = t.show
  )
);
"""

FILL = f"""
INSERT INTO main.episode
SELECT n.no, n.name_rank, n.show, n.show_rank, t.released, t.duration_ms, f.added, f.saved, f.saved_at, t.explicit,
  f.playable, f.playlists, f.rows
FROM episode_no n JOIN found_episode f ON f.id = n.id LEFT JOIN told_episode t ON t.id = n.id ORDER BY n.no;
INSERT INTO main.episode_text
SELECT n.no, n.id, n.name, t.description, t.release_date, coalesce(t.images, '[]')
FROM episode_no n LEFT JOIN told_episode t ON t.id = n.id ORDER BY n.no;
INSERT INTO main.show
SELECT n.no, n.name_rank, n.saved, n.saved_at, coalesce(e.episodes, 0), t.total_episodes, t.explicit, t.publisher_rank
FROM show_no n
LEFT JOIN (SELECT show, count(*) AS episodes FROM main.episode GROUP BY show) e ON e.show = n.no
LEFT JOIN (
  SELECT id, total_episodes, explicit, {stage.rank("key")} AS publisher_rank FROM (
    SELECT t.*, sort_key(t.publisher) AS key FROM told_show t JOIN show_no n ON n.id = t.id
  )
) t ON t.id = n.id
ORDER BY n.no;
INSERT INTO main.show_text
SELECT n.no, n.id, n.name, t.publisher, t.description, coalesce(t.images, '[]')
FROM show_no n LEFT JOIN told_show t ON t.id = n.id ORDER BY n.no;
"""


def put(sources: apsw.Connection, model: apsw.Connection) -> None:
    """Stage what rows and records say of episodes and shows."""
    model.execute(STAGE)
    stage.insert(model, "told_show", (_show(*found) for found in stage.entities(sources, "show")))
    stage.insert(model, "told_episode", (_episode(*found) for found in stage.entities(sources, "episode")))


def _show(id: str, fields: dict[str, Any]) -> stage.Row:
    return (
        id,
        told.text(fields.get("name")),
        told.text(fields.get("publisher")),
        told.text(fields.get("description")),
        told.flag(fields.get("explicit")),
        told.integer(fields.get("total_episodes")),
        told.images(fields.get("images")),
    )


def _episode(id: str, fields: dict[str, Any]) -> stage.Row:
    release_date = told.text(fields.get("release_date"))
    return (
        id,
        told.text(fields.get("name")),
        told.text(fields.get("description")),
        told.integer(fields.get("duration_ms")),
        told.flag(fields.get("explicit")),
        release_date,
        told.released(release_date),
        fields.get("show_id"),
        told.images(fields.get("images")),
    )
