"""What became of collections: their changes, newest first, and the rows as they were at an instant."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Literal

from chalicelib.core.catalogue import changes, keys
from chalicelib.core.catalogue.change_table import ChangeTable, Header
from chalicelib.core.catalogue.changes import ChangeSet, RowChange
from chalicelib.core.catalogue.head_table import HeadTable
from chalicelib.core.catalogue.reading import Head
from chalicelib.core.catalogue.row_table import RowTable
from chalicelib.core.catalogue.rows import KeptRow, in_order
from chalicelib.core.clock import Clock
from chalicelib.core.settings import Settings

STATES = 4
"""How many past states a process holds, so that the next page of one costs nothing."""

Whole = Literal["renamed", "gone", "returned"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a list of changes goes on: a change set, by the collection's life and its number in it, one of its parts,
    and an entry there."""

    since: int
    number: int
    part: int = 0
    entry: int = 0


@dataclass(frozen=True, slots=True)
class WholeChange:
    """A change of the collection itself; of one that was renamed, the names before and after."""

    what: Whole
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One change, of a row or of the collection itself, by the reading of ``at`` (milliseconds since 1970)."""

    at: int
    cause: str
    change: RowChange | WholeChange


@dataclass(frozen=True, slots=True)
class Past:
    """A collection as it was: its rows in order, its name, whether it was gone, and how many change sets led there."""

    rows: Sequence[KeptRow]
    name: str | None
    gone: bool
    number: int


@dataclass(frozen=True, slots=True)
class Step:
    """One change set of a collection. The reading of ``at`` (milliseconds since 1970) made it, and found ``unnamed``
    rows that name nothing; ``changes`` reads what it changed."""

    at: int
    unnamed: int
    changes: Callable[[], list[RowChange]]


class History:
    """The past of every person's collections."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._retention = timedelta(days=settings.changes_retention_days)
        self._heads = HeadTable(settings.catalogue_table, settings.coordination_table, clock)
        self._rows = RowTable(settings.catalogue_table, clock)
        self._changes = ChangeTable(self._retention, clock)
        self._clock = clock
        self._states: OrderedDict[tuple[str, int, int], Past] = OrderedDict()

    def changes(
        self, user_id: str, name: str, limit: int, after: Place | None = None
    ) -> tuple[list[Entry], Place | None, Head | None]:
        """Some of the changes of a collection, newest first; where the rest begins, None at the end; and its head.

        Reads no more parts of change sets (500 changes each at most) than what is asked for lies in.
        """
        partition = keys.collection(user_id, name)
        head = self._heads.read(partition)
        if after is None:
            if head is None or head.since is None:
                return [], None, head
            after = Place(head.since, head.changes)
        found: list[Entry] = []
        for header in self._changes.newest_first(partition, after.since, after.number):
            start = after if header.number == after.number else Place(after.since, header.number)
            for part in range(start.part, header.parts):
                entries = self._entries(header, part)
                first = start.entry if part == start.part else 0
                for index in range(first, len(entries)):
                    if len(found) == limit:
                        return found, Place(after.since, header.number, part, index), head
                    found.append(entries[index])
        return found, None, head

    def steps(self, user_id: str, name: str) -> tuple[Iterator[Step], Head | None]:
        """The change sets of a collection, newest first, as far back as they are retained; and its head, None where the
        collection was never read. Change sets are read as they are asked for."""
        partition = keys.collection(user_id, name)
        head = self._heads.read(partition)
        if head is None or head.since is None:
            return iter(()), head
        headers = self._changes.newest_first(partition, head.since, head.changes)
        return (Step(each.at, each.head.unnamed, partial(self._changes_of, each)) for each in headers), head

    def as_of(self, user_id: str, name: str, at: int) -> Past | None:
        """A collection as it was at an instant (milliseconds since 1970), as far as had been read by then.

        None where nobody knows: it was not read whole by then, or changes since then are not retained. Reads the rows
        once, and the change sets since; further calls for the same instant in this process read the head alone.
        """
        partition = keys.collection(user_id, name)
        head = self._heads.read(partition)
        if head is None or head.since is None or at < head.since or self._too_long_ago(at):
            return None
        key = (partition, head.revision, at)
        past = self._states.get(key)
        if past is None:
            past = self._past(partition, head, at)
            if past is None:
                return None
            self._states[key] = past
            if len(self._states) > STATES:
                self._states.popitem(last=False)
        return past

    def _past(self, partition: str, head: Head, at: int) -> Past | None:
        kept, _ = self._rows.read(partition)
        self._undo_later(partition, head, kept)
        past, standing_since = Past((), head.name, head.gone, head.changes), head.standing_since
        for header in self._changes.newest_first(partition, head.since or 0, head.changes):
            if standing_since <= at:
                break
            for part in range(header.parts):
                changes.undo(kept, self._changes.part(header, part))
            past = replace(
                past,
                number=header.number - 1,
                name=header.name if header.name is not None else past.name,
                gone=past.gone if header.gone is None else not header.gone,
            )
            standing_since = header.before
        if standing_since > at:
            return None  # a change set before is retained no longer
        return replace(past, rows=in_order(kept.values()))

    def _undo_later(self, partition: str, head: Head, kept: dict[str, KeptRow]) -> None:
        """Undo what came after a head was read: a change set may be under way, and its rows there before its head."""
        later: list[ChangeSet] = []
        while (made := self._changes.next(partition, replace(head, changes=head.changes + len(later)))) is not None:
            later.append(made)
        for made in reversed(later):
            changes.undo(kept, made.rows)

    def _too_long_ago(self, at: int) -> bool:
        return at < (self._clock.now() - self._retention).timestamp() * 1000

    def _changes_of(self, header: Header) -> list[RowChange]:
        return [change for part in range(header.parts) for change in self._changes.part(header, part)]

    def _entries(self, header: Header, part: int) -> list[Entry]:
        found: list[RowChange | WholeChange] = []
        if part == 0:
            found.extend(_whole(header))
        found.extend(self._changes.part(header, part))
        return [Entry(header.at, header.cause, change) for change in found]


def _whole(header: Header) -> Iterator[WholeChange]:
    if header.name is not None:
        yield WholeChange("renamed", header.name, header.head.name)
    if header.gone is not None:
        yield WholeChange("gone" if header.gone else "returned")
