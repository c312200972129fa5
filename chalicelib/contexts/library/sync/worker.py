"""Works on one sync within one invocation, part by part and page by page, until time is up or nothing is left to do."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from chalicelib.contexts.library.sync import listing, order, playlist, saved
from chalicelib.contexts.library.sync.parts import Parts
from chalicelib.contexts.library.sync.reading import Context, given_up, milliseconds
from chalicelib.contexts.library.sync.tally import counted, ending, left_out, progress
from chalicelib.contexts.library.sync.wanted import Wanted
from chalicelib.core import metering
from chalicelib.core.accounts import sync_schedule
from chalicelib.core.errors import InternalError, NotFound, PlaylistForbidden
from chalicelib.core.jobs import repository as jobs
from chalicelib.core.jobs import troubles
from chalicelib.core.jobs.job import COUNTS, Ending, Job, State, Superseded
from chalicelib.core.jobs.running import Next
from chalicelib.core.jobs.troubles import Hold, LeaveOut, Stop, TryAgain
from chalicelib.core.observability import count, logger
from chalicelib.core.outcome import Outcome
from chalicelib.core.records import store_failed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from chalicelib.contexts.library.sync.part import Part
    from chalicelib.core.clock import Deadline
    from chalicelib.core.composition import Services

RESERVE = 30.0  # seconds that one page may take: Spotify's answer twice, and everything it brings
LEASE_BEYOND = timedelta(seconds=10)  # after the invocation's end nobody works any more
CHECK_EVERY = 3.0  # seconds between two looks at whether the person has cancelled, told along with the progress
TELL_EVERY = 15.0  # seconds between two words to whoever builds the read model, while more is being read
STORE_PAUSE = timedelta(seconds=30)  # when AWS fails
OPERATORS_PAUSE = timedelta(minutes=15)


class _Cancelled(Exception):
    """The person wants no more of it."""


class Worker:
    """One invocation's work on one sync; ``job`` is as it was stored last."""

    def __init__(self, job: Job, services: Services, deadline: Deadline) -> None:
        self.job = job
        self._services, self._deadline, self._clock = services, deadline, services.clock
        self._store = Parts(job.id, services.clock)
        self._parts: dict[str, Part] = {}
        self._counts: Mapping[str, int] = {}
        self._context: Context | None = None
        self._reading: str | None = None
        self._failures = 0
        self._started = self._checked = time.monotonic()
        self._told = self._started - TELL_EVERY
        self._units, self._requests = metering.write_units(), 0

    def run(self) -> Next:
        """Go on with the job as far as time allows. Superseded where another worker has it."""
        now = self._clock.now()
        waits = self.job.resume_at is not None and now < self.job.resume_at
        if not self.job.active or (waits and not self.job.cancel_requested):
            return Next.NOTHING
        if self.job.work.get("lease_until", 0) > milliseconds(now):
            return Next.NOTHING  # a message that came twice, while the first is being worked on
        if self.job.work.get("lease_until") or self.job.work.get("untold"):
            # By a function that was ended before it could tell, or whose word did not get through.
            self._services.read_models.wrote(self.job.user_id or "")
        lease = milliseconds(now + timedelta(seconds=self._deadline.seconds_left()) + LEASE_BEYOND)
        self._advance(noted={"lease_until": lease})
        try:
            return self._run()
        except _Cancelled:
            return self._end("cancelled")
        except Superseded:
            raise
        except Exception as error:
            if not store_failed(error):
                raise
            # Whatever was read is kept or will be read again; the job waits a little, and others are not held up.
            count("SyncStoreFailures")
            logger.warning("aws failed, the sync waits", exc_info=error)
            return self._wait(STORE_PAUSE)

    @property
    def outcome(self) -> Outcome:
        """Rows that this invocation changed."""
        now = counted(list(self._parts.values()))
        changed = {name: now.get(name, 0) - self._counts.get(name, 0) for name in COUNTS}
        return Outcome(changed["created"], changed["updated"], changed["unchanged"], changed["removed"])

    def _run(self) -> Next:
        if not self.job.work.get("planned"):
            self._store.add(Wanted.model_validate(self.job.work["wanted"]).parts())
            self._advance(noted={"planned": True})
        self._parts = {part.name: part for part in self._store.read()}
        self._counts = counted(list(self._parts.values()))
        user_id, settings = self.job.user_id or "", self._services.settings
        schedule = sync_schedule.read(user_id)
        accounts = self._services.accounts
        context = self._context = Context(
            job_id=self.job.id,
            user_id=user_id,
            services=self._services,
            spotify=accounts.spotify(accounts.person_for_work(user_id), self._deadline, "sync"),
            parts=self._store,
            verified=schedule.verified,
            verify_before=milliseconds(self._clock.now() - timedelta(days=settings.sync_verify_days)),
        )
        if self.job.cancel_requested:
            raise _Cancelled
        if schedule.paused:
            return self._wait(OPERATORS_PAUSE)
        return self._work(context)

    def _work(self, context: Context) -> Next:
        while True:
            self._look_up()
            part = order.next_part(self._parts.values(), context.now_ms())
            if part is None:
                wakes_at = order.wakes_at(self._parts.values())
                if wakes_at is None:
                    return self._end(None)
                return self._wait(timedelta(milliseconds=wakes_at - context.now_ms()))
            if self._deadline.seconds_left() < RESERVE:
                self._tell()
                self._advance(noted={**self._outages(), "lease_until": 0})
                return Next.CONTINUE
            self._reading = part.name
            try:
                self._parts[part.name] = self._step(part, context)
            except Superseded:
                raise
            except Exception as error:
                if store_failed(error):
                    raise
                following = self._trouble(part, error, context)
                if following is not None:
                    return following
            else:
                self._failures = 0

    def _step(self, part: Part, context: Context) -> Part:
        if part.kind == "playlists":
            moved = listing.read_page(part, context)
            if not moved.pending:
                # Parts that follow from the list.
                for found in self._store.read():
                    self._parts.setdefault(found.name, found)
            return moved
        if part.kind == "saved":
            return saved.read_page(part, context)
        if part.kind == "gone":
            return playlist.take_away(part, context)
        return playlist.read_page(part, context)

    def _trouble(self, part: Part, error: Exception, context: Context) -> Next | None:
        """Deal with an error; how the invocation ends, or None where it goes on."""
        found = troubles.meaning(error)
        context.forget()
        if isinstance(found, Hold):
            return self._wait(found.wait)
        if isinstance(found, Stop):
            return self._end("failed", found.code)
        if isinstance(found, LeaveOut):
            logger.info("left out of the sync", extra={"part": part.name, "reason": found.code})
            self._parts[part.name] = self._left_out(part, found.code, context)
            return None
        return self._failed(part, found, error, context)

    def _left_out(self, part: Part, code: str, context: Context) -> Part:
        if context.pages_of(part):
            return given_up(part, context, code)
        if part.kind == "playlist" and code in (PlaylistForbidden.code, NotFound.code):
            return playlist.leave_out(part, code, context)
        return self._store.save(part.moved(state="skipped", reasons=(code,)))

    def _failed(self, part: Part, found: TryAgain, error: Exception, context: Context) -> Next | None:
        self._failures += 1
        if found.code == InternalError.code:
            count("SyncPartsFailed")
            logger.error("a part of the sync failed", exc_info=error, extra={"part": part.name})
        pause = troubles.pause_after(part.tries + 1, found.wait)
        if pause is None:
            logger.warning("given up", extra={"part": part.name, "reason": found.code})
            self._parts[part.name] = given_up(part, context, found.code)
            return None
        not_before = milliseconds(self._clock.now() + pause)
        self._parts[part.name] = self._store.save(part.moved(tries=part.tries + 1, not_before=not_before))
        if self._failures < troubles.OUTAGE_AFTER:
            return None
        outages = int(self.job.work.get("outages", 0)) + 1
        return self._wait(troubles.outage_pause(outages), outages=outages)

    def _look_up(self) -> None:
        """Every few seconds: tell how far it is, and see whether it is still wanted."""
        if time.monotonic() - self._checked < CHECK_EVERY:
            return
        self._checked = time.monotonic()
        if self._checked - self._told >= TELL_EVERY:
            self._tell()
        if jobs.read(self.job.id, self._clock.now()).cancel_requested:
            raise _Cancelled
        self._advance()

    def _tell(self) -> None:
        """Have what was read so far taken into the read model; no reason to end where that cannot be told now."""
        self._told = time.monotonic()
        try:
            self._services.read_models.tell(self.job.user_id or "")
        except Exception as error:
            if not store_failed(error):
                raise
            logger.warning("the read model is not told yet", exc_info=error)

    def _wait(self, wait: timedelta, **noted: Any) -> Next:
        """Let go of the job until the wait is over."""
        self._tell()
        resume_at = self._clock.now() + max(wait, timedelta(seconds=1))
        logger.info("the sync waits", extra={"job": self.job.id, "seconds": int(wait.total_seconds())})
        self._advance("waiting", resume_at, {**self._outages(), **noted, "lease_until": 0})
        return Next.WAIT

    def _end(self, state: Ending | None, code: str | None = None) -> Next:
        """End the job, and say when the next one is due."""
        self._services.read_models.tell(self.job.user_id or "")
        parts = list(self._parts.values())
        found = ending(parts) if state is None else state
        cost, now = self._cost(), self._clock.now()
        self.job = jobs.finish(
            self.job,
            now,
            found,
            error=code,
            progress=progress(parts),
            counts=counted(parts),
            result={"cost": cost, "wanted": self.job.work["wanted"], "left_out": left_out(parts)},
        )
        verified = {part.name: part.verified_at for part in parts if part.verified_at is not None}
        sync_schedule.ended(self.job.user_id or "", self.job.id, now, verified=verified)
        count(f"Syncs{found.capitalize()}")
        rows = {f"rows_{name}": number for name, number in self.job.counts.items()}
        logger.info("sync ended", extra={"job": self.job.id, "state": found, "error": code, **cost, **rows})
        return Next.NOTHING

    def _advance(
        self, state: State = "running", resume_at: datetime | None = None, noted: Mapping[str, Any] | None = None
    ) -> None:
        """Store where the job stands; ``noted`` goes into its memory."""
        parts = list(self._parts.values())
        self.job = jobs.advance(
            self.job,
            self._clock.now(),
            state=state,
            progress=progress(parts, self._reading) if parts else None,
            counts=counted(parts) if parts else None,
            work={
                **self.job.work,
                **(noted or {}),
                "untold": self._services.read_models.untold(self.job.user_id or ""),
                "cost": self._cost(),
            },
            resume_at=resume_at,
        )

    def _outages(self) -> dict[str, int]:
        """How many outages in a row there were; none once anything was answered."""
        return {"outages": int(self.job.work.get("outages", 0)) if self._failures else 0}

    def _cost(self) -> dict[str, float]:
        """What the job has cost so far; what this invocation adds is added once."""
        now, units = time.monotonic(), metering.write_units()
        requests = self._context.spotify.requests if self._context is not None else 0
        before = self.job.work.get("cost", {})
        cost = {
            "requests": before.get("requests", 0) + requests - self._requests,
            "write_units": before.get("write_units", 0) + units - self._units,
            "milliseconds": before.get("milliseconds", 0) + round((now - self._started) * 1000),
        }
        self._started, self._units, self._requests = now, units, requests
        return cost
