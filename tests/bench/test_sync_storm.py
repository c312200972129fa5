"""The storm over a small library, with a seed of its own in each run; and that its judge would notice."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bench.sync.chaos import CALM
from bench.sync.messages import PUNCTUAL
from bench.sync.store.tables import Key
from bench.sync.storm import CATALOGUE, SMALL, play
from bench.sync.truth import Truth, entity_differences, row_differences
from bench.sync.world import Person, World, a_world


def test_a_library_read_through_a_storm_is_kept_row_by_row() -> None:
    seed = random.SystemRandom().randrange(1_000_000)
    print(f"seed {seed}")
    found = play(seed, replace(SMALL, mode=random.Random(seed).choice(("development", "extended"))))
    print(*found.lines(), sep="\n")
    assert found.problems == []
    assert found.met["killed after a request"] + found.met["killed before a request"] > 0
    assert found.met["throttled"] > 0
    assert found.faults > 0
    assert found.looked_back_at >= 6


@pytest.fixture(scope="module")
def synced() -> Iterator[tuple[World, Person]]:
    """A quiet day's sync."""
    with a_world(1, tracks=60, playlists=4, playlist_rows=90, big_playlist=50, people=1) as world:
        world.chaos.odds, world.messages.luck = CALM, PUNCTUAL
        person = world.sign_in()
        world.sync(person)
        yield world, person


def _differences(world: World, person: Person) -> list[str]:
    library = world.spotify.truth
    truth = Truth(library, library.people[0], foreign_rows=False)
    catalogue = world.store.tables[CATALOGUE]
    return [*row_differences(catalogue, person.user_id, truth), *entity_differences(catalogue, truth)]


@pytest.mark.parametrize("kind", ["R#", "HEAD", "E"])
def test_the_judge_notices_each_item_that_is_missing_or_not_as_it_should_be(
    synced: tuple[World, Person], kind: str
) -> None:
    world, person = synced
    assert _differences(world, person) == []
    table = world.store.tables[CATALOGUE]
    keys = sorted(
        Key(pk, sk)
        for pk, items in table.partitions()
        for sk, item in items.items()
        # A playlist that may not be read has a head that says so, and is nobody's truth.
        if sk.startswith(kind) and (pk.startswith("U#") or pk.startswith("E#track")) and "incomplete" not in item
    )
    for key in random.Random(1).sample(keys, 6):
        item = table.get(key)
        assert item is not None
        field = {"R#": "added_at", "HEAD": "unnamed", "E": "fields"}[kind]
        odd = {"R#": {"S": "2001-01-01T00:00:00Z"}, "HEAD": {"N": "77"}, "E": {"S": '{"name": "other"}'}}[kind]
        for wrong in (None, {**item, field: odd}):
            table.put(key, wrong)
            assert _differences(world, person) != [], key
        table.put(key, item)
    assert _differences(world, person) == []


def test_the_judge_notices_another_order_and_a_row_too_many(synced: tuple[World, Person]) -> None:
    world, person = synced
    table = world.store.tables[CATALOGUE]
    pk = f"U#{person.user_id}#SAVED_TRACKS"
    rows = [item for item in table.in_order(pk) if item["sk"]["S"].startswith("R#")]
    first, second = rows[0], rows[1]
    table.put(Key(pk, first["sk"]["S"]), {**first, "rank": second["rank"]})
    assert any("rank" in each or "row" in each for each in _differences(world, person))
    table.put(Key(pk, first["sk"]["S"]), first)
    extra = Key(f"U#{person.user_id}#PLAYLIST#0000000000000000000000", "R#1")
    table.put(extra, {**first, "pk": {"S": extra.pk}, "sk": {"S": extra.sk}})
    assert any("not to be read" in each for each in _differences(world, person))
    table.put(extra, None)
    assert _differences(world, person) == []
