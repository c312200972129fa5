"""Change sets as values: packed and unpacked they are the same, undone they leave what was there before."""

from __future__ import annotations

import zlib

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.core.catalogue import changes
from chalicelib.core.catalogue.changes import LARGEST_PART, MOST_IN_A_PART
from chalicelib.core.catalogue.row_table import Bury, Put
from chalicelib.core.catalogue.rows import KeptRow, SeenRow, in_order, plan

ROWS = st.lists(
    st.builds(
        SeenRow,
        uri=st.sampled_from([f"spotify:track:{name}" for name in "abcdef"]),
        added_at=st.sampled_from([None, "2026-01-01T00:00:00Z"]),
        name=st.sampled_from([None, "Ünï", "\U0001f3b5"]),
        playable=st.sampled_from([None, True, False]),
    ),
    max_size=20,
)


def kept_of(seen: list[SeenRow]) -> dict[str, KeptRow]:
    return {row.row_id: row for row in plan({}, seen).put}


@given(ROWS, ROWS, st.booleans())
def test_what_was_changed_can_be_packed_undone_and_done_again(
    before: list[SeenRow], seen: list[SeenRow], whole: bool
) -> None:
    kept = kept_of(before)
    steps = plan(kept, seen, whole=whole)
    made = changes.between(kept, steps)
    again = [change for part in changes.pack(made) for change in changes.unpack(part)]
    assert again == made

    after = dict(kept)
    for write in changes.writes(made):
        if isinstance(write, Put):
            after[write.row.row_id] = write.row
        elif isinstance(write, Bury):
            del after[write.row_id]
    assert len(after) == steps.rows
    order = in_order(after.values())
    for change in made:
        if change.after is not None:
            assert order[change.after.position] == change.after.row
        if change.before is not None:
            assert in_order(kept.values())[change.before.position] == change.before.row
    if whole:
        assert [row.row for row in order] == seen
    else:
        ids = {row.row_id for row in kept_of(seen).values()}
        assert [row.row for row in order if row.row_id in ids] == seen, "what was seen stands in its order"
        assert set(kept) <= set(after), "and nothing is gone"

    changes.undo(after, again)
    assert after == kept


def test_parts_stay_small_whatever_a_row_says() -> None:
    long = [SeenRow(uri=f"spotify:local:{'ü' * 15_000}:{number}", name="x" * 15_000) for number in range(40)]
    short = [SeenRow(uri=f"spotify:track:{number:022d}") for number in range(1_300)]
    made = changes.between({}, plan({}, [*long, *short]))
    parts = list(changes.pack(made))
    assert all(len(changes.unpack(part)) <= MOST_IN_A_PART for part in parts)
    assert all(len(zlib.decompress(part)) <= LARGEST_PART + 200 for part in parts)
    assert sum(len(changes.unpack(part)) for part in parts) == 1_340


def test_a_set_without_rows_has_one_part() -> None:
    (part,) = changes.pack([])
    assert changes.unpack(part) == []
