"""Identical reads at the same time are one request, and one answer or error for all who wait."""

import threading
from collections.abc import Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.spotify.errors import SpotifyError, Unavailable
from chalicelib.spotify.stack.build import stacked
from chalicelib.spotify.stack.coalescing import Coalescing, Flights
from chalicelib.spotify.transport import Answer, Request
from tests.spotify.fakes import FakeTokens, FakeTransport, no_pause, ok

READ = Request("GET", "https://api.example/v1/me/tracks", params={"limit": 50, "offset": 0}, owner="u_1")
OTHERS = [
    replace(READ, owner="u_2"),
    replace(READ, params={"limit": 50, "offset": 50}),
    replace(READ, url="https://api.example/v1/me/albums"),
    replace(READ, headers={"If-None-Match": "x"}),
    replace(READ, method="PUT"),
    replace(READ, owner=""),
]


class SlowTransport:
    """Answers when it is released; counts what it was asked."""

    def __init__(self, outcome: Answer | BaseException) -> None:
        self.outcome, self.asked, self.release = outcome, 0, threading.Event()

    def send(self, request: Request, timeout: float) -> Answer:
        self.asked += 1
        assert self.release.wait(10)
        if isinstance(self.outcome, BaseException):
            raise self.outcome
        return self.outcome


class WatchedFlights(Flights):
    """Tells when a read has joined a flight or begun one."""

    def __init__(self) -> None:
        super().__init__()
        self.joined = threading.Semaphore(0)

    def join(self, key: Hashable) -> Any:
        found = super().join(key)
        self.joined.release()
        return found


def together(transport: SlowTransport, flights: WatchedFlights, *requests: Request) -> list[Future[Answer]]:
    """Send them at the same time, each by a transport of its own: none is answered before all are on their way."""
    shared = sum(request.method == "GET" and bool(request.owner) for request in requests)
    with ThreadPoolExecutor(len(requests)) as pool:
        sent = [pool.submit(Coalescing(transport, flights).send, request, 10) for request in requests]
        for _ in range(shared):
            assert flights.joined.acquire(timeout=10)
        transport.release.set()
    return sent


def test_equal_reads_are_one_request_and_one_answer() -> None:
    transport, flights = SlowTransport(ok({"total": 3})), WatchedFlights()
    same = replace(READ, params={"offset": "0", "limit": "50"})
    answers = [future.result() for future in together(transport, flights, READ, READ, same, READ)]
    assert transport.asked == 1
    assert all(answer is transport.outcome for answer in answers)
    assert len(flights) == 0


@pytest.mark.parametrize("error", [Unavailable("no answer"), LookupError("of core"), KeyboardInterrupt()])
def test_an_error_reaches_all_who_wait(error: BaseException) -> None:
    transport, flights = SlowTransport(error), WatchedFlights()
    assert [future.exception() for future in together(transport, flights, READ, READ, READ)] == [error] * 3
    assert (transport.asked, len(flights)) == (1, 0)


def test_what_differs_or_changes_something_or_has_no_owner_is_not_shared() -> None:
    transport, flights = SlowTransport(ok({})), WatchedFlights()
    together(transport, flights, READ, *OTHERS, replace(READ, method="PUT"), replace(READ, owner=""))
    assert transport.asked == 1 + len(OTHERS) + 2
    assert len(flights) == 0


def test_one_read_after_another_is_asked_again() -> None:
    transport, flights = FakeTransport(ok({}), ok({}), Unavailable("no answer"), ok({})), Flights()
    layer = Coalescing(transport, flights)
    assert layer.send(READ, 1) is not layer.send(READ, 1)
    with pytest.raises(Unavailable):
        layer.send(READ, 1)
    assert layer.send(READ, 1).status == 200
    assert len(flights) == 0


def test_who_waits_for_another_waits_no_longer_than_it_may() -> None:
    transport, flights = SlowTransport(ok({})), WatchedFlights()
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(Coalescing(transport, flights).send, READ, 10)
        assert flights.joined.acquire(timeout=10)
        with pytest.raises(Unavailable):
            Coalescing(transport, flights).send(READ, 0.01)
        transport.release.set()
        assert first.result().status == 200
    assert (transport.asked, len(flights)) == (1, 0)


def test_who_observes_hears_of_every_read_once_with_its_outcome() -> None:
    heard: list[tuple[str, int | None]] = []
    transport = FakeTransport(Answer(500), Answer(502), Unavailable("no answer"), Unavailable("no answer"), ok({}))
    stack = stacked(
        transport,
        FakeTokens(),
        lambda: 20.0,
        flights=Flights(),
        on_answer=lambda request, status, milliseconds: heard.append((request.endpoint, status)),
        pause=no_pause,
    )
    read = replace(READ, endpoint="my_tracks")
    stack.send(read, 20)
    with pytest.raises(SpotifyError):
        stack.send(read, 20)
    stack.send(read, 20)
    assert heard == [("my_tracks", 502), ("my_tracks", None), ("my_tracks", 200)]
