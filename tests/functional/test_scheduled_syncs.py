"""The schedule from end to end: who signed in has their library read, and read again, without asking for it."""

from __future__ import annotations

from collections.abc import Iterator

import boto3
import pytest

from chalicelib.contexts.library.sync.messages import QUEUE
from chalicelib.contexts.library.sync.tasks import plan, resume
from chalicelib.core.accounts import keys
from tests.functional.console import Console
from tests.functional.syncing import SYNCS, Job
from tests.functional.world import ENVIRONMENT, Browser, World, a_world


@pytest.fixture
def world() -> Iterator[World]:
    with a_world(tracks=2, playlists=1, big_playlist=1, people=3) as made:
        yield made


def _everyone(world: World) -> list[Browser]:
    found = [world.browser() for _ in world.spotify.truth.people]
    for browser, person in zip(found, world.spotify.truth.people, strict=True):
        browser.sign_in(person=person.id)
    return found


def _syncs(browser: Browser) -> list[Job]:
    found: list[Job] = browser.get(SYNCS).json["data"]
    return found


def _time_passes(world: World, hours: int) -> None:
    """Hours in which the schedules tick, every third of them, and the functions work."""
    for _ in range(0, hours, 3):
        for handler in (resume, plan):
            world.tick(handler, milliseconds=120_000)
        world.run_queue(rounds=200, queue=QUEUE)
        world.advance(hours=3)


def test_signing_in_is_all_it_takes(world: World, console: Console) -> None:
    people = _everyone(world)
    _time_passes(world, 1)
    for browser in people:
        (job,) = _syncs(browser)
        assert job["state"] in ("succeeded", "partial")
        assert job["counts"]["created"] > 0
    assert console.metric("SyncsPlanned") == 3
    _time_passes(world, 12)
    assert [len(_syncs(browser)) for browser in people] == [1, 1, 1]
    _time_passes(world, 16)
    assert [len(_syncs(browser)) for browser in people] == [2, 2, 2]
    for browser in people:
        assert _syncs(browser)[0]["counts"]["created"] == 0, "nothing has changed since"


def test_case_5_a_dead_consent_stops_nobody_elses_sync_and_is_left_alone(world: World) -> None:
    anna, ben, cleo = _everyone(world)
    table = boto3.resource("dynamodb").Table(ENVIRONMENT["ACCOUNTS_TABLE"])
    user_id = anna.cookies["__Host-dashspot"].partition(".")[0]
    table.update_item(
        Key={"pk": keys.user(user_id), "sk": keys.GRANT},
        UpdateExpression="SET refused_at = :now, refused_since = :now, believed_at = :now",
        ExpressionAttributeValues={":now": "2026-11-25T08:00:00.000Z"},
    )
    _time_passes(world, 30)
    assert _syncs(anna) == []
    assert len(_syncs(ben)) == len(_syncs(cleo)) == 2
    anna.sign_in(person=world.spotify.truth.people[0].id)
    _time_passes(world, 1)
    assert [job["state"] in ("succeeded", "partial") for job in _syncs(anna)] == [True]


def test_who_switches_off_is_left_alone_and_may_still_ask(world: World) -> None:
    (anna, *_) = _everyone(world)
    anna.patch("/v1/user", {"sync_period_hours": None})
    _time_passes(world, 30)
    assert _syncs(anna) == []
    assert anna.post(SYNCS, {}).status == 202
    _time_passes(world, 30)
    assert len(_syncs(anna)) == 1


def test_who_disconnects_is_planned_no_more(world: World) -> None:
    (anna, ben, _) = _everyone(world)
    assert anna.delete("/v1/user").status == 202
    _time_passes(world, 1)
    assert len(_syncs(ben)) == 1
    assert not [item for item in world.items("coordination", "JOB#") if item.get("kind") == "library_sync"][2:]
