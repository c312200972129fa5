"""Collections as a sync keeps them: page by page, incomplete readings, playlists that go, snapshots that change."""

from __future__ import annotations

import pytest

from chalicelib.core.catalogue import keys
from chalicelib.core.catalogue.collections import Collections, Reading, Tail
from chalicelib.core.catalogue.rows import SeenRow, front
from tests.functional.queue_messages import PERSON, uris
from tests.functional.world import World, shared_world

PLAYLIST = keys.playlist_rows("abc")
SAVED = keys.SAVED_TRACKS

world = shared_world(tracks=20, playlists=3)


@pytest.fixture(autouse=True)
def _empty(world: World) -> None:
    world.empty()
    world.empty_table("coordination")


@pytest.fixture
def collections(world: World) -> Collections:
    from chalicelib.core.composition import services

    return services().collections


def rows(names: str) -> list[SeenRow]:
    return [SeenRow(uri=f"spotify:track:{name}", added_at="2026-01-01T00:00:00Z", added_by="ada") for name in names]


def told(world: World, name: str) -> str:
    return "".join(uri[-1] for uri in uris(world, name=name))


@pytest.mark.parametrize("name", [*keys.OF_A_PERSON, PLAYLIST])
def test_every_collection_can_be_kept(world: World, collections: Collections, name: str) -> None:
    outcome = collections.save(PERSON, name, rows("abc"), Reading(at=1_000, cause="one", total=3))
    assert outcome.created == 3
    assert told(world, name) == "abc"
    assert [row.row for row in collections.kept(PERSON, name)] == rows("abc")
    known = collections.heads(PERSON, [name, "PLAYLIST#unknown"])
    assert set(known) == {name}
    assert (known[name].rows, known[name].total, known[name].since, known[name].incomplete) == (3, 3, 1_000, ())
    assert known[name].front == (() if name == PLAYLIST else front(rows("abc")))


def test_a_first_reading_is_seen_page_by_page_and_counted_once(world: World, collections: Collections) -> None:
    pages = ["abca", "de", "aafg"]
    tail = Tail()
    for page in pages:
        begun = tail
        tail = collections.append(PERSON, PLAYLIST, rows(page), at=1_000, after=begun)
        assert Tail.model_validate_json(tail.model_dump_json()) == tail
        world.aws.clear()
        again = collections.append(PERSON, PLAYLIST, rows(page), at=1_000, after=begun)
        assert again == tail
    seen = "".join(pages)
    assert told(world, PLAYLIST) == seen
    assert collections.heads(PERSON, [PLAYLIST]) == {}, "nothing is known of it before it was read whole"
    world.aws.clear()
    outcome = collections.save(PERSON, PLAYLIST, rows(seen), Reading(at=1_000, cause="job", snapshot_id="s"))
    assert world.aws.writes == ["PutItem", "PutItem"], "its name and its head: the rows stand"
    assert (outcome.created, outcome.updated, outcome.unchanged) == (len(seen), 0, 0)
    assert told(world, PLAYLIST) == seen
    world.aws.clear()
    same = collections.save(PERSON, PLAYLIST, rows(seen), Reading(at=1_000, cause="job", snapshot_id="s"))
    assert (same, world.aws.writes) == (outcome, [])


def test_rows_that_moved_between_pages_end_where_they_were_seen_last(world: World, collections: Collections) -> None:
    tail = collections.append(PERSON, SAVED, rows("abc"), at=1_000, after=Tail())
    collections.append(PERSON, SAVED, rows("cde"), at=1_000, after=tail)
    outcome = collections.save(PERSON, SAVED, rows("xabcde"), Reading(at=1_000, cause="job"))
    assert outcome.created == 6
    assert told(world, SAVED) == "xabcde"


def test_pages_of_a_reading_that_was_given_up_leave_nothing_behind(world: World, collections: Collections) -> None:
    collections.append(PERSON, SAVED, rows("abc"), at=1_000, after=Tail())
    tail = collections.append(PERSON, SAVED, rows("xb"), at=2_000, after=Tail())
    collections.append(PERSON, SAVED, rows("y"), at=2_000, after=tail)
    outcome = collections.save(PERSON, SAVED, rows("xby"), Reading(at=2_000, cause="job"))
    assert (outcome.created, outcome.removed) == (3, 0), "what nobody counted is not removed either"
    assert told(world, SAVED) == "xby"


def test_pages_change_nothing_once_the_collection_was_read_whole(world: World, collections: Collections) -> None:
    tail = collections.append(PERSON, SAVED, rows("ab"), at=1_000, after=Tail())
    collections.save(PERSON, SAVED, rows("xab"), Reading(at=2_000, cause="somebody looked"))
    world.aws.clear()
    collections.append(PERSON, SAVED, rows("cd"), at=1_000, after=tail)
    assert world.aws.writes == []
    assert collections.save(PERSON, SAVED, rows("abcd"), Reading(at=1_000, cause="job")).created == 0
    assert told(world, SAVED) == "xab"


def test_an_incomplete_reading_takes_nothing_away(world: World, collections: Collections) -> None:
    collections.save(PERSON, SAVED, rows("abcdef"), Reading(at=1_000, cause="one", total=6))
    reading = Reading(at=2_000, cause="two", total=7, incomplete=("rows_missing",))
    outcome = collections.save(PERSON, SAVED, rows("xafb"), reading)
    assert (outcome.created, outcome.updated, outcome.unchanged, outcome.removed) == (1, 1, 2, 0)
    assert told(world, SAVED) == "xafbcde", "rows that were not seen stay behind the row that they followed"
    known = collections.heads(PERSON, [SAVED])[SAVED]
    assert (known.incomplete, known.rows, known.since) == (("rows_missing",), 7, 1_000)
    world.aws.clear()
    later = Reading(at=3_000, cause="three", total=7, incomplete=("rows_missing",))
    assert collections.save(PERSON, SAVED, rows("xafb"), later).unchanged == 4
    assert world.aws.writes == []
    collections.save(PERSON, SAVED, rows("xafb"), Reading(at=4_000, cause="four", total=4))
    assert told(world, SAVED) == "xafb"
    assert collections.heads(PERSON, [SAVED])[SAVED].incomplete == ()


def test_a_first_reading_that_was_incomplete_does_not_count_as_one(world: World, collections: Collections) -> None:
    reading = Reading(at=1_000, cause="one", incomplete=("outage",))
    assert collections.save(PERSON, SAVED, rows("ab"), reading).created == 2
    assert collections.heads(PERSON, [SAVED])[SAVED].since is None
    outcome = collections.save(PERSON, SAVED, rows("bcd"), Reading(at=2_000, cause="two"))
    assert (outcome.created, outcome.removed) == (3, 0)
    assert collections.heads(PERSON, [SAVED])[SAVED].since == 2_000
    assert told(world, SAVED) == "bcd"


def test_a_forbidden_playlist_is_remembered_with_its_snapshot(world: World, collections: Collections) -> None:
    reading = Reading(at=1_000, cause="one", snapshot_id="s", incomplete=("forbidden",), name="Theirs")
    collections.save(PERSON, PLAYLIST, [], reading)
    known = collections.heads(PERSON, [PLAYLIST])[PLAYLIST]
    assert (known.snapshot_id, known.incomplete, known.rows, known.name) == ("s", ("forbidden",), 0, "Theirs")


def test_a_playlist_that_is_gone_loses_its_rows_and_may_return(world: World, collections: Collections) -> None:
    collections.save(PERSON, PLAYLIST, rows("abc"), Reading(at=1_000, cause="one", name="Mine"))
    outcome = collections.save(PERSON, PLAYLIST, [], Reading(at=2_000, cause="two", gone=True))
    assert outcome.removed == 3
    known = collections.heads(PERSON, [PLAYLIST])[PLAYLIST]
    assert (known.gone, known.rows, known.name) == (True, 0, "Mine")
    world.aws.clear()
    assert collections.save(PERSON, PLAYLIST, [], Reading(at=3_000, cause="three", gone=True)).removed == 0
    assert world.aws.writes == []
    assert collections.save(PERSON, PLAYLIST, rows("ba"), Reading(at=4_000, cause="four")).created == 2
    assert told(world, PLAYLIST) == "ba"
    assert not collections.heads(PERSON, [PLAYLIST])[PLAYLIST].gone


def test_a_playlist_that_nobody_kept_can_be_gone_without_a_trace(world: World, collections: Collections) -> None:
    collections.save(PERSON, PLAYLIST, [], Reading(at=1_000, cause="one", gone=True))
    assert world.items("catalogue") == []


def test_equal_rows_under_another_snapshot_write_nothing_of_what_is_kept(
    world: World, collections: Collections
) -> None:
    collections.save(PERSON, PLAYLIST, rows("abc"), Reading(at=1_000, cause="one", snapshot_id="s1"))
    world.aws.clear()
    collections.save(PERSON, PLAYLIST, rows("abc"), Reading(at=2_000, cause="two", snapshot_id="s2"))
    assert world.aws.writes_except("test-coordination") == []
    assert collections.heads(PERSON, [PLAYLIST])[PLAYLIST].snapshot_id == "s2"
    collections.save(PERSON, PLAYLIST, rows("abcd"), Reading(at=3_000, cause="three"))
    assert collections.heads(PERSON, [PLAYLIST])[PLAYLIST].snapshot_id is None, "other rows, and nobody told under what"


def test_a_remembered_snapshot_is_forgotten_in_time(world: World, collections: Collections) -> None:
    collections.save(PERSON, PLAYLIST, rows("abc"), Reading(at=1_000, cause="one", snapshot_id="s1"))
    collections.save(PERSON, PLAYLIST, rows("abc"), Reading(at=2_000, cause="two", snapshot_id="s2"))
    before = world.clock.ahead
    try:
        world.clock.advance(days=30, minutes=1)
        assert collections.heads(PERSON, [PLAYLIST])[PLAYLIST].snapshot_id == "s1"
    finally:
        world.clock.ahead = before


def test_a_new_name_or_total_is_told_by_the_head(collections: Collections) -> None:
    collections.save(PERSON, PLAYLIST, rows("ab"), Reading(at=1_000, cause="one", name="Old", total=2))
    collections.save(PERSON, PLAYLIST, rows("ab"), Reading(at=2_000, cause="two", name="New", total=3))
    known = collections.heads(PERSON, [PLAYLIST])[PLAYLIST]
    assert (known.name, known.total, known.rows) == ("New", 3, 2)


def test_heads_of_many_playlists_are_read_in_batches(world: World, collections: Collections) -> None:
    names = [keys.playlist_rows(f"p{number}") for number in range(70)]
    for name in names[::10]:
        collections.save(PERSON, name, rows("a"), Reading(at=1_000, cause="one"))
    world.aws.clear()
    assert set(collections.heads(PERSON, names)) == set(names[::10])
    assert world.aws.names == ["BatchGetItem", "BatchGetItem"]
