"""The scheduled function: consents end after six months without a word, so somebody has to count."""

from __future__ import annotations

from datetime import datetime, timedelta

import boto3
import pytest

from chalicelib.core.accounts.consents import consent_end
from chalicelib.core.accounts.keys import DUE_SHARDS, consent_due, refusal_due
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


@pytest.fixture
def first_end(world: World) -> datetime:
    """When the first person's consent ends; the others' do 20 and 60 days later, give or take the months' lengths."""
    ends = sorted(item["consent_expires_at"] for item in world.items("accounts", "U#") if "consent_expires_at" in item)
    return datetime.fromisoformat(ends[0])


@pytest.mark.parametrize(
    ("before_the_first_ends", "within_30", "within_7", "ended"),
    [
        (timedelta(days=150), 0, 0, 0),
        (timedelta(days=30, minutes=1), 0, 0, 0),
        (timedelta(days=30), 1, 0, 0),
        (timedelta(days=7, minutes=1), 2, 0, 0),
        (timedelta(days=7), 2, 1, 0),
        (timedelta(minutes=1), 2, 1, 0),
        (timedelta(0), 1, 0, 1),
        (timedelta(days=-2), 1, 0, 1),
    ],
    ids=str,
)
def test_consents_are_counted_by_how_soon_they_end(
    world: World,
    console: Console,
    first_end: datetime,
    before_the_first_ends: timedelta,
    within_30: int,
    within_7: int,
    ended: int,
) -> None:
    forward = (first_end - before_the_first_ends - world.clock.now()).total_seconds()
    world.clock.advance(seconds=forward)
    try:
        world.tick(watch_consents)
    finally:
        world.clock.advance(seconds=-forward)
    names = ("ConsentsEnding30", "ConsentsEnding7", "ConsentsEnded")
    assert tuple(console.metric(name) for name in names) == (within_30, within_7, ended)
    told = console.said("consents watched")[0]
    assert (told["ending_30"], told["ending_7"], told["ended"]) == (within_30, within_7, ended)
    assert told["request_id"]
    assert "user_id" not in told
    assert len(console.said("tick handled")) == 1


def test_signing_in_again_starts_the_six_months_anew(world: World, console: Console) -> None:
    world.clock.advance(days=175)
    try:
        world.browser().sign_in(person=world.spotify.truth.people[0].id)
        world.tick(watch_consents)
    finally:
        world.clock.advance(days=-175)
    assert console.metric("ConsentsEnding30") == 1, "the second person's, twenty days later"


def test_every_shard_is_read() -> None:
    for partition in (consent_due, refusal_due):
        assert len({partition(f"u_{number}") for number in range(200)}) == DUE_SHARDS


def test_a_tick_that_fails_says_so_and_is_seen_by_lambda(world: World, console: Console) -> None:
    world.aws.refuse("Query", "AccessDeniedException")
    try:
        with pytest.raises(Exception, match="AccessDenied"):
            world.tick(watch_consents)
    finally:
        world.aws.refusals.clear()
    assert len(console.said("tick failed")) == 1
    assert console.metric("TicksFailed") == 1


def test_a_tick_that_runs_out_of_time_tells_no_half_counted_figures(world: World, console: Console) -> None:
    world.tick(watch_consents, milliseconds=5_000)
    assert console.said("consents watched") == []
    assert len(console.said("ending consents were not all counted")) == 1
    assert len(console.said("tick handled")) == 1


def test_no_table_is_scanned_for_it(world: World) -> None:
    world.aws.clear()
    world.tick(watch_consents)
    assert set(world.aws.names) == {"Query"}
    assert len(world.aws.names) == 6 * DUE_SHARDS, "refused: due, all; consents: over for days, ended, in 7, in 30 days"
    assert boto3.client("dynamodb").describe_table(TableName="test-accounts")["Table"]["ItemCount"] > 0


def test_a_consent_ends_six_calendar_months_later_and_never_after_spotifys() -> None:
    for given, ends in (
        ("2026-01-15", "2026-07-15"),
        ("2026-08-31", "2027-02-28"),
        ("2027-08-31", "2028-02-29"),
        ("2026-12-31", "2027-06-30"),
        ("2026-09-01", "2027-03-01"),
    ):
        assert consent_end(datetime.fromisoformat(f"{given}T10:20:30+00:00")).isoformat() == f"{ends}T10:20:30+00:00"
