"""A passing failure is tried once more; nothing else is, and never beyond the deadline."""

from collections.abc import Callable

import pytest

from chalicelib.spotify.errors import SpotifyError, Unavailable
from chalicelib.spotify.stack.retrying import Retrying
from chalicelib.spotify.transport import Answer, Request
from tests.spotify.fakes import FakeTransport, countdown, ok, refused

READ = Request("GET", "https://api.example/v1/me")
PASSING = [refused(500, b""), refused(502, b"<html>"), refused(408, b""), Unavailable("no answer")]


def retrying(
    transport: FakeTransport, deadline: Callable[[], float] = lambda: 20.0, waits: list[float] | None = None
) -> Retrying:
    return Retrying(transport, deadline, (waits if waits is not None else []).append)


@pytest.mark.parametrize("first", PASSING)
def test_a_passing_failure_is_tried_once_more(first: Answer | SpotifyError) -> None:
    transport = FakeTransport(first, ok({}))
    waits: list[float] = []
    assert retrying(transport, waits=waits).send(READ, 20).status == 200
    assert len(transport.requests) == 2
    assert len(waits) == 1 and 0 < waits[0] < 0.5


@pytest.mark.parametrize("first", PASSING)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_change_is_never_sent_again_because_spotify_may_have_made_it(
    method: str, first: Answer | SpotifyError
) -> None:
    transport = FakeTransport(first)
    if isinstance(first, SpotifyError):
        with pytest.raises(Unavailable):
            retrying(transport).send(Request(method, READ.url), 20)
    else:
        assert retrying(transport).send(Request(method, READ.url), 20) is first
    assert len(transport.requests) == 1


def test_a_second_failure_is_final() -> None:
    transport = FakeTransport(refused(502, b""), refused(503, b""))
    assert retrying(transport).send(READ, 20).status == 503
    transport = FakeTransport(refused(502, b""), Unavailable("no answer"))
    with pytest.raises(Unavailable):
        retrying(transport).send(READ, 20)


@pytest.mark.parametrize(
    "answer",
    [
        refused(429, b"", Retry_After="1"),
        refused(503, b"", Retry_After="120"),
        refused(503, b"", Retry_After="0"),
        refused(404, b""),
        refused(403, b""),
        refused(401, b""),
    ],
)
def test_nothing_waits_for_a_retry_after_and_a_refusal_is_an_answer(answer: Answer) -> None:
    transport = FakeTransport(answer)
    waits: list[float] = []
    assert retrying(transport, waits=waits).send(READ, 20) is answer
    assert (len(transport.requests), waits) == (1, [])


def test_a_request_never_outlasts_the_deadline() -> None:
    transport = FakeTransport(ok({}), ok({}), ok({}))
    retrying(transport, lambda: 4.0).send(READ, 400)
    retrying(transport, lambda: 400.0).send(READ, 3.0)
    retrying(transport, lambda: 400.0).send(READ, 400)
    assert transport.timeouts == [4.0, 3.0, 10.0]


def test_without_time_left_no_request_is_begun() -> None:
    transport = FakeTransport()
    with pytest.raises(Unavailable):
        retrying(transport, lambda: 0.0).send(READ, 20)
    assert transport.requests == []


def test_without_time_left_there_is_no_second_try() -> None:
    transport = FakeTransport(refused(500, b""))
    assert retrying(transport, countdown(5.0, 0.1)).send(READ, 20).status == 500
    transport = FakeTransport(Unavailable("no answer"))
    with pytest.raises(Unavailable):
        retrying(transport, countdown(5.0, 0.1)).send(READ, 20)
    assert len(transport.requests) == 1
