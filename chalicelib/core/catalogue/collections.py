"""Stores collections: only the difference is written, and the newer reading wins row by row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from chalicelib.core.catalogue import changes, findable, keys
from chalicelib.core.catalogue.change_table import ChangeTable
from chalicelib.core.catalogue.changes import ChangeSet
from chalicelib.core.catalogue.contended import Contended
from chalicelib.core.catalogue.head_table import HeadTable
from chalicelib.core.catalogue.reading import Head, Reading, Tail
from chalicelib.core.catalogue.row_table import Bury, Put, RowTable
from chalicelib.core.catalogue.rows import KeptRow, Plan, SeenRow, front, in_order, plan
from chalicelib.core.clock import Clock
from chalicelib.core.outcome import Outcome
from chalicelib.core.settings import Settings

__all__ = ["Collections", "Head", "Reading", "Tail"]

ATTEMPTS = 5


class Collections:
    """Every person's rows of every collection. ``wrote`` is told whose are written, before they are."""

    def __init__(self, settings: Settings, clock: Clock, wrote: Callable[[str], None] = lambda user_id: None) -> None:
        self._wrote = wrote
        self._rows = RowTable(settings.catalogue_table, clock)
        self._heads = HeadTable(settings.catalogue_table, settings.coordination_table, clock)
        self._changes = ChangeTable(timedelta(days=settings.changes_retention_days), clock)

    def save(self, user_id: str, name: str, seen: Sequence[SeenRow], reading: Reading) -> Outcome:
        """Make the stored rows those seen, unless newer ones are kept; what changed.

        Of an incomplete reading, what it saw is put and nothing is taken away. The first clean reading counts every row
        that it saw as created, whether ``append`` put it before or not. What is equal is not written.

        After the first, each reading that changes something writes a change set before it does; then the rows, and the
        head last. So one that was cut short is finished by its redelivery, or by whoever comes next. The same call
        again gives the same answer and changes nothing; an older one changes nothing. Raises Contended when others kept
        writing the same, and what AWS answers when it refuses time after time.
        """
        partition = keys.collection(user_id, name)
        overtaken = False
        for _ in range(ATTEMPTS):
            head = self._heads.read(partition)
            if head is not None and head.cause == reading.cause and head.outcome is not None:
                return replace(head.outcome)
            if head is not None and head.fetched_at >= reading.at:
                if overtaken:
                    self._wrote(user_id)
                    self._heads.doubt(partition, head)
                return self._answered_before(partition, head, reading) or Outcome(unchanged=len(seen))
            if head is None or head.since is None:
                outcome = self._save_first(user_id, name, head, seen, reading)
                overtaken = True
            else:
                outcome = self._save_next(user_id, name, head, seen, reading)
            if outcome is not None:
                return outcome
        raise Contended(f"{partition} changed {ATTEMPTS} times while it was written")

    def append(self, user_id: str, name: str, rows: Sequence[SeenRow], *, at: int, after: Tail) -> Tail:
        """Put a page of a first reading that began at ``at`` behind the pages before it; where the next page goes on.

        The same call again changes nothing. Once the collection was read whole, by whomever, or this reading was
        saved as far as it came, nothing is written.
        """
        partition = keys.collection(user_id, name)
        head = self._heads.read(partition)
        if head is not None and (head.since is not None or head.fetched_at >= at):
            return after
        if head is None and after.rows == 0:
            findable.register(user_id, name)
        self._wrote(user_id)
        rank = self._rows.append(partition, rows, at, after.rank)
        return Tail(rows=after.rows + len(rows), rank=rank)

    def heads(self, user_id: str, names: Sequence[str], *, snapshots: bool = True) -> dict[str, Head]:
        """What is known of a person's collections, by name, as it is at this moment; none of those never read.

        ``snapshots``: with those that were told last, which cost a read each. Raises Contended when the tables are too
        busy to tell.
        """
        return self._heads.read_many(user_id, names, snapshots=snapshots)

    def names(self, user_id: str) -> list[str]:
        """The names of a person's collections: all of which a row was ever kept."""
        return list(findable.collections(user_id))

    def kept(self, user_id: str, name: str) -> list[KeptRow]:
        """The rows of a collection, in order, as they are at this moment."""
        found, _ = self._rows.read(keys.collection(user_id, name))
        return in_order(found.values())

    def _save_first(
        self, user_id: str, name: str, head: Head | None, seen: Sequence[SeenRow], reading: Reading
    ) -> Outcome | None:
        """Save where no reading was whole before; None where another one came in between."""
        partition = keys.collection(user_id, name)
        kept, _ = self._rows.read(partition)
        if head is None and reading.gone and not kept:
            return Outcome()
        steps = plan(kept, seen, whole=not reading.incomplete)
        if head is not None and reading.incomplete and not _tells_more(head, name, steps, seen, reading):
            return Outcome(unchanged=len(seen))
        if head is None:
            findable.register(user_id, name)
        self._wrote(user_id)
        self._rows.write(partition, [*map(Put, steps.put), *map(Bury, steps.remove)], reading.at)
        outcome = Outcome(created=len(seen))
        after = _head_after(head, name, steps, seen, reading, outcome)
        if not reading.incomplete:
            after = replace(after, since=reading.at, first=(reading.cause, len(seen)))
        return outcome if self._heads.write(partition, after, head) else None

    def _save_next(
        self, user_id: str, name: str, head: Head, seen: Sequence[SeenRow], reading: Reading
    ) -> Outcome | None:
        """Save where rows are known, under a change set; None where another reading came in between."""
        partition = keys.collection(user_id, name)
        kept, newest = self._rows.read(partition)
        # Rows newer than the head: the reading that wrote them was cut short.
        behind = newest > head.fetched_at
        if behind:
            begun = self._changes.next(partition, head)
            if begun is not None:
                return self._finish(partition, begun, head, reading)
        steps = plan(kept, seen, whole=not reading.incomplete)
        outcome = Outcome(
            created=steps.created,
            updated=len(steps.put) - steps.created,
            unchanged=steps.unchanged,
            removed=len(steps.remove),
        )
        if _is_change(head, steps, reading):
            return self._change(partition, name, head, kept, steps, seen, reading, outcome)
        if behind or _tells_more(head, name, steps, seen, reading):
            after = _head_after(head, name, steps, seen, reading, outcome)
            self._wrote(user_id)
            return outcome if self._heads.write(partition, after, head) else None
        if reading.snapshot_id is not None and reading.snapshot_id != head.snapshot_id:
            self._heads.remember_snapshot(user_id, name, head, reading.snapshot_id)
        return outcome

    def _change(
        self,
        partition: str,
        name: str,
        head: Head,
        kept: Mapping[str, KeptRow],
        steps: Plan,
        seen: Sequence[SeenRow],
        reading: Reading,
        outcome: Outcome,
    ) -> Outcome | None:
        """Write the change set, then the rows, then the head; whoever comes next finishes what was cut short."""
        number = head.changes + 1
        after = _head_after(head, name, steps, seen, reading, outcome)
        after = replace(after, changes=number, changed_at=reading.at)
        made = ChangeSet(
            number,
            reading.at,
            head.standing_since,
            changes.between(kept, steps),
            after,
            name=head.name if after.name != head.name else None,
            gone=reading.gone if reading.gone != head.gone else None,
        )
        if not self._changes.create(partition, made):
            begun = self._changes.next(partition, head)
            # Another reading has taken this step. (None: its person is being erased.)
            return None if begun is None else self._finish(partition, begun, head, reading)
        return self._finish(partition, made, head, reading)

    def _finish(self, partition: str, made: ChangeSet, head: Head, reading: Reading) -> Outcome | None:
        """Make a change set come true, whoever wrote it; what it changed where this reading did, else None."""
        self._wrote(keys.person_of(partition))
        self._rows.write(partition, changes.writes(made.rows), made.at)
        current: Head | None = head
        for _ in range(ATTEMPTS):
            if current is None:
                break  # its person is being erased
            if current.changes >= made.number or self._heads.write(partition, _head_of(made, current), current):
                break
            current = self._heads.read(partition)
        else:
            raise Contended(f"the head of {partition} changed {ATTEMPTS} times while it was written")
        return made.head.outcome if made.head.cause == reading.cause else None

    def _answered_before(self, partition: str, head: Head, reading: Reading) -> Outcome | None:
        """What a reading changed that others followed since; None where it changed nothing, or was never saved."""
        if head.first is not None and head.first[0] == reading.cause:
            return Outcome(created=head.first[1])
        for header in self._changes.newest_first(partition, head.since or 0, head.changes):
            if header.cause == reading.cause:
                return header.head.outcome
            if header.at < reading.at:
                break
        return None


def _is_change(head: Head, steps: Plan, reading: Reading) -> bool:
    """Whether there is something to tell, and to undo: counts and totals alone are not."""
    renamed = reading.name is not None and head.name is not None and reading.name != head.name
    return bool(steps.put or steps.remove) or renamed or reading.gone != head.gone


def _tells_more(head: Head, name: str, steps: Plan, seen: Sequence[SeenRow], reading: Reading) -> bool:
    """Whether a reading that changed no row says something that its head does not say yet."""
    if (head.rows, head.unnamed, head.gone) != (steps.rows, reading.unnamed, reading.gone):
        return True
    if set(head.incomplete) != set(reading.incomplete):
        return True
    told = ((reading.total, head.total), (reading.name, head.name))
    if any(new is not None and new != old for new, old in told):
        return True
    return not reading.incomplete and _front(name, seen) != head.front


def _head_after(
    head: Head | None,
    name: str,
    steps: Plan,
    seen: Sequence[SeenRow],
    reading: Reading,
    outcome: Outcome,
) -> Head:
    before = head or Head(fetched_at=0, rows=0, unnamed=0, snapshot_id=None, revision=0)
    changed = head is None or head.since is None or _is_change(head, steps, reading)
    return replace(
        before,
        fetched_at=reading.at,
        revision=before.revision + 1,
        rows=steps.rows,
        unnamed=reading.unnamed,
        # Equal rows that came without a snapshot, or without a total, say nothing against what is kept.
        snapshot_id=reading.snapshot_id or (None if changed else before.snapshot_id),
        total=reading.total if reading.total is not None or changed else before.total,
        incomplete=reading.incomplete,
        # Rows that an incomplete reading did not see may lie between those that it saw.
        front=() if reading.incomplete else _front(name, seen),
        name=reading.name or before.name,
        gone=reading.gone,
        cause=reading.cause if changed else before.cause,
        outcome=outcome if changed else before.outcome,
    )


def _head_of(made: ChangeSet, current: Head) -> Head:
    """The head after a change set, in the place of the present one."""
    after = replace(made.head, revision=current.revision + 1, since=current.since)
    if current.fetched_at <= made.at:
        return after
    # A newer reading has found the rows as they were before. It does not know of this change, so nothing is certain:
    # what comes next is to look again.
    return replace(after, fetched_at=current.fetched_at, snapshot_id=None, total=None, front=())


def _front(name: str, rows: Sequence[SeenRow]) -> tuple[str, ...]:
    """Only a playlist has a snapshot by which to tell whether it changed; of all others the first rows are kept."""
    return () if keys.is_playlist(name) else front(rows)
