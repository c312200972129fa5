"""A job as answers show it."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from chalicelib.core.jobs.job import COUNTS, Job, State
from chalicelib.core.model import Model


class ProgressOut(Model):
    """How far the job is."""

    done: int
    total: int | None = Field(description="null while nobody knows")
    unit: str = Field(description="what is counted")
    current: str | None = Field(description="what is being worked on")


class CountsOut(Model):
    """What the job has changed so far."""

    created: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    skipped: int = 0


class SkippedOut(Model):
    """Something that the job left out, and why."""

    ref: str
    reason: str


class JobOut(Model):
    """Long work under way, or what became of it."""

    id: str
    kind: str
    state: State
    created_at: datetime
    finished_at: datetime | None
    progress: ProgressOut
    counts: CountsOut
    skipped: list[SkippedOut]
    resume_at: datetime | None = Field(description="when a waiting job goes on")
    error: str | None = Field(description="code of what stopped it")


def shown(job: Job) -> dict[str, object]:
    """The fields of ``JobOut``, to build it or a model that says more."""
    progress = job.progress
    return {
        "id": job.id,
        "kind": job.kind,
        "state": job.state,
        "created_at": job.created_at,
        "finished_at": job.finished_at,
        "progress": ProgressOut(done=progress.done, total=progress.total, unit=progress.unit, current=progress.current),
        "counts": CountsOut(**{name: job.counts.get(name, 0) for name in COUNTS}),
        "skipped": [SkippedOut(ref=item["ref"], reason=item["reason"]) for item in job.skipped],
        "resume_at": job.resume_at,
        "error": job.error,
    }
