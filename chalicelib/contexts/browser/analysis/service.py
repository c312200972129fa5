"""What a selection of the library amounts to, and the jobs that have it read and measured."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from chalicelib.contexts.browser.analysis.memory import Memory, Target
from chalicelib.contexts.browser.analysis.messages import KIND, QUEUE, UNIT
from chalicelib.core.jobs import of_person
from chalicelib.core.jobs import repository as jobs
from chalicelib.core.jobs.job import Job
from chalicelib.core.jobs.waking import wake_first
from chalicelib.core.observability import count, logger

if TYPE_CHECKING:
    from chalicelib.contexts.browser.analysis.schemas import AnalysisAnswer, Operation
    from chalicelib.contexts.browser.serving.library import Library
    from chalicelib.core.accounts.person import ClientState
    from chalicelib.core.composition import Services

SELECTIONS_AT_ONCE = 3
"""Every set of filters is a selection of its own: without a bound, one person could take all that Spotify allows."""
TOO_MANY = (
    f"{SELECTIONS_AT_ONCE} selections of tracks are being analysed already: wait until one of these jobs has ended,"
    " or cancel one"
)


def analysis(library: Library, target: Target, services: Services, client: ClientState) -> AnalysisAnswer:
    """What a target amounts to. NotFound where the library does not have it, InvalidRequest where it takes too long."""
    from chalicelib.contexts.browser.analysis import measuring, selecting
    from chalicelib.contexts.browser.analysis.schemas import AnalysisAnswer
    from chalicelib.contexts.browser.presentation import meta
    from chalicelib.contexts.browser.query.bounded import bounded

    connection = library.model.connection
    with bounded(connection):
        chosen = selecting.selected(target, connection)
        found = measuring.analysis(connection, chosen, measuring.reason_for_none(services.settings, client))
    return AnalysisAnswer.model_construct(
        **{name: getattr(found, name) for name in type(found).model_fields}, meta=meta(library)
    )


def expect(library: Library, target: Target) -> None:
    """Raises NotFound for an album that the library does not have: a job about it could only fail."""
    if target.kind == "album":
        from chalicelib.contexts.browser.analysis import selecting

        selecting.album(target, library.model.connection)


def start(user_id: str, target: Target, operations: Sequence[Operation], services: Services, request_id: str) -> Job:
    """Begin a job; the one under way that does the same to the same thing, where there is one. Raises NotFound for a
    person who was erased, and Conflict where as many selections are being analysed as may be at once.

    A job whose message cannot be sent is woken by the schedule.
    """
    from chalicelib.core.accounts import person_jobs

    now, wanted = services.clock.now(), tuple(operations)
    memory = Memory(target=target, operations=wanted)
    made = jobs.new(KIND, request_id, now, user_id=user_id, work=memory.model_dump(mode="json"), unit=UNIT)
    places = person_jobs.Places("tracks", SELECTIONS_AT_ONCE, TOO_MANY) if target.kind == "tracks" else None
    job = person_jobs.start(user_id, made, target.subject(wanted), now, places)
    if job.id != made.id:
        return job
    count("AnalysesStarted")
    logger.info("analysis begun", extra={"job": job.id, "target": target.uri, "operations": list(wanted)})
    wake_first(job, QUEUE, services)
    return job


def read(user_id: str, job_id: str, services: Services) -> Job:
    """One of the person's analyses; NotFound where it is none of theirs."""
    return of_person.read(user_id, job_id, services, KIND)


def cancel(user_id: str, job_id: str, services: Services) -> Job:
    """Have an analysis end soon; what it has asked for stays. NotFound where there is none under way."""
    job = read(user_id, job_id, services)
    of_person.cancel(job, QUEUE, services)
    return read(user_id, job_id, services)
