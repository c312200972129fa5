"""A person's long work, one job at a time for each thing that it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from pynamodb.exceptions import DoesNotExist, TransactWriteError
from pynamodb.transactions import TransactWrite

from chalicelib.core.accounts import keys
from chalicelib.core.accounts.records import UserRecord
from chalicelib.core.clock import to_epoch
from chalicelib.core.errors import Conflict, NotFound
from chalicelib.core.jobs import keys as job_keys
from chalicelib.core.jobs import repository as jobs
from chalicelib.core.jobs.job import Job
from chalicelib.core.jobs.records import OngoingRecord
from chalicelib.core.records import changed_meanwhile

ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Places:
    """So many jobs of a sort may be under way at once for one person; ``full`` tells what to do where there are."""

    sort: str
    number: int
    full: str


class _Claim(NamedTuple):
    """What a job is to be named under; ``ended_job`` is named there for as long as nothing takes its place."""

    key: str
    ended_job: str | None = None


def start(user_id: str, job: Job, about: str, now: datetime, places: Places | None = None) -> Job:
    """Store a new job of a person's; the one of its kind that is under way about the same thing, where there is one.

    Raises NotFound for a person who was erased, and Conflict where none of its ``places`` is free, or when others keep
    starting and ending the same.
    """
    subject = job_keys.subject(job.kind, about)
    ended_job: str | None = None
    for _ in range(ATTEMPTS):
        claims = [_Claim(subject, ended_job)]
        place = _free(user_id, job.kind, places, now) if places is not None else None
        if place is not None:
            claims.append(place)
        full = places is not None and place is None
        if not full:
            try:
                _start(user_id, job, claims, now)
            except TransactWriteError as error:
                if not changed_meanwhile(error):
                    raise
            else:
                return job
        ended_job = _named(user_id, subject)
        found = _job(ended_job, now) if ended_job is not None else None
        if found is not None and found.active:
            return found
        if not _known(user_id):
            raise NotFound("this person is not known")
        if places is not None and full:
            raise Conflict(places.full)
    raise Conflict("the same is being started by others: try again")


def _free(user_id: str, kind: str, places: Places, now: datetime) -> _Claim | None:
    """A place whose job has ended, or that none has had yet."""
    for number in range(places.number):
        key = job_keys.place(kind, places.sort, number)
        named = _named(user_id, key)
        found = _job(named, now) if named is not None else None
        if found is None or not found.active:
            return _Claim(key, named)
    return None


def _start(user_id: str, job: Job, claims: Sequence[_Claim], now: datetime) -> None:
    pk, expires_at = job_keys.ongoing(user_id), to_epoch(now + jobs.LIFETIME)
    with TransactWrite(connection=UserRecord._get_connection().connection) as transaction:
        transaction.condition_check(UserRecord, keys.user(user_id), keys.USER, condition=UserRecord.pk.exists())
        for key, ended_job in claims:
            free = OngoingRecord.job_id.does_not_exist()
            if ended_job is not None:
                free |= OngoingRecord.job_id == ended_job
            transaction.save(OngoingRecord(pk, key, job_id=job.id, expires_at=expires_at), condition=free)
        transaction.save(jobs.to_record(job), condition=jobs.unknown())


def _named(user_id: str, subject: str) -> str | None:
    try:
        return OngoingRecord.get(job_keys.ongoing(user_id), subject, consistent_read=True).job_id
    except DoesNotExist:
        return None


def _job(job_id: str, now: datetime) -> Job | None:
    try:
        return jobs.read(job_id, now)
    except NotFound:
        return None


def _known(user_id: str) -> bool:
    try:
        UserRecord.get(keys.user(user_id), keys.USER, consistent_read=True)
    except DoesNotExist:
        return False
    return True
