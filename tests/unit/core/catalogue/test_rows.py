"""The order of a collection: the plan leads to what was seen, with the fewest writes, and ranks stay short."""

from __future__ import annotations

import itertools
import string
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.core.catalogue.ranks import between, spread
from chalicelib.core.catalogue.rows import KeptRow, SeenRow, identify, plan

ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
Kept = dict[str, KeptRow]


def rows(names: str | Sequence[str]) -> list[SeenRow]:
    return [SeenRow(uri=f"spotify:track:{name}") for name in names]


def applied(kept: Mapping[str, KeptRow], seen: Sequence[SeenRow]) -> Kept:
    """The rows after the writes of a plan."""
    steps = plan(kept, seen)
    after = {row_id: row for row_id, row in kept.items() if row_id not in steps.remove}
    return after | {row.row_id: row for row in steps.put}


def in_order(kept: Mapping[str, KeptRow]) -> list[KeptRow]:
    return sorted(kept.values(), key=lambda row: row.rank)


def is_rank(text: str) -> bool:
    return bool(text) and set(text) <= set(ALPHABET) and not text.endswith("0")


RANKS = st.text(ALPHABET, min_size=1, max_size=6).filter(lambda text: not text.endswith("0"))
# Few different rows, so that duplicates are common; and details that may differ while the row stays the same one.
SEEN = st.lists(
    st.builds(
        SeenRow,
        uri=st.sampled_from([f"spotify:track:{name}" for name in "abcdef"]),
        added_at=st.sampled_from([None, "2026-01-01T00:00:00Z"]),
        playable=st.sampled_from([None, True, False]),
    ),
    max_size=25,
)


@given(st.lists(SEEN, min_size=1, max_size=5))
def test_plans_lead_from_any_state_to_what_was_seen(readings: list[list[SeenRow]]) -> None:
    kept: Kept = {}
    for seen in readings:
        steps = plan(kept, seen)
        assert len(steps.put) + steps.unchanged == len(seen)
        assert steps.created == sum(row.row_id not in kept for row in steps.put)
        kept = applied(kept, seen)
        assert [row.row for row in in_order(kept)] == seen
        ranks = [row.rank for row in in_order(kept)]
        assert all(low < high for low, high in itertools.pairwise(ranks))
        assert all(map(is_rank, ranks))
        again = plan(kept, seen)
        assert (again.put, again.remove, again.unchanged) == ((), (), len(seen))


@given(SEEN)
def test_duplicates_are_rows_of_their_own(seen: list[SeenRow]) -> None:
    found = identify(seen)
    assert len({row_id for row_id, _, _ in found}) == len(seen)
    assert [row for _, row, _ in found] == seen


@given(st.integers(2, 300), st.data())
def test_moving_one_row_of_a_long_list_puts_one_row(length: int, data: st.DataObject) -> None:
    seen = rows([str(number) for number in range(length)])
    kept = applied({}, seen)
    moved = seen.pop(data.draw(st.integers(0, length - 1)))
    seen.insert(data.draw(st.integers(0, length - 1)), moved)
    steps = plan(kept, seen)
    assert len(steps.put) <= 1
    assert (steps.created, steps.remove) == (0, ())
    assert [row.row for row in in_order(applied(kept, seen))] == seen


@given(st.integers(0, 60), st.data())
def test_adding_and_removing_touch_only_those_rows(length: int, data: st.DataObject) -> None:
    seen = rows([str(number) for number in range(length)])
    kept = applied({}, seen)
    added = rows(["new"])
    at = data.draw(st.integers(0, length))
    steps = plan(kept, [*seen[:at], *added, *seen[at:]])
    assert ([row.row for row in steps.put], steps.remove, steps.unchanged) == (added, (), length)
    if length:
        gone = data.draw(st.integers(0, length - 1))
        steps = plan(kept, [*seen[:gone], *seen[gone + 1 :]])
        assert (steps.put, len(steps.remove), steps.unchanged) == ((), 1, length - 1)


def test_a_change_of_what_a_row_says_writes_that_row_in_its_place() -> None:
    kept = applied({}, rows("abc"))
    seen = rows("abc")
    seen[1] = SeenRow(uri=seen[1].uri, playable=False)
    (put,) = plan(kept, seen).put
    assert put.row.playable is False
    assert put.rank == in_order(kept)[1].rank


def test_equal_ranks_left_by_two_writers_are_parted_again() -> None:
    kept = applied({}, rows("abc"))
    clash = {row_id: KeptRow(row_id, "V", row.row, row.occurrence) for row_id, row in kept.items()}
    assert [row.row for row in in_order(applied(clash, rows("abc")))] == rows("abc")


@given(st.one_of(st.just(""), RANKS), st.one_of(st.none(), RANKS))
def test_between_is_always_strictly_between(one: str, other: str | None) -> None:
    low, high = (one, other) if other is None or one < other else (other, one)
    if low == high:
        return
    rank = between(low, high)
    assert low < rank
    assert high is None or rank < high
    assert is_rank(rank)


@given(st.lists(st.integers(0, 10_000), max_size=300))
def test_ranks_ascend_after_any_sequence_of_insertions(places: list[int]) -> None:
    ranks: list[str] = []
    for place in places:
        at = place % (len(ranks) + 1)
        low = ranks[at - 1] if at else ""
        high = ranks[at] if at < len(ranks) else None
        ranks.insert(at, between(low, high))
    assert all(low < high for low, high in itertools.pairwise(ranks))
    assert max(map(len, ranks), default=1) <= 3 + len(places) // 5 + 1


@given(st.integers(0, 200), st.one_of(st.just(""), RANKS), st.one_of(st.none(), RANKS))
def test_spread_fills_any_gap(count: int, one: str, other: str | None) -> None:
    low, high = (one, other) if other is None or one < other else (other, one)
    if low == high:
        return
    ranks = [low, *spread(count, low, high), *([high] if high is not None else [])]
    assert len(ranks) == count + 1 + (high is not None)
    assert all(low < high for low, high in itertools.pairwise(ranks))


@pytest.mark.parametrize("end", ["first", "last"])
def test_ranks_stay_short_where_lists_grow_at_an_end(end: str) -> None:
    """Saved tracks are newest first: each one saved is put before all others."""
    rank = between("", None)
    for _ in range(50_000):
        rank = between("", rank) if end == "first" else between(rank, None)
    assert len(rank) <= 4


def test_ranks_of_a_long_list_read_at_once_are_short() -> None:
    ranks = spread(50_000)
    assert max(map(len, ranks)) <= 4
    assert ranks == sorted(set(ranks))


def test_ranks_inserted_at_one_place_cost_about_a_sixth_of_a_digit_each() -> None:
    low, high = spread(2)
    for _ in range(600):
        low = between(low, high)
    assert len(low) <= 3 + 600 / 5
