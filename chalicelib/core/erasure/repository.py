"""Ends a person's access in one transaction, which leaves the tombstone and the job that erases the rest."""

from __future__ import annotations

from datetime import datetime

from pynamodb.exceptions import DoesNotExist, TransactWriteError
from pynamodb.transactions import TransactWrite

from chalicelib.core.accounts import keys, people
from chalicelib.core.accounts.records import GrantRecord, IdentRecord, SyncRecord, UserRecord
from chalicelib.core.clock import to_epoch, to_text
from chalicelib.core.erasure.messages import KIND
from chalicelib.core.erasure.records import ERASED, TombstoneRecord
from chalicelib.core.erasure.tombstones import LIFETIME
from chalicelib.core.errors import Conflict, NotFound, Unauthenticated
from chalicelib.core.jobs import repository as jobs
from chalicelib.core.jobs.job import Job
from chalicelib.core.records import changed_meanwhile

ATTEMPTS = 3


def begin(user_id: str, request_id: str, now: datetime) -> Job:
    """The job that erases a person; the one under way where erasing has begun already.

    The person, all identities, the grant and the schedule go in the transaction that stores tombstone and job. Sessions
    and tokens end with it, because none is accepted without a grant; and a sign-in from now on makes a new person.
    Raises Unauthenticated when there is no such person, Conflict when sign-ins of this very person keep coming between.
    """
    for _ in range(ATTEMPTS):
        try:
            person = people.read(user_id)
        except NotFound:
            return _begun(user_id, now)
        identities = sorted(person.identities or ())
        work = {"identities": identities, "erased_at": int(now.timestamp() * 1000)}
        job = jobs.new(KIND, request_id, now, user_id=user_id, work=work)
        try:
            _end_access(person, identities, job, now)
        except TransactWriteError as error:
            if not changed_meanwhile(error):
                raise
            continue
        return job
    raise Conflict("this person is signing in just now: try again")


def _begun(user_id: str, now: datetime) -> Job:
    try:
        return jobs.read(TombstoneRecord.get(keys.user(user_id), ERASED, consistent_read=True).job_id, now)
    except (DoesNotExist, NotFound):
        raise Unauthenticated() from None


def _end_access(person: UserRecord, identities: list[str], job: Job, now: datetime) -> None:
    tombstone = TombstoneRecord(
        person.pk,
        ERASED,
        job_id=job.id,
        erased_at=to_text(now),
        expires_at=to_epoch(now + LIFETIME),
    )
    ours = IdentRecord.user_id.does_not_exist() | (IdentRecord.user_id == person.user_id)
    with TransactWrite(connection=UserRecord._get_connection().connection) as transaction:
        transaction.save(tombstone, condition=TombstoneRecord.pk.does_not_exist())
        # A sign-in meanwhile may have added an identity: each writes the instant.
        transaction.delete(UserRecord(person.pk, keys.USER), condition=UserRecord.signed_in_at == person.signed_in_at)
        transaction.delete(GrantRecord(person.pk, keys.GRANT))
        transaction.delete(SyncRecord(person.pk, keys.SYNC))
        for identity in identities:
            transaction.delete(IdentRecord(identity, keys.IDENT), condition=ours)
        transaction.save(jobs.to_record(job))
