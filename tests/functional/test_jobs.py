"""Jobs: whoever saw the last step may write the next one, and nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.core.errors import NotFound
from chalicelib.core.jobs.job import Job, Superseded
from tests.functional.world import World, shared_world

world = shared_world(tracks=1, playlists=1)

KIND = "test.work"


def _new(world: World, **more: Any) -> Job:
    from chalicelib.core.jobs import repository

    job = repository.new(KIND, "request", world.clock.now(), **more)
    repository.create(job)
    return job


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["read", "advance", "finish"])), max_size=12))
def test_of_workers_that_interleave_each_step_is_one_workers(world: World, moves: list[tuple[int, str]]) -> None:
    from chalicelib.core.jobs import repository

    job = _new(world)
    held = dict.fromkeys(range(3), job)
    truth = job
    for worker, move in moves:
        now, mine = world.clock.now(), held[worker]
        may = mine.step == truth.step and truth.active
        try:
            if move == "read":
                held[worker] = repository.read(job.id, now)
            elif move == "advance":
                truth = held[worker] = repository.advance(mine, now, counts={"removed": mine.step + 1})
                assert may
            else:
                truth = held[worker] = repository.finish(mine, now, "succeeded", result={"by": worker})
                assert may
        except Superseded:
            assert not may
    found = repository.read(job.id, world.clock.now())
    assert (found.step, found.state, found.counts, found.result) == (
        truth.step,
        truth.state,
        truth.counts,
        truth.result,
    )


def test_a_job_that_nobody_looked_at_for_a_quarter_of_an_hour_is_due_until_it_ends(world: World) -> None:
    from chalicelib.core.jobs import repository

    def due() -> set[str]:
        return {job.id for job in repository.due(KIND, world.clock.now())}

    job = _new(world)
    assert job.id not in due()
    world.clock.advance(minutes=15)
    assert job.id in due()
    job = repository.advance(job, world.clock.now())
    assert job.id not in due()
    job = repository.advance(
        job, world.clock.now(), state="waiting", resume_at=world.clock.now() + timedelta(minutes=2)
    )
    world.clock.advance(minutes=2)
    assert job.id in due()
    repository.finish(job, world.clock.now(), "partial")
    world.clock.advance(hours=1)
    assert job.id not in due()


def test_an_ended_job_keeps_its_result_for_thirty_days_and_not_its_memory_nor_whose_it_was(world: World) -> None:
    from chalicelib.core.jobs import repository

    job = _new(world, user_id="u_somebody", work={"at": "secret"})
    assert [found.id for found in repository.of_person("u_somebody")] == [job.id]
    repository.finish(job, world.clock.now(), "succeeded", result={"rows": 3}, forget_owner=True)
    assert list(repository.of_person("u_somebody")) == []
    (item,) = world.items("coordination", f"JOB#{job.id}")
    assert "secret" not in str(item)
    assert "u_somebody" not in str(item)
    world.clock.advance(days=29)
    assert repository.read(job.id, world.clock.now()).result == {"rows": 3}
    world.clock.advance(days=2)
    with pytest.raises(NotFound):
        repository.read(job.id, world.clock.now())


def test_whoever_works_on_a_job_is_told_to_stop(world: World) -> None:
    from chalicelib.core.jobs import repository

    job = _new(world)
    repository.ask_to_cancel(job.id)
    assert repository.read(job.id, world.clock.now()).cancel_requested
    job = repository.advance(job, world.clock.now())
    assert repository.read(job.id, world.clock.now()).cancel_requested, "work that goes on does not forget it"
    repository.finish(job, world.clock.now(), "cancelled")
    for job_id in (job.id, "0" * 40):
        with pytest.raises(NotFound):
            repository.ask_to_cancel(job_id)
