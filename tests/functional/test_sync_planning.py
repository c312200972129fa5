"""Libraries are read again by themselves: those that are due, oldest first, and nobody's trouble is another's."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import boto3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.contexts.library.sync import planning
from chalicelib.core import observability
from chalicelib.core.accounts import keys, people, sync_due, sync_schedule
from chalicelib.core.accounts.sync_times import AWAY_AFTER, SPREAD, interval
from chalicelib.core.clock import Deadline, to_text
from chalicelib.core.composition import services
from chalicelib.core.jobs import repository as jobs
from chalicelib.core.jobs.job import Job
from chalicelib.spotify.models.token import Tokens
from chalicelib.spotify.models.user import PrivateUser
from tests.functional.console import Console
from tests.functional.world import ENVIRONMENT, Browser, World, shared_world

world = shared_world(tracks=5, playlists=2, people=2)

DAY = timedelta(days=1)
LONG = 600.0
_people = itertools.count()


class Syncs:
    """Syncs as they are started; each ends when it is told to."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.asked: list[str] = []
        self.running: dict[str, Job] = {}
        self.broken: set[str] = set()

    def start(self, user_id: str, request_id: str) -> Job:
        self.asked.append(user_id)
        if user_id in self.broken:
            raise RuntimeError("this person's sync cannot be started")
        now = self.world.clock.now()
        job = sync_schedule.start(user_id, jobs.new("library_sync", request_id, now, user_id=user_id), now)
        self.running[user_id] = job
        return job

    def end(self, *user_ids: str, told: bool = True) -> None:
        now = self.world.clock.now()
        for user_id in user_ids or tuple(self.running):
            job = self.running.pop(user_id)
            jobs.finish(job, now, "succeeded")
            if told:
                sync_schedule.ended(user_id, job.id, now, verified={})

    def tick(self, seconds: float = LONG) -> Counter[planning.Fate]:
        self.asked.clear()
        with patch.object(planning, "AT_ONCE", 1):  # in order
            found = planning.plan(self.start, services(), Deadline(seconds))
        observability.flush_metrics()
        return found

    def days_pass(self, days: int) -> None:
        """A planner's tick each day; what it starts ends at once."""
        for _ in range(days):
            if self.tick()["started"]:
                self.end()
            self.world.advance(days=1)


@pytest.fixture
def syncs(world: World) -> Iterator[Syncs]:
    made = Syncs(world)
    yield made
    # What a test leaves due would be started by the next.
    for item in world.items("accounts", "U#"):
        if item["sk"] == keys.SYNC:
            boto3.resource("dynamodb").Table(ENVIRONMENT["ACCOUNTS_TABLE"]).delete_item(
                Key={"pk": item["pk"], "sk": item["sk"]}
            )


def _consents(user_id: str) -> None:
    granted = Tokens(access_token="a", refresh_token="r", token_type="Bearer", expires_in=3600, scope="x")
    services().accounts.grants.store(user_id, granted, frozenset({"x"}))


def _somebody(world: World) -> str:
    user_id = people.remember(PrivateUser(id=f"planned-{next(_people)}"), world.clock.now(), 24)
    _consents(user_id)
    return user_id


def _set(user_id: str, sk: str, **attributes: str) -> None:
    table = boto3.resource("dynamodb").Table(ENVIRONMENT["ACCOUNTS_TABLE"])
    for name, value in attributes.items():
        table.update_item(
            Key={"pk": keys.user(user_id), "sk": sk},
            UpdateExpression="SET #n = :v",
            ExpressionAttributeNames={"#n": name},
            ExpressionAttributeValues={":v": value},
        )


def _due_in(world: World, user_id: str) -> timedelta | None:
    due_at = sync_schedule.read(user_id).due_at
    return None if due_at is None else due_at - world.clock.now()


# -- who is due --------------------------------------------------------------------------------------------------------


def test_every_library_is_read_once_a_period_for_as_long_as_its_person_comes(world: World, syncs: Syncs) -> None:
    somebody = _somebody(world)
    days = 0
    for _ in range(24 * 6):
        started = syncs.tick()["started"]
        days += started
        if started:
            syncs.end()
        world.clock.advance(hours=1)
    assert days in (6, 7)
    assert sync_schedule.read(somebody).ended_at is not None


def test_who_waits_longest_goes_first_and_a_tick_takes_no_more_than_it_can(world: World, syncs: Syncs) -> None:
    waiting = []
    for _ in range(7):
        waiting.append(_somebody(world))
        world.clock.advance(minutes=1)
    with patch.object(planning, "AT_MOST", 4):
        assert syncs.tick() == {"started": 4}
        assert syncs.asked == waiting[:4]
        assert syncs.tick() == {"started": 3}
        assert syncs.asked == waiting[4:]
        assert syncs.tick() == {}


def test_when_time_is_up_the_rest_keeps_its_place(world: World, syncs: Syncs, console: Console) -> None:
    waiting = [_somebody(world) for _ in range(3)]
    assert syncs.tick(seconds=5) == {"left": 3}
    assert syncs.tick() == {"started": 3}
    assert set(syncs.asked) == set(waiting)


def test_two_planners_at_once_start_each_sync_once(world: World, syncs: Syncs) -> None:
    user_id = _somebody(world)
    (seen,) = sync_due.due(world.clock.now(), 10)
    both = [planning._Planner(syncs.start, services(), Deadline(LONG)) for _ in range(2)]
    assert [planner.fate_of(seen) for planner in both] == ["started", "elsewhere"]
    assert syncs.asked == [user_id]


def test_a_planner_that_died_holds_nobody_for_longer_than_its_lease(world: World, syncs: Syncs) -> None:
    user_id = _somebody(world)
    (seen,) = sync_due.due(world.clock.now(), 10)
    assert sync_due.lease(seen, world.clock.now() + planning.LEASE)
    world.clock.advance(minutes=14)
    assert syncs.tick() == {}
    world.clock.advance(minutes=2)
    assert syncs.tick() == {"started": 1}
    assert syncs.asked == [user_id]


def test_one_persons_failure_stops_nobody_and_is_tried_again_later(
    world: World, syncs: Syncs, console: Console
) -> None:
    waiting = [_somebody(world) for _ in range(5)]
    syncs.broken = {waiting[0], waiting[2]}
    assert syncs.tick() == {"started": 3, "failed": 2}
    assert {line["user_id"] for line in console.said("a sync could not be planned")} == syncs.broken
    assert syncs.tick() == {}
    world.clock.advance(minutes=16)
    syncs.broken.clear()
    assert syncs.tick()["started"] == 2


def test_a_sync_that_lasts_is_not_started_again(world: World, syncs: Syncs) -> None:
    user_id = _somebody(world)
    syncs.tick()
    for _ in range(30):
        world.clock.advance(hours=1)
        assert syncs.tick()["started"] == 0
    assert syncs.asked == []
    syncs.end()
    assert (
        DAY * (1 - SPREAD) <= (_due_in(world, user_id) or DAY) + timedelta(minutes=1) <= DAY * (1 + SPREAD) + DAY / 99
    )


def test_a_worker_that_died_before_it_told_the_end_does_not_stop_the_next_sync(world: World, syncs: Syncs) -> None:
    user_id = _somebody(world)
    syncs.tick()
    syncs.end(told=False)
    world.clock.advance(minutes=16)
    assert syncs.tick() == {"put_off": 1}
    schedule = sync_schedule.read(user_id)
    assert schedule.active_job_id is None
    world.clock.advance(hours=27)
    assert syncs.tick() == {"started": 1}


def test_a_sync_by_hand_puts_the_next_one_off(world: World, syncs: Syncs) -> None:
    user_id = _somebody(world)
    syncs.start(user_id, "by hand")
    syncs.end()
    world.clock.advance(hours=20)
    assert syncs.tick() == {}
    world.clock.advance(hours=7)
    assert syncs.tick() == {"started": 1}


# -- who is not --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "reason", ["switched off", "consent over", "refusal believed", "tokens erased", "paused", "gone"]
)
def test_who_is_not_to_be_read_is_looked_for_no_more(world: World, syncs: Syncs, reason: str) -> None:
    user_id, table = _somebody(world), boto3.resource("dynamodb").Table(ENVIRONMENT["ACCOUNTS_TABLE"])
    if reason == "switched off":
        # Switching off takes them out of the index; a new consent, which asks nothing, puts them there.
        people.change_settings(user_id, {"sync_period_hours": None}, world.clock.now())
        _consents(user_id)
    elif reason == "consent over":
        _set(user_id, keys.GRANT, consent_expires_at=to_text(world.clock.now() - DAY))
    elif reason == "refusal believed":
        _set(user_id, keys.GRANT, refused_at=to_text(world.clock.now()), believed_at=to_text(world.clock.now()))
    elif reason == "tokens erased":
        table.update_item(Key={"pk": keys.user(user_id), "sk": keys.GRANT}, UpdateExpression="REMOVE sealed")
    elif reason == "paused":
        _set(user_id, keys.SYNC, paused_at=to_text(world.clock.now()))
    else:
        table.delete_item(Key={"pk": keys.user(user_id), "sk": keys.USER})
    assert syncs.tick() == {"taken_off": 1}
    assert syncs.tick() == {}
    assert syncs.asked == []
    assert sync_schedule.read(user_id).due_at is None
    world.aws.clear()
    world.clock.advance(days=30)
    assert syncs.tick() == {}
    assert set(world.aws.names) == {"Query"}, "and costs nothing from then on"


def test_a_new_consent_has_a_library_read_again_that_was_given_up(world: World, syncs: Syncs) -> None:
    user_id = _somebody(world)
    syncs.tick()
    syncs.end()
    world.clock.advance(days=200)
    assert syncs.tick() == {"taken_off": 1}
    _consents(user_id)
    assert syncs.tick() == {"started": 1}


def test_a_consent_that_comes_while_the_planner_gives_up_is_not_lost(world: World, syncs: Syncs) -> None:
    user_id = _somebody(world)
    _set(user_id, keys.GRANT, consent_expires_at=to_text(world.clock.now() - DAY))
    judge = sync_due.standing

    def consents_meanwhile(*asked: Any) -> Any:
        found = judge(*asked)
        _consents(user_id)
        return found

    with patch.object(sync_due, "standing", consents_meanwhile):
        assert syncs.tick() == {"elsewhere": 1}
    world.clock.advance(minutes=16)
    assert syncs.tick() == {"started": 1}


def test_a_refusal_that_may_be_false_is_waited_for(world: World, syncs: Syncs) -> None:
    user_id = _somebody(world)
    _set(user_id, keys.GRANT, refused_at=to_text(world.clock.now()))
    assert syncs.tick() == {"put_off": 1}
    boto3.resource("dynamodb").Table(ENVIRONMENT["ACCOUNTS_TABLE"]).update_item(
        Key={"pk": keys.user(user_id), "sk": keys.GRANT}, UpdateExpression="REMOVE refused_at"
    )
    world.clock.advance(minutes=61)
    assert syncs.tick() == {"started": 1}


def test_while_spotify_may_not_be_asked_nothing_is_begun_and_everybody_keeps_their_place(
    world: World, syncs: Syncs, console: Console
) -> None:
    first = _somebody(world)
    world.clock.advance(minutes=1)
    second = _somebody(world)
    store = services().accounts.client_store
    store.close("quota", 7200, services().accounts.client_state().stored)
    try:
        assert syncs.tick() == {}
        assert console.said("no syncs are planned")[0]["due"] == 2
        assert console.metric("SyncDelay") >= 60_000
    finally:
        world.clock.advance(hours=3)
    world.advance(minutes=10)
    assert syncs.tick() == {"started": 2}
    assert syncs.asked == [first, second]


# -- people who are away -----------------------------------------------------------------------------------------------


def test_a_library_that_nobody_uses_is_read_ever_more_rarely(world: World, syncs: Syncs) -> None:
    _somebody(world)
    reads = []
    for day in range(60):
        for _ in range(6):
            if syncs.tick()["started"]:
                reads.append(day)
                syncs.end()
            world.clock.advance(hours=4)
    assert 6 <= sum(day < 7 for day in reads) <= 8, "every day in the first week"
    assert 2 <= sum(28 <= day < 42 for day in reads) <= 4, "every four to six days after four weeks"
    assert len(reads) <= 25


def test_whoever_is_back_has_the_library_read_at_once(world: World, syncs: Syncs) -> None:
    browser = world.browser()
    browser.sign_in(person=world.spotify.truth.people[0].id)
    user_id = browser.cookies["__Host-dashspot"].partition(".")[0]
    script = Browser(world, token=browser.post("/v1/user/tokens", {"name": "s", "expires_in_days": 365}).json["token"])
    syncs.days_pass(42)
    while not syncs.tick()["started"]:
        world.advance(hours=6)
    syncs.end()
    world.advance(hours=27)
    assert syncs.tick() == {"put_off": 1}
    assert (_due_in(world, user_id) or timedelta()) > DAY, "away for six weeks: every six days or so"
    assert script.get("/v1/library/playlists").status == 200
    world.advance(seconds=1)
    assert syncs.tick() == {"started": 1}
    syncs.end()
    assert (_due_in(world, user_id) or timedelta()) <= DAY * (1 + SPREAD)
    world.advance(hours=27)
    assert syncs.tick() == {"started": 1}, "and every day again"


def test_use_is_told_by_what_is_written_anyway_and_a_sync_is_no_use(world: World, syncs: Syncs) -> None:
    browser = world.browser()
    browser.sign_in(person=world.spotify.truth.people[1].id)
    user_id = browser.cookies["__Host-dashspot"].partition(".")[0]

    def used() -> Any:
        (grant,) = (item for item in world.items("accounts", keys.user(user_id)) if item["sk"] == keys.GRANT)
        return grant.get("used_at")

    world.advance(hours=2)
    accounts = services().accounts
    accounts.spotify(accounts.person_for_work(user_id), Deadline(30), "sync").access_token()
    assert used() is None, "a renewal in the background says nothing about the person"
    world.advance(hours=2)
    assert browser.get("/v1/library/playlists").status == 200
    seen = used()
    assert seen is not None
    world.aws.clear()
    world.advance(minutes=5)
    assert browser.get("/v1/library/playlists").status == 200
    assert set(world.aws.names) <= {"BatchGetItem", "SendMessageBatch", "Decrypt"}, (
        "a warm request writes nothing for it"
    )
    assert used() == seen


def test_who_only_browses_what_is_kept_is_not_away(world: World, syncs: Syncs) -> None:
    """Browsing asks nothing of Spotify, so it is noted by a write of its own: one a day."""
    browser = world.browser()
    browser.sign_in(person=world.spotify.truth.people[1].id)
    user_id = browser.cookies["__Host-dashspot"].partition(".")[0]
    script = Browser(world, token=browser.post("/v1/user/tokens", {"name": "s", "expires_in_days": 365}).json["token"])

    def writes() -> int:
        world.aws.clear()
        assert script.get("/v1/browser/tracks").json["code"] == "not_synced"
        return sum(name == "UpdateItem" for name in world.aws.names)

    assert writes() == 0, "the consent is use enough for the first day"
    world.advance(days=9)
    assert writes() > 0
    world.advance(hours=23)
    assert writes() == 0
    world.advance(hours=2)
    assert writes() == 1
    assert sync_due.standing(user_id, world.clock.now()).seen_at >= world.clock.now() - timedelta(minutes=1)  # type: ignore[union-attr]


@given(
    period=st.integers(1, 168).map(lambda hours: timedelta(hours=hours)),
    unused=st.floats(0, 200).map(lambda days: timedelta(days=days)),
    more=st.floats(0, 200).map(lambda days: timedelta(days=days)),
)
def test_the_longer_unused_the_more_rarely_and_never_more_often_than_set(
    period: timedelta, unused: timedelta, more: timedelta
) -> None:
    assert interval(period, unused) >= period
    assert interval(period, unused + more) >= interval(period, unused)
    assert interval(period, timedelta(days=184)) <= max(period, timedelta(days=27))
    if unused < AWAY_AFTER:
        assert interval(period, unused) == period
