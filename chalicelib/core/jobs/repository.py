"""Reads and writes jobs. Each write is fenced by the step that the writer saw: a second delivery changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, cast

from pynamodb.exceptions import DoesNotExist, UpdateError
from pynamodb.expressions.condition import Condition

from chalicelib.core.clock import from_text, to_epoch, to_text
from chalicelib.core.errors import NotFound
from chalicelib.core.jobs import keys
from chalicelib.core.jobs.job import ACTIVE, Ending, Job, Progress, State, Superseded, new_job_id
from chalicelib.core.jobs.records import JobRecord
from chalicelib.core.records import condition_failed

LIFETIME = timedelta(days=30)  # of what is left of a finished job; one that is active lasts until it has ended
LOOK_AGAIN_AFTER = timedelta(minutes=15)  # longer than a message and all its tries take


def new(
    kind: str,
    request_id: str,
    now: datetime,
    *,
    user_id: str | None = None,
    work: Mapping[str, Any] | None = None,
    unit: str = "records",
) -> Job:
    """A queued job of a kind, not stored yet."""
    return Job(
        id=new_job_id(),
        kind=kind,
        user_id=user_id,
        request_id=request_id,
        state="queued",
        step=0,
        created_at=now,
        due_at=now + LOOK_AGAIN_AFTER,
        progress=Progress(unit=unit),
        work=work or {},
    )


def to_record(job: Job) -> JobRecord:
    """The record of a new job, for a transaction that stores it together with what it is about."""
    return JobRecord(
        keys.job(job.id),
        keys.JOB,
        id=job.id,
        kind=job.kind,
        user_id=job.user_id,
        request_id=job.request_id,
        state=job.state,
        step=job.step,
        created_at=to_text(job.created_at),
        progress=asdict(job.progress),
        counts=dict(job.counts),
        skipped=[dict(item) for item in job.skipped],
        cancel_requested=job.cancel_requested,
        work=dict(job.work),
        result=dict(job.result),
        gsi1pk=_due_partition(job),
        gsi1sk=to_text(job.due_at) if job.due_at else None,
        gsi2pk=keys.of_person(job.user_id) if job.user_id else None,
        gsi2sk=to_text(job.created_at) if job.user_id else None,
    )


def unknown() -> Condition:
    """The condition under which a job's record is stored: there is none of its id yet."""
    return JobRecord.pk.does_not_exist()


def create(job: Job) -> None:
    """Store a new job. PynamoDB's PutError where its id is taken."""
    to_record(job).save(condition=unknown())


def read(job_id: str, now: datetime) -> Job:
    """The job; NotFound when there is none, or its time has passed."""
    try:
        record = JobRecord.get(keys.job(job_id), keys.JOB, consistent_read=True)
    except DoesNotExist:
        raise NotFound("there is no such job") from None
    if record.expired(now):
        raise NotFound("there is no such job")
    return _job(record)


def advance(
    job: Job,
    now: datetime,
    *,
    state: State = "running",
    progress: Progress | None = None,
    counts: Mapping[str, int] | None = None,
    skipped: Sequence[Mapping[str, str]] | None = None,
    work: Mapping[str, Any] | None = None,
    resume_at: datetime | None = None,
) -> Job:
    """The job one step on, stored; what is not given stays. Superseded where another worker was faster."""
    moved = replace(
        job,
        state=state,
        step=job.step + 1,
        progress=job.progress if progress is None else progress,
        counts=job.counts if counts is None else counts,
        skipped=job.skipped if skipped is None else skipped,
        work=job.work if work is None else work,
        resume_at=resume_at,
        due_at=resume_at or now + LOOK_AGAIN_AFTER,
    )
    _write(job, moved, None)
    return moved


def finish(
    job: Job,
    now: datetime,
    state: Ending,
    *,
    result: Mapping[str, Any] | None = None,
    error: str | None = None,
    progress: Progress | None = None,
    counts: Mapping[str, int] | None = None,
    skipped: Sequence[Mapping[str, str]] | None = None,
    forget_owner: bool = False,
) -> Job:
    """The job ended, stored without its working memory. Superseded where another worker was faster.

    ``forget_owner``: nothing in the job says any more whose it was.
    """
    moved = replace(
        job,
        user_id=None if forget_owner else job.user_id,
        state=state,
        step=job.step + 1,
        finished_at=now,
        due_at=None,
        resume_at=None,
        work={},
        result=result or {},
        error=error,
        progress=job.progress if progress is None else progress,
        counts=job.counts if counts is None else counts,
        skipped=job.skipped if skipped is None else skipped,
    )
    _write(job, moved, to_epoch(now + LIFETIME))
    return moved


def ask_to_cancel(job_id: str) -> None:
    """Tell whoever works on a job to stop; NotFound where it has ended or never was.

    The step stays: the worker reads the flag with its next read, and ends the job itself.
    """
    try:
        JobRecord(keys.job(job_id), keys.JOB).update(
            actions=[JobRecord.cancel_requested.set(True)], condition=JobRecord.state.is_in(*sorted(ACTIVE))
        )
    except UpdateError as error:
        if not condition_failed(error):
            raise
        raise NotFound("there is no such job under way") from None


def due(kind: str, now: datetime) -> Iterator[Job]:
    """Active jobs of a kind that somebody should have looked at by now: parked ones, and ones whose message is lost."""
    for shard in range(keys.DUE_SHARDS):
        for record in JobRecord.due.query(keys.due_shard(kind, shard), JobRecord.gsi1sk <= to_text(now)):
            yield _job(record)


def latest_of_person(user_id: str, kind: str, limit: int, before: datetime | None = None) -> list[Job]:
    """A person's newest jobs of a kind, those that were made ``before`` an instant only; one that was stored a moment
    ago may be missing still."""
    range_ = JobRecord.gsi2sk < to_text(before) if before else None
    found = JobRecord.by_person.query(
        keys.of_person(user_id), range_, filter_condition=JobRecord.kind == kind, scan_index_forward=False
    )
    return [_job(record) for record in islice(found, limit)]


def of_person(user_id: str) -> Iterator[Job]:
    """Every job of a person, oldest first; one that was stored a moment ago may be missing still."""
    return (_job(record) for record in JobRecord.by_person.query(keys.of_person(user_id)))


def _write(seen: Job, moved: Job, expires_at: int | None) -> None:
    values: Sequence[tuple[Any, Any]] = (
        (JobRecord.state, moved.state),
        (JobRecord.step, moved.step),
        (JobRecord.user_id, moved.user_id),
        (JobRecord.finished_at, to_text(moved.finished_at) if moved.finished_at else None),
        (JobRecord.progress, asdict(moved.progress)),
        (JobRecord.counts, dict(moved.counts)),
        (JobRecord.skipped, [dict(item) for item in moved.skipped]),
        (JobRecord.resume_at, to_text(moved.resume_at) if moved.resume_at else None),
        (JobRecord.error, moved.error),
        (JobRecord.work, dict(moved.work)),
        (JobRecord.result, dict(moved.result)),
        (JobRecord.expires_at, expires_at),
        (JobRecord.gsi1pk, _due_partition(moved)),
        (JobRecord.gsi1sk, to_text(moved.due_at) if moved.due_at else None),
    )
    actions = [attribute.set(value) if value is not None else attribute.remove() for attribute, value in values]
    if moved.user_id is None:
        actions += [JobRecord.gsi2pk.remove(), JobRecord.gsi2sk.remove()]
    try:
        JobRecord(keys.job(seen.id), keys.JOB).update(
            actions=actions, condition=(JobRecord.step == seen.step) & JobRecord.state.is_in(*sorted(ACTIVE))
        )
    except UpdateError as error:
        if not condition_failed(error):
            raise
        raise Superseded(f"job {seen.id} is past step {seen.step}") from None


def _due_partition(job: Job) -> str | None:
    return keys.due(job.kind, job.id) if job.due_at else None


def _job(record: JobRecord) -> Job:
    return Job(
        id=record.id,
        kind=record.kind,
        user_id=record.user_id,
        request_id=record.request_id,
        state=cast(State, record.state),
        step=int(record.step),
        created_at=from_text(record.created_at),
        due_at=from_text(record.gsi1sk) if record.gsi1sk else None,
        finished_at=from_text(record.finished_at) if record.finished_at else None,
        progress=Progress(**record.progress),
        counts=record.counts,
        skipped=record.skipped,
        resume_at=from_text(record.resume_at) if record.resume_at else None,
        error=record.error,
        cancel_requested=bool(record.cancel_requested),
        work=record.work,
        result=record.result,
    )
