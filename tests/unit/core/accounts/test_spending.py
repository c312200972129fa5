"""What is collected until a message takes it along: nothing is lost or told twice, and yesterday counts no more."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from chalicelib.core.accounts.spending import LONG, MANY, Report, Spending

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
TOMORROW = NOON + timedelta(days=1)


def test_many_threads_lose_nothing_and_tell_nothing_twice() -> None:
    spending = Spending()
    with ThreadPoolExecutor(8) as pool:
        taking: list[Future[Report]] = []
        for number in range(400):
            pool.submit(spending.add, "interactive" if number % 2 else "sync", NOON)
            taking.append(pool.submit(spending.take))
    told: Counter[str] = Counter()
    for report in [*(taken.result() for taken in taking), spending.take()]:
        told.update(report.spent)
    assert told == {"interactive": 200, "sync": 200}


def test_what_was_not_sent_is_put_back_beside_what_came_meanwhile() -> None:
    spending = Spending()
    spending.add("interactive", NOON)
    spending.answered("audio_features", NOON)
    taken = spending.take()
    assert not spending.take()
    spending.add("interactive", NOON)
    spending.put_back(taken, NOON)
    assert spending.take() == Report("2026-11-25", {"interactive": 2}, frozenset({"audio_features"}))


def test_yesterday_counts_no_more() -> None:
    spending = Spending()
    spending.add("interactive", NOON)
    yesterday = spending.take()
    spending.add("sync", TOMORROW)
    spending.put_back(yesterday, TOMORROW)
    assert spending.take() == Report("2026-11-26", {"sync": 1})
    spending.add("interactive", NOON)
    assert spending.pending(TOMORROW) == 0
    spending.add("interactive", TOMORROW)
    assert spending.take().spent == {"interactive": 1}


def test_what_waits_long_or_grows_is_overdue() -> None:
    spending = Spending()
    assert not spending.overdue(NOON)
    for _ in range(MANY - 1):
        spending.add("interactive", NOON)
    assert not spending.overdue(NOON)
    assert spending.overdue(NOON + LONG)
    spending.add("interactive", NOON)
    assert spending.overdue(NOON)
    spending.take()
    assert not spending.overdue(NOON + LONG)
