"""One invocation's work on a job, whatever its kind, and what keeps it going: messages, and a schedule behind them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from chalicelib.core.errors import NotFound
from chalicelib.core.jobs import repository as jobs
from chalicelib.core.jobs.job import Superseded
from chalicelib.core.jobs.waking import wake
from chalicelib.core.observability import logger
from chalicelib.core.outcome import Outcome
from chalicelib.core.tasks import Refused

if TYPE_CHECKING:
    from chalicelib.core.clock import Deadline
    from chalicelib.core.composition import Services
    from chalicelib.core.jobs.job import Job
    from chalicelib.core.messages import Envelope
    from chalicelib.core.tasks import Delivery

LONGEST_DELAY = timedelta(minutes=15)  # of a message (AWS: Amazon SQS message timers)
MARGIN = timedelta(seconds=1)  # a message shall not come before its time
WOKEN_AT_ONCE = 500
TICK_RESERVE = 5.0  # seconds


class Next(StrEnum):
    """What is to happen with a job after an invocation."""

    NOTHING = "nothing"  # it has ended, waits for its time, or somebody else works on it
    CONTINUE = "continue"  # time is up, work is left
    WAIT = "wait"  # until ``resume_at``


class Worker(Protocol):
    """Works on one job; ``job`` is as it was stored last, ``outcome`` what the invocation changed."""

    job: Job

    @property
    def outcome(self) -> Outcome:
        """Records that this invocation changed."""
        ...

    def run(self) -> Next:
        """Go on with the job as far as time allows. Superseded where another worker has it."""
        ...


def job_of(message: Envelope, kind: str) -> str:
    """The id of the job that a message wakes. Raises Refused for a message that wakes none of this kind."""
    if message.kind != kind or message.job_id is None:
        raise Refused(f"nothing here handles {message.kind}")
    return message.job_id


def run(
    delivery: Delivery,
    services: Services,
    kind: str,
    queue: str,
    worker_for: Callable[[Job, Services, Deadline], Worker],
) -> Outcome:
    """Work on a job as long as the invocation lasts, and see to it that it goes on. Raises Refused."""
    try:
        job = jobs.read(job_of(delivery.message, kind), services.clock.now())
    except NotFound:
        return Outcome()
    worker = worker_for(job, services, delivery.deadline)
    try:
        following = worker.run()
    except Superseded:
        logger.info("job superseded", extra={"job": job.id})
        return worker.outcome
    job = worker.job
    if following is Next.CONTINUE:
        wake(job, queue, services, after=delivery.message)
    elif following is Next.WAIT and job.resume_at is not None:
        wait = job.resume_at - services.clock.now() + MARGIN
        if wait <= LONGEST_DELAY:
            wake(job, queue, services, after=delivery.message, delay=max(wait, timedelta()))
    return worker.outcome


def resume(services: Services, deadline: Deadline, kind: str, queue: str) -> int:
    """Wake every job of a kind whose time has come, or whose message was lost; how many."""
    woken = 0
    for job in jobs.due(kind, services.clock.now()):
        if woken == WOKEN_AT_ONCE or deadline.seconds_left() < TICK_RESERVE:
            break
        try:
            # Looked at now: the next tick leaves it alone while its message is on the way.
            wake(jobs.advance(job, services.clock.now(), state="queued"), queue, services)
        except Superseded:
            continue
        woken += 1
    return woken
