"""Sends the message that has a job worked on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from chalicelib.core.jobs.job import Job
from chalicelib.core.messages import Envelope, Source, envelope
from chalicelib.core.observability import count, logger

if TYPE_CHECKING:
    from chalicelib.core.composition import Services

LAST_HOP = 10  # Lambda stops a function that keeps waking itself after about 16; a schedule begins a new chain then


def wake(
    job: Job, queue: str, services: Services, after: Envelope | None = None, delay: timedelta = timedelta()
) -> None:
    """Send a job's message to the queue of its kind, unless it is the last of a chain: a schedule begins the next.

    ``after`` is the message that had the job worked on so far. Raises what publishing raises.
    """
    hop = 0 if after is None else after.hop + 1
    if hop > LAST_HOP:
        logger.info("job parked", extra={"job": job.id})
        return
    source = Source(job.user_id, job.request_id, services.clock.now(), job.id, hop)
    message = envelope(job.kind, {"step": job.step}, source)
    services.publisher.publish(services.settings.queue_url(queue), [message], delay=delay)


def wake_first(job: Job, queue: str, services: Services) -> None:
    """Have a job begun that was stored just now. One whose message cannot be sent is woken by its kind's schedule."""
    try:
        wake(job, queue, services)
    except Exception:
        count("WakesFailed")
        logger.exception("job not woken", extra={"job": job.id})
