"""Entities that come by the hundred: each is written once, whoever else writes it, and however often it was told."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from chalicelib.core.catalogue.entities import AnyEntity, parse
from chalicelib.core.catalogue.repository import Catalogue
from chalicelib.core.outcome import Outcome
from tests.functional.queue_messages import identifier, stored, track
from tests.functional.world import World, shared_world

world = shared_world(tracks=20, playlists=3)


@pytest.fixture(autouse=True)
def _empty(world: World) -> None:
    world.empty()


@pytest.fixture
def catalogue(world: World) -> Catalogue:
    from chalicelib.core.composition import services

    return services().catalogue


def tracks(names: range, **fields: Any) -> list[AnyEntity]:
    return [parse(track(f"t{number}", **fields)) for number in names]


def test_many_entities_cost_one_write_each_and_none_where_nothing_changed(world: World, catalogue: Catalogue) -> None:
    world.aws.clear()
    assert catalogue.save(tracks(range(150)), 1_000) == Outcome(created=150)
    assert sorted(set(world.aws.names)) == ["BatchGetItem", "PutItem"]
    assert (world.aws.names.count("BatchGetItem"), len(world.aws.writes)) == (2, 150)
    world.aws.clear()
    assert catalogue.save(tracks(range(150)), 2_000) == Outcome(unchanged=150)
    assert world.aws.writes == []
    changed = tracks(range(10), duration_ms=5)
    assert catalogue.save([*tracks(range(10, 20)), *changed], 3_000) == Outcome(updated=10, unchanged=10)
    assert world.aws.writes == ["UpdateItem"] * 10


def test_what_is_told_twice_at_once_is_written_once_with_all_that_was_told(world: World, catalogue: Catalogue) -> None:
    world.aws.clear()
    told = [parse(track("a", duration_ms=1)), parse(track("a", explicit=True)), parse(track("a"))]
    assert catalogue.save(told, 1_000) == Outcome(created=1, updated=1, unchanged=1)
    assert world.aws.writes == ["PutItem"]
    assert stored(world, "track", "a") == {"name": "a", "duration_ms": 1, "explicit": True}


def test_writers_of_the_same_entities_take_nothing_from_each_other(world: World, catalogue: Catalogue) -> None:
    fields: list[dict[str, Any]] = [{"duration_ms": 7}, {"explicit": True}, {"disc_number": 2}, {"track_number": 3}]
    together = [
        threading.Thread(target=catalogue.save, args=(tracks(range(12), **each), 1_000 + number))
        for number, each in enumerate(fields)
    ]
    for thread in together:
        thread.start()
    for thread in together:
        thread.join(timeout=60)
    for number in range(12):
        expected: dict[str, Any] = {"name": f"t{number}"}
        for each in fields:
            expected |= each
        assert stored(world, "track", f"t{number}") == expected


def test_a_busy_table_loses_no_entity(world: World, catalogue: Catalogue) -> None:
    world.aws.refuse("PutItem", "ThrottlingException", times=9)
    world.aws.refuse("BatchGetItem", "ThrottlingException", times=1)
    assert catalogue.save(tracks(range(40)), 1_000) == Outcome(created=40)


def test_a_playlist_that_only_got_another_snapshot_is_not_written(world: World, catalogue: Catalogue) -> None:
    playlist = {"kind": "playlist", "id": identifier("p"), "uri": f"spotify:playlist:{identifier('p')}", "name": "Mine"}
    catalogue.save([parse({**playlist, "snapshot_id": "one"})], 1_000)
    world.aws.clear()
    assert catalogue.save([parse({**playlist, "snapshot_id": "two"})], 2_000) == Outcome(unchanged=1)
    assert world.aws.writes == []


def test_names_are_those_that_are_kept(catalogue: Catalogue) -> None:
    catalogue.save(tracks(range(3)), 1_000)
    asked = [("track", identifier("t1")), ("track", identifier("unknown")), ("album", identifier("t2"))]
    assert catalogue.names(asked) == {("track", identifier("t1")): "t1"}
