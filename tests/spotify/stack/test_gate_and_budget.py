"""Nothing leaves that the gate or the budget refuses; what leaves is counted, and the gate hears why to close."""

import pytest

from chalicelib.spotify.errors import OwnerPremiumLapsed, QuotaExceeded, RateLimited, SpotifyError, Unavailable
from chalicelib.spotify.stack.build import stacked
from chalicelib.spotify.transport import Answer, Request, Transport
from tests.spotify.fakes import FakeTokens, FakeTransport, no_pause, ok, refused

READ = Request("GET", "https://api.example/v1/me", endpoint="me", owner="u_1")
LAPSED = {"error": {"status": 403, "message": "Active premium subscription required for the owner of the app."}}


class Closed(Exception):
    """What an implementation raises."""


class FakeGate:
    def __init__(self, opens: int = 99) -> None:
        self.opens, self.told = opens, list[tuple[str, SpotifyError]]()

    def check(self, request: Request) -> None:
        if not self.opens:
            raise Closed
        self.opens -= 1

    def heard(self, request: Request, error: SpotifyError) -> None:
        self.told.append((request.endpoint, error))
        self.opens = 0


class FakeBudget:
    def __init__(self, left: int = 99) -> None:
        self.left, self.spent = left, list[str]()

    def spend(self, request: Request) -> None:
        if not self.left:
            raise Closed
        self.left -= 1
        self.spent.append(request.endpoint)


def around(transport: FakeTransport, gate: FakeGate, budget: FakeBudget) -> Transport:
    return stacked(transport, FakeTokens(), lambda: 20.0, gate=gate, budget=budget, pause=no_pause)


@pytest.mark.parametrize(("gate", "budget"), [(FakeGate(0), FakeBudget()), (FakeGate(), FakeBudget(0))])
def test_nothing_is_sent_where_the_gate_or_the_budget_refuses(gate: FakeGate, budget: FakeBudget) -> None:
    transport = FakeTransport()
    with pytest.raises(Closed):
        around(transport, gate, budget).send(READ, 20)
    assert transport.requests == [] and budget.spent == []


@pytest.mark.parametrize(
    ("answers", "tries"),
    [
        ([ok({})], 1),
        ([refused(500, b""), ok({})], 2),
        ([Unavailable("no answer"), ok({})], 2),
        ([refused(401, b"Access token missing"), ok({})], 2),
        ([refused(500, b""), refused(401, b""), refused(502, b""), ok({})], 4),
        ([refused(404, b"")], 1),
    ],
)
def test_every_real_try_passes_the_gate_and_is_counted(answers: list[Answer | SpotifyError], tries: int) -> None:
    transport, gate, budget = FakeTransport(*answers), FakeGate(), FakeBudget()
    around(transport, gate, budget).send(READ, 20)
    assert len(transport.requests) == tries == len(budget.spent) == 99 - gate.opens


def test_a_second_try_that_the_budget_refuses_does_not_leave() -> None:
    transport = FakeTransport(refused(500, b""))
    with pytest.raises(Closed):
        around(transport, FakeGate(), FakeBudget(1)).send(READ, 20)
    assert len(transport.requests) == 1


@pytest.mark.parametrize(
    ("answer", "kind", "told"),
    [
        (refused(429, b"Too many requests", Retry_After="17"), RateLimited, True),
        (refused(429, b""), RateLimited, False),
        (refused(429, {"error": {"status": 429, "reason": "QUOTA_EXCEEDED"}}), QuotaExceeded, False),
        (refused(403, LAPSED), OwnerPremiumLapsed, None),
    ],
)
def test_the_gate_hears_of_what_concerns_everyone_and_closes(
    answer: Answer, kind: type[SpotifyError], told: bool | None
) -> None:
    transport, gate, budget = FakeTransport(answer), FakeGate(), FakeBudget()
    stack = around(transport, gate, budget)
    assert stack.send(READ, 20) is answer
    ((endpoint, error),) = gate.told
    assert (endpoint, type(error), getattr(error, "told", None)) == ("me", kind, told)
    with pytest.raises(Closed):
        stack.send(READ, 20)
    assert len(transport.requests) == 1


@pytest.mark.parametrize("answer", [refused(403, b"User not approved for app"), refused(403, b""), refused(404, b"")])
def test_the_gate_does_not_hear_of_what_concerns_one_person_or_thing(answer: Answer) -> None:
    gate = FakeGate()
    around(FakeTransport(answer), gate, FakeBudget()).send(READ, 20)
    assert gate.told == []
