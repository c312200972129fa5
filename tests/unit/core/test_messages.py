"""Messages: every record travels once, every message fits, and what SQS does not take is tried once more."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from chalicelib.core import messages
from chalicelib.core.errors import PayloadTooLarge
from chalicelib.core.messages import Envelope, Publisher, PublishFailed, Source, envelope, parse, split

SOURCE = Source("u_person", "request-1", datetime(2026, 11, 22, 12, 0, tzinfo=UTC))
QUEUE_URL = "https://sqs.test/123456789012/things"
SQS_MESSAGE_LIMIT = 1_048_576  # bytes; the same for a message and for a whole batch


class RecordingSqs:
    """SQS as ``send_message_batch`` shows it; ``refuse`` says how often each message is not taken."""

    def __init__(self, refuse: dict[str, int] | None = None) -> None:
        self.batches: list[list[str]] = []
        self.taken: list[str] = []
        self._refuse = refuse or {}

    def send_message_batch(self, QueueUrl: str, Entries: Sequence[dict[str, str]]) -> dict[str, Any]:  # noqa: N803
        assert QueueUrl == QUEUE_URL
        assert len({entry["Id"] for entry in Entries}) == len(Entries)
        self.batches.append([entry["MessageBody"] for entry in Entries])
        failed = []
        for entry in Entries:
            message_id = json.loads(entry["MessageBody"])["id"]
            if self._refuse.get(message_id, 0) > 0:
                self._refuse[message_id] -= 1
                failed.append({"Id": entry["Id"], "SenderFault": False, "Code": "InternalError"})
            else:
                self.taken.append(message_id)
        return {"Successful": [], "Failed": failed} if failed else {"Successful": []}


def publisher(sqs: RecordingSqs) -> Publisher:
    return Publisher(sqs)  # type: ignore[arg-type]


def record(number: int, size: int, letter: str = "x") -> dict[str, Any]:
    return {"id": number, "text": letter * size}


@settings(max_examples=30)
@given(st.lists(st.integers(0, 150_000), max_size=30), st.sampled_from(["x", "é", "🎵", '"', "\x01"]))
def test_splitting_keeps_every_record_once_and_every_message_small(sizes: list[int], letter: str) -> None:
    records = [record(number, size // len(json.dumps(letter)), letter) for number, size in enumerate(sizes)]
    found = list(split("things.seen", "things", records, SOURCE))
    assert [item for message in found for item in message.payload["things"]] == records
    for message in found:
        assert len(message.model_dump_json().encode()) <= messages.MAX_MESSAGE_BYTES
        assert message.payload["things"]
    assert len({message.id for message in found}) == len(found)


def test_splitting_makes_no_more_messages_than_needed() -> None:
    records = [record(number, 1000) for number in range(1000)]
    found = list(split("things.seen", "things", records, SOURCE))
    assert len(found) == 6  # a million bytes and their braces, 198 thousand to a message


def test_a_record_that_no_message_holds_is_named() -> None:
    with pytest.raises(PayloadTooLarge, match=r"things\.seen"):
        list(split("things.seen", "things", [record(1, messages.MAX_MESSAGE_BYTES)], SOURCE))


def test_messages_carry_where_they_come_from() -> None:
    (message,) = split("things.seen", "things", [record(1, 1)], SOURCE)
    assert (message.v, message.kind, message.user_id, message.request_id, message.hop) == (
        1,
        "things.seen",
        "u_person",
        "request-1",
        0,
    )
    assert parse(message.model_dump_json()) == message


@settings(max_examples=30)
@given(st.lists(st.integers(0, 190_000), max_size=40))
def test_batches_are_of_ten_and_below_the_limit(sizes: list[int]) -> None:
    sqs = RecordingSqs()
    found = [envelope("things.seen", {"things": [record(number, size)]}, SOURCE) for number, size in enumerate(sizes)]
    publisher(sqs).publish(QUEUE_URL, found)
    assert sqs.taken == [message.id for message in found]
    for batch in sqs.batches:
        assert 1 <= len(batch) <= 10
        assert sum(len(body.encode()) for body in batch) < SQS_MESSAGE_LIMIT
    if sum(sizes) < 500_000:
        assert len(sqs.batches) == -(-len(found) // 10)


def small(count: int) -> list[Envelope]:
    return [envelope("things.seen", {"things": [record(number, 1)]}, SOURCE) for number in range(count)]


def test_an_entry_that_was_not_taken_is_sent_once_more() -> None:
    found = small(12)
    sqs = RecordingSqs({found[3].id: 1, found[11].id: 1})
    publisher(sqs).publish(QUEUE_URL, found)
    assert sorted(sqs.taken) == sorted(message.id for message in found)
    assert [len(batch) for batch in sqs.batches] == [10, 1, 2, 1]


def test_what_is_refused_twice_is_told_and_keeps_no_other_back() -> None:
    found = small(25)
    sqs = RecordingSqs({found[3].id: 2, found[4].id: 1, found[20].id: 2})
    with pytest.raises(PublishFailed) as raised:
        publisher(sqs).publish(QUEUE_URL, found)
    assert (raised.value.failed, raised.value.total) == (2, 25)
    assert set(sqs.taken) == {message.id for message in found} - {found[3].id, found[20].id}


def test_nothing_to_send_asks_nothing() -> None:
    sqs = RecordingSqs()
    publisher(sqs).publish(QUEUE_URL, [])
    assert sqs.batches == []


@pytest.mark.parametrize("body", ["", "{", "[]", "1", "null", "{}", '{"v": 1, "kind": "x"}', '{"v": "one"}'])
def test_what_is_no_envelope_is_not_read_as_one(body: str) -> None:
    with pytest.raises((ValueError, ValidationError)):
        parse(body)


def test_a_message_hops_no_further_than_ten_times() -> None:
    with pytest.raises(ValidationError):
        envelope("things.seen", {}, Source(None, "request-1", SOURCE.fetched_at, hop=11))


def test_characters_that_sqs_refuses_travel_escaped_and_arrive_as_they_were() -> None:
    sqs = RecordingSqs()
    odd = {"name": "a\ufffeb\uffffc"}
    publisher(sqs).publish(QUEUE_URL, [envelope("things.seen", {"things": [odd]}, SOURCE)])
    (body,) = sqs.batches[0]
    assert "\ufffe" not in body
    assert "\uffff" not in body
    assert parse(body).payload["things"] == [odd]
