"""What many requests look up in one model, read when it is first asked for and kept for as long as the model is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary, ref

if TYPE_CHECKING:
    import apsw

    from chalicelib.contexts.browser.query.facet import Counted, Members

Column = Sequence[int | str | None]


class Lookups:
    """Members of sets, names of genres, and columns by the number of the row: about 8 bytes each for a row."""

    def __init__(self, model: apsw.Connection) -> None:
        self._model = ref(model)  # a model that nobody else holds goes, and this with it
        self._members: dict[str, Sequence[Members]] = {}
        self._columns: dict[tuple[str, str], Column] = {}
        self._sets: dict[tuple[str, str], Sequence[Members]] = {}
        self._sizes: dict[str, int] = {}
        self.counted: dict[tuple[str, str], Counted] = {}  # facets of whole lists, by list and facet

    def members(self, kind: str) -> Sequence[Members]:
        """The members of each set of a kind (artist, genre, playlist), by its number; 0 is the empty one."""
        if kind not in self._members:
            rows = self._open().execute("SELECT no, members FROM member_set WHERE kind = ?", (kind,)).fetchall()
            # In one go: there may be tens of thousands.
            texts = json.loads(f"[{','.join(str(text) for _, text in rows)}]")
            found: list[Members] = [()] * (max((int(str(no)) for no, _ in rows), default=0) + 1)
            for (no, _), members in zip(rows, texts, strict=True):
                found[int(str(no))] = tuple(members)
            self._members[kind] = found
        return self._members[kind]

    @cached_property
    def genres(self) -> Sequence[str]:
        """Every genre's name by its number."""
        return ["", *(str(name) for (name,) in self._open().execute("SELECT name FROM genre ORDER BY no"))]

    def column(self, table: str, sql: str) -> Column:
        """Values of a table's rows by their number: numbers or texts. Place 0 is nobody's."""
        if (table, sql) not in self._columns:
            text = (
                self._open()
                .execute(f"SELECT json_group_array(value) FROM (SELECT {sql} AS value FROM {table} ORDER BY no)")
                .get
            )
            # Equal numbers are one object, which saves more memory than an array would, and making them anew each time.
            shared: dict[Any, Any] = {}
            self._columns[table, sql] = [None, *(shared.setdefault(value, value) for value in json.loads(text))]
        return self._columns[table, sql]

    def sets(self, table: str, sql: str, kind: str) -> Sequence[Members]:
        """Sets of a table's rows by their number; ``sql`` gives the numbers of the sets."""
        if (table, sql) not in self._sets:
            members = self.members(kind)
            numbers = self.column(table, sql)
            self._sets[table, sql] = [members[int(number or 0)] for number in numbers]
            del self._columns[table, sql]
        return self._sets[table, sql]

    def size(self, table: str) -> int:
        """How many rows a table has: numbers run from 1 to this."""
        if table not in self._sizes:
            self._sizes[table] = int(self._open().execute(f"SELECT coalesce(max(no), 0) FROM {table}").get)
        return self._sizes[table]

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
