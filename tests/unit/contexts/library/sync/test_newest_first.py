"""Where the newest rows of a saved collection join what is known of it: never wrongly, and not later than needed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.contexts.library.sync.newest_first import RUN, Known, identity, joins_at
from chalicelib.core.catalogue.rows import SeenRow

PAGE = 50


def _row(number: int, added: int) -> SeenRow:
    return SeenRow(uri=f"spotify:track:{number}", added_at=f"{added:08d}")


def _pages_until_joined(known: list[SeenRow], now: list[SeenRow]) -> tuple[int, list[SeenRow] | None]:
    """Read page by page; how many rows were read, and the list that follows, or None when all had to be read."""
    found = Known.of(known, 0)
    for end in range(PAGE, len(now) + PAGE, PAGE):
        read = now[:end]
        at = joins_at([identity(row) for row in read[-RUN:]], len(read), found.ids, found.places, 0, len(now))
        if at is not None:
            return len(read), [*read, *found.rows[at:]]
    return len(now), None


@given(
    size=st.integers(0, 400),
    added=st.integers(0, 120),
    removed=st.sets(st.integers(0, 399), max_size=12),
    saved_again=st.sets(st.integers(0, 399), max_size=5),
)
def test_whatever_was_added_and_removed_the_joined_list_is_the_true_one(
    size: int, added: int, removed: set[int], saved_again: set[int]
) -> None:
    known = [_row(number, size - number) for number in range(size)]
    gone = removed | saved_again
    left = [row for number, row in enumerate(known) if number not in gone]
    again = [_row(number, size + 1) for number in sorted(saved_again) if number < size]
    new = [_row(1000 + number, size + 2 + added - number) for number in range(added)]
    now = [*new, *again, *left]
    _, joined = _pages_until_joined(known, now)
    assert joined is None or joined == now


@given(size=st.integers(60, 400), added=st.integers(0, 120))
def test_when_rows_were_only_added_no_page_is_read_beyond_the_first_that_holds_known_rows(
    size: int, added: int
) -> None:
    known = [_row(number, size - number) for number in range(size)]
    now = [*(_row(1000 + number, size + added - number) for number in range(added)), *known]
    read, joined = _pages_until_joined(known, now)
    assert joined == now
    assert read <= (added // PAGE + 1) * PAGE


def test_a_row_that_is_gone_far_down_is_looked_for_down_to_there_and_no_further() -> None:
    known = [_row(number, 1000 - number) for number in range(1000)]
    now = [row for number, row in enumerate(known) if number != 430]
    read, joined = _pages_until_joined(known, now)
    assert joined == now
    assert read == 450


def test_rows_that_name_nothing_are_taken_into_account() -> None:
    known = Known.of([_row(number, 100 - number) for number in range(100)], unnamed=3)
    read = known.ids[:50]
    assert joins_at(read[-RUN:], 51, known.ids, known.places, unnamed=2, total=103) == 50
    assert joins_at(read[-RUN:], 51, known.ids, known.places, unnamed=2, total=102) is None
    assert joins_at([], 0, known.ids, known.places, unnamed=0, total=103) is None
    assert joins_at(read[-RUN:], 50, known.ids, known.places, unnamed=0, total=None) is None
