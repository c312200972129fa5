"""A job as work and answers see it, without its record."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

State = Literal["queued", "running", "waiting", "succeeded", "partial", "failed", "cancelled"]
Ending = Literal["succeeded", "partial", "failed", "cancelled"]

ACTIVE: frozenset[State] = frozenset({"queued", "running", "waiting"})
COUNTS = ("created", "updated", "removed", "unchanged", "skipped")


class Superseded(Exception):
    """The job has moved on since it was read, or has ended: another worker has it, and this one stops."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is: ``done`` of ``total`` (None where nobody knows yet) of a ``unit``, at ``current``."""

    done: int = 0
    total: int | None = None
    unit: str = "records"
    current: str | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of long work.

    ``step`` rises with every write and fences them. ``due_at`` is when somebody should look at an active job at the
    latest: a schedule wakes it then, so that a lost message delays a job and never ends it. ``work`` is the kind's own
    memory, dropped at the end; ``result`` is what it leaves behind.
    """

    id: str
    kind: str
    user_id: str | None
    request_id: str
    state: State
    step: int
    created_at: datetime
    due_at: datetime | None
    finished_at: datetime | None = None
    progress: Progress = field(default_factory=Progress)
    counts: Mapping[str, int] = field(default_factory=dict)
    skipped: Sequence[Mapping[str, str]] = ()
    resume_at: datetime | None = None
    error: str | None = None
    cancel_requested: bool = False
    work: Mapping[str, Any] = field(default_factory=dict)
    result: Mapping[str, Any] = field(default_factory=dict)

    @property
    def active(self) -> bool:
        """True until the job has ended."""
        return self.state in ACTIVE


def new_job_id() -> str:
    """160 bits at random: whoever knows it was told."""
    return secrets.token_hex(20)
