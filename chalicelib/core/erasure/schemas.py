"""Answers about an erasure."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from chalicelib.core.jobs.job import Job
from chalicelib.core.jobs.schemas import JobOut, shown
from chalicelib.core.model import Model


class ErasurePath(Model):
    """Which erasure."""

    id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{40}$")]


class Receipt(Model):
    """What was erased. It holds nothing personal."""

    records: dict[str, int] = Field(description="how many records were deleted, by table")
    objects: int = Field(description="how many objects were deleted from the bucket")
    passes: int = Field(description="how often everything was looked through; the last time nothing was left")
    disconnected_at: datetime = Field(description="when access ended")
    erased_at: datetime = Field(description="when nothing was left")


class ErasureOut(JobOut):
    """The erasure of a person, whom it does not name."""

    receipt: Receipt | None = Field(description="null until the erasure has succeeded")


def erasure(job: Job) -> ErasureOut:
    """The answer for a job."""
    receipt = None
    if job.state == "succeeded" and job.finished_at is not None:
        receipt = Receipt(**job.result, erased_at=job.finished_at)
    return ErasureOut(**shown(job), receipt=receipt)
