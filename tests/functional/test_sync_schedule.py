"""A person's library is read by one sync at a time, and the next is due by what the person has set."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import boto3
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pynamodb.connection.base import Connection

from chalicelib.core.accounts import keys, people, sync_schedule
from chalicelib.core.accounts.sync_schedule import Schedule
from chalicelib.core.accounts.sync_times import SPREAD, next_due
from chalicelib.core.errors import Conflict, NotFound
from chalicelib.core.jobs import repository as jobs
from chalicelib.core.jobs.job import Job, Superseded
from chalicelib.spotify.models.user import PrivateUser
from tests.functional.interleaved import Died, Function, pause
from tests.functional.leaving import disconnect
from tests.functional.world import ENVIRONMENT, Browser, World, shared_world

world = shared_world(tracks=1, playlists=1, people=3)

KIND = "library_sync"
DAY = timedelta(days=1)
_people = itertools.count()


def _somebody(world: World) -> str:
    return people.remember(PrivateUser(id=f"listener-{next(_people)}"), world.clock.now(), 24)


def _job(world: World, user_id: str) -> Job:
    return jobs.new(KIND, "request", world.clock.now(), user_id=user_id)


def _started(world: World, user_id: str) -> Job:
    return sync_schedule.start(user_id, _job(world, user_id), world.clock.now())


def _whose(browser: Browser) -> str:
    return browser.cookies["__Host-dashspot"].partition(".")[0]


def _near(instant: datetime | None, expected: datetime, within: timedelta = timedelta(minutes=1)) -> bool:
    return instant is not None and abs(instant - expected) <= within


def _mark(user_id: str, **attributes: str) -> None:
    """Set attributes of the stored schedule, as an operator's command does."""
    table = boto3.resource("dynamodb").Table(ENVIRONMENT["ACCOUNTS_TABLE"])
    for name, value in attributes.items():
        table.update_item(
            Key={"pk": keys.user(user_id), "sk": keys.SYNC},
            UpdateExpression="SET #n = :v",
            ExpressionAttributeNames={"#n": name},
            ExpressionAttributeValues={":v": value},
        )


# -- one at a time -----------------------------------------------------------------------------------------------------


def test_who_asks_again_while_a_sync_is_under_way_gets_that_one(world: World) -> None:
    user_id = _somebody(world)
    first = _started(world, user_id)
    second = _started(world, user_id)
    assert second.id == first.id
    assert [found.id for found in jobs.of_person(user_id)] == [first.id], "and no other job was stored"
    assert sync_schedule.read(user_id).active_job_id == first.id


def test_after_one_has_ended_the_next_can_be_started(world: World) -> None:
    user_id = _somebody(world)
    first = _started(world, user_id)
    jobs.finish(first, world.clock.now(), "succeeded")
    sync_schedule.ended(user_id, first.id, world.clock.now(), verified={})
    assert sync_schedule.read(user_id).active_job_id is None
    assert _started(world, user_id).id != first.id


def test_a_sync_whose_worker_died_before_it_told_the_end_keeps_nobody_from_the_next(world: World) -> None:
    user_id = _somebody(world)
    first = _started(world, user_id)
    jobs.finish(first, world.clock.now(), "failed")
    second = _started(world, user_id)
    assert second.id != first.id
    assert sync_schedule.read(user_id).active_job_id == second.id
    sync_schedule.ended(user_id, first.id, world.clock.now(), verified={"SAVED_TRACKS": 1})
    schedule = sync_schedule.read(user_id)
    assert (schedule.active_job_id, dict(schedule.verified)) == (second.id, {}), "a late word of the first is not heard"


def test_a_job_whose_row_is_gone_is_not_waited_for(world: World) -> None:
    user_id = _somebody(world)
    first = _started(world, user_id)
    table = boto3.resource("dynamodb").Table(ENVIRONMENT["COORDINATION_TABLE"])
    table.delete_item(Key={"pk": f"JOB#{first.id}", "sk": "JOB"})
    assert _started(world, user_id).id != first.id


def test_nothing_is_started_or_stored_for_somebody_who_has_left(world: World) -> None:
    browser = world.signed_in()
    user_id = _whose(browser)
    running = _started(world, user_id)
    disconnect(browser)
    with pytest.raises(NotFound):
        _started(world, user_id="u_nobody_at_all")
    jobs.finish(running, world.clock.now(), "cancelled")
    with pytest.raises(NotFound):
        _started(world, user_id)
    assert world.items("accounts", "U#u_nobody_at_all") == []


def test_while_an_operator_pauses_a_library_nothing_new_is_started(world: World) -> None:
    user_id = _somebody(world)
    running = _started(world, user_id)
    _mark(user_id, paused_at="2026-11-25T10:00:00.000Z")
    assert _started(world, user_id).id == running.id, "what is under way is shown, and waits by itself"
    jobs.finish(running, world.clock.now(), "succeeded")
    sync_schedule.ended(user_id, running.id, world.clock.now(), verified={})
    assert sync_schedule.read(user_id).paused
    assert sync_schedule.read(user_id).due_at is None
    with pytest.raises(Conflict):
        _started(world, user_id)
    assert len(list(jobs.of_person(user_id))) == 1


# -- whoever comes between ---------------------------------------------------------------------------------------------


@contextmanager
def _standing_still_at_every_call() -> Iterator[None]:
    """Functions stop before each request to DynamoDB, and once it has taken effect."""
    send = Connection._make_api_call

    def stopping(self: Connection, operation: str, *arguments: Any) -> Any:
        pause(f"before {operation}")
        answer = send(self, operation, *arguments)
        pause(f"after {operation}")
        return answer

    with patch.object(Connection, "_make_api_call", stopping):
        yield


def _works(world: World, user_id: str) -> None:
    """A function of the sync: starts it or finds it, ends it, says so."""
    job = _started(world, user_id)
    active = jobs.read(job.id, world.clock.now())
    if active.active:
        jobs.finish(active, world.clock.now(), "succeeded")
        sync_schedule.ended(user_id, job.id, world.clock.now(), verified={"SAVED_TRACKS": 7})


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.tuples(st.integers(0, 2), st.integers(1, 4), st.integers(0, 9)), max_size=30))
def test_however_functions_come_between_and_die_one_sync_at_most_is_under_way(
    world: World, moves: list[tuple[int, int, int]]
) -> None:
    user_id = _somebody(world)
    with _standing_still_at_every_call():
        running = [Function(lambda: _works(world, user_id)) for _ in range(3)]
        for which, steps, fate in moves:
            function = running[which]
            for _ in range(steps):
                if not function.ended:
                    function.step()
            if fate == 0 and not function.ended:
                function.die()
            active = [job.id for job in jobs.of_person(user_id) if job.active]
            assert len(active) <= 1
            if active:
                assert sync_schedule.read(user_id).active_job_id == active[0]
        for function in running:
            function.finish()
    for function in running:
        # Superseded: another ended the job in between.
        assert function.error is None or isinstance(function.error, Died | Superseded | Conflict), function.error
    left = _started(world, user_id)
    assert left.active, "and whatever died, the next one who asks gets a sync"


# -- when the next is due ----------------------------------------------------------------------------------------------


def test_signing_in_has_a_new_persons_library_read_at_once_and_then_every_day(world: World) -> None:
    browser = world.browser()
    browser.sign_in(person=world.spotify.truth.people[1].id)
    user_id = _whose(browser)
    assert browser.get("/v1/user").json["settings"]["sync_period_hours"] == 24
    assert _near(sync_schedule.read(user_id).due_at, world.clock.now())
    _syncs(world, user_id)
    assert _near(sync_schedule.read(user_id).due_at, world.clock.now() + DAY, DAY * SPREAD + timedelta(minutes=1))
    before = sync_schedule.read(user_id).due_at
    browser.sign_in(person=world.spotify.truth.people[1].id)
    assert sync_schedule.read(user_id).due_at == before, "signing in again asks nothing of Spotify"


def test_a_period_moves_the_next_sync_and_off_means_never(world: World) -> None:
    browser = world.browser()
    browser.sign_in(person=world.spotify.truth.people[2].id)
    user_id = _whose(browser)
    _syncs(world, user_id)
    ended_at = world.clock.now()
    browser.patch("/v1/user", {"sync_period_hours": 2})
    due = sync_schedule.read(user_id).due_at
    assert _near(due, ended_at + timedelta(hours=2), timedelta(minutes=13))
    browser.patch("/v1/user", {"time_zone": "UTC"})
    assert sync_schedule.read(user_id).due_at == due, "another setting moves nothing"
    world.clock.advance(hours=5)
    browser.patch("/v1/user", {"sync_period_hours": 3})
    assert _near(sync_schedule.read(user_id).due_at, world.clock.now()), "overdue by the new period"
    browser.patch("/v1/user", {"sync_period_hours": None})
    assert sync_schedule.read(user_id).due_at is None
    _syncs(world, user_id)
    assert sync_schedule.read(user_id).due_at is None, "a sync by hand switches nothing on"
    (item,) = (found for found in world.items("accounts", f"U#{user_id}") if found["sk"] == "SYNC")
    assert not {"gsi1pk", "gsi1sk"} & item.keys(), "and nobody looks for it"


def test_who_was_never_read_is_due_when_a_period_is_set(world: World) -> None:
    user_id = _somebody(world)
    assert sync_schedule.read(user_id) == Schedule()
    people.change_settings(user_id, {"sync_period_hours": 168}, world.clock.now())
    assert _near(sync_schedule.read(user_id).due_at, world.clock.now())


def test_what_was_read_whole_is_remembered_by_collection(world: World) -> None:
    user_id = _somebody(world)
    _syncs(world, user_id, SAVED_TRACKS=1, SAVED_ALBUMS=2)
    _syncs(world, user_id, SAVED_TRACKS=1_795_000_000_000)
    assert sync_schedule.read(user_id).verified == {"SAVED_TRACKS": 1_795_000_000_000, "SAVED_ALBUMS": 2}


def test_an_end_that_is_told_twice_counts_once(world: World) -> None:
    user_id = _somebody(world)
    job = _syncs(world, user_id)
    due = sync_schedule.read(user_id).due_at
    world.clock.advance(hours=1)
    sync_schedule.ended(user_id, job.id, world.clock.now(), verified={"SAVED_TRACKS": 3})
    assert sync_schedule.read(user_id).due_at == due
    assert sync_schedule.read(user_id).verified == {}
    sync_schedule.ended("u_nobody_ever", job.id, world.clock.now(), verified={})
    assert world.items("accounts", "U#u_nobody_ever") == []


@given(
    user_id=st.text(min_size=1, max_size=30),
    hours=st.integers(1, 168),
    after=st.datetimes(datetime(2026, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC)),
)
def test_the_next_time_is_a_period_later_give_or_take_a_tenth(user_id: str, hours: int, after: datetime) -> None:
    period = timedelta(hours=hours)
    due = next_due(user_id, period, after)
    assert abs(due - after - period) <= period * SPREAD
    assert due == next_due(user_id, period, after)


def test_people_who_came_together_part(world: World) -> None:
    """A million who were read in the same second are spread evenly over the fifth of a day that a tenth allows."""
    now = world.clock.now()
    offsets = [(next_due(f"u_{number}", DAY, now) - now - DAY) / (DAY * SPREAD) for number in range(2000)]
    tenths = [sum(-1 + step / 5 <= offset < -0.8 + step / 5 for offset in offsets) for step in range(10)]
    assert sum(tenths) == 2000
    assert all(140 <= count <= 260 for count in tenths), tenths


def _syncs(world: World, user_id: str, **verified: int) -> Job:
    """A whole sync of a person's, from its start to its end."""
    job = _started(world, user_id)
    jobs.finish(job, world.clock.now(), "succeeded")
    sync_schedule.ended(user_id, job.id, world.clock.now(), verified=verified)
    return job
