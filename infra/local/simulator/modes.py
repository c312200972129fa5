"""The two APIs that apps meet: development mode since February 2026, and extended quota, where nothing changed.

Source: Spotify's changelog of February 2026 and its migration guide (fields removed, endpoints removed, ``tracks``
renamed to ``items`` and ``track`` to ``item``); audio features were closed on 2024-11-27.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

REMOVED_FIELDS: Mapping[str, frozenset[str]] = {
    "track": frozenset({"available_markets", "linked_from", "popularity", "preview_url"}),
    "album": frozenset({"album_group", "available_markets", "genres", "label", "popularity"}),
    "artist": frozenset({"followers", "popularity"}),
    "user": frozenset({"country", "email", "explicit_content", "followers", "product"}),
    "show": frozenset({"available_markets", "publisher"}),
    "audiobook": frozenset({"available_markets", "publisher"}),
    "chapter": frozenset({"available_markets"}),
}
"""Kind of object -> the keys that its development-mode form lacks."""


@dataclass(frozen=True)
class Mode:
    """How an app mode shows the library.

    ``page_key`` is where a playlist keeps its rows (and the last part of their path), ``row_key`` where a row keeps its
    track or episode. ``foreign_rows`` tells whether rows of playlists that the person only follows can be read,
    ``complete`` whether nothing was removed.
    """

    name: str
    page_key: str
    row_key: str
    complete: bool
    foreign_rows: bool

    def strip(self, kind: str, answer: dict[str, Any]) -> dict[str, Any]:
        """``answer`` without the fields that this mode does not have."""
        if self.complete:
            return answer
        removed = REMOVED_FIELDS.get(kind, frozenset())
        return {key: value for key, value in answer.items() if key not in removed}


MODES = {
    "development": Mode("development", "items", "item", complete=False, foreign_rows=False),
    "extended": Mode("extended", "tracks", "track", complete=True, foreign_rows=True),
}
