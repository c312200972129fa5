"""Change sets: what one reading changed in a collection, with all that is needed to do it again and to undo it."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.core.catalogue.reading import Head
from chalicelib.core.catalogue.row_table import Bury, Put
from chalicelib.core.catalogue.rows import KeptRow, Plan, SeenRow, identity, in_order

MOST_IN_A_PART = 500  # changes: a page of a list reads one or two parts, however much a reading changed
LARGEST_PART = 150_000  # bytes before compression


@dataclass(frozen=True, slots=True)
class Placed:
    """A row and its position in its collection, counted from 0."""

    position: int
    row: KeptRow


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row before and after: None where it was not there, or is no more."""

    before: Placed | None
    after: Placed | None


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """The ``number``-th of a collection, made by the reading of ``at`` (milliseconds since 1970); what it changed had
    stood since ``before``.

    ``head`` is what is known of the collection afterwards, its cause and outcome among it; ``name`` what it was called
    before, where that changed; ``gone`` tells that it went (True) or came back (False).
    """

    number: int
    at: int
    before: int
    rows: Sequence[RowChange]
    head: Head
    name: str | None = None
    gone: bool | None = None


def between(kept: Mapping[str, KeptRow], steps: Plan) -> list[RowChange]:
    """What a plan changes: first what it takes away, then what it puts, each in order of position."""
    if not steps.put and not steps.remove:
        return []
    positions = {row.row_id: position for position, row in enumerate(in_order(kept.values()))}

    def before(row_id: str) -> Placed | None:
        return Placed(positions[row_id], kept[row_id]) if row_id in positions else None

    gone = sorted(steps.remove, key=lambda row_id: positions[row_id])
    changes = [RowChange(before(row_id), None) for row_id in gone]
    for position, row in zip(steps.positions, steps.put, strict=True):
        changes.append(RowChange(before(row.row_id), Placed(position, row)))
    return changes


def writes(changes: Iterable[RowChange]) -> list[Put | Bury]:
    """What brings changes about."""
    found: list[Put | Bury] = []
    for change in changes:
        if change.after is not None:
            found.append(Put(change.after.row))
        elif change.before is not None:
            found.append(Bury(change.before.row.row_id))
    return found


def undo(rows: dict[str, KeptRow], changes: Iterable[RowChange]) -> None:
    """Make rows (by id) after changes what they were before them."""
    for change in changes:
        if change.after is not None:
            rows.pop(change.after.row.row_id, None)
        if change.before is not None:
            rows[change.before.row.row_id] = change.before.row


def pack(changes: Sequence[RowChange]) -> Iterator[bytes]:
    """Changes as they are stored, in parts of 150 KB at most; one at least. Ids of rows are left out: they follow."""
    part: list[bytes] = []
    size = 0
    for change in changes:
        text = json.dumps([_values(change.before), _values(change.after)], separators=(",", ":"), ensure_ascii=False)
        raw = text.encode("utf-8", "surrogatepass")
        if part and (len(part) == MOST_IN_A_PART or size + len(raw) > LARGEST_PART):
            yield _packed(part)
            part, size = [], 0
        part.append(raw)
        size += len(raw) + 1
    yield _packed(part)


def unpack(part: bytes) -> list[RowChange]:
    """The changes of a part."""
    content = json.loads(zlib.decompress(part).decode("utf-8", "surrogatepass"))
    return [RowChange(_placed(before), _placed(after)) for before, after in content]


def _packed(part: Sequence[bytes]) -> bytes:
    return zlib.compress(b"[" + b",".join(part) + b"]")


def _values(placed: Placed | None) -> list[Any] | None:
    if placed is None:
        return None
    kept = placed.row
    row = kept.row
    told = [row.uri, row.added_at, row.added_by, row.name, row.playable]
    return [placed.position, kept.rank, kept.occurrence, *told]


def _placed(values: Sequence[Any] | None) -> Placed | None:
    if values is None:
        return None
    position, rank, occurrence, uri, added_at, added_by, name, playable = values
    row = SeenRow.model_construct(uri=uri, added_at=added_at, added_by=added_by, name=name, playable=playable)
    return Placed(position, KeptRow(identity(row, occurrence), rank, row, occurrence))
