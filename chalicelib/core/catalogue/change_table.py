"""Change sets in the table. Each is numbered and written once, before what it changes: it is the one next step that a
collection takes, and whoever finds it can finish it.

Numbers count from the collection's first clean reading, whose instant is a part of the key: should the catalogue be
lost and read anew, nobody takes steps of its former life for those of its present one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from pynamodb.exceptions import DoesNotExist, PutError

from chalicelib.core.catalogue import head_table, keys
from chalicelib.core.catalogue.changes import ChangeSet, RowChange, pack, unpack
from chalicelib.core.catalogue.reading import Head
from chalicelib.core.catalogue.records import ChangePartRecord, ChangeSetRecord
from chalicelib.core.clock import Clock, to_epoch
from chalicelib.core.records import condition_failed

_HEADER = "C#"
_PART = "P#"


@dataclass(frozen=True, slots=True)
class Header:
    """A change set with its changes still packed: the first part, and how many there are in all."""

    pk: str
    number: int
    at: int
    before: int
    head: Head
    name: str | None
    gone: bool | None
    first: bytes
    parts: int

    @property
    def cause(self) -> str:
        """The id of the message or job that made it."""
        return self.head.cause or ""


class ChangeTable:
    """The change sets of every person's collections, each named by the partition of its rows."""

    def __init__(self, retention: timedelta, clock: Clock) -> None:
        self._retention, self._clock = retention, clock

    def create(self, partition: str, change_set: ChangeSet) -> bool:
        """Write a change set; False where there is one of its number already, which is another's or this one."""
        ends = to_epoch(self._clock.now() + self._retention)
        first, *rest = pack(change_set.rows)
        cause = change_set.head.cause or ""
        # The others first, each under its cause: what nobody refers to expires.
        for number, part in enumerate(rest, 1):
            ChangePartRecord(
                keys.changes(partition), _part(_header(change_set), cause, number), data=part, expires_at=ends
            ).save()
        record = ChangeSetRecord(
            keys.changes(partition),
            _header(change_set),
            at=change_set.at,
            before=change_set.before,
            head=head_table.values(change_set.head),
            name=change_set.name,
            gone=change_set.gone,
            data=first,
            parts=1 + len(rest),
            expires_at=ends,
        )
        try:
            record.save(condition=ChangeSetRecord.pk.does_not_exist())
        except PutError as error:
            if not condition_failed(error):
                raise
            return False
        return True

    def next(self, partition: str, head: Head) -> ChangeSet | None:
        """The change set that follows a head, as it is at this moment; None where there is none."""
        try:
            key = _key(head.since or 0, head.changes + 1)
            header = _read(ChangeSetRecord.get(keys.changes(partition), key, consistent_read=True))
        except DoesNotExist:
            return None
        rows = [change for part in range(header.parts) for change in self.part(header, part)]
        return ChangeSet(header.number, header.at, header.before, rows, header.head, header.name, header.gone)

    def newest_first(self, partition: str, since: int, number: int) -> Iterator[Header]:
        """The change sets up to a number, newest first, as far back as they are retained without a gap."""
        found = ChangeSetRecord.query(
            keys.changes(partition),
            ChangeSetRecord.sk.between(_key(since, 0), _key(since, number)),
            scan_index_forward=False,
            page_size=8,  # a part of at most 150 KB each, and mostly far less
            consistent_read=True,
        )
        now = self._clock.now()
        for record in found:
            header = _read(record)
            if header.number != number or record.expired(now):
                return
            yield header
            number -= 1

    def part(self, header: Header, number: int) -> Sequence[RowChange]:
        """One part of a change set, counted from 0. PynamoDB's DoesNotExist where its time has passed meanwhile."""
        if number == 0:
            return unpack(header.first)
        key = _part(_key(header.head.since or 0, header.number), header.cause, number)
        return unpack(ChangePartRecord.get(header.pk, key, consistent_read=True).data)


def _header(change_set: ChangeSet) -> str:
    return _key(change_set.head.since or 0, change_set.number)


def _key(since: int, number: int) -> str:
    return f"{_HEADER}{since:013d}#{number:010d}"


def _part(header: str, cause: str, part: int) -> str:
    digest = hashlib.sha256(cause.encode()).hexdigest()[:16]
    return f"{_PART}{header.removeprefix(_HEADER)}#{digest}#{part:05d}"


def _read(record: ChangeSetRecord) -> Header:
    return Header(
        pk=record.pk,
        number=int(record.sk.rpartition("#")[2]),
        at=int(record.at),
        before=int(record.before),
        head=head_table.head(record.head),
        name=record.name,
        gone=record.gone,
        first=record.data,
        parts=int(record.parts),
    )
