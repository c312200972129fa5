"""What many requests look up in one model, kept for as long as the model is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary, ref

from chalicelib.contexts.browser.query.condition import listed

if TYPE_CHECKING:
    import apsw

Members = tuple[int, ...]


class Lookups:
    """Members of sets and names of genres, read when they are first asked for."""

    def __init__(self, model: apsw.Connection) -> None:
        self._model = ref(model)  # a model that nobody else holds goes, and this with it
        self._sets: dict[str, dict[int, Members]] = {}
        self._genres: dict[int, str] | None = None

    def members(self, kind: str, sets: Iterable[int]) -> Mapping[int, Members]:
        """The members of sets (artist, genre, playlist) by their numbers; all that were asked for so far are in it."""
        known = self._sets.setdefault(kind, {0: ()})
        missing = set(sets) - known.keys()
        if missing:
            rows = self._open().execute(
                "SELECT no, members FROM member_set WHERE kind = ? AND no IN (SELECT value FROM json_each(?))",
                (kind, listed(missing)),
            )
            known.update((no, tuple(json.loads(members))) for no, members in rows)
        return known

    @property
    def genres(self) -> Mapping[int, str]:
        """Every genre's name by its number."""
        if self._genres is None:
            self._genres = dict(self._open().execute("SELECT no, name FROM genre"))
        return self._genres

    def _open(self) -> apsw.Connection:
        model = self._model()
        if model is None:
            raise LookupError("the model is closed")
        return model


_kept: WeakKeyDictionary[apsw.Connection, Lookups] = WeakKeyDictionary()


def lookups(model: apsw.Connection) -> Lookups:
    """Those of this model."""
    found = _kept.get(model)
    if found is None:
        found = _kept[model] = Lookups(model)
    return found
