"""Who is credited on tracks and albums."""

from __future__ import annotations

from typing import Any

import apsw

from chalicelib.contexts.browser.model import told


class Credits:
    """Reads credits; where one names only an id, the name is that of the artist's record, which is staged already."""

    def __init__(self, model: apsw.Connection) -> None:
        self._model = model

    def of(self, fields: dict[str, Any]) -> list[told.Credit]:
        """Id and name of each who is credited, in order."""
        return [
            (artist, self._recorded(artist) if name is None else name)
            for artist, name in told.credited(fields.get("artists"))
        ]

    def _recorded(self, artist: str | None) -> str | None:
        name: str | None = self._model.execute("SELECT name FROM told_artist WHERE id = ?", (artist,)).get
        return name
