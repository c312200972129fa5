"""When each person's library is read, and by which job: ``U#<user_id>`` / ``SYNC`` in accounts.

The item is in the index of due work while the library is to be read by itself. What puts it there is a consent, a
period that is set, the end of a sync, or an operator; who is taken off again (nothing set, no consent, paused) is for
whoever looks at due people to judge. ``revision`` rises with every write, so that a judgement about what has changed
meanwhile does nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from pynamodb.exceptions import DoesNotExist, TransactWriteError, UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chalicelib.core.accounts import keys
from chalicelib.core.accounts.records import SyncRecord, UserRecord
from chalicelib.core.accounts.sync_times import next_due
from chalicelib.core.clock import from_text, to_text
from chalicelib.core.errors import Conflict, NotFound
from chalicelib.core.jobs import repository as jobs
from chalicelib.core.jobs.job import Job
from chalicelib.core.records import changed_meanwhile, condition_failed

ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Schedule:
    """Where a person's library stands.

    ``active_job_id`` may name a job that has ended a moment ago. ``due_at`` is None where the library is not read by
    itself. ``verified`` says of collections when they were last read whole, in milliseconds since 1970.
    """

    active_job_id: str | None = None
    due_at: datetime | None = None
    ended_at: datetime | None = None
    paused_at: datetime | None = None
    verified: Mapping[str, int] = field(default_factory=dict)

    @property
    def paused(self) -> bool:
        """True while an operator has paused this person's syncs."""
        return self.paused_at is not None


def read(user_id: str) -> Schedule:
    """The person's schedule as it is now; an empty one where nothing is stored."""
    record = _stored(user_id)
    return Schedule() if record is None else schedule_of(record)


def start(user_id: str, job: Job, now: datetime) -> Job:
    """Store a new job as the person's one sync; the one under way where there is one.

    Raises NotFound for a person who was erased, and Conflict while an operator has paused the person's syncs, or when
    others keep starting and ending syncs at the same time.
    """
    ended_job: str | None = None  # still named, because whoever worked on it died before telling that it ended
    for _ in range(ATTEMPTS):
        try:
            _start(user_id, job, ended_job)
        except TransactWriteError as error:
            if not changed_meanwhile(error):
                raise
        else:
            return job
        schedule = read(user_id)
        if schedule.active_job_id is not None:
            named = _job(schedule.active_job_id, now)
            if named is not None and named.active:
                return named
        if schedule.paused:
            raise Conflict("an operator has paused the reading of this library")
        if _period_setting(user_id) is _NOBODY:
            raise NotFound("this person is not known")
        ended_job = schedule.active_job_id
    raise Conflict("this library is being started to be read by others: try again")


def ended(user_id: str, job_id: str, now: datetime, *, verified: Mapping[str, int]) -> None:
    """Tell that the person's sync has ended, and which collections it read whole, and when.

    The next one is due a period from now. A job that is not, or no longer, the person's sync changes nothing.
    """
    record = _stored(user_id)
    if record is None or record.active_job_id != job_id:
        return
    change(
        record,
        SyncRecord.active_job_id == job_id,
        SyncRecord.active_job_id.remove(),
        SyncRecord.ended_at.set(to_text(now)),
        SyncRecord.verified.set({**(record.verified or {}), **verified}),
        *put_at(user_id, None if record.paused_at else _next(user_id, _period(user_id), now, now)),
    )


def came_back(user_id: str, now: datetime) -> None:
    """Somebody who was away is back: a sync that was put off because of that is due when their period says so."""
    record = _stored(user_id)
    if record is None or not record.gsi1pk:
        return
    at = _next(user_id, _period(user_id), _instant(record.ended_at), now)
    if at is not None and to_text(at) < record.gsi1sk:
        change(record, SyncRecord.revision == record.revision, *put_at(user_id, at))


def consented(transaction: TransactWrite, user_id: str, now: datetime) -> None:
    """With a new consent a library that nobody waits to read is due at once: that of a new person, and of one whose
    last consent had ended. Who is due already stays so.
    """
    transaction.update(
        SyncRecord(keys.user(user_id), keys.SYNC),
        actions=[
            *_made(user_id),
            SyncRecord.gsi1pk.set(keys.sync_due(user_id)),
            SyncRecord.gsi1sk.set(SyncRecord.gsi1sk | to_text(now)),
        ],
        condition=_ours(user_id),
    )


def pause(user_id: str, now: datetime) -> None:
    """Have nothing read of a person's library until ``resume``: a sync under way waits, and none is started.

    NotFound where there is no such person.
    """
    _by_operator(user_id, SyncRecord.paused_at.set(SyncRecord.paused_at | to_text(now)), *put_at(user_id, None))


def resume(user_id: str, now: datetime) -> None:
    """Have a person's library read again as they set it, at once where that is overdue. NotFound as with ``pause``."""
    at = _next(user_id, _period(user_id), read(user_id).ended_at, now)
    _by_operator(user_id, SyncRecord.paused_at.remove(), *put_at(user_id, at))


def _by_operator(user_id: str, *actions: Action) -> None:
    try:
        with TransactWrite(connection=UserRecord._get_connection().connection) as transaction:
            transaction.condition_check(UserRecord, keys.user(user_id), keys.USER, condition=UserRecord.pk.exists())
            transaction.update(
                SyncRecord(keys.user(user_id), keys.SYNC),
                actions=[*_made(user_id), *actions],
                condition=_ours(user_id),
            )
    except TransactWriteError as error:
        if not condition_failed(error):
            raise
        raise NotFound("this person is not known") from None


def period_set(transaction: TransactWrite, user_id: str, hours: int | None, now: datetime) -> None:
    """With another period the next sync is due that long after the last one, with none never."""
    schedule = read(user_id)
    period = None if hours is None or schedule.paused else timedelta(hours=hours)
    transaction.update(
        SyncRecord(keys.user(user_id), keys.SYNC),
        actions=[*_made(user_id), *put_at(user_id, _next(user_id, period, schedule.ended_at, now))],
        condition=_ours(user_id),
    )


def schedule_of(record: SyncRecord) -> Schedule:
    """What a stored record says."""
    return Schedule(
        active_job_id=record.active_job_id,
        due_at=_instant(record.gsi1sk) if record.gsi1pk else None,
        ended_at=_instant(record.ended_at),
        paused_at=_instant(record.paused_at),
        verified={name: int(at) for name, at in (record.verified or {}).items()},
    )


def put_at(user_id: str, at: datetime | None) -> list[Action]:
    """Into the index at an instant, or off it."""
    if at is None:
        return [SyncRecord.gsi1pk.remove(), SyncRecord.gsi1sk.remove()]
    return [SyncRecord.gsi1pk.set(keys.sync_due(user_id)), SyncRecord.gsi1sk.set(to_text(at))]


def change(record: SyncRecord, condition: Condition, *actions: Action) -> bool:
    """Change a stored schedule if it is still as it should be; False where others were faster."""
    try:
        record.update(actions=[*actions, SyncRecord.revision.add(1)], condition=condition)
    except UpdateError as error:
        if condition_failed(error):
            return False
        raise
    return True


def _start(user_id: str, job: Job, ended_job: str | None) -> None:
    free = SyncRecord.active_job_id.does_not_exist()
    if ended_job is not None:
        free |= SyncRecord.active_job_id == ended_job
    with TransactWrite(connection=UserRecord._get_connection().connection) as transaction:
        transaction.condition_check(UserRecord, keys.user(user_id), keys.USER, condition=UserRecord.pk.exists())
        transaction.update(
            SyncRecord(keys.user(user_id), keys.SYNC),
            actions=[*_made(user_id), SyncRecord.active_job_id.set(job.id)],
            condition=free & SyncRecord.paused_at.does_not_exist(),
        )
        transaction.save(jobs.to_record(job), condition=jobs.unknown())


def _made(user_id: str) -> list[Action]:
    """What every write that may make the item sets."""
    return [
        SyncRecord.user_id.set(user_id),
        SyncRecord.schema.set(SyncRecord.SCHEMA),
        SyncRecord.revision.add(1),
    ]


def _ours(user_id: str) -> Condition:
    """Beside the check that there is the person: there is no item yet, or it is theirs."""
    ours: Condition = SyncRecord.user_id.does_not_exist() | (SyncRecord.user_id == user_id)
    return ours


def _next(user_id: str, period: timedelta | None, last: datetime | None, now: datetime) -> datetime | None:
    """When a library is due that was last read at an instant (None: never); None without a period."""
    if period is None:
        return None
    return now if last is None else max(now, next_due(user_id, period, last))


_NOBODY: Any = object()


def _period_setting(user_id: str) -> Any:
    """Hours that the person has set, None for off, ``_NOBODY`` where there is no such person."""
    try:
        return UserRecord.get(keys.user(user_id), keys.USER, consistent_read=True).sync_period_hours
    except DoesNotExist:
        return _NOBODY


def _period(user_id: str) -> timedelta | None:
    hours = _period_setting(user_id)
    return None if hours is None or hours is _NOBODY else timedelta(hours=int(hours))


def _stored(user_id: str) -> SyncRecord | None:
    try:
        return SyncRecord.get(keys.user(user_id), keys.SYNC, consistent_read=True)
    except DoesNotExist:
        return None


def _job(job_id: str, now: datetime) -> Job | None:
    try:
        return jobs.read(job_id, now)
    except NotFound:
        return None


def _instant(text: str | None) -> datetime | None:
    return from_text(text) if text else None
