"""Moto answers the same, quick or not: values of every type, updates, conditions and what DynamoDB refuses."""

from __future__ import annotations

import random
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from infra.in_process.quick_moto import quick_moto

SEED = 20261125
KEY = {"pk": {"S": "p"}, "sk": {"S": "s"}}
ITEM = {
    **KEY,
    "text": {"S": "é漢字 \u0000"},
    "number": {"N": "-1.5"},
    "none": {"NULL": True},
    "no": {"BOOL": False},
    "bytes": {"B": b"\x00\xff"},
    "words": {"SS": ["a", "b"]},
    "numbers": {"NS": ["1", "2"]},
    "parts": {"BS": [b"1", b"2"]},
    "list": {"L": [{"S": ""}, {"L": []}, {"M": {}}, {"NULL": True}, {"N": "0"}]},
    "map": {"M": {"S": {"S": "named like a type"}, "M": {"M": {"L": {"L": [{"M": {"N": {"BOOL": True}}}]}}}}},
    "empty": {"S": ""},
}
# Expression, names, values: some are carried out, some refused.
UPDATES: list[tuple[str, dict[str, str], dict[str, Any]]] = [
    ("SET #a = :one, #b = :one", {"#a": "a", "#b": "b"}, {":one": {"N": "1"}}),
    ("SET #a = if_not_exists(#a, :one) + :one REMOVE #b", {"#a": "n", "#b": "text"}, {":one": {"N": "1"}}),
    ("SET #l = list_append(#l, :more)", {"#l": "list"}, {":more": {"L": [{"S": "x"}]}}),
    ("SET #l[0] = :x REMOVE #l[1], #l[3]", {"#l": "list"}, {":x": {"S": "x"}}),
    ("ADD #n :one, #w :more DELETE #s :gone", {"#n": "number", "#w": "words", "#s": "numbers"},
     {":one": {"N": "1"}, ":more": {"SS": ["c"]}, ":gone": {"NS": ["2"]}}),
    ("SET #m.#s = :x", {"#m": "map", "#s": "S"}, {":x": {"M": {"deep": {"L": [{"N": "1"}]}}}}),
    ("SET #m.#s.#s = :x", {"#m": "map", "#s": "nowhere"}, {":x": {"S": "no such path"}}),
    ("SET #a = :one SET #b = :one", {"#a": "a", "#b": "b"}, {":one": {"N": "1"}}),
    ("SET #a = :one, #b = :one", {"#a": "same", "#b": "same"}, {":one": {"N": "1"}}),
    ("SET map.deep = :one, map.deep.er = :one", {}, {":one": {"N": "1"}}),
    ("SET name = :one", {}, {":one": {"N": "a reserved word"}}),
    ("SET #a = :one", {"#a": "pk"}, {":one": {"S": "a key"}}),
    ("SET #a = #t + :one", {"#a": "a", "#t": "text"}, {":one": {"N": "1"}}),
    ("ADD #a :one", {"#a": "text"}, {":one": {"N": "1"}}),
    ("SET #a = :one", {"#a": "a"}, {":other": {"N": "1"}}),
    ("SET #a = #b", {"#a": "a", "#b": "nowhere"}, {}),
]  # fmt: skip


def answered(call: Any, **asked: Any) -> Any:
    """What a call answers, or how it is refused; without what differs with every request."""
    try:
        found = call(**asked)
    except ClientError as refusal:
        found = dict(refusal.response)
        # botocore copies the message to the top where the service's description names the error's shape, which depends
        # on what else the process has asked before.
        if found.get("message") == found["Error"].get("Message"):
            found.pop("message", None)
    except Exception as failure:  # what moto itself fails at
        return repr(failure)
    meta = found.pop("ResponseMetadata", {})
    return meta.get("HTTPStatusCode"), found


def expressions(seed: int) -> list[tuple[str, dict[str, str], dict[str, Any]]]:
    """Long updates, as records with many attributes make them."""
    chance = random.Random(seed)
    found = []
    for _ in range(20):
        names = [f"#{number}" for number in range(chance.randint(1, 25))]
        cut = chance.randint(1, len(names))
        text = "SET " + ", ".join(f"{name} = :v{chance.choice([0, 1])}" for name in names[:cut])
        text += " REMOVE " + ", ".join(names[cut:]) if names[cut:] else ""
        stored = {name: chance.choice([*ITEM, f"new{name[1:]}"]) for name in names}
        values = {f":v{number}": {"S": "x" * number} for number in (0, 1) if f":v{number}" in text}
        found.append((text, stored, values))
    return found


def conversation(moto: AbstractContextManager[None]) -> list[Any]:
    """Everything that DynamoDB and SQS answer to the requests of this module."""
    said: list[Any] = []
    with moto, mock_aws():
        dynamodb: Any = boto3.client("dynamodb", region_name="us-east-1")
        keys = [("pk", "HASH"), ("sk", "RANGE")]
        dynamodb.create_table(
            TableName="t",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name, _ in keys],
            KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind in keys],
        )
        for text, names, values in [*UPDATES, *expressions(SEED)]:
            asked = {"UpdateExpression": text, "ExpressionAttributeNames": names, "ExpressionAttributeValues": values}
            asked = {name: each for name, each in asked.items() if each}
            said.append(answered(dynamodb.put_item, TableName="t", Item=ITEM, ReturnValues="ALL_OLD"))
            said.append(answered(dynamodb.update_item, TableName="t", Key=KEY, ReturnValues="ALL_NEW", **asked))
            said.append(answered(dynamodb.get_item, TableName="t", Key=KEY))
            said.append(
                answered(
                    dynamodb.transact_write_items, TransactItems=[{"Update": {"TableName": "t", "Key": KEY, **asked}}]
                )
            )
        said.append(answered(dynamodb.batch_get_item, RequestItems={"t": {"Keys": [KEY, {**KEY, "sk": {"S": "no"}}]}}))
        said.append(answered(dynamodb.scan, TableName="t"))
        said.append(
            answered(dynamodb.put_item, TableName="t", Item=ITEM, ConditionExpression="attribute_not_exists(pk)")
        )
        said.append(answered(dynamodb.get_item, TableName="none", Key=KEY))
        sqs: Any = boto3.client("sqs", region_name="us-east-1")
        url = sqs.create_queue(QueueName="q", Attributes={"VisibilityTimeout": "3"})["QueueUrl"]
        sqs.send_message(QueueUrl=url, MessageBody="é")
        said.append(answered(sqs.get_queue_attributes, QueueUrl=url, AttributeNames=["VisibilityTimeout", "QueueArn"]))
        (message,) = sqs.receive_message(QueueUrl=url)["Messages"]
        said.append((message["Body"], message["MD5OfBody"]))
        said.append(answered(sqs.receive_message, QueueUrl=f"{url}-none"))
    return said


@pytest.fixture(scope="module")
def as_it_is() -> list[Any]:
    return conversation(nullcontext())


def test_it_answers_as_without(as_it_is: list[Any]) -> None:
    print(f"seed {SEED}")
    quick = conversation(quick_moto())
    assert len(quick) == len(as_it_is)
    for one, other in zip(quick, as_it_is, strict=True):
        assert one == other


def test_what_is_compared_was_done_and_refused(as_it_is: list[Any]) -> None:
    statuses = [each[0] for each in as_it_is if isinstance(each, tuple)]
    assert statuses.count(200) > 60
    assert statuses.count(400) > 10
    assert ITEM in [each[1].get("Item") for each in as_it_is if isinstance(each, tuple) and isinstance(each[1], dict)]
