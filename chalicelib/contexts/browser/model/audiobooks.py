"""Audiobooks: those that are saved."""

from __future__ import annotations

from typing import Any

import apsw

from chalicelib.contexts.browser.model import stage, told
from chalicelib.contexts.browser.model.text import sort_key

STAGE = """
CREATE TEMP TABLE told_audiobook (
  id TEXT PRIMARY KEY, name TEXT, author_key TEXT, authors TEXT NOT NULL, narrators TEXT NOT NULL, publisher TEXT,
  description TEXT, edition TEXT, explicit INTEGER, total_chapters INTEGER, images TEXT NOT NULL
) WITHOUT ROWID;
"""

FILL = f"""
CREATE TEMP TABLE audiobook_no (
  no INTEGER PRIMARY KEY, id TEXT, name_rank INTEGER, author_rank INTEGER, saved_at INTEGER, name TEXT
);
INSERT INTO audiobook_no
SELECT row_number() OVER (ORDER BY name_rank NULLS LAST, author_rank NULLS LAST, id), id, name_rank, author_rank,
  saved_at, name
FROM (
  SELECT id, {stage.rank("key")} AS name_rank, {stage.rank("author_key")} AS author_rank, saved_at, name FROM (
    SELECT f.id AS id, f.saved_at AS saved_at, coalesce(t.name, f.name) AS name,
      sort_key(coalesce(t.name, f.name)) AS key, t.author_key AS author_key
    FROM (
      SELECT key AS id, min(at) AS saved_at, min(name) AS name FROM seen_saved WHERE kind = 'audiobook' GROUP BY key
    ) f LEFT JOIN told_audiobook t ON t.id = f.id
  )
);
INSERT INTO main.audiobook
SELECT n.no, n.name_rank, n.author_rank, 1, n.saved_at, t.explicit, t.total_chapters
FROM audiobook_no n LEFT JOIN told_audiobook t ON t.id = n.id ORDER BY n.no;
INSERT INTO main.audiobook_text
SELECT n.no, n.id, n.name, coalesce(t.authors, '[]'), coalesce(t.narrators, '[]'), t.publisher, t.description,
  t.edition, coalesce(t.images, '[]')
FROM audiobook_no n LEFT JOIN told_audiobook t ON t.id = n.id ORDER BY n.no;
"""


def put(sources: apsw.Connection, model: apsw.Connection) -> None:
    """Stage what records say of audiobooks."""
    model.execute(STAGE)
    stage.insert(model, "told_audiobook", (_audiobook(*found) for found in stage.entities(sources, "audiobook")))


def _audiobook(id: str, fields: dict[str, Any]) -> stage.Row:
    authors = told.texts(fields.get("authors"))
    return (
        id,
        told.text(fields.get("name")),
        sort_key(authors[0]) if authors else None,
        told.as_json(authors),
        told.as_json(told.texts(fields.get("narrators"))),
        told.text(fields.get("publisher")),
        told.text(fields.get("description")),
        told.text(fields.get("edition")),
        told.flag(fields.get("explicit")),
        told.integer(fields.get("total_chapters")),
        told.images(fields.get("images")),
    )
