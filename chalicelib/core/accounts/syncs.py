"""Begins syncs, for whoever wants a library read: a person, the schedule, or a context that needs what is newest.

A sync is a job of the kind ``library_sync``, which a function of Library's works on. What it is to read is in the
job's memory under ``wanted``, as Library has it: ``{"resources": [names], "playlists": [ids], "full": bool}``. What it
leaves behind says under ``left_out`` why playlists that were asked for by name were not read: ``{uri: code}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from chalicelib.core.observability import count, logger

if TYPE_CHECKING:
    from chalicelib.core.composition import Services
    from chalicelib.core.jobs.job import Job

QUEUE = "library-syncs"
KIND = "library_sync"
UNIT = "rows"


def start(user_id: str, services: Services, request_id: str, wanted: Mapping[str, Any], *, origin: str) -> Job:
    """Begin a sync; the one under way where there is one. Raises NotFound for a person who was erased, and Conflict
    where the operator has paused them.

    A job whose message cannot be sent is woken by the schedule.
    """
    from chalicelib.core.accounts import sync_schedule
    from chalicelib.core.jobs import repository as jobs
    from chalicelib.core.jobs.waking import wake_first

    now = services.clock.now()
    work = {"wanted": dict(wanted), "origin": origin}
    made = jobs.new(KIND, request_id, now, user_id=user_id, work=work, unit=UNIT)
    job = sync_schedule.start(user_id, made, now)
    if job.id != made.id:
        return job
    count("SyncsStarted")
    logger.info("sync begun", extra={"job": job.id, "origin": origin})
    wake_first(job, QUEUE, services)
    return job


def of_playlist(playlist_id: str) -> Mapping[str, Any]:
    """What a sync wants that reads one playlist, changed or not, and nothing else."""
    return {"resources": [], "playlists": [playlist_id], "full": False}


def reads_playlist(job: Job, playlist_id: str) -> bool:
    """Whether a sync reads a playlist, if there is anything new in it: it was asked to, or it reads all of them."""
    wanted = job.work.get("wanted") or job.result.get("wanted") or {}
    return playlist_id in wanted.get("playlists", ()) or "playlists" in wanted.get("resources", ())


def why_left_out(job: Job, playlist_id: str) -> str | None:
    """The code of why a sync that has ended did not read a playlist that it was asked for; None where it did."""
    code: str | None = job.result.get("left_out", {}).get(f"spotify:playlist:{playlist_id}")
    return code
