"""The work of the functions of syncs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from chalicelib.contexts.library.sync.messages import KIND, QUEUE
from chalicelib.contexts.library.sync.worker import Next, Worker
from chalicelib.core.errors import NotFound
from chalicelib.core.jobs import repository as jobs
from chalicelib.core.jobs.job import Superseded
from chalicelib.core.jobs.waking import wake
from chalicelib.core.messages import Envelope
from chalicelib.core.observability import logger
from chalicelib.core.outcome import Outcome
from chalicelib.core.tasks import Delivery, Refused

if TYPE_CHECKING:
    from chalicelib.core.clock import Deadline
    from chalicelib.core.composition import Services

LONGEST_DELAY = timedelta(minutes=15)  # of a message (AWS: Amazon SQS message timers)
MARGIN = timedelta(seconds=1)  # a message shall not come before its time
WOKEN_AT_ONCE = 500
TICK_RESERVE = 5.0  # seconds


def job_of(message: Envelope) -> str:
    """The id of the job that a message wakes. Raises Refused for a message that wakes none."""
    if message.kind != KIND or message.job_id is None:
        raise Refused(f"nothing here handles {message.kind}")
    return message.job_id


def run(delivery: Delivery, services: Services) -> Outcome:
    """Work on a sync as long as the invocation lasts, and see to it that it goes on. Raises Refused."""
    try:
        job = jobs.read(job_of(delivery.message), services.clock.now())
    except NotFound:
        return Outcome()
    worker = Worker(job, services, delivery.deadline)
    try:
        following = worker.run()
    except Superseded:
        logger.info("job superseded", extra={"job": job.id})
        return worker.outcome
    job = worker.job
    if following is Next.CONTINUE:
        wake(job, QUEUE, services, after=delivery.message)
    elif following is Next.WAIT and job.resume_at is not None:
        wait = job.resume_at - services.clock.now() + MARGIN
        if wait <= LONGEST_DELAY:
            wake(job, QUEUE, services, after=delivery.message, delay=max(wait, timedelta()))
    return worker.outcome


def resume(services: Services, deadline: Deadline) -> int:
    """Wake every sync whose time has come, or whose message was lost; how many."""
    woken = 0
    for job in jobs.due(KIND, services.clock.now()):
        if woken == WOKEN_AT_ONCE or deadline.seconds_left() < TICK_RESERVE:
            break
        try:
            # Looked at now: the next tick leaves it alone while its message is on the way.
            wake(jobs.advance(job, services.clock.now(), state="queued"), QUEUE, services)
        except Superseded:
            continue
        woken += 1
    return woken
