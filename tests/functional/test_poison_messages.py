"""Messages that cannot be valid go to the dead letters alone; those that may yet succeed are given back."""

from __future__ import annotations

import json
from typing import Any

import boto3
import pytest

from tests.functional.console import Console
from tests.functional.queue_messages import PERSON, collection, entities, identifier, message, stored, track, uris
from tests.functional.world import World, shared_world

world = shared_world(tracks=20, playlists=3)


@pytest.fixture(autouse=True)
def _empty(world: World) -> None:
    world.empty()


POISON: dict[str, tuple[Any, str]] = {
    "no name": ({"kind": "track", "id": "abc", "uri": "spotify:track:abc"}, "track/name"),
    "another's uri": (track("Song") | {"uri": "spotify:track:other"}, "uri is not that of track"),
    "an id that can be none": (track("Song") | {"id": "a b", "uri": "spotify:track:a b"}, "track/id"),
    "unknown kind": ({"kind": "podcast", "id": "a"}, "podcast"),
    "no kind": ({"id": "a", "name": "x"}, "kind"),
    "a field nobody knows": (track("Song", mood="blue"), "track/mood"),
    "a negative length": (track("Song", duration_ms=-1), "track/duration_ms"),
    "a text for a number": (track("Song", duration_ms="long"), "track/duration_ms"),
    "no object": ("just text", "record"),
    "null": (None, "record"),
    "a name without end": (track("Song") | {"name": "x" * 50_000}, "track/name"),
}


@pytest.mark.parametrize("poison", POISON)
def test_a_poison_record_ends_alone_among_the_dead_letters_and_its_neighbours_land(
    world: World, console: Console, poison: str
) -> None:
    record, reason = POISON[poison]
    world.send(entities(track("Before"), record, track("After"), second=1), entities(track("Beside"), second=1))

    world.run_queue()

    assert [stored(world, "track", name) for name in ("Before", "After", "Beside")] == [
        {"name": "Before"},
        {"name": "After"},
        {"name": "Beside"},
    ]
    dead = world.dead_letters()
    assert len(dead) == 1
    letter = json.loads(dead[0])
    assert letter["payload"] == {"entities": [record]}
    assert (letter["request_id"], letter["user_id"]) == ("request-of-the-test", PERSON)
    told = console.said("record refused")
    assert len(told) == 1, "once, however often it was tried"
    assert reason in told[0]["reason"]
    assert (told[0]["queue"], told[0]["request_id"]) == ("library-records", "request-of-the-test")
    assert console.metric("RecordsRefused") == 1
    assert console.metric("MessagesFailed") == 0


def test_the_reason_does_not_repeat_what_was_in_the_record(world: World, console: Console) -> None:
    world.send(entities(track("Song", duration_ms="a private remark"), second=1))
    world.run_queue()
    assert len(console.said("record refused")) == 1
    assert "a private remark" not in console.text


def test_several_poison_records_are_refused_one_by_one(world: World, console: Console) -> None:
    bad = [track(f"Bad {number}", duration_ms=-1) for number in range(12)]
    good = [track(f"Good {number}") for number in range(12)]
    world.send(entities(*(record for pair in zip(bad, good, strict=True) for record in pair), second=1))
    world.run_queue(rounds=60)
    assert len(world.items("catalogue", "E#track#")) == 12
    assert console.metric("RecordsRefused") == 12
    count = world.sqs.get_queue_attributes(
        QueueUrl=world.dead_letters_url, AttributeNames=["ApproximateNumberOfMessages"]
    )
    assert count["Attributes"]["ApproximateNumberOfMessages"] == "12"


BROKEN = {
    "not json": ("this is no JSON", "not JSON"),
    "empty": (" ", "not JSON"),
    "half": ('{"v": 1, "id": "x"', "not JSON"),
    "too deep": ("[" * 100_000, "not JSON"),
    "a number": ("7", "not an envelope"),
    "a list": ("[]", "not an envelope"),
    "an empty object": ("{}", "not an envelope"),
    "no payload": (message("library.entities", None), "payload"),
    "payload is no object": (message("library.entities", [1]), "payload"),
    "no instant": (message("library.entities", {}, fetched_at=None), "fetched_at"),
    "an instant without a zone": (entities(track("Song"), fetched_at="2026-11-22T12:00:00"), "fetched_at"),
    "a hop too many": (entities(track("Song"), hop=11), "hop"),
    "a version that is no number": (entities(track("Song"), v="one"), "v"),
    "no entities": (entities(), "no entities"),
    "entities are no list": (message("library.entities", {"entities": {"a": 1}}), "no entities"),
    "another payload": (message("library.entities", {"rows": []}), "no entities"),
    "unknown kind": (message("library.dance", {"entities": [1]}), "library.dance"),
    "a collection of nobody": (
        message("library.collection", {"name": "PLAYLISTS", "rows": []}, user_id=None),
        "person",
    ),
    "a collection without a name": (message("library.collection", {"rows": []}), "name"),
    "a collection of an unknown name": (collection([], name="SECRETS"), "name"),
    "a collection of another partition": (collection([], name="PLAYLIST#a#b"), "name"),
    "a row without a uri": (collection([{"added_at": None}]), "rows/0/uri"),
    "a row with an unknown field": (collection([{"uri": "spotify:track:a", "mood": 1}]), "rows/0/mood"),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_message_that_is_none_is_refused_once_with_its_reason(world: World, console: Console, broken: str) -> None:
    body, reason = BROKEN[broken]
    world.send(body, entities(track("Beside"), second=1))

    world.run_queue()

    assert world.dead_letters() == [body]
    told = console.said("record refused")
    assert len(told) == 1
    assert reason in told[0]["reason"]
    assert told[0]["sqs_message_id"]
    assert console.metric("RecordsRefused") == 1
    assert console.said("message failed") == []
    assert stored(world, "track", "Beside") == {"name": "Beside"}
    assert len(world.items("catalogue")) == 1


def test_the_next_message_is_not_logged_under_the_last_ones_name(world: World, console: Console) -> None:
    world.send(entities(track("Song"), second=1, user_id="u_" + "z" * 20), "garbage")
    world.run_queue()
    refused = console.said("record refused")[0]
    assert "user_id" not in refused
    assert "request_id" not in refused


@pytest.mark.parametrize("shape", ["as today", "with other fields", "with almost none"])
def test_an_unknown_version_is_tried_again_and_not_refused(world: World, console: Console, shape: str) -> None:
    """A consumer ships before its producer, so this is a deploy in progress; what v2 looks like is not known here."""
    body = {
        "as today": entities(track("Song"), second=1, v=2),
        "with other fields": json.dumps({"v": 2, "id": 7, "body": "?", "kind": None}),
        "with almost none": json.dumps({"v": 99}),
    }[shape]
    world.send(body, entities(track("Beside"), second=1))
    world.run_queue()
    assert console.said("record refused") == []
    assert console.metric("RecordsRefused") == 0
    assert len(console.said("message failed")) == 1
    assert console.metric("MessagesFailed") == 1
    assert world.dead_letters() == []
    assert stored(world, "track", "Song") is None
    assert stored(world, "track", "Beside") == {"name": "Beside"}
    # It waits on the queue.
    count = world.sqs.get_queue_attributes(
        QueueUrl=world.queue_url, AttributeNames=["ApproximateNumberOfMessagesNotVisible"]
    )
    assert count["Attributes"]["ApproximateNumberOfMessagesNotVisible"] == "1"


@pytest.mark.parametrize(
    ("operation", "code"),
    [
        ("BatchGetItem", "ProvisionedThroughputExceededException"),
        ("BatchGetItem", "InternalServerError"),
        ("PutItem", "ProvisionedThroughputExceededException"),
        ("PutItem", "ThrottlingException"),
        ("PutItem", "AccessDeniedException"),
    ],
)
def test_a_message_that_dynamodb_refuses_is_given_back_and_lands_later(
    world: World, console: Console, operation: str, code: str
) -> None:
    body = entities(track("Song"), track("Other"), second=1)
    world.send(body)
    world.aws.refuse(operation, code)

    answer = world.deliver()

    assert len(answer["batchItemFailures"]) == 1
    assert stored(world, "track", "Song") is None
    failed = console.said("message failed")[0]
    assert failed["level"] == "ERROR"
    assert failed["received"] == 1
    assert console.metric("MessagesFailed") == 1
    assert console.metric("RecordsRefused") == 0
    visibility = [json.loads(body) for body in world.aws.bodies if "VisibilityTimeout" in body][-1]
    assert 0 < visibility["VisibilityTimeout"] <= 900, "it is tried again after a pause"

    world.aws.refusals.clear()
    world.send(body)
    world.run_queue()
    assert stored(world, "track", "Song") == {"name": "Song"}
    assert stored(world, "track", "Other") == {"name": "Other"}


@pytest.mark.parametrize("known", [False, True], ids=["both create it", "both update it"])
def test_a_write_that_another_function_was_faster_with_is_merged_again(
    world: World, console: Console, known: bool
) -> None:
    if known:
        world.send(entities(track("Song"), second=0.5))
        world.run_queue()
        console.clear()

    def other_function() -> None:
        boto3.resource("dynamodb").Table("test-catalogue").put_item(
            Item={
                "pk": f"E#track#{identifier('Song')}",
                "sk": "E",
                "schema": 1,
                "kind": "track",
                "id": identifier("Song"),
                "name": "Song",
                "fields": json.dumps({"name": "Song", "duration_ms": 7}),
                "fetched_at": 1,
                "content_hash": "x",
                "revision": 4,
            }
        )

    world.send(entities(track("Song", explicit=True), second=1))
    world.aws.meanwhile["UpdateItem" if known else "PutItem"] = other_function
    world.run_queue()
    assert world.aws.meanwhile == {}
    assert stored(world, "track", "Song") == {"name": "Song", "duration_ms": 7, "explicit": True}
    assert len(console.said("message handled")) == 1
    assert console.metric("MessagesFailed") == 0


def test_a_record_that_keeps_changing_is_given_back(world: World, console: Console) -> None:
    world.send(entities(track("Song"), second=1))
    world.run_queue()
    world.aws.refuse("UpdateItem", "ConditionalCheckFailedException")
    world.send(entities(track("Song", explicit=True), second=2))
    answer = world.deliver()
    assert len(answer["batchItemFailures"]) == 1
    assert "Contended" in json.dumps(console.said("message failed"))


def test_the_valid_ones_land_even_when_the_poison_cannot_be_sent_on(world: World) -> None:
    """Then the whole message is given back, and its next delivery finds nothing left to write for them."""
    world.send(entities(track("Good"), track("Bad", duration_ms=-1), second=1))
    world.aws.refuse("SendMessageBatch", "AccessDeniedException")
    answer = world.deliver()
    assert len(answer["batchItemFailures"]) == 1
    assert stored(world, "track", "Good") == {"name": "Good"}
    assert world.dead_letters() == []


def test_one_failure_leaves_the_rest_of_the_batch_alone(world: World) -> None:
    world.send(*(entities(track(f"Song {number}"), second=1) for number in range(5)))
    world.aws.refuse("PutItem", "AccessDeniedException", times=1)
    answer = world.deliver()
    assert len(answer["batchItemFailures"]) == 1
    assert len(world.items("catalogue", "E#")) == 4


def test_dead_letters_that_are_redriven_after_a_fix_land(world: World) -> None:
    body = collection(["spotify:track:a"], second=1)
    world.send(body)
    world.aws.refuse("Query", "AccessDeniedException")
    world.deliver()
    assert uris(world) == []
    world.aws.refusals.clear()
    world.send(body)
    world.run_queue()
    assert uris(world) == ["spotify:track:a"]
