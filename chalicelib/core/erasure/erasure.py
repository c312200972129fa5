"""What core itself keeps about people: their long work, and whatever bears their id in the bucket."""

from __future__ import annotations

from collections.abc import Iterator

from chalicelib.core.erasure.declarations import OBJECTS_OF_PEOPLE, Kept, KeptObjects, Place, Subject
from chalicelib.core.erasure.messages import KIND


def _jobs(subject: Subject) -> Iterator[Place]:
    """A person's jobs, less the one that erases, which forgets whose it was when it ends."""
    from chalicelib.core.jobs import keys, repository

    found = (job for job in repository.of_person(subject.user_id) if job.kind != KIND)
    return iter(sorted((Place(keys.job(job.id), keys.JOB) for job in found), key=lambda place: place.pk))


KEPT = (
    Kept("which jobs are under way", "coordination", "U#{user_id}#JOBS"),
    Kept("jobs", "coordination", "JOB#{job_id}", find=_jobs, leads=True),
    KeptObjects("objects", OBJECTS_OF_PEOPLE + "{user_id}/"),
)
