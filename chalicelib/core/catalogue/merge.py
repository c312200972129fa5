"""How answers about one thing become its record: field by field the newer instant wins, equal content writes nothing.

Each field remembers when Spotify said it, so redelivered and reordered answers lead to the same record, and an older
full answer still fills what a newer simplified one did not carry. Only fields whose instant differs from the record's
own are listed apart, so a record read in one piece carries none.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from chalicelib.core.catalogue.entities import VOLATILE

Change = Literal["created", "updated", "unchanged"]


@dataclass(frozen=True, slots=True)
class State:
    """A record's fields; ``at`` is the newest instant (milliseconds since 1970), ``older`` that of others."""

    fields: Mapping[str, Any]
    at: int
    older: Mapping[str, int]

    def told_at(self, field: str) -> int:
        """When Spotify told the field's present value."""
        return self.older.get(field, self.at)


def merge(stored: State | None, carried: Mapping[str, Any], at: int) -> tuple[Change, State]:
    """The record after an answer of instant ``at`` that carried these fields, and whether anything must be written."""
    if stored is None:
        return "created", State(dict(carried), at, {})
    taken = {field: value for field, value in carried.items() if _newer(stored, field, value, at)}
    fields = {**stored.fields, **taken}
    # What moves by itself is written when it is told for the first time, and later along with what counts.
    if fields.keys() == stored.fields.keys() and content_hash(fields) == content_hash(stored.fields):
        return "unchanged", stored
    instants = {field: at if field in taken else stored.told_at(field) for field in fields}
    newest = max(instants.values())
    older = {field: instant for field, instant in instants.items() if instant != newest}
    return "updated", State(fields, newest, older)


def content_hash(fields: Mapping[str, Any]) -> str:
    """A digest of everything that is a reason to write: 128 bits, without what moves by itself."""
    return hashlib.sha256(_canonical({k: v for k, v in fields.items() if k not in VOLATILE}).encode()).hexdigest()[:32]


def _newer(stored: State, field: str, value: Any, at: int) -> bool:
    if field not in stored.fields:
        return True
    told_at = stored.told_at(field)
    if at != told_at:
        return at > told_at
    # Two answers of the same millisecond: any rule will do as long as order of arrival does not matter.
    return _canonical(value) > _canonical(stored.fields[field])


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
