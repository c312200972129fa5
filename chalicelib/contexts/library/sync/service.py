"""A person's syncs: begun, followed and cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from chalicelib.contexts.library.sync.estimate import Estimate, estimate
from chalicelib.contexts.library.sync.messages import KIND, QUEUE
from chalicelib.contexts.library.sync.part import Part
from chalicelib.contexts.library.sync.parts import Parts
from chalicelib.contexts.library.sync.wanted import Wanted
from chalicelib.core.accounts import syncs
from chalicelib.core.jobs import of_person
from chalicelib.core.jobs.job import Job

if TYPE_CHECKING:
    from chalicelib.core.composition import Services


def start(
    user_id: str, services: Services, request_id: str, *, wanted: Wanted | None = None, origin: str = "person"
) -> Job:
    """Begin a sync; the one under way where there is one. Raises NotFound for a person who was erased, and Conflict
    where the operator has paused them.
    """
    return syncs.start(user_id, services, request_id, (wanted or Wanted()).model_dump(mode="json"), origin=origin)


def read(user_id: str, job_id: str, services: Services) -> Job:
    """One of the person's syncs; NotFound where it is none of theirs."""
    return of_person.read(user_id, job_id, services, KIND, "sync")


def cancel(user_id: str, job_id: str, services: Services) -> Job:
    """Have a sync end soon; what it has read stays. NotFound where there is none under way."""
    job = read(user_id, job_id, services)
    of_person.cancel(job, QUEUE, services)
    return read(user_id, job_id, services)


def parts_of(job: Job, services: Services) -> Sequence[Part]:
    """The collections that a sync has to read, as far as they are known."""
    return Parts(job.id, services.clock).read()


def estimate_of(job: Job, parts: Sequence[Part], services: Services) -> Estimate | None:
    """What is left of a sync under way; None where that is not known, or it has ended."""
    if not job.active or not parts:
        return None
    stored = services.accounts.client_state().stored
    return estimate(parts, stored.ledger, services.accounts.plan, stored.gate, services.clock.now())
