"""What a reading changed is written down before it is done: nothing is lost, counted twice or half done, whatever ends
where, and every state before can be had again."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Thread

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chalicelib.core.catalogue import changes, keys
from chalicelib.core.catalogue.collections import Collections, Reading, Tail
from chalicelib.core.catalogue.contended import Contended
from chalicelib.core.catalogue.rows import KeptRow, SeenRow, in_order
from chalicelib.core.outcome import Outcome
from tests.functional.dying import dies_at
from tests.functional.interleaved import Died
from tests.functional.world import shared_world

NAME = keys.SAVED_TRACKS
_people = itertools.count(1)

world = shared_world(tracks=20, playlists=3)
pytestmark = pytest.mark.usefixtures("world")


def collections_here() -> Collections:
    from chalicelib.core.composition import services

    return services().collections


def somebody() -> str:
    return f"u_{next(_people):020d}".replace("0", "a").replace("1", "b")


@dataclass(frozen=True)
class Told:
    """A reading, how often and where it is cut short, and whether it is tried again at once or only in the end."""

    rows: Sequence[SeenRow]
    incomplete: bool
    deaths: Sequence[tuple[int, bool]]
    late: bool
    pages: int


# Few different rows, so that readings overlap and hold duplicates.
ROWS = st.lists(
    st.builds(
        SeenRow,
        uri=st.sampled_from([f"spotify:track:{name}" for name in "abcdefg"]),
        added_by=st.sampled_from([None, "ada"]),
        playable=st.sampled_from([None, False]),
    ),
    max_size=9,
)
TOLD = st.builds(
    Told,
    rows=ROWS,
    incomplete=st.sampled_from([False, False, False, True]),
    deaths=st.lists(st.tuples(st.integers(0, 14), st.booleans()), max_size=2),
    late=st.sampled_from([False, False, True]),
    pages=st.integers(0, 2),
)


@dataclass
class Trial:
    """One person's collection, read again and again."""

    collections: Collections
    user_id: str
    states: dict[int, list[KeptRow]] = field(default_factory=dict)
    answers: dict[str, Outcome] = field(default_factory=dict)
    tail: Tail = field(default_factory=Tail)
    appended: int = 0
    unfinished: set[str] = field(default_factory=set)

    def deliver(self, number: int, told: Told) -> None:
        cause, at = f"reading-{number}", 1_000 * (number + 1)
        reasons = ("outage",) if told.incomplete else ()
        while number == 0 and self.appended < told.pages:
            page = told.rows[self.appended :: told.pages]  # not the order that it ends in
            self.tail = self.collections.append(self.user_id, NAME, page, at=at, after=self.tail)
            self.appended += 1
        answer = self.collections.save(self.user_id, NAME, told.rows, Reading(at, cause, incomplete=reasons))
        head = self.collections.heads(self.user_id, [NAME])[NAME]
        if head.since is None:
            self.unfinished.add(cause)  # nothing is counted before the collection was read whole
            return
        if cause not in self.unfinished:
            known = self.answers.setdefault(cause, answer)
            same = answer == known or not (known.created or known.updated or known.removed)
            assert same, f"{cause} changed {answer}, and before that it had changed {known}"
        partition = keys.collection(self.user_id, NAME)
        if self.collections._changes.next(partition, head) is None:
            kept = self.collections.kept(self.user_id, NAME)
            assert head.rows == len(kept)
            assert self.states.setdefault(head.changes, kept) == kept
        # Else another reading was cut short: it is finished by whoever comes to change something.

    def die(self, number: int, told: Told, call: int, after: bool) -> None:
        with dies_at(call, after=after):
            try:
                self.deliver(number, told)
            except Died:
                return


@pytest.mark.parametrize("part", range(2))  # so that two workers share them
@settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(readings=st.lists(TOLD, min_size=1, max_size=5), order=st.randoms())
def test_whatever_ends_where_the_rows_are_those_told_last(part: int, readings: list[Told], order: object) -> None:
    trial = Trial(collections_here(), somebody())
    for number, told in enumerate(readings):
        for call, after in told.deaths:
            trial.die(number, told, call, after)
        if not told.late:
            trial.deliver(number, told)
            trial.deliver(number, told)
    again = list(enumerate(readings))
    order.shuffle(again)  # type: ignore[attr-defined]
    for number, told in again:
        trial.deliver(number, told)
    trial.deliver(len(readings) - 1, readings[-1])

    kept = trial.collections.kept(trial.user_id, NAME)
    if not readings[-1].incomplete:
        assert [row.row for row in kept] == readings[-1].rows
    if not any(told.incomplete for told in readings):
        told_sums = sum(answer.created - answer.removed for answer in trial.answers.values())
        assert told_sums == len(kept), "each change is counted once"
    _undo_everything(trial, kept)


def _undo_everything(trial: Trial, kept: Sequence[KeptRow]) -> None:
    head = trial.collections.heads(trial.user_id, [NAME])[NAME]
    if head.since is None:
        return
    table = trial.collections._changes
    partition = keys.collection(trial.user_id, NAME)
    rows = {row.row_id: row for row in kept}
    assert trial.states.get(head.changes, list(kept)) == list(kept)
    number = head.changes
    for header in table.newest_first(partition, head.since, head.changes):
        assert header.number == number
        for part in range(header.parts):
            changes.undo(rows, table.part(header, part))
        number -= 1
        if number in trial.states:
            assert in_order(rows.values()) == trial.states[number]
    assert number == 0, "no step is missing"


@pytest.mark.parametrize("round_", range(4))
def test_readings_that_run_beside_each_other_take_their_steps_one_after_the_other(round_: int) -> None:
    seed = random.randrange(2**32)
    print("seed", seed)
    chance = random.Random(seed)
    trial = Trial(collections_here(), somebody())
    names = "abcdefghijklmnop"
    readings = [
        Told([SeenRow(uri=f"spotify:track:{name}") for name in chance.sample(names, 9)], False, (), False, 0)
        for _ in range(5)
    ]
    trial.deliver(0, readings[0])
    together = [Thread(target=deliver, args=(trial, number, readings[number])) for number in range(1, 5)]
    chance.shuffle(together)
    for thread in together:
        thread.start()
    for thread in together:
        thread.join(timeout=60)
    for number in (1, 2, 3, 4):
        trial.deliver(number, readings[number])
    kept = trial.collections.kept(trial.user_id, NAME)
    assert [row.row for row in kept] == readings[4].rows
    assert sum(answer.created - answer.removed for answer in trial.answers.values()) == len(kept)
    _undo_everything(trial, kept)


def deliver(trial: Trial, number: int, told: Told) -> None:
    """As often as it takes: who is given up because of the others is tried again."""
    for _ in range(10):
        try:
            trial.collections.save(trial.user_id, NAME, told.rows, Reading(1_000 * (number + 1), f"reading-{number}"))
        except Contended:
            continue
        return
