"""Collections that were read whole: rows in order, duplicates kept apart, and the least that must be written."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.functional.console import Console
from tests.functional.queue_messages import PERSON, collection, head, message, rows, uris
from tests.functional.world import World, shared_world

DAY = 86_400

world = shared_world(tracks=20, playlists=3)


@pytest.fixture(autouse=True)
def _empty(world: World) -> None:
    world.empty()


def _keep(world: World, *bodies: str) -> None:
    world.send(*bodies)
    world.run_queue()


def _uri(number: int) -> str:
    return f"spotify:track:{number:022d}"


def test_rows_are_kept_in_order_with_when_and_by_whom(world: World, console: Console) -> None:
    told: list[dict[str, Any]] = [
        {"uri": _uri(2), "added_at": "2020-01-01T00:00:00Z", "added_by": "ada"},
        {"uri": _uri(1), "added_at": None, "added_by": None},
        {"uri": "spotify:local:a:b:c:10", "name": "c", "playable": False},
    ]
    _keep(world, collection(told, second=1, unnamed=2, snapshot_id="snap"))
    kept = rows(world)
    assert [row["uri"] for row in kept] == [row["uri"] for row in told]
    assert (kept[0]["added_at"], kept[0]["added_by"]) == ("2020-01-01T00:00:00Z", "ada")
    assert kept[2]["name"] == "c"
    assert kept[2]["playable"] is False
    for absent in ("added_at", "added_by", "removed", "expires_at"):
        assert absent not in kept[1]
    known = head(world)
    assert (known["rows"], known["unnamed"], known["snapshot_id"]) == (3, 2, "snap")
    assert console.said("message handled")[0]["created"] == 3


def test_duplicates_are_kept_apart_and_counted(world: World) -> None:
    told = [_uri(1), _uri(2), _uri(1), _uri(1)]
    _keep(world, collection(told, second=1))
    kept = rows(world)
    assert [row["uri"] for row in kept] == told
    assert [int(row["occurrence"]) for row in kept] == [0, 0, 1, 2]
    assert len({row["sk"] for row in kept}) == 4


def test_a_second_reading_of_the_same_writes_nothing(world: World) -> None:
    told = [_uri(number) for number in (3, 1, 2, 1)]
    _keep(world, collection(told, second=1, unnamed=1, snapshot_id="snap"))
    world.aws.clear()
    _keep(world, collection(told, second=1, unnamed=1, snapshot_id="snap"))
    _keep(world, collection(told, second=9, unnamed=1, snapshot_id="snap"))
    assert world.aws.writes == []


def test_rows_that_come_without_a_snapshot_do_not_unsay_it(world: World) -> None:
    told = [_uri(1), _uri(2)]
    _keep(world, collection(told, second=1, snapshot_id="snap"))
    world.aws.clear()
    _keep(world, collection(told, second=2))
    assert world.aws.writes == []
    assert head(world)["snapshot_id"] == "snap"
    # Other rows are another state, whose snapshot nobody has told.
    _keep(world, collection([_uri(1)], second=3))
    assert "snapshot_id" not in head(world)


@pytest.mark.parametrize(
    ("before", "after", "writes"),
    [
        pytest.param("abcdefgh", "abcdefgh", 0, id="nothing"),
        pytest.param("abcdefgh", "bcdefgha", 1, id="first to the end"),
        pytest.param("abcdefgh", "habcdefg", 1, id="last to the beginning"),
        pytest.param("abcdefgh", "abdefcgh", 1, id="one within"),
        pytest.param("abcdefgh", "abcdxefgh", 1, id="one added within"),
        pytest.param("abcdefgh", "xabcdefgh", 1, id="one added in front"),
        pytest.param("abcdefgh", "abcdefghx", 1, id="one added at the end"),
        pytest.param("abcdefgh", "abcefgh", 1, id="one removed"),
        pytest.param("abcdefgh", "bacdefhg", 2, id="two pairs swapped"),
        pytest.param("ab", "ba", 1, id="a pair swapped"),
        pytest.param("", "a", 1, id="the first"),
        pytest.param("a", "", 1, id="the last"),
    ],
)
def test_a_change_writes_only_the_rows_that_changed(world: World, before: str, after: str, writes: int) -> None:
    def told(text: str) -> list[str]:
        return [_uri(ord(letter)) for letter in text]

    _keep(world, collection(told(before), second=1))
    world.aws.clear()
    _keep(world, collection(told(after), second=2))
    assert uris(world) == told(after)
    # That a read model is behind is told in another table.
    sent = zip(world.aws.names, world.aws.bodies, strict=True)
    made = [name for name, body in sent if name in world.aws.writes and "test-coordination" not in body]
    assert made.count("UpdateItem") == writes
    assert made.count("PutItem") == (2 if writes else 0), "what is to be changed, first, and the head, last"
    if writes:
        assert made[-1] == "PutItem"
        assert head(world)["rows"] == len(after)


def test_many_random_changes_always_end_in_the_order_told(world: World) -> None:
    seed = 20261122
    print("seed", seed)
    random_ = random.Random(seed)
    told = [_uri(number) for number in range(20)]
    for second in range(1, 13):
        for _ in range(random_.randint(0, 3)):
            told.insert(random_.randint(0, len(told)), told.pop(random_.randrange(len(told))))
        if random_.random() < 0.5:
            told.insert(random_.randint(0, len(told)), _uri(random_.randrange(40)))
        if random_.random() < 0.3:
            told.pop(random_.randrange(len(told)))
        _keep(world, collection(told, second=second))
        assert uris(world) == told, second
        assert head(world)["rows"] == len(told)


def test_removed_rows_leave_tombstones_for_thirty_days(world: World, console: Console) -> None:
    _keep(world, collection([_uri(1), _uri(2)], second=1))
    console.clear()
    _keep(world, collection([_uri(2)], second=2))
    buried = [item for item in world.items("catalogue") if item.get("removed")]
    assert [item["uri"] for item in buried] == [_uri(1)]
    left = float(buried[0]["expires_at"]) - world.clock.now().timestamp()
    assert 30 * DAY - 60 < left < 30 * DAY + 60
    assert console.said("message handled")[0]["removed"] == 1


def test_a_late_message_brings_no_removed_row_back(world: World) -> None:
    first = collection([_uri(1), _uri(2)], second=1)
    _keep(world, first)
    _keep(world, collection([_uri(2)], second=3))
    _keep(world, first)
    _keep(world, collection([_uri(1), _uri(2), _uri(3)], second=2))
    assert uris(world) == [_uri(2)]


def test_a_row_that_returns_is_no_longer_removed_and_does_not_expire(world: World) -> None:
    _keep(world, collection([_uri(1), _uri(2)], second=1))
    _keep(world, collection([_uri(2)], second=2))
    _keep(world, collection([_uri(2), _uri(1)], second=3))
    kept = rows(world)
    assert [row["uri"] for row in kept] == [_uri(2), _uri(1)]
    assert all("expires_at" not in row for row in kept)


def test_the_newest_reading_wins_whatever_the_order(world: World) -> None:
    import itertools

    readings = {1: [_uri(1), _uri(2)], 2: [_uri(2), _uri(3)], 3: [_uri(3), _uri(1), _uri(4)]}
    for order in itertools.permutations(readings):
        user_id = "u_" + "".join(str(second) for second in order) + "a" * 17
        for second in order:
            _keep(world, message("library.collection", _payload(readings[second]), second, user_id=user_id))
        assert uris(world, user_id=user_id) == readings[3], order


def _payload(told: list[str]) -> dict[str, Any]:
    return {"name": "SAVED_TRACKS", "rows": [{"uri": uri} for uri in told], "unnamed": 0}


def test_each_persons_collections_are_their_own(world: World) -> None:
    other = "u_" + "b" * 20
    _keep(world, message("library.collection", _payload([_uri(1)]), 1))
    _keep(world, message("library.collection", _payload([_uri(2)]), 1, user_id=other))
    _keep(world, collection([_uri(3)], second=1, name="PLAYLIST#abc"))
    assert uris(world) == [_uri(1)]
    assert uris(world, user_id=other) == [_uri(2)]
    assert uris(world, name="PLAYLIST#abc") == [_uri(3)]


@pytest.mark.parametrize("operation", ["UpdateItem", "PutItem"])
def test_a_reading_that_was_cut_short_is_finished_by_its_redelivery(world: World, operation: str) -> None:
    _keep(world, collection([_uri(1), _uri(2)], second=1))
    body = collection([_uri(3), _uri(2), _uri(1), _uri(4)], second=2)
    # Of what is put, the change set comes first.
    after = 1 if operation == "PutItem" else 0
    world.aws.refuse(operation, "ProvisionedThroughputExceededException", times=100, after=after)
    _keep(world, body)
    assert int(head(world)["rows"]) == 2, "the head comes last"
    world.aws.refusals.clear()
    _keep(world, body)
    assert uris(world) == [_uri(3), _uri(2), _uri(1), _uri(4)]
    assert int(head(world)["rows"]) == 4
    assert head(world)["pk"] == f"U#{PERSON}#SAVED_TRACKS"


def test_an_empty_collection_is_kept_as_such(world: World) -> None:
    _keep(world, collection([], second=1))
    assert int(head(world)["rows"]) == 0
    assert rows(world) == []


def test_rows_without_their_head_are_counted_again_by_the_redelivery(world: World) -> None:
    """The head is written last: a reading that ended before it left rows newer than what it counts."""
    _keep(world, collection([_uri(1), _uri(2)], second=1))
    before = int(head(world)["revision"])
    world.aws.refuse("PutItem", "InternalServerError", status=500, times=100, after=1)
    _keep(world, collection([_uri(2), _uri(3)], second=2))
    world.aws.refusals.clear()
    assert uris(world) == [_uri(2), _uri(3)]
    assert int(head(world)["revision"]) == before
    _keep(world, collection([_uri(2), _uri(3)], second=2))
    assert int(head(world)["revision"]) == before + 1


def test_a_busy_table_is_waited_for(world: World) -> None:
    world.aws.refuse("UpdateItem", "ProvisionedThroughputExceededException", times=7)
    told = [_uri(number) for number in range(30)]
    _keep(world, collection(told, second=1))
    assert uris(world) == told
    assert int(head(world)["rows"]) == 30
