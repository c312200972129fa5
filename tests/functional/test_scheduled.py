"""The scheduled function: consents end after six months without a word, so somebody has to count."""

from __future__ import annotations

import boto3
import pytest

from chalicelib.core.accounts.keys import DUE_SHARDS, consent_due
from chalicelib.core.accounts.tasks import watch_consents
from tests.functional.console import Console
from tests.functional.world import World, shared_world

world = shared_world(tracks=20, playlists=3, people=3)


@pytest.fixture(scope="module", autouse=True)
def _three_people(world: World) -> None:
    for days, person in zip((0, 20, 60), world.spotify.truth.people, strict=True):
        world.clock.advance(days=days)
        world.browser().sign_in(person=person.id)
        world.clock.advance(days=-days)


@pytest.mark.parametrize(
    ("days", "ending"),
    [(0, 0), (151, 0), (153, 1), (173, 2), (181, 2), (200, 2), (213, 3), (1000, 3)],
)
def test_consents_that_end_within_thirty_days_or_have_ended_are_counted(
    world: World, console: Console, days: int, ending: int
) -> None:
    world.clock.advance(days=days)
    try:
        world.tick(watch_consents)
    finally:
        world.clock.advance(days=-days)
    assert console.metric("ConsentsEnding") == ending
    told = console.said("consents watched")[0]
    assert (told["ending"], told["days"]) == (ending, 30)
    assert told["request_id"]
    assert "user_id" not in told
    assert len(console.said("tick handled")) == 1


def test_signing_in_again_starts_the_six_months_anew(world: World, console: Console) -> None:
    world.clock.advance(days=200)
    try:
        world.browser().sign_in(person=world.spotify.truth.people[0].id)
        world.tick(watch_consents)
    finally:
        world.clock.advance(days=-200)
    assert console.metric("ConsentsEnding") == 1


def test_every_shard_is_read() -> None:
    shards = {consent_due(f"u_{number}") for number in range(200)}
    assert len(shards) == DUE_SHARDS


def test_a_tick_that_fails_says_so_and_is_seen_by_lambda(world: World, console: Console) -> None:
    world.aws.refuse("Query", "AccessDeniedException")
    try:
        with pytest.raises(Exception, match="AccessDenied"):
            world.tick(watch_consents)
    finally:
        world.aws.refusals.clear()
    assert len(console.said("tick failed")) == 1
    assert console.metric("TicksFailed") == 1


def test_no_table_is_scanned_for_it(world: World) -> None:
    world.aws.clear()
    world.tick(watch_consents)
    assert set(world.aws.names) == {"Query"}
    assert len(world.aws.names) == DUE_SHARDS
    assert boto3.client("dynamodb").describe_table(TableName="test-accounts")["Table"]["ItemCount"] > 0
