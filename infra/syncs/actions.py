"""What the command does, by the application's own means: nothing here knows how it is stored."""

from __future__ import annotations

from contextlib import suppress
from uuid import uuid4

from chalicelib.core.composition import services
from infra.syncs.shown import Lines, instant, of_everybody, of_person


def status(user_id: str | None) -> Lines:
    """Where syncs stand: of one person, or of the installation. NotFound where there is no such person."""
    from chalicelib.core.accounts import sync_due, sync_schedule
    from chalicelib.core.errors import NotFound
    from chalicelib.core.jobs import repository as jobs

    now, accounts = services().clock.now(), services().accounts
    if user_id is None:
        waiting = sync_due.due(now, at_most=1000)
        return of_everybody(accounts.client_state().stored, accounts.plan, accounts.held_until("sync"), waiting, now)
    standing = sync_due.standing(user_id, now)
    if standing is None:
        raise NotFound(f"nobody is known as {user_id}")
    schedule, job = sync_schedule.read(user_id), None
    if schedule.active_job_id is not None:
        with suppress(NotFound):
            job = jobs.read(schedule.active_job_id, now)
    return of_person(standing, schedule, job)


def pause(user_id: str | None) -> Lines:
    """Hold a person's syncs, or everybody's; what is under way stops at its next page and waits."""
    from chalicelib.core.accounts import sync_schedule

    if user_id is None:
        services().accounts.client_store.pause()
        return [("paused", "syncs and polls of everybody, until `resume`")]
    sync_schedule.pause(user_id, services().clock.now())
    return [("paused", f"syncs of {user_id}, until `resume`")]


def resume(user_id: str | None) -> Lines:
    """Let a person's syncs go on, or everybody's; one that waits is woken within a quarter of an hour."""
    from chalicelib.core.accounts import sync_schedule

    if user_id is None:
        services().accounts.client_store.resume()
        return [("resumed", "syncs and polls of everybody")]
    sync_schedule.resume(user_id, services().clock.now())
    return [("resumed", f"syncs of {user_id}"), ("next sync", instant(sync_schedule.read(user_id).due_at))]


def start(user_id: str) -> Lines:
    """Start a person's sync, or tell the one under way. Raises NotFound, and Conflict while it is paused."""
    from chalicelib.contexts.library.sync import service

    job = service.start(user_id, services(), uuid4().hex, origin="operator")
    return [("sync", f"{job.id}, {job.state}"), ("request id", job.request_id)]
