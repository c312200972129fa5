"""Where syncs stand, as text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.core.accounts import budget

if TYPE_CHECKING:
    from chalicelib.core.accounts.budget import Plan
    from chalicelib.core.accounts.client_item import Stored
    from chalicelib.core.accounts.sync_due import Due, Standing
    from chalicelib.core.accounts.sync_schedule import Schedule
    from chalicelib.core.jobs.job import Job

Lines = list[tuple[str, str]]
"""Names with what is to be said of each."""

CONSENTS = {"good": "good", "refused": "refused by Spotify, and tried again", "over": "ended: only a new one helps"}


def text(lines: Lines) -> str:
    """One line each, what is said in a column."""
    width = max(len(name) for name, _ in lines) + 2
    return "\n".join(f"{name:<{width}}{said}" for name, said in lines)


def of_everybody(
    stored: Stored, plan: Plan, held_until: datetime | None, waiting: Sequence[Due], now: datetime
) -> Lines:
    """The installation: whether syncs may go on, what they have spent today, and who waits for one."""
    ledger = budget.begin_day(stored.ledger, plan, now)
    limit = budget.limit(ledger, plan, now)
    of_limit = "no limit" if limit is None else f"of {limit} for everything"
    held = "may be asked" if held_until is None else f"may not be asked for syncs until {instant(held_until)}"
    if stored.gate.reason and not stored.gate.calm(now):
        held += f" ({stored.gate.reason})"
    return [
        (
            "paused",
            "no" if stored.paused_at is None else f"syncs and polls of everybody, since {instant(stored.paused_at)}",
        ),
        ("spotify", held),
        ("today", f"{ledger.sync} requests for syncs, {ledger.total} in all, {of_limit}"),
        ("due", f"{len(waiting)} libraries" + (f", the first since {instant(waiting[0].since)}" if waiting else "")),
    ]


def of_person(standing: Standing, schedule: Schedule, job: Job | None) -> Lines:
    """One person: what they have set, what an operator has, and the sync under way."""
    return [
        ("period", "off" if standing.period is None else f"{int(standing.period.total_seconds()) // 3600} h"),
        ("consent", CONSENTS[standing.consent]),
        ("last used", instant(standing.seen_at)),
        ("paused", "no" if schedule.paused_at is None else f"since {instant(schedule.paused_at)}"),
        ("last sync", instant(schedule.ended_at)),
        ("next sync", instant(schedule.due_at)),
        ("under way", "nothing" if job is None else _job(job)),
    ]


def instant(at: datetime | None) -> str:
    """To the second, in UTC; a dash for none."""
    return "-" if at is None else at.isoformat(sep=" ", timespec="seconds").removesuffix("+00:00") + " UTC"


def _job(job: Job) -> str:
    total = "?" if job.progress.total is None else str(job.progress.total)
    said = f"{job.id}, {job.state}, {job.progress.done} of {total} {job.progress.unit}"
    return said if job.resume_at is None else f"{said}, until {instant(job.resume_at)}"
