"""Erases a person: pass after pass over everything that is registered, until a pass finds nothing.

Deleting is progress by itself: what is gone is not found again, so a worker that was killed anywhere is followed by one
that goes on. Only the receipt needs care. Each page is counted in the job's row, fenced by its step, before it is
deleted, together with the last key counted; who takes over counts only what lies behind that key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from chalicelib.core.clock import Clock, Deadline, to_text
from chalicelib.core.erasure import registry
from chalicelib.core.erasure.batches import Store, Undone
from chalicelib.core.erasure.declarations import BUCKET, Place, Subject
from chalicelib.core.jobs import repository as jobs
from chalicelib.core.jobs.job import Job, Progress

# Longer than any function may run (docs: time-outs of the design, 300 s at most; a test compares), and than an index
# lags behind its table: when it is over, whoever began before the person was erased has ended.
SETTLE = timedelta(seconds=330)
PASSES_AT_LEAST = 2
RESERVE = 10.0  # seconds that one page may take


class Next(StrEnum):
    """What is to happen with the job now."""

    NOTHING = "nothing"  # it has ended, or its time has not come
    CONTINUE = "continue"  # time is up, work is left
    PAUSE = "pause"  # AWS is busy
    WAIT = "wait"  # until ``resume_at``


@dataclass(slots=True)
class Erasure:
    """The job's own memory.

    ``pass_`` counts from 1; ``found`` is what this pass has found; ``closing`` is the last pass, over what leads to
    other things; ``at`` is the last key counted: number of the source, partition and sort key; ``tables`` what was
    deleted so far, by table.
    """

    subject: Subject
    pass_: int = 1
    found: int = 0
    closing: bool = False
    at: tuple[int, str, str] | None = None
    tables: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, job: Job) -> Erasure:
        """As the job's row tells it."""
        work: Mapping[str, Any] = job.work
        at = work.get("at")
        return cls(
            subject=Subject(job.user_id or "", tuple(work["identities"]), int(work["erased_at"])),
            pass_=int(work.get("pass", 1)),
            found=int(work.get("found", 0)),
            closing=bool(work.get("closing")),
            at=(int(at[0]), at[1], at[2]) if at else None,
            tables=dict(work.get("tables", {})),
        )

    def to_work(self) -> dict[str, Any]:
        """As the job's row keeps it."""
        return {
            "identities": list(self.subject.identities),
            "erased_at": self.subject.erased_at,
            "pass": self.pass_,
            "found": self.found,
            "closing": self.closing,
            "at": list(self.at) if self.at else None,
            "tables": self.tables,
        }


@dataclass(frozen=True, slots=True)
class _Source:
    """A place of something registered. ``number`` orders sources; a pass visits them in order."""

    number: int
    table: str
    place: Place


class Worker:
    """Works on one erasure within one invocation."""

    def __init__(self, store: Store, clock: Clock, deadline: Deadline) -> None:
        self._store, self._clock, self._deadline = store, clock, deadline
        self.removed = 0

    def run(self, job: Job) -> tuple[Next, Job]:
        """Go on with a job as far as time allows. Superseded where another worker has it."""
        if not job.active or (job.resume_at is not None and self._clock.now() < job.resume_at):
            return Next.NOTHING, job
        while True:
            try:
                done, job = self._pass(job)
            except Undone:
                return Next.PAUSE, job
            if not done:
                return Next.CONTINUE, job
            state = Erasure.of(job)
            now = self._clock.now()
            if state.closing:
                return Next.NOTHING, jobs.finish(job, now, "succeeded", result=_receipt(state), forget_owner=True)
            if state.found == 0 and state.pass_ >= PASSES_AT_LEAST:
                # Nothing is left: now what told where to look goes too.
                job = jobs.advance(job, now, work=replace(state, closing=True, at=None).to_work())
                continue
            following = replace(state, pass_=state.pass_ + 1, found=0, at=None)
            job = jobs.advance(job, now, state="waiting", resume_at=now + SETTLE, work=following.to_work())
            return Next.WAIT, job

    def _pass(self, job: Job) -> tuple[bool, Job]:
        state = Erasure.of(job)
        for source in _sources(state):
            if state.at is not None and (source.number, source.place.pk) < state.at[:2]:
                continue  # emptied before
            more = True
            while more:
                if self._deadline.seconds_left() < RESERVE:
                    return False, job
                names, more = self._store.page(source.table, source.place)
                if names:
                    job, state = self._count(job, state, source, names)
                    self._store.delete(source.table, source.place, names)
                    self.removed += len(names)
        return True, job

    def _count(self, job: Job, state: Erasure, source: _Source, names: list[str]) -> tuple[Job, Erasure]:
        """Put a page into the job's row before it is deleted, once."""
        here = (source.number, source.place.pk)
        counted = state.at[2] if state.at is not None and state.at[:2] == here else ""
        fresh = sum(name > counted for name in names)
        if not fresh:
            return job, state
        tables = {**state.tables, source.table: state.tables.get(source.table, 0) + fresh}
        following = replace(state, found=state.found + fresh, at=(*here, names[-1]), tables=tables)
        removed = sum(tables.values())
        moved = jobs.advance(
            job,
            self._clock.now(),
            work=following.to_work(),
            counts={"removed": removed},
            progress=Progress(done=removed, unit="records"),
        )
        return moved, following


def _sources(state: Erasure) -> Iterator[_Source]:
    """Everything registered, in a fixed order; what leads to other things only in the pass that closes."""
    for number, kept in enumerate(registry.kept()):
        if kept.leads == state.closing:
            for place in kept.places(state.subject):
                yield _Source(number, kept.table, place)
    if not state.closing:
        for number, objects in enumerate(registry.objects(), start=len(registry.kept())):
            prefix = objects.prefix.format(user_id=state.subject.user_id)
            yield _Source(number, BUCKET, Place(prefix))


def _receipt(state: Erasure) -> dict[str, Any]:
    objects = state.tables.get(BUCKET, 0)
    records = {table: count for table, count in state.tables.items() if table != BUCKET}
    return {
        "records": records,
        "objects": objects,
        "passes": state.pass_,
        "disconnected_at": to_text(datetime.fromtimestamp(state.subject.erased_at / 1000, UTC)),
    }
