"""Stores a collection that was read whole: only the difference is written, and the newer reading wins row by row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from pynamodb.exceptions import DoesNotExist, PutError, UpdateError
from pynamodb.expressions.update import Action

from chalicelib.core.catalogue import findable, keys
from chalicelib.core.catalogue.contended import Contended
from chalicelib.core.catalogue.records import HeadRecord, RowRecord
from chalicelib.core.catalogue.rows import KeptRow, SeenRow, plan
from chalicelib.core.clock import Clock, to_epoch
from chalicelib.core.outcome import Outcome
from chalicelib.core.records import condition_failed

TOMBSTONE_LIFETIME = timedelta(days=30)


class Collections:
    """Every person's rows of every collection."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def save(
        self, user_id: str, name: str, seen: Sequence[SeenRow], at: int, *, unnamed: int, snapshot_id: str | None
    ) -> Outcome:
        """Make the stored rows those ``seen`` at ``at`` (milliseconds since 1970), unless newer ones are kept.

        Rows come first and the head last, so a reading that was cut short is done again by its redelivery. The same
        call again, or an older one, changes nothing. Raises Contended when another reading was counted meanwhile.
        """
        partition = keys.collection(user_id, name)
        head = _head(partition)
        if head is not None and int(head.fetched_at) >= at:
            return Outcome(unchanged=len(seen))
        if head is None:
            findable.register(user_id, name)
        kept, newest = self._kept(partition)
        steps = plan(kept, seen)
        outcome = Outcome(unchanged=steps.unchanged)
        for row in steps.put:
            self._put(partition, row, at)
        for row_id in steps.remove:
            self._bury(partition, row_id, at)
        outcome.created = steps.created
        outcome.updated = len(steps.put) - steps.created
        outcome.removed = len(steps.remove)
        # Rows newer than the head: the reading that wrote them was cut short.
        behind = head is not None and newest > int(head.fetched_at)
        if _tells_more(head, steps.put or steps.remove or behind, len(seen), snapshot_id, unnamed):
            self._save_head(partition, head, at, rows=len(seen), unnamed=unnamed, snapshot_id=snapshot_id)
        return outcome

    def _kept(self, partition: str) -> tuple[dict[str, KeptRow], int]:
        """The rows by id, and when the newest of them, tombstones included, was read."""
        found: dict[str, KeptRow] = {}
        newest = 0
        for record in RowRecord.query(partition, RowRecord.sk.startswith(keys.ROW_PREFIX), consistent_read=True):
            newest = max(newest, int(record.fetched_at))
            if not record.removed:
                found[record.sk.removeprefix(keys.ROW_PREFIX)] = _kept_row(record)
        return found, newest

    def _put(self, partition: str, kept: KeptRow, at: int) -> None:
        values: Sequence[tuple[Any, Any]] = (
            (RowRecord.schema, RowRecord.SCHEMA),
            (RowRecord.uri, kept.row.uri),
            (RowRecord.rank, kept.rank),
            (RowRecord.added_at, kept.row.added_at),
            (RowRecord.added_by, kept.row.added_by),
            (RowRecord.name, kept.row.name),
            (RowRecord.playable, kept.row.playable),
            (RowRecord.occurrence, kept.occurrence),
            (RowRecord.fetched_at, at),
            (RowRecord.removed, None),
            (RowRecord.expires_at, None),
        )
        actions = [attribute.set(value) if value is not None else attribute.remove() for attribute, value in values]
        _update_unless_newer(RowRecord(partition, keys.row(kept.row_id)), actions, at)

    def _bury(self, partition: str, row_id: str, at: int) -> None:
        ends = to_epoch(self._clock.now() + TOMBSTONE_LIFETIME)
        actions = [RowRecord.removed.set(True), RowRecord.fetched_at.set(at), RowRecord.expires_at.set(ends)]
        _update_unless_newer(RowRecord(partition, keys.row(row_id)), actions, at)

    def _save_head(
        self, partition: str, head: HeadRecord | None, at: int, *, rows: int, unnamed: int, snapshot_id: str | None
    ) -> None:
        record = HeadRecord(
            partition,
            keys.HEAD,
            fetched_at=at,
            rows=rows,
            unnamed=unnamed,
            snapshot_id=snapshot_id,
            revision=1 if head is None else int(head.revision) + 1,
        )
        unchanged = HeadRecord.fetched_at.does_not_exist()
        if head is not None:
            unchanged = (HeadRecord.fetched_at < at) & (HeadRecord.revision == head.revision)
        try:
            record.save(condition=unchanged)
        except PutError as error:
            if not condition_failed(error):
                raise
            current = _head(partition)
            if current is None or int(current.fetched_at) < at:
                # An older reading was counted meanwhile: a revision must name one state, so this one is counted again.
                raise Contended(f"the head of {partition} changed while it was written") from None


def _update_unless_newer(record: RowRecord, actions: Sequence[Action], at: int) -> None:
    try:
        record.update(
            actions=list(actions), condition=RowRecord.fetched_at.does_not_exist() | (RowRecord.fetched_at < at)
        )
    except UpdateError as error:
        # A newer reading of the collection has written this row meanwhile: it stays.
        if not condition_failed(error):
            raise


def _head(partition: str) -> HeadRecord | None:
    try:
        return HeadRecord.get(partition, keys.HEAD, consistent_read=True)
    except DoesNotExist:
        return None


def _kept_row(record: RowRecord) -> KeptRow:
    row = SeenRow(
        uri=record.uri, added_at=record.added_at, added_by=record.added_by, name=record.name, playable=record.playable
    )
    return KeptRow(record.sk.removeprefix(keys.ROW_PREFIX), record.rank, row, int(record.occurrence))


def _tells_more(head: HeadRecord | None, changed: object, rows: int, snapshot_id: str | None, unnamed: int) -> bool:
    if head is None or changed or (int(head.rows), int(head.unnamed)) != (rows, unnamed):
        return True
    # Rows read by themselves come without a snapshot id: equal rows say nothing against the one that is kept.
    return snapshot_id is not None and head.snapshot_id != snapshot_id
