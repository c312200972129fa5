"""Disconnecting, following an erasure, and the work of its function."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from chalicelib.core.erasure import repository, work
from chalicelib.core.erasure.batches import Store
from chalicelib.core.erasure.messages import KIND, QUEUE
from chalicelib.core.erasure.work import Next, Worker
from chalicelib.core.errors import NotFound
from chalicelib.core.jobs import repository as jobs
from chalicelib.core.jobs import running
from chalicelib.core.jobs.job import Job, Superseded
from chalicelib.core.jobs.waking import wake, wake_first
from chalicelib.core.messages import Envelope
from chalicelib.core.observability import logger
from chalicelib.core.outcome import Outcome
from chalicelib.core.tasks import Delivery

if TYPE_CHECKING:
    from chalicelib.core.composition import Services

PAUSE = timedelta(seconds=30)


def disconnect(user_id: str, request_id: str, services: Services) -> Job:
    """End a person's access at once and have everything erased; the job under way when that has begun already.

    Raises Unauthenticated when there is no such person. A job whose message cannot be sent is woken by the schedule.
    """
    job = repository.begin(user_id, request_id, services.clock.now())
    wake_first(job, QUEUE, services)
    return job


def read(job_id: str, services: Services) -> Job:
    """An erasure, under way or ended; NotFound otherwise."""
    job = jobs.read(job_id, services.clock.now())
    if job.kind != KIND:
        raise NotFound("there is no such job")
    return job


def job_of(message: Envelope) -> str:
    """The id of the job that a message wakes. Raises Refused for a message that wakes none."""
    return running.job_of(message, KIND)


def erase(delivery: Delivery, services: Services) -> Outcome:
    """Work on an erasure as long as the invocation lasts, and see to it that it goes on. Raises Refused."""
    try:
        job = jobs.read(job_of(delivery.message), services.clock.now())
    except NotFound:
        return Outcome()
    worker = Worker(Store(services.settings), services.clock, delivery.deadline)
    try:
        following, job = worker.run(job)
    except Superseded:
        logger.info("job superseded", extra={"job": job.id})
        return Outcome(removed=worker.removed)
    if following is not Next.NOTHING:
        delay = {Next.CONTINUE: timedelta(), Next.PAUSE: PAUSE, Next.WAIT: work.SETTLE + timedelta(seconds=1)}
        wake(job, QUEUE, services, after=delivery.message, delay=delay[following])
    elif not job.active:
        logger.info("person erased", extra={"job": job.id, "removed": job.counts.get("removed", 0)})
    return Outcome(removed=worker.removed)


def resume(services: Services) -> int:
    """Wake every erasure that nobody has looked at for too long, or that is parked; how many."""
    woken = 0
    for job in jobs.due(KIND, services.clock.now()):
        wake(job, QUEUE, services)
        woken += 1
    return woken
