"""A person's own jobs of a kind: read, cancelled, and listed page by page. Nobody sees another person's."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.core.composition import services
from chalicelib.core.errors import NotFound
from chalicelib.core.paging import PageInfo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chalicelib.core.composition import Services
    from chalicelib.core.endpoints import AnyCall
    from chalicelib.core.jobs.job import Job


def read(user_id: str, job_id: str, services: Services, kind: str, called: str = "job") -> Job:
    """One of the person's jobs; NotFound, with what it is ``called``, where it is none of theirs or of another kind."""
    from chalicelib.core.jobs import repository as jobs

    job = jobs.read(job_id, services.clock.now())
    if job.kind != kind or job.user_id != user_id:
        raise NotFound(f"there is no such {called}")
    return job


def cancel(job: Job, queue: str, services: Services) -> None:
    """Have a job end soon. Raises what ``ask_to_cancel`` and publishing raise."""
    from chalicelib.core.jobs import repository as jobs
    from chalicelib.core.jobs.waking import wake

    jobs.ask_to_cancel(job.id)
    # One that waits would notice only when its time comes.
    wake(job, queue, services)


def page(call: AnyCall, scope: str, kind: str) -> tuple[Sequence[Job], PageInfo]:
    """The page of a person's jobs of a kind, newest first, that a request asks for. Raises InvalidRequest for a cursor
    of another list."""
    from chalicelib.core.jobs import repository as jobs

    user_id, query, cursors = call.person.user_id, call.query, services().cursors
    before = None
    if query.cursor is not None:
        key = cursors.read(query.cursor, user_id=user_id, scope=scope)
        before = datetime.fromisoformat(key["before"])
    found = jobs.latest_of_person(user_id, kind, query.limit + 1, before)
    shown, more = found[: query.limit], len(found) > query.limit
    following = None
    if more:
        key = {"before": shown[-1].created_at.isoformat()}
        following = cursors.sign(user_id=user_id, scope=scope, key=key)
    return shown, PageInfo(next=following, limit=query.limit, total=None)
