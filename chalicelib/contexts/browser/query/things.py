"""Numbers of things by the ids that are known outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from chalicelib.core.errors import NotFound

if TYPE_CHECKING:
    import apsw

Kind = Literal["playlist", "album", "artist", "track", "episode", "show", "audiobook"]


def number(model: apsw.Connection, kind: Kind, identity: str) -> int:
    """The number of a thing. NotFound where the library does not have it."""
    found: int | None = model.execute(f"SELECT no FROM {kind}_text WHERE id = ?", (identity,)).get
    if found is None:
        raise NotFound(f"the library has no {kind} of this id")
    return found
