"""Time as text, and how much of an invocation is left."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.core.clock import Deadline, SystemClock, from_text, to_epoch, to_text

ZONES = st.integers(-23, 23).map(lambda hours: timezone(timedelta(hours=hours)))
INSTANTS = st.datetimes(datetime(1971, 1, 1), datetime(2199, 1, 1), timezones=ZONES)


class Invocation:
    """Lambda's context, as far as it is looked at."""

    aws_request_id = "1"
    function_name = "f"

    def __init__(self, milliseconds: float) -> None:
        self.milliseconds = milliseconds

    def get_remaining_time_in_millis(self) -> float:
        return self.milliseconds


class Ticks:
    """A monotonic clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Standing(Deadline):
    """A deadline on a clock that stands."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds, Ticks())


@given(INSTANTS)
def test_text_leads_back_to_the_instant(instant: datetime) -> None:
    back = from_text(to_text(instant))
    assert back.utcoffset() == timedelta(0)
    assert timedelta(0) <= instant - back < timedelta(milliseconds=1)
    assert to_text(back) == to_text(instant)


@given(INSTANTS, INSTANTS)
def test_text_sorts_in_order_of_time(one: datetime, other: datetime) -> None:
    if to_text(one) != to_text(other):
        assert (to_text(one) < to_text(other)) == (one < other)


def test_how_it_looks() -> None:
    instant = datetime(2026, 11, 22, 23, 40, 0, 123_999, tzinfo=timezone(timedelta(hours=2)))
    assert to_text(instant) == "2026-11-22T21:40:00.123Z"
    assert to_epoch(instant) == 1795383600


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01T00:00:00Z"])
def test_what_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        from_text(text)


def test_the_system_s_clock_tells_utc() -> None:
    assert SystemClock().now().tzinfo is UTC


@pytest.mark.parametrize(
    ("milliseconds", "at_most", "left"),
    [(29_000, 27.0, 27.0), (10_000, 27.0, 9.0), (500, 27.0, 0.0), (60_000, math.inf, 59.0)],
)
def test_a_deadline_ends_before_the_invocation(milliseconds: float, at_most: float, left: float) -> None:
    assert Standing.of(Invocation(milliseconds), at_most=at_most).seconds_left() == left


def test_without_an_invocation_a_deadline_is_its_own_limit() -> None:
    assert Standing.of(None, at_most=27).seconds_left() == 27


def test_a_deadline_runs_down_to_zero_and_stays_there() -> None:
    ticks = Ticks()
    deadline = Deadline(5, ticks)
    assert deadline.seconds_left() == 5
    ticks.now += 3
    assert deadline.seconds_left() == 2
    ticks.now += 30
    assert deadline.seconds_left() == 0
