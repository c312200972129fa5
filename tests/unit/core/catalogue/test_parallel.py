"""Many writes at once: all are made, what is refused for the moment is made later, and an error ends it."""

from __future__ import annotations

import threading
from collections import Counter

import pytest
from botocore.exceptions import ClientError

from chalicelib.core.catalogue import parallel, patience


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What was waited, without waiting."""
    waited: list[float] = []
    monkeypatch.setattr(patience.Patience.__init__, "__defaults__", (waited.append,))
    return waited


def refused(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "refused"}}, "UpdateItem")


def test_results_come_in_the_order_of_what_was_given() -> None:
    assert parallel.each(lambda number: number * 2, range(200)) == [number * 2 for number in range(200)]
    assert parallel.each(lambda number: number, []) == []


def test_work_is_shared_among_threads() -> None:
    together = threading.Barrier(parallel.THREADS, timeout=10)
    parallel.each(lambda _: together.wait(), range(parallel.THREADS))


def test_what_a_busy_table_refuses_is_done_later_and_nothing_twice(pauses: list[float]) -> None:
    done: Counter[int] = Counter()
    tries: Counter[int] = Counter()
    lock = threading.Lock()

    def work(number: int) -> None:
        with lock:
            tries[number] += 1
            if number % 3 == 0 and tries[number] < 4:
                raise refused("ThrottlingException")
            done[number] += 1

    parallel.each(work, range(100))
    assert done == Counter(range(100))
    assert pauses == list(patience.PAUSES[:3])


def test_a_table_that_stays_busy_is_not_waited_for_longer_than_two_seconds(pauses: list[float]) -> None:
    def work(number: int) -> None:
        raise refused("ProvisionedThroughputExceededException")

    with pytest.raises(ClientError):
        parallel.each(work, range(20))
    assert sum(pauses) < 2


class _Ended(BaseException):
    pass


@pytest.mark.parametrize("error", [refused("ValidationException"), ValueError("wrong"), _Ended()])
def test_the_first_error_ends_it(error: BaseException, pauses: list[float]) -> None:
    begun: list[int] = []

    def work(number: int) -> None:
        begun.append(number)
        if number == 5:
            raise error

    with pytest.raises(type(error)):
        parallel.each(work, range(100_000))
    assert len(begun) < 100_000
    assert pauses == []
