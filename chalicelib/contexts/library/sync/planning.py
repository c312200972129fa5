"""Starts the syncs of those whose libraries are due, oldest first; what one person's brings about concerns no other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal
from uuid import uuid4

from chalicelib.contexts.library.sync import service
from chalicelib.core.accounts import sync_due, sync_schedule
from chalicelib.core.accounts.sync_times import interval, next_due
from chalicelib.core.errors import Conflict, NotFound
from chalicelib.core.jobs import repository as jobs
from chalicelib.core.observability import count, gauge, logger, measure

if TYPE_CHECKING:
    from chalicelib.core.accounts.sync_due import Due
    from chalicelib.core.clock import Deadline
    from chalicelib.core.composition import Services
    from chalicelib.core.jobs.job import Job

AT_MOST = 2000  # people whom one tick deals with
AT_ONCE = 8
LEASE = timedelta(minutes=15)  # of a planner that may die; and until whatever failed is tried again
LOOK_AGAIN = timedelta(hours=1)  # at somebody who is read just now, or whose consent is in doubt
OVERDUE = timedelta(days=1)
RESERVE = 10.0  # seconds that one person may take

Fate = Literal["started", "under_way", "put_off", "taken_off", "elsewhere", "failed", "left"]
"""What became of a due person. ``elsewhere``: another planner has them, or they changed something themselves just now;
``left``: for the next tick, because time was up."""

Start = Callable[[str, str], "Job"]
"""Starts a person's sync; their user id, and the request id that everything it brings about is known by."""


def starter(services: Services) -> Start:
    """Starts syncs as the schedule does."""
    return lambda user_id, request_id: service.start(user_id, services, request_id, origin="schedule")


def plan(start: Start, services: Services, deadline: Deadline) -> Counter[Fate]:
    """Look at everybody who is due; how many had which fate.

    Nothing is begun while Spotify may not be asked for syncs (its gate, the day's budget, an operator's pause): it
    would only wait, and people stay in line, oldest first.
    """
    now = services.clock.now()
    found = sync_due.due(now, AT_MOST)
    measure("SyncDelay", max((now - found[0].since).total_seconds() * 1000, 0) if found else 0)
    gauge("SyncsOverdue", sum(now - each.since >= OVERDUE for each in found))
    fates: Counter[Fate] = Counter()
    if not found:
        return fates
    held_until = services.accounts.held_until("sync")
    if held_until is not None:
        logger.info("no syncs are planned", extra={"held_until": held_until, "due": len(found)})
        return fates
    planner = _Planner(start, services, deadline)
    with ThreadPoolExecutor(min(AT_ONCE, len(found))) as pool:
        fates.update(pool.map(planner.fate_of, found))
    return fates


class _Planner:
    def __init__(self, start: Start, services: Services, deadline: Deadline) -> None:
        self._start, self._clock, self._deadline = start, services.clock, deadline

    def fate_of(self, found: Due) -> Fate:
        """Deal with one person. Nothing is raised."""
        if self._deadline.seconds_left() < RESERVE:
            return "left"
        try:
            leased = sync_due.lease(found, self._clock.now() + LEASE)
            return "elsewhere" if leased is None else self._judged(leased)
        except Exception:
            # The lease has them looked at again later, so that they do not stand first in line for ever.
            count("SyncPlansFailed")
            logger.exception("a sync could not be planned", extra={"user_id": found.user_id})
            return "failed"

    def _judged(self, leased: Due) -> Fate:
        now, schedule = self._clock.now(), leased.schedule
        standing = sync_due.standing(leased.user_id, now)
        if standing is None or standing.period is None or standing.consent == "over" or schedule.paused:
            return self._off(leased)
        if schedule.active_job_id is not None:
            return self._under_way(leased, schedule.active_job_id)
        if standing.consent == "refused":
            return self._later(leased, now + LOOK_AGAIN)
        if schedule.ended_at is not None:
            period = interval(standing.period, now - standing.seen_at)
            at = next_due(leased.user_id, period, schedule.ended_at)
            if at > now:
                return self._later(leased, at)
        return self._started(leased)

    def _under_way(self, leased: Due, job_id: str) -> Fate:
        now = self._clock.now()
        try:
            job = jobs.read(job_id, now)
        except NotFound:
            return self._started(leased)
        if job.active:
            sync_due.put_off(leased, now + LOOK_AGAIN)
            return "under_way"
        # Whoever worked on it died before telling that it ended: now the next one is due as after any other.
        sync_schedule.ended(leased.user_id, job_id, job.finished_at or now, verified={})
        return "put_off"

    def _started(self, leased: Due) -> Fate:
        try:
            job = self._start(leased.user_id, uuid4().hex)
        except NotFound:
            return "taken_off"  # erased meanwhile, and the schedule with them
        except Conflict:
            return "elsewhere"  # paused, or begun by somebody else, in between
        logger.info("sync planned", extra={"user_id": leased.user_id, "job": job.id, "request_id": job.request_id})
        return "started"

    @staticmethod
    def _later(leased: Due, at: datetime) -> Fate:
        return "put_off" if sync_due.put_off(leased, at) else "elsewhere"

    @staticmethod
    def _off(leased: Due) -> Fate:
        return "taken_off" if sync_due.take_off(leased) else "elsewhere"
