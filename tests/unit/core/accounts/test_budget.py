"""The budget's rules: who may ask how often a day, and what is learned of Spotify's quota."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chalicelib.core.accounts.budget import (
    FLOOR,
    REMEMBERED,
    BudgetSpent,
    Ledger,
    Plan,
    allows,
    begin_day,
    day_of,
    left,
    limit,
    parts,
    quota_refused,
    resets_at,
    rule,
    spend,
)
from chalicelib.core.accounts.shares import BACKGROUND, SHARES, Share

MORNING = datetime(2026, 11, 25, tzinfo=UTC)
NIGHT = MORNING + timedelta(days=1) - timedelta(seconds=1)
TODAY = day_of(MORNING)
PLAN = Plan(500)

instants = st.floats(0, 86_399).map(lambda passed: MORNING + timedelta(seconds=passed))
budgets = st.integers(1, 3000)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    interactive = draw(st.integers(0, 100))
    sync = draw(st.integers(0, 100 - interactive))
    return Plan(draw(budgets), interactive, sync, 100 - interactive - sync)


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    amounts = st.integers(0, 1500)
    return Ledger(TODAY, draw(amounts), draw(amounts), draw(amounts), yesterday=draw(amounts))


def most(plan: Plan, share: Share, ledger: Ledger, now: datetime) -> int:
    """How many more requests are allowed at once."""
    found = 0
    while found <= plan.requests and allows(rule(limit(ledger, plan, now), plan, share, found + 1, now), ledger):
        found += 1
    return found


@given(plans())
def test_parts_add_up_to_the_budget(plan: Plan) -> None:
    found = parts(plan.requests, plan)
    assert sum(found.values()) == plan.requests
    assert all(part >= 0 for part in found.values())


def test_a_share_of_nothing_gets_nothing_of_what_rounding_leaves() -> None:
    assert parts(101, Plan(101, interactive=0, sync=50, poll=50)) == {"interactive": 0, "sync": 51, "poll": 50}
    assert parts(101, Plan(101, interactive=40, sync=50, poll=10)) == {"interactive": 41, "sync": 50, "poll": 10}


def test_a_day_as_a_household_has_it() -> None:
    assert parts(500, PLAN) == {"interactive": 200, "sync": 250, "poll": 50}
    fresh = Ledger(TODAY)
    assert most(PLAN, "interactive", fresh, MORNING) == 500
    assert most(PLAN, "sync", fresh, MORNING) == 250
    assert most(PLAN, "poll", fresh, MORNING) == 50
    # Until the evening interactive use keeps its part; then it is freed for others, by midnight all of it.
    assert most(PLAN, "sync", fresh, MORNING + timedelta(hours=20)) == 250
    assert most(PLAN, "sync", fresh, MORNING + timedelta(hours=22)) == 350
    assert most(PLAN, "sync", fresh, NIGHT) == 449
    # What interactive use has taken of its part is not released a second time.
    assert most(PLAN, "sync", Ledger(TODAY, interactive=100), MORNING + timedelta(hours=22)) == 250
    assert most(PLAN, "sync", Ledger(TODAY, interactive=100), NIGHT) == 349
    # Interactive use that took more than its part took it from the others.
    assert most(PLAN, "sync", Ledger(TODAY, interactive=300), NIGHT) == 150
    assert most(PLAN, "interactive", Ledger(TODAY, interactive=300, sync=150, poll=50), NIGHT) == 0


@given(plans(), ledgers(), st.sampled_from(SHARES), st.integers(1, 50), instants)
def test_what_is_spent_is_within_the_budget(
    plan: Plan, ledger: Ledger, share: Share, requests: int, now: datetime
) -> None:
    try:
        after = spend(ledger, plan, share, requests, now)
    except BudgetSpent:
        return
    assert after.total == ledger.total + requests <= plan.requests


@given(plans(), ledgers(), st.sampled_from(BACKGROUND), st.integers(1, 50), instants)
def test_background_work_leaves_the_others_theirs(
    plan: Plan, ledger: Ledger, share: Share, requests: int, now: datetime
) -> None:
    """The rule as it is told, beside the cases it is taken apart into."""
    own = parts(plan.requests, plan)
    other: Share = "poll" if share == "sync" else "sync"
    last_hours = -(-own["interactive"] * (resets_at(now) - now) // timedelta(hours=4))
    unspent = own["interactive"] - ledger.interactive
    granted = max(0, min(unspent, last_hours))
    others = max(0, own[other] - ledger.counter(other))
    told = ledger.total + requests + granted + others <= plan.requests
    assert allows(rule(plan.requests, plan, share, requests, now), ledger) == told


@given(plans(), st.lists(st.tuples(st.sampled_from(SHARES), st.integers(1, 9), st.integers(0, 3600)), max_size=60))
def test_background_work_never_takes_what_interactive_use_may_need(
    plan: Plan, found: list[tuple[Share, int, int]]
) -> None:
    ledger, now = Ledger(TODAY), MORNING
    reserve = parts(plan.requests, plan)["interactive"]
    for share, requests, later in found:
        now = min(now + timedelta(seconds=later), NIGHT)
        try:
            ledger = spend(ledger, plan, share, requests, now)
        except BudgetSpent:
            continue
        if share != "interactive":
            held = int(reserve * min(1, (resets_at(now) - now) / timedelta(hours=4)))
            assert (left(ledger, plan, now) or 0) >= min(held, reserve - ledger.interactive)


@given(plans(), ledgers(), st.sampled_from(SHARES), st.integers(1, 5), instants)
def test_whoever_comes_back_when_told_to_gets_through(
    plan: Plan, ledger: Ledger, share: Share, requests: int, now: datetime
) -> None:
    assume(parts(plan.requests, plan)[share] >= requests)
    try:
        spend(ledger, plan, share, requests, now)
    except BudgetSpent as spent:
        assert now < spent.until <= resets_at(now)
        spend(begin_day(ledger, plan, spent.until), plan, share, requests, spent.until)


def test_a_share_that_frees_before_midnight_says_when() -> None:
    ledger = Ledger(TODAY, sync=300)
    with pytest.raises(BudgetSpent) as spent:
        spend(ledger, PLAN, "sync", 1, MORNING + timedelta(hours=1))
    # A quarter of the 200 requests is released by nine in the evening, and one more 72 seconds later.
    assert abs(spent.value.until - (MORNING + timedelta(hours=21, minutes=1, seconds=12))) < timedelta(seconds=5)


@given(ledgers(), st.sampled_from(SHARES), instants)
def test_without_a_limit_everything_is_counted_and_nothing_held(ledger: Ledger, share: Share, now: datetime) -> None:
    plan = Plan(0)
    assert limit(ledger, plan, now) is left(ledger, plan, now) is None
    assert spend(ledger, plan, share, 10_000, now).total == ledger.total + 10_000


@given(plans(), ledgers(), instants)
def test_a_refused_quota_lowers_the_budget_by_half_at_most(plan: Plan, ledger: Ledger, now: datetime) -> None:
    lowered = limit(quota_refused(ledger, plan, now, None), plan, now)
    assert lowered is not None
    assert min(plan.requests, FLOOR) <= lowered <= plan.requests
    assert lowered >= plan.requests // 2 - 1
    if ledger.total > max(FLOOR, plan.requests // 2) * 1.2:
        assert lowered < ledger.total


def test_what_was_spent_beyond_the_budget_does_not_keep_a_refusal_from_lowering_it() -> None:
    assert limit(quota_refused(Ledger(TODAY, interactive=700), PLAN, MORNING, None), PLAN, MORNING) == 450


def test_a_setting_below_what_was_learned_counts() -> None:
    ledger = quota_refused(Ledger(TODAY, sync=900), Plan(1000), MORNING, None)
    assert limit(ledger, Plan(1000), MORNING) == 810
    assert limit(ledger, PLAN, MORNING) == 500


def test_a_day_that_is_full_has_nothing_for_anybody_whoever_filled_it() -> None:
    """Interactive use and polls took more than their parts, and syncs less."""
    ledger = Ledger(TODAY, interactive=300, sync=140, poll=60)
    for now in (MORNING, NIGHT):
        assert [most(PLAN, share, ledger, now) for share in SHARES] == [0, 0, 0]


def test_on_the_day_itself_interactive_use_is_held_by_the_gate_alone() -> None:
    ledger = quota_refused(Ledger(TODAY, interactive=300), PLAN, MORNING, None)
    assert most(PLAN, "sync", ledger, MORNING) == 0
    assert left(ledger, PLAN, MORNING) == 200
    tomorrow = resets_at(MORNING)
    assert left(begin_day(ledger, PLAN, tomorrow), PLAN, tomorrow) == 270


def test_what_was_learned_is_forgotten_after_a_month() -> None:
    ledger = quota_refused(Ledger(TODAY, sync=300), PLAN, MORNING, None)
    assert limit(ledger, PLAN, MORNING + REMEMBERED - timedelta(seconds=1)) == 270
    assert limit(ledger, PLAN, MORNING + REMEMBERED) == 500
    assert begin_day(ledger, PLAN, MORNING + REMEMBERED).learned is None


def test_a_quota_is_learned_even_where_no_limit_is_set() -> None:
    plan = Plan(0)
    assert limit(quota_refused(Ledger(TODAY, interactive=600), plan, MORNING, None), plan, MORNING) == 540


def test_a_refusal_just_after_midnight_is_about_yesterday() -> None:
    """Spotify's day ended a few seconds later than ours, on which 20 requests had been made."""
    evening = begin_day(Ledger(), PLAN, MORNING).plus("sync", 380)
    midnight = resets_at(MORNING)
    today = begin_day(evening, PLAN, midnight).plus("sync", 20)
    now = midnight + timedelta(seconds=22)
    assert limit(quota_refused(today, PLAN, now, 10), PLAN, now) == 360
    assert limit(quota_refused(today, PLAN, now, 86_400), PLAN, now) == 249, "a wait of a day: only today counts"


def test_what_was_spent_before_yesterday_is_nobodys_business() -> None:
    old = begin_day(Ledger(), PLAN, MORNING).plus("sync", 380)
    assert begin_day(old, PLAN, MORNING + timedelta(days=1)).yesterday == 380
    assert begin_day(old, PLAN, MORNING + timedelta(days=2)).yesterday == 0


@given(plans(), ledgers(), instants, st.none() | st.integers(0, 604_800))
def test_a_refusal_never_raises_the_budget_and_never_more_than_halves_it(
    plan: Plan, ledger: Ledger, now: datetime, told: int | None
) -> None:
    lowered = limit(quota_refused(ledger, plan, now, told), plan, now)
    assert lowered is not None
    assert min(plan.requests, max(FLOOR, plan.requests // 2 - 1)) <= lowered <= plan.requests


def test_clean_days_that_used_it_up_raise_it_again_up_to_the_setting() -> None:
    ledger, now = quota_refused(Ledger(TODAY, sync=400), PLAN, MORNING, None), MORNING
    limits = []
    for _ in range(7):
        now += timedelta(days=1)
        ledger = begin_day(ledger, PLAN, now)
        budget = limit(ledger, PLAN, now) or 0
        limits.append(budget)
        ledger = ledger.plus("interactive", budget)
    assert limits == [360, 396, 436, 480, 500, 500, 500]
    assert ledger.learned is None


@pytest.mark.parametrize(
    "yesterday",
    [
        pytest.param(Ledger(TODAY, sync=100), id="not used up"),
        pytest.param(Ledger(TODAY, sync=270, quota_refusals=1), id="refused"),
    ],
)
def test_other_days_do_not_raise_it(yesterday: Ledger) -> None:
    from dataclasses import replace

    ledger = replace(yesterday, learned=270, learned_until=MORNING + REMEMBERED)
    assert begin_day(ledger, PLAN, MORNING + timedelta(days=1)).learned == 270


@given(ledgers(), instants)
def test_the_day_is_begun_once(ledger: Ledger, now: datetime) -> None:
    assert begin_day(ledger, PLAN, now) is ledger
    tomorrow = begin_day(ledger, PLAN, resets_at(now))
    assert (tomorrow.day, tomorrow.total) == ("2026-11-26", 0)
    assert begin_day(tomorrow, PLAN, now) is tomorrow, "a clock that lags does not begin yesterday again"
