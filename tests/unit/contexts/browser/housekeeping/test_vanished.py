"""What may have vanished from a playlist, by its change sets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chalicelib.contexts.browser.housekeeping.vanished import MOST_STEPS, Losses, lost
from chalicelib.core.catalogue.changes import Placed, RowChange
from chalicelib.core.catalogue.history import Step
from chalicelib.core.catalogue.rows import KeptRow, SeenRow


def step(at: int, unnamed: int, gone: str = "", new: str = "") -> Step:
    changes = [RowChange(placed(letter), None) for letter in gone] + [RowChange(None, placed(letter)) for letter in new]
    return Step(at, unnamed, lambda: changes)


def placed(letter: str) -> Placed:
    return Placed(ord(letter) - ord("a"), KeptRow(letter, letter, SeenRow(uri=letter), 0))


@pytest.mark.parametrize(
    ("steps", "there", "found", "since"),
    [
        ([], "", [], 1),
        # As many rows went as came to name nothing.
        ([step(5, 1, gone="a"), step(4, 0)], "", [("a", 5, True)], 4),
        # One of these was removed by somebody.
        ([step(5, 1, gone="ab"), step(4, 0)], "", [("a", 5, False), ("b", 5, False)], 4),
        # It has come back.
        ([step(6, 1, new="a"), step(5, 1, gone="a"), step(4, 0)], "a", [], 4),
        # What somebody removed while nothing vanished is not told.
        ([step(6, 1, gone="b"), step(5, 1, gone="a"), step(4, 0)], "", [("a", 5, True)], 4),
        # Twice something vanished.
        (
            [step(7, 3, gone="cd"), step(5, 1, gone="a"), step(4, 0)],
            "",
            [("c", 7, True), ("d", 7, True), ("a", 5, True)],
            4,
        ),
        # All that named nothing went in between: what vanished before is no more.
        ([step(7, 1, gone="c"), step(6, 0), step(5, 1, gone="a")], "", [("c", 7, True)], 6),
        # Nobody knows how many there were when it was first read.
        ([step(5, 1, gone="a")], "", [("a", 5, False)], 1),
        # It is found later that nothing was lost, but there is one more row without a name.
        ([step(5, 2), step(4, 1, gone="a"), step(3, 0)], "", [("a", 4, True)], 3),
    ],
)
def test_what_was_taken_out_when_more_rows_named_nothing(
    steps: list[Step], there: str, found: list[tuple[str, int, bool]], since: int
) -> None:
    told = lost(steps, 1, frozenset(there))
    assert [(each.row.uri, each.at, each.certain) for each in told.rows] == found
    assert told.since == since


def test_no_more_change_sets_are_read_than_are_needed() -> None:
    read: list[int] = []

    def steps(unnamed: int) -> Iterator[Step]:
        for at in range(1000, 0, -1):
            read.append(at)
            yield step(at, unnamed)

    assert lost(steps(1), 1, frozenset()) == Losses([], 1000 - MOST_STEPS + 1, MOST_STEPS)
    assert len(read) == MOST_STEPS


def test_a_playlist_that_was_never_read() -> None:
    assert lost([], None, frozenset()) == Losses([], None, 0)
