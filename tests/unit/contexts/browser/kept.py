"""What is kept of somebody's library, said in a few words, and the model of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import apsw

from chalicelib.contexts.browser.model.derive import derive
from chalicelib.contexts.browser.model.layout import SOURCES
from chalicelib.core.catalogue import keys

HEAD = {"fetched_at": 1, "rows": 0, "unnamed": 0, "since": 1, "incomplete": [], "total": None}
MEMORY = ":memory:"

Row = str | tuple[str, str | None]
"""A uri, or that with when it was added."""


def uri(identity: str) -> str:
    """A track's uri by its id; what is a uri already stays as it is."""
    return identity if ":" in identity else f"spotify:track:{identity}"


class Kept:
    """Records and rows of one person, "me" at Spotify."""

    def __init__(self) -> None:
        self.entities: dict[tuple[str, str], dict[str, Any]] = {}
        self.heads: dict[str, dict[str, Any]] = {}
        self.rows: dict[str, list[tuple[str, str | None, bool | None]]] = {keys.PLAYLISTS: []}

    def is_told(self, kind: str, identity: str, **fields: Any) -> None:
        """There is a record of something."""
        self.entities[kind, identity] = fields

    def track(self, identity: str, name: str = "Song", artists: Sequence[str] = ("Ann",), **fields: Any) -> None:
        """There is a record of a track; an artist's id is their name, less what ids cannot have."""
        credited = [{"id": "".join(filter(str.isalnum, each.casefold())) or None, "name": each} for each in artists]
        self.is_told("track", identity, name=name, artists=credited, **fields)

    def playlist(
        self, identity: str, *rows: Row, name: str | None = None, playable: bool | None = None, **head: Any
    ) -> None:
        """The person has a playlist with these rows."""
        self.rows[keys.PLAYLISTS].append((f"spotify:playlist:{identity}", None, None))
        self.is_told("playlist", identity, name=name or identity, owner={"id": "me", "name": "Me"})
        self.collection(keys.playlist_rows(identity), *rows, playable=playable, **head)

    def likes(self, *rows: Row) -> None:
        """Tracks that the person has saved."""
        self.collection(keys.SAVED_TRACKS, *rows)

    def collection(self, name: str, *rows: Row, playable: bool | None = None, **head: Any) -> None:
        """The rows of a collection."""
        self.heads[name] = {**HEAD, "rows": len(rows), **head}
        told = [(row, None) if isinstance(row, str) else row for row in rows]
        self.rows[name] = [(uri(identity), added_at, playable) for identity, added_at in told]

    def sources(self) -> apsw.Connection:
        """As a build has read it."""
        made = apsw.Connection(MEMORY)
        made.execute(SOURCES)
        for name, value in (("user_id", "me"), ("spotify_ids", ["me"])):
            made.execute("INSERT INTO meta VALUES (?, ?)", (name, json.dumps(value)))
        for name, rows in self.rows.items():
            made.execute("INSERT INTO collection VALUES (?, ?)", (name, json.dumps(self.heads.get(name, HEAD))))
            made.executemany(
                "INSERT INTO row (collection, position, row_id, uri, added_at, playable) VALUES (?, ?, ?, ?, ?, ?)",
                [(name, at, str(at), *row) for at, row in enumerate(rows)],
            )
        for (kind, identity), fields in self.entities.items():
            made.execute("INSERT INTO entity VALUES (?, ?, ?)", (kind, identity, json.dumps(fields)))
        return made

    def model(self) -> apsw.Connection:
        """The read model of it."""
        made = apsw.Connection(MEMORY)
        derive(self.sources(), made)
        return made
