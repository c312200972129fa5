"""The gate's rules: when it closes, for whom, and how it opens again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.core.accounts.gate import (
    LONGEST,
    LONGEST_DOUBLED,
    OWNER_PREMIUM,
    RAMP,
    SHORTEST,
    UNTOLD_QUOTA,
    WINDOW,
    Gate,
    Held,
    Reason,
    admit,
    close,
)
from chalicelib.core.accounts.shares import SHARES, Share

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
REASONS: tuple[Reason, ...] = ("rate_limit", "quota", "owner_premium")
HOUR = timedelta(hours=1)

told = st.one_of(st.none(), st.integers(-100, 10**7))
refusals = st.tuples(st.sampled_from(REASONS), told, st.integers(0, 7200))
asks = st.lists(st.tuples(st.sampled_from(SHARES), st.integers(0, 40)), min_size=1, max_size=60)


def seconds(amount: float) -> timedelta:
    return timedelta(seconds=amount)


def held_until(gate: Gate, share: Share, now: datetime) -> datetime | None:
    try:
        admit(gate, share, 1, now)
    except Held as held:
        return held.until
    return None


def test_a_gate_that_never_closed_counts_nothing() -> None:
    gate = Gate()
    assert admit(gate, "poll", 50, NOW) is gate
    assert gate.state(NOW) == "open"


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("reason", REASONS)
def test_a_wait_that_was_told_holds_everyone(share: Share, reason: Reason) -> None:
    gate = close(Gate(), reason, 7200, NOW)
    assert held_until(gate, share, NOW) == NOW + (OWNER_PREMIUM if reason == "owner_premium" else seconds(7200))
    assert gate.state(NOW) == "closed"


def test_a_limit_that_does_not_say_how_long_holds_interactive_work_for_one_window_and_the_rest_for_two() -> None:
    gate = close(Gate(), "rate_limit", None, NOW)
    assert held_until(gate, "interactive", NOW) == NOW + WINDOW
    assert held_until(gate, "sync", NOW) == held_until(gate, "poll", NOW) == NOW + 2 * WINDOW
    assert held_until(gate, "interactive", NOW + WINDOW) is None


def test_a_quota_that_does_not_say_how_long_holds_everyone_for_an_hour() -> None:
    gate = close(Gate(), "quota", None, NOW)
    assert {held_until(gate, share, NOW) for share in SHARES} == {NOW + UNTOLD_QUOTA}


@pytest.mark.parametrize("wait", [0, -1, -3600])
def test_a_wait_of_nothing_or_in_the_past_is_the_shortest_wait(wait: int) -> None:
    gate = close(Gate(), "rate_limit", wait, NOW)
    assert gate.interactive_until == gate.background_until == NOW + SHORTEST


@pytest.mark.parametrize("wait", [3600, 86_400, 6 * 86_400])
def test_hours_are_kept_as_told(wait: int) -> None:
    assert close(Gate(), "rate_limit", wait, NOW).interactive_until == NOW + seconds(wait)


def test_more_than_a_week_is_a_week() -> None:
    assert close(Gate(), "quota", 10**9, NOW).background_until == NOW + LONGEST


@given(st.lists(refusals, min_size=1, max_size=12))
def test_an_end_never_comes_earlier(found: list[tuple[Reason, int | None, int]]) -> None:
    gate, now = Gate(), NOW
    for reason, wait, later in found:
        closed = close(gate, reason, wait, now)
        for share in SHARES:
            end, before = closed.until(share), gate.until(share)
            assert end is not None and end > now
            assert before is None or end >= before
            assert end <= now + LONGEST or end == before
        assert closed.background_until is not None and closed.interactive_until is not None
        assert closed.background_until >= closed.interactive_until
        gate, now = closed, now + seconds(later)


@given(refusals, asks)
def test_nothing_is_admitted_before_the_end(
    found: tuple[Reason, int | None, int], tried: list[tuple[Share, int]]
) -> None:
    reason, wait, _ = found
    gate = close(Gate(), reason, wait, NOW)
    now = NOW
    for share, later in tried:
        now += seconds(later)
        end = gate.until(share)
        assert end is not None
        try:
            gate = admit(gate, share, 1, now)
        except Held as held:
            assert held.until > now
        else:
            assert now >= end


def test_a_hundred_refusals_that_were_on_their_way_close_it_once() -> None:
    gate = close(Gate(), "rate_limit", 30, NOW)
    for late in range(100):
        assert close(gate, "rate_limit", 20, NOW + seconds(late / 20)) is gate
    assert gate.strikes == 0


def test_the_reason_is_that_of_the_later_end() -> None:
    gate = close(Gate(), "quota", 100, NOW)
    assert close(gate, "rate_limit", 10, NOW).reason == "quota"
    assert close(gate, "rate_limit", 200, NOW).reason == "rate_limit"


def test_a_closing_for_background_work_alone_keeps_the_reason_that_people_are_told() -> None:
    gate = close(Gate(), "quota", 100, NOW)
    longer = close(gate, "rate_limit", None, NOW + seconds(50))
    assert (longer.interactive_until, longer.background_until) == (NOW + seconds(100), NOW + seconds(110))
    assert longer.reason == "quota"


def test_the_first_request_is_one() -> None:
    gate = close(Gate(), "rate_limit", 30, NOW)
    with pytest.raises(Held) as held:
        admit(gate, "interactive", 2, NOW + seconds(30))
    assert held.value.until == NOW + seconds(30) + WINDOW


def test_it_is_not_calm_while_background_work_is_still_held() -> None:
    """After some strikes background work waits much longer than people do."""
    gate, now = close(Gate(), "rate_limit", None, NOW), NOW
    for _ in range(5):
        now = gate.until("interactive") or now
        gate = close(admit(gate, "interactive", 1, now), "rate_limit", None, now)
    now = gate.until("interactive") or now
    gate = admit(gate, "interactive", 1, now)
    now += RAMP
    assert held_until(gate, "sync", now) == gate.background_until
    assert gate.state(now) == "reopening"
    assert close(gate, "rate_limit", None, now).strikes == 6


def test_each_refusal_while_it_reopens_doubles_the_wait() -> None:
    gate, now, waits = close(Gate(), "rate_limit", 30, NOW), NOW, []
    for _ in range(9):
        now = gate.until("interactive") or now
        gate = close(admit(gate, "interactive", 1, now), "rate_limit", 30, now)
        waits.append(int(((gate.until("interactive") or now) - now).total_seconds()))
    assert waits == [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]


def test_doubling_never_makes_hours_that_were_told_longer() -> None:
    gate = close(Gate(), "quota", 82_800, NOW)
    now = NOW + seconds(82_800)
    gate = close(admit(gate, "interactive", 1, now), "quota", 82_800, now)
    assert gate.strikes == 1
    assert gate.until("sync") == now + max(seconds(82_800), LONGEST_DOUBLED)


def test_strikes_are_forgotten_once_it_is_calm() -> None:
    gate = close(Gate(), "rate_limit", 30, NOW)
    now = NOW + seconds(30)
    gate = close(admit(gate, "interactive", 1, now), "rate_limit", 30, now)
    assert gate.strikes == 1
    now += seconds(60)
    gate = admit(gate, "interactive", 1, now)
    now += RAMP
    assert gate.state(now) == "open"
    assert close(gate, "rate_limit", 30, now) == close(Gate(), "rate_limit", 30, now)


def test_it_reopens_with_one_request_and_twice_as_many_in_each_window() -> None:
    gate = close(Gate(), "rate_limit", 10, NOW)
    start = NOW + seconds(10)
    for window in range(10):
        admitted = 0
        while held_until(gate, "interactive", start + window * WINDOW) is None:
            gate = admit(gate, "interactive", 1, start + window * WINDOW)
            admitted += 1
        assert admitted == 2**window
        assert gate.state(start + window * WINDOW) == "reopening"
        assert held_until(gate, "interactive", start + window * WINDOW) == start + (window + 1) * WINDOW
    assert gate.state(start + RAMP) == "open"
    assert admit(gate, "sync", 10_000, start + RAMP) is gate


def test_windows_are_counted_from_the_first_request_not_from_the_end() -> None:
    gate = close(Gate(), "rate_limit", 10, NOW)
    much_later = NOW + 3 * HOUR
    gate = admit(gate, "interactive", 1, much_later)
    assert held_until(gate, "interactive", much_later + seconds(1)) == much_later + WINDOW


def test_background_work_waits_out_the_first_window_and_gets_half_of_the_others() -> None:
    gate = close(Gate(), "rate_limit", 10, NOW)
    start = NOW + seconds(10)
    assert held_until(gate, "sync", start) == start + WINDOW
    gate = admit(gate, "interactive", 1, start)
    assert held_until(gate, "sync", start + seconds(1)) == start + WINDOW
    for window in range(1, 10):
        now = start + window * WINDOW
        gate = admit(gate, "sync", 2**window // 2, now)
        assert held_until(gate, "poll", now) is not None
        gate = admit(gate, "interactive", 2**window // 2, now)
        assert held_until(gate, "interactive", now) is not None


@given(st.sampled_from(SHARES), st.integers(2, 400))
def test_many_at_once_get_through_when_told_once_somebody_has_made_the_first_request(share: Share, many: int) -> None:
    gate = admit(close(Gate(), "rate_limit", 10, NOW), "interactive", 1, NOW + seconds(10))
    try:
        admit(gate, share, many, NOW + seconds(11))
    except Held as held:
        admit(gate, share, many, held.until)
    else:
        raise AssertionError("there is no room for many in the first window")


def test_where_nobody_else_asks_background_work_makes_the_first_request_itself() -> None:
    gate = close(Gate(), "rate_limit", None, NOW)
    end = gate.until("sync")
    assert end is not None
    assert held_until(gate, "sync", end) == end + WINDOW
    gate = admit(gate, "sync", 1, end + WINDOW)
    assert held_until(gate, "poll", end + WINDOW) == end + 2 * WINDOW
    assert held_until(gate, "interactive", end + WINDOW) == end + 2 * WINDOW


@given(asks)
def test_no_window_lets_more_through_than_it_has_room_for(tried: list[tuple[Share, int]]) -> None:
    gate, now = close(Gate(), "rate_limit", 5, NOW), NOW
    passed: list[tuple[Share, datetime]] = []
    for share, later in tried:
        now += seconds(later)
        try:
            gate = admit(gate, share, 1, now)
        except Held as held:
            assert held.until > now
        else:
            passed.append((share, now))
    if not passed:
        return
    first = passed[0][1]
    for window in range(10):
        begin = first + window * WINDOW
        inside = [share for share, at in passed if begin <= at < begin + WINDOW]
        assert len(inside) <= 2**window
        background = len([share for share in inside if share != "interactive"])
        assert background <= (2**window // 2 if window else 1)


@given(st.sampled_from(SHARES), refusals)
def test_whoever_comes_back_when_told_to_gets_through(share: Share, found: tuple[Reason, int | None, int]) -> None:
    reason, wait, _ = found
    gate, now = close(Gate(), reason, wait, NOW), NOW
    for _ in range(3):
        until = held_until(gate, share, now)
        if until is None:
            break
        now = until
    assert held_until(gate, share, now) is None
