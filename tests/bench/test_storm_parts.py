"""What the storm is made of: killed functions, troubles of AWS, messages that come as they like, edits, and units."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders

from bench.spotify.moment import Moment
from bench.sync.chaos import CALM, Chaos, Killed, Odds
from bench.sync.edits import Editor
from bench.sync.messages import PUNCTUAL, Luck, Messages
from bench.sync.store.operations import Read, Store
from bench.sync.store.tables import Key
from bench.sync.store.values import item_size
from bench.sync.units import Meter, What, read_units, units
from chalicelib.core.declarations import FunctionDeclaration
from infra.in_process.aws_calls import Forward, answer_with, body_text
from infra.local.simulator.in_process import in_process_simulator

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
WORK = FunctionDeclaration("work", "module.work", 120, 512, frozenset(), queue="work", batch_size=3)


def request(**asked: Any) -> AWSPreparedRequest:
    return AWSPreparedRequest("POST", "https://aws", HTTPHeaders(), json.dumps(asked).encode(), False)


def nothing(asked: AWSPreparedRequest) -> AWSResponse:
    return answer_with(asked, {})


class Aws:
    """Notes what takes effect, and answers each table's keys as its items."""

    def __init__(self) -> None:
        self.done: list[Mapping[str, Any]] = []

    def __call__(self, name: str, asked: AWSPreparedRequest, forward: Forward) -> AWSResponse:
        said = json.loads(body_text(asked))
        self.done.append(said)
        found = {table: wanted["Keys"] for table, wanted in said.get("RequestItems", {}).items() if "Keys" in wanted}
        return answer_with(asked, {"Responses": found})


# -- functions ---------------------------------------------------------------------------------------------------------


def test_a_function_is_killed_before_or_after_a_request_and_does_nothing_any_more() -> None:
    ends = set()
    for seed in range(40):
        aws = Aws()
        chaos = Chaos(random.Random(seed), Odds(killed=1, killed_within=8, throttled=0, lost=0), aws)
        asked = 0
        with pytest.raises(Killed), chaos.invocation():
            while True:
                asked += 1
                chaos.around("PutItem", request(), nothing)
        ends.add((asked, len(aws.done) - asked))
        with pytest.raises(Killed), chaos.invocation():
            try:
                while True:
                    chaos.around("PutItem", request(), nothing)
            except Killed:
                before = len(aws.done)
                with pytest.raises(Killed):
                    chaos.around("PutItem", request(), nothing)
                assert len(aws.done) == before
                raise
    assert {how for _, how in ends} == {-1, 0}, "before it took effect, and after"
    assert len({when for when, _ in ends}) > 3


def test_who_looks_on_is_never_harmed() -> None:
    aws = Aws()
    chaos = Chaos(random.Random(1), Odds(killed=1, killed_within=1, throttled=1, lost=1, unprocessed=1, unsent=1), aws)
    for name in ("PutItem", "BatchGetItem", "SendMessageBatch"):
        assert chaos.around(name, request(RequestItems={}), nothing).status_code == 200
    assert not chaos.met


# -- AWS ---------------------------------------------------------------------------------------------------------------


def test_throttling_comes_in_bursts_and_takes_no_effect() -> None:
    aws = Aws()
    chaos = Chaos(random.Random(5), Odds(killed=0, throttled=0.05, burst=6, lost=0), aws)
    with chaos.invocation():
        refused = [chaos.around("PutItem", request(), nothing).status_code != 200 for _ in range(400)]
    assert len(aws.done) == 400 - sum(refused) == 400 - chaos.met["throttled"]
    assert any(refused[at] and refused[at + 1] for at in range(399))
    assert 0 < sum(refused) < 200


def test_a_lost_answer_took_effect() -> None:
    aws = Aws()
    chaos = Chaos(random.Random(5), Odds(killed=0, throttled=0, lost=1), aws)
    with chaos.invocation():
        assert chaos.around("UpdateItem", request(), nothing).status_code == 500
    assert len(aws.done) == 1


@pytest.mark.parametrize(
    ("name", "rest"), [("BatchGetItem", "UnprocessedKeys"), ("BatchWriteItem", "UnprocessedItems")]
)
def test_of_a_batch_a_part_is_done_and_the_rest_given_back(name: str, rest: str) -> None:
    left_over = set()
    for seed in range(30):
        aws = Aws()
        chaos = Chaos(random.Random(seed), Odds(killed=0, throttled=0, lost=0, unprocessed=1), aws)
        entries: list[Any] = [{"n": number} for number in range(10)]
        wanted: Any = {"Keys": entries, "ConsistentRead": True} if name == "BatchGetItem" else entries
        with chaos.invocation():
            answer = json.loads(chaos.around(name, request(RequestItems={"t": wanted}), nothing).text)
        left: Any = answer[rest].get("t", [])
        done: Any = aws.done[0]["RequestItems"]["t"] if aws.done else []
        if name == "BatchGetItem":
            assert left == [] or left["ConsistentRead"]
            left, done = left["Keys"] if left else [], done["Keys"] if done else []
            assert answer["Responses"].get("t", []) == done
        assert sorted(each["n"] for each in [*left, *done]) == list(range(10))
        left_over.add(len(left))
    assert len(left_over) > 4


# -- messages ----------------------------------------------------------------------------------------------------------


def _drawn(messages: Messages, hours: int = 12) -> list[str]:
    """Bodies in the order in which they are handed out and handled."""
    found: list[str] = []
    now = NOON
    while now < NOON + timedelta(hours=hours):
        for message in messages.batch(now):
            found.append(message.content["Body"])
            messages.handled(message, now)
        now += timedelta(minutes=1)
    return found


def test_punctual_messages_come_once_each() -> None:
    messages = Messages(random.Random(1), PUNCTUAL)
    for number in range(20):
        messages.take(WORK, {"Body": str(number)}, NOON)
    assert sorted(_drawn(messages), key=int) == [str(number) for number in range(20)]
    assert messages.held == []


def test_unlucky_ones_come_late_twice_and_in_another_order_but_all_come() -> None:
    messages = Messages(random.Random(1), Luck(twice=0.3, late=0.5))
    for number in range(30):
        messages.take(WORK, {"Body": str(number)}, NOON)
    drawn = _drawn(messages)
    assert set(drawn) == {str(number) for number in range(30)}
    assert len(drawn) > 30
    assert drawn != sorted(drawn, key=int)


def test_a_message_that_fails_comes_again_after_its_pause_and_is_a_dead_letter_in_the_end() -> None:
    messages = Messages(random.Random(1), PUNCTUAL)
    messages.take(WORK, {"Body": "poison"}, NOON + timedelta(minutes=2))
    now = NOON
    assert messages.batch(now) == []
    now += timedelta(minutes=2)
    for received in range(1, WORK.max_receive_count + 1):
        (message,) = messages.batch(now)
        assert message.as_received()["Attributes"]["ApproximateReceiveCount"] == str(received)
        assert messages.batch(now) == [], "hidden while it is handled"
        messages.failed(message, None if received == 1 else now + timedelta(seconds=10))
        now += timedelta(seconds=WORK.visibility_timeout if received == 1 else 10)
    assert messages.batch(now + timedelta(days=1)) == []
    assert [message.content["Body"] for message in messages.dead] == ["poison"]


# -- edits -------------------------------------------------------------------------------------------------------------


def test_edits_touch_as_many_rows_as_they_say_and_every_kind_comes() -> None:
    moment = Moment()
    kinds = set()
    for seed in range(6):
        with in_process_simulator(
            now=moment.seconds, seed=seed, tracks=300, playlists=12, people=1, big_playlist=80
        ) as spotify:
            person = spotify.truth.people[0]
            before = {name: list(rows) for name, rows in _rows(spotify.truth, person).items()}
            edits = Editor(spotify, person, random.Random(seed)).edit(40)
            after = _rows(spotify.truth, person)
            changed = {name for name in before | after if before.get(name) != after.get(name)}
            assert changed <= edits.collections
            assert 40 <= edits.total < 40 + 60 + 20
            gained = sum(map(len, after.values())) - sum(map(len, before.values()))
            assert gained == edits.rows["added"] - edits.rows["removed"]
            kinds |= set(edits.rows)
    assert kinds == {"added", "removed", "moved", "renamed"}


def _rows(library: Any, person: Any) -> dict[str, list[Any]]:
    playlists = {
        f"PLAYLIST#{entry.playlist_id}": [row for row in library.playlists[entry.playlist_id].rows if row.uri]
        for entry in person.playlists
        if entry.sharing == "owned"
    }
    listed = [entry.playlist_id for entry in person.playlists]
    saved = [each.id for each in person.saved_tracks]
    followed = [each.id for each in person.followed_artists]
    return {**playlists, "PLAYLISTS": listed, "SAVED_TRACKS": saved, "FOLLOWED_ARTISTS": followed}


# -- units -------------------------------------------------------------------------------------------------------------


def _item(size: int, **more: Any) -> dict[str, Any]:
    item = {"pk": {"S": "p"}, "sk": {"S": "s"}, **more}
    return {**item, "text": {"S": "x" * size}}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (None, _item(900), 1),
        (None, _item(1020), 2),
        (_item(3000), _item(10), 3),
        (_item(10), None, 1),
        (None, _item(10, gsi1pk={"S": "i"}, gsi1sk={"S": "1"}), 2),
        (None, _item(10, gsi1pk={"S": "i"}), 1),
        (_item(10, gsi1pk={"S": "i"}, gsi1sk={"S": "1"}), _item(11, gsi1pk={"S": "i"}, gsi1sk={"S": "1"}), 2),
        (_item(10, gsi1pk={"S": "i"}, gsi1sk={"S": "1"}), _item(10, gsi1pk={"S": "i"}, gsi1sk={"S": "2"}), 3),
        (_item(10, gsi1pk={"S": "i"}, gsi1sk={"S": "1"}), _item(10), 2),
    ],
)
def test_a_write_costs_a_unit_for_each_kilobyte_and_each_index(old: Any, new: Any, expected: int) -> None:
    assert units(old, new) == expected


def test_units_are_counted_by_kind_told_where_asked_for_and_doubled_in_transactions() -> None:
    meter = Meter(Store())
    row = {"pk": {"S": "U#1#SAVED_TRACKS"}, "sk": {"S": "R#1"}}
    asked = {"TableName": "t", "Item": row, "ConditionExpression": "attribute_not_exists(pk)"}
    told = json.loads(meter.around("PutItem", request(**asked, ReturnConsumedCapacity="TOTAL"), nothing).text)
    assert told["ConsumedCapacity"] == {"TableName": "t", "CapacityUnits": 1.0}
    assert meter.around("PutItem", request(**asked), nothing).status_code == 400
    transaction = [{"Delete": {"TableName": "t", "Key": row}}]
    meter.around("TransactWriteItems", request(TransactItems=transaction), nothing)
    assert meter.units == {What("t", "R"): 1 + 1 + 2}
    assert meter.writes == {What("t", "R"): 2}, "what a condition refused wrote nothing"
    assert (meter.units_of("t"), meter.writes_of("t", "u"), meter.units_of("u")) == (4, 2, 0)
    assert CALM.killed == 0


@pytest.mark.parametrize(
    ("sizes", "consistent", "units"),
    [((0,), True, 1), ((4096,), True, 1), ((4097,), True, 2), ((10, 10), True, 2), ((9000,), False, 1.5)],
)
def test_reads_are_counted_in_units_of_four_kilobytes(sizes: tuple[int, ...], consistent: bool, units: float) -> None:
    assert read_units(Read("table", sizes, consistent)) == units


def test_a_store_notes_what_a_request_read() -> None:
    store = Store()
    row = {"pk": {"S": "a"}, "sk": {"S": "b"}, "text": {"S": "x" * 90}}
    store.tables["t"].put(Key("a", "b"), row)
    keys = [{name: row[name] for name in ("pk", "sk")}, {"pk": {"S": "a"}, "sk": {"S": "none"}}]
    store.answer("BatchGetItem", request(RequestItems={"t": {"Keys": keys, "ConsistentRead": True}}))
    assert store.read == [Read("t", (item_size(row), 0), True)]
