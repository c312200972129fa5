"""The item of a client id under many hands: never more than the budget, never two probes, each transition once."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import boto3
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from moto import mock_aws

from chalicelib.core import aws
from chalicelib.core.accounts import budget, client_item, keys
from chalicelib.core.accounts.budget import BudgetSpent, Ledger, Plan
from chalicelib.core.accounts.client_item import Stored
from chalicelib.core.accounts.client_store import ClientStore, Closing
from chalicelib.core.accounts.gate import RAMP, WINDOW, Gate, Held
from chalicelib.core.accounts.shares import SHARES, Share
from infra.in_process.aws_calls import AwsCalls, aws_calls

TABLE = "coordination"
MORNING = datetime(2026, 11, 25, 8, tzinfo=UTC)
THREADS = 16


class SetClock:
    """A clock that stands still until it is put forward."""

    def __init__(self, now: datetime = MORNING) -> None:
        self.at = now

    def now(self) -> datetime:
        return self.at

    def advance(self, amount: timedelta) -> None:
        self.at += amount


@pytest.fixture(scope="module")
def calls() -> Iterator[AwsCalls]:
    before = dict(os.environ)
    os.environ.update({"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_REGION": "us-east-1"})
    with aws_calls() as heard, mock_aws():
        aws.forget()
        boto3.client("dynamodb", region_name="us-east-1").create_table(
            TableName=TABLE,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": n, "AttributeType": "S"} for n in ("pk", "sk")],
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        )
        yield heard
        aws.forget()
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


Stores = Callable[..., ClientStore]
_number = iter(range(1_000_000))


@pytest.fixture
def store(calls: AwsCalls, clock: SetClock) -> Stores:
    """Makes stores of one client id: one for each process."""
    client_id = f"client-{next(_number)}"

    def make(plan: Plan | None = None) -> ClientStore:
        return ClientStore(TABLE, client_id, plan or Plan(500), clock)

    return make


def outcome(work: Callable[[], object]) -> str:
    try:
        work()
    except (Held, BudgetSpent) as refused:
        return type(refused).__name__
    return "let through"


def all_at_once(work: list[Callable[[], object]]) -> Counter[str]:
    with ThreadPoolExecutor(THREADS) as pool:
        return Counter(pool.map(outcome, work))


def item(calls: AwsCalls, made: ClientStore) -> dict[str, Any]:
    return boto3.client("dynamodb", region_name="us-east-1").get_item(
        TableName=TABLE, Key={"pk": {"S": keys.client(made._client_id)}, "sk": {"S": "GATE"}}
    )["Item"]


def test_many_functions_at_once_never_claim_more_than_the_budget(
    store: Stores, clock: SetClock, calls: AwsCalls
) -> None:
    clock.at = datetime(2026, 11, 25, tzinfo=UTC)
    plan = Plan(60, interactive=50, sync=40, poll=10)
    processes = [store(plan) for _ in range(8)]
    work: list[Callable[[], object]] = []
    for number in range(120):
        share: Share = ("interactive", "sync", "poll")[number % 3]
        work.append(partial(processes[number % 8].claim, share))
    found = all_at_once(work)
    stored = client_item.read(item(calls, processes[0]))
    assert found["let through"] == stored.ledger.total <= 60
    assert found["let through"] + found["BudgetSpent"] == 120
    assert stored.ledger.interactive >= 30, "interactive use gets its part"
    for name in budget.COUNTERS:
        attribute = item(calls, processes[0])[f"spent_{name}"]["N"]
        assert int(attribute) == stored.ledger.counter(name)


def test_after_a_closing_one_request_is_let_through_however_many_ask(
    store: Stores, clock: SetClock, calls: AwsCalls
) -> None:
    processes = [store() for _ in range(8)]
    processes[0].close("rate_limit", 10, Stored())
    assert all_at_once([partial(made.claim, "interactive") for made in processes * 4])["Held"] == 32
    clock.advance(timedelta(seconds=10))
    for window in range(5):
        found = all_at_once([partial(made.claim, share) for made in processes for share in SHARES * 2])
        assert found["let through"] == min(2**window, 48)
        clock.advance(WINDOW)
    clock.advance(RAMP)
    assert all_at_once([partial(made.claim, "sync") for made in processes * 4])["let through"] == 32


def test_a_hundred_refusals_close_it_once(store: Stores, calls: AwsCalls) -> None:
    processes = [store() for _ in range(10)]
    closings: list[Closing] = []
    for made in processes:
        made.claim("interactive")
    with ThreadPoolExecutor(THREADS) as pool:
        closings = list(pool.map(lambda made: made.close("rate_limit", 30, Stored()), processes * 10))
    assert Counter(closing.change for closing in closings) == {"closed": 1, None: 99}


def test_a_day_is_begun_once_and_loses_nothing(store: Stores, clock: SetClock, calls: AwsCalls) -> None:
    processes = [store() for _ in range(8)]
    for made in processes:
        made.claim("sync")
    clock.advance(timedelta(days=1))
    assert all_at_once([partial(made.claim, "sync") for made in processes * 5])["let through"] == 40
    found = client_item.read(item(calls, processes[0])).ledger
    assert (found.day, found.sync, found.total) == ("2026-11-26", 40, 40)


def test_a_usual_claim_is_one_request_and_so_is_its_refusal(store: Stores, calls: AwsCalls) -> None:
    made = store(Plan(2))
    made.claim("interactive")
    calls.clear()
    made.claim("interactive")
    assert calls.names == ["UpdateItem"]
    calls.clear()
    with pytest.raises(BudgetSpent) as spent:
        made.claim("interactive")
    assert calls.names == ["UpdateItem"]
    assert spent.value.until == datetime(2026, 11, 26, tzinfo=UTC)


def test_what_another_process_learned_is_known_at_once(store: Stores, clock: SetClock) -> None:
    one, other = store(), store()
    one.claim("sync", 200)
    other.claim("poll")
    one.close("quota", 60, one.claim("interactive"))
    clock.advance(timedelta(seconds=60) + RAMP)
    one.claim("interactive")
    clock.advance(RAMP)
    with pytest.raises(BudgetSpent):
        other.claim("sync", 60)
    assert outcome(lambda: other.claim("interactive")) == "let through"


def test_an_unused_claim_is_given_back(store: Stores, clock: SetClock, calls: AwsCalls) -> None:
    made = store(Plan(10, interactive=0, sync=100, poll=0))
    made.claim("sync", 10)
    assert outcome(lambda: made.claim("sync")) == "BudgetSpent"
    made.release("sync", 4)
    assert outcome(lambda: made.claim("sync", 4)) == "let through"
    made.release("poll", 1)
    assert client_item.read(item(calls, made)).ledger.poll == 0, "nothing is given back that was not taken"
    clock.advance(timedelta(days=1))
    made.release("sync", 4)
    assert client_item.read(item(calls, made)).ledger.sync == 10, "yesterday's ledger stays as it was"


def test_requests_told_later_are_counted_on_their_day(store: Stores, clock: SetClock, calls: AwsCalls) -> None:
    made = store()
    made.record({"interactive": 3}, "2026-11-25")
    made.record({"interactive": 2, "poll": 1}, "2026-11-25")
    made.record({"interactive": 9}, "2026-11-24")
    made.record({}, "2026-11-25")
    assert client_item.read(item(calls, made)).ledger == Ledger("2026-11-25", interactive=5, poll=1)
    clock.advance(timedelta(days=1))
    made.record({"interactive": 4}, "2026-11-25")
    made.record({"sync": 1}, "2026-11-26")
    made.record({"interactive": 4}, "2026-11-25")
    assert client_item.read(item(calls, made)).ledger == Ledger("2026-11-26", sync=1, yesterday=10)


def test_recording_disturbs_neither_gate_nor_probes(store: Stores, clock: SetClock, calls: AwsCalls) -> None:
    made = store()
    made.close("rate_limit", 10, Stored())
    clock.advance(timedelta(seconds=10))
    made.claim("interactive")
    made.record({"interactive": 7}, "2026-11-25")
    found = client_item.read(item(calls, made))
    assert (found.gate.used, found.ledger.interactive) == (1, 8)
    assert outcome(lambda: made.claim("interactive")) == "Held"


def test_the_item_expires_long_after_what_it_knows(store: Stores, clock: SetClock, calls: AwsCalls) -> None:
    made = store()
    made.claim("poll")
    expires = datetime.fromtimestamp(int(item(calls, made)["expires_at"]["N"]), UTC)
    assert expires - clock.now() > budget.REMEMBERED


steps = st.lists(
    st.one_of(
        st.tuples(st.just("claim"), st.sampled_from(SHARES), st.integers(1, 4)),
        st.tuples(st.just("record"), st.sampled_from(SHARES), st.integers(1, 4)),
        st.tuples(st.just("close"), st.sampled_from(["rate_limit", "quota", "owner_premium"]), st.integers(0, 90)),
        st.tuples(st.just("wait"), st.just(""), st.sampled_from([1, 30, 400, 7200, 90_000])),
    ),
    max_size=25,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_the_item_does_what_the_rules_say(calls: AwsCalls, found: list[tuple[str, Any, int]]) -> None:
    """Conditions of the table against the rules in memory, step by step."""
    from chalicelib.core.accounts import gate as rules

    clock, plan = SetClock(), Plan(24)
    made = ClientStore(TABLE, f"client-{next(_number)}", plan, clock)
    gate, ledger = Gate(), Ledger()
    for step, what, amount in found:
        now = clock.now()
        if step == "wait":
            clock.advance(timedelta(seconds=amount))
            continue
        ledger = budget.begin_day(ledger, plan, now)
        if step == "record":
            made.record({what: amount}, budget.day_of(now))
            ledger = ledger.plus(what, amount)
        elif step == "close":
            repeated = gate.closed_for("interactive", now) and gate.reason == "quota"
            closed = rules.close(gate, what, amount, now)
            if closed is not gate and what == "quota" and not repeated:
                ledger = budget.quota_refused(ledger, plan, now, amount)
            gate = closed
            made.close(what, amount, Stored())
        else:
            try:
                admitted = rules.admit(gate, what, amount, now)
                spent = budget.spend(ledger, plan, what, amount, now)
            except (Held, BudgetSpent) as refused:
                with pytest.raises((Held, BudgetSpent)) as told:
                    made.claim(what, amount)
                assert (type(told.value), str(told.value)) == (type(refused), str(refused))
                continue
            made.claim(what, amount)
            gate, ledger = admitted, spent
        stored = client_item.read(item(calls, made))
        assert (stored.gate, stored.ledger) == (gate, ledger)


def test_while_an_operator_pauses_background_work_only_people_are_let_through(
    store: Stores, clock: SetClock, calls: AwsCalls
) -> None:
    processes = [store(Plan(0)) for _ in range(8)]
    everything: list[Callable[[], object]] = [partial(made.claim, share) for made in processes for share in SHARES]
    assert all_at_once(everything) == {"let through": 24}
    processes[0].pause()
    for _ in range(3):
        # The first claims of a day, those that follow, and those of a process that has not heard of it.
        assert all_at_once([*everything, partial(store(Plan(0)).claim, "sync")]) == {"let through": 8, "Held": 17}
        clock.advance(timedelta(days=1))
    processes[1].resume()
    assert all_at_once(everything) == {"let through": 24}


def test_whatever_happens_at_the_gate_a_pause_stays_until_it_is_ended(
    store: Stores, clock: SetClock, calls: AwsCalls
) -> None:
    made = store(Plan(40))
    made.pause()
    since = clock.now()
    made.close("quota", 60, Stored())
    clock.advance(timedelta(days=1))
    made.claim("interactive")
    clock.advance(RAMP)
    made.record({"interactive": 3}, budget.day_of(clock.now()))
    clock.advance(timedelta(days=1))
    made.claim("interactive")
    stored = client_item.read(item(calls, made))
    assert stored.paused_at == since
    assert "expires_at" not in item(calls, made)
    with pytest.raises(Held) as held:
        made.claim("poll")
    assert held.value.reason == "paused"
    assert held.value.until > clock.now()
    made.resume()
    made.claim("poll")
    assert "expires_at" in item(calls, made)
