"""Answers about one thing become one record, whatever order they arrive in and however often."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.core.catalogue.entities import VOLATILE
from chalicelib.core.catalogue.merge import State, content_hash, merge

Answer = tuple[int, dict[str, Any]]

LASTING = ("name", "album", "label", "artists")
INSTANTS = st.integers(min_value=0, max_value=6)


def told(field: str, instant: int) -> Any:
    """What Spotify says of a field at an instant: something new each time."""
    return [{"id": f"{field}{instant}"}] if field == "artists" else f"{field} as of {instant}"


@st.composite
def answers(draw: st.DrawFn) -> list[Answer]:
    """Answers about one thing; each carries some of its fields."""
    found = draw(st.lists(st.tuples(INSTANTS, st.sets(st.sampled_from(LASTING))), min_size=1, max_size=6))
    moving = st.dictionaries(st.sampled_from(sorted(VOLATILE)), st.integers(0, 100))
    return [(at, {field: told(field, at) for field in sorted(fields)} | draw(moving)) for at, fields in found]


def kept(arriving: Sequence[Answer]) -> State:
    state: State | None = None
    for at, carried in arriving:
        _, state = merge(state, carried, at)
    assert state is not None
    return state


def lasting(state: State) -> dict[str, tuple[Any, int]]:
    """Each field that is a reason to write, with the instant it was told at."""
    return {field: (state.fields[field], state.told_at(field)) for field in state.fields if field not in VOLATILE}


@given(answers(), st.data())
def test_order_and_repetition_do_not_matter(found: list[Answer], data: st.DataObject) -> None:
    arriving = data.draw(st.permutations(found + data.draw(st.lists(st.sampled_from(found), max_size=4))))
    assert lasting(kept(arriving)) == lasting(kept(found))


@given(answers())
def test_every_field_is_the_newest_that_any_answer_told(found: list[Answer]) -> None:
    newest: dict[str, int] = {}
    for at, carried in found:
        for field in carried.keys() & set(LASTING):
            newest[field] = max(at, newest.get(field, at))
    assert lasting(kept(found)) == {field: (told(field, at), at) for field, at in newest.items()}


@given(answers())
def test_what_was_heard_before_writes_nothing(found: list[Answer]) -> None:
    state = kept(found)
    for at, carried in found:
        assert merge(state, carried, at) == ("unchanged", state)


@given(answers(), INSTANTS, st.dictionaries(st.sampled_from(sorted(VOLATILE)), st.integers(0, 100)))
def test_what_moves_by_itself_is_no_reason_to_write(found: list[Answer], later: int, moved: dict[str, int]) -> None:
    state = kept(found)
    known = {field: value for field, value in moved.items() if field in state.fields}
    assert merge(state, known, 10 + later) == ("unchanged", state)
    change, after = merge(state, moved, 10 + later)
    assert (change == "unchanged") == (known == moved), "told for the first time, it is kept"
    assert set(after.fields) == set(state.fields) | set(moved)


@given(answers(), answers())
def test_what_moves_by_itself_is_taken_along_by_a_write(found: list[Answer], more: list[Answer]) -> None:
    state = kept(found)
    at, carried = 10, {**more[0][1], "name": "new at ten", "popularity": 101}
    change, after = merge(state, carried, at)
    assert change == "updated"
    assert after.fields["popularity"] == 101


@given(answers(), st.integers(7, 20))
def test_equal_content_writes_nothing_however_new(found: list[Answer], at: int) -> None:
    state = kept(found)
    assert merge(state, dict(state.fields), at) == ("unchanged", state)


@given(st.permutations([{"name": "b"}, {"name": "a"}, {"name": "c"}, {"name": "a", "label": "x"}]))
def test_answers_of_the_same_millisecond_settle_alike(arriving: list[dict[str, Any]]) -> None:
    state = kept([(5, carried) for carried in arriving])
    assert lasting(state) == {"name": ("c", 5), "label": ("x", 5)}


def test_an_older_full_answer_fills_what_a_newer_simplified_one_left_out() -> None:
    state = kept([(20, {"name": "new name"}), (10, {"name": "old name", "label": "a label"})])
    assert state.fields == {"name": "new name", "label": "a label"}
    assert (state.at, state.older) == (20, {"label": 10})


def test_a_simplified_answer_erases_nothing() -> None:
    state = kept([(10, {"name": "a name", "label": "a label"}), (20, {"name": "another"})])
    assert state.fields == {"name": "another", "label": "a label"}


def test_a_record_read_in_one_piece_lists_no_older_fields() -> None:
    state = kept([(10, {"name": "a", "label": "b"}), (20, {"name": "c", "label": "d"})])
    assert (state.at, dict(state.older)) == (20, {})


def test_null_is_told_and_absence_is_not() -> None:
    state = kept([(10, {"name": "a", "label": "b"}), (20, {"label": None})])
    assert state.fields == {"name": "a", "label": None}


def test_the_price_of_writing_nothing_when_equal() -> None:
    """An equal answer leaves the older instant, so a late answer from between the two still counts as newer.

    The next reading puts it right. Writing the instant would make every re-reading a write.
    """
    state = kept([(10, {"name": "a"}), (30, {"name": "a"}), (20, {"name": "b"})])
    assert lasting(state) == {"name": ("b", 20)}
    assert lasting(kept([(10, {"name": "a"}), (30, {"name": "a"}), (20, {"name": "b"}), (40, {"name": "a"})])) == {
        "name": ("a", 40)
    }


@given(
    st.dictionaries(st.sampled_from(LASTING), st.text(max_size=5)),
    st.dictionaries(st.sampled_from(LASTING), st.text(max_size=5)),
)
def test_the_hash_tells_content_apart(one: dict[str, str], other: dict[str, str]) -> None:
    assert (content_hash(one) == content_hash(other)) == (one == other)
    assert content_hash(dict(reversed(one.items()))) == content_hash(one)
    assert content_hash({**one, "popularity": 3}) == content_hash(one)
