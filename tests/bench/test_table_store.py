"""Tables in memory, which benchmarks use in DynamoDB's place, held against moto: same requests, same answers."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ClientError
from botocore.parsers import create_parser

from bench.sync.store import grammar
from bench.sync.store.operations import Store
from bench.sync.store.values import item_size
from infra.in_process.aws_calls import Forward
from infra.in_process.dashspot import ENVIRONMENT, Dashspot, in_process

TABLE = ENVIRONMENT["CATALOGUE_TABLE"]


class Twice:
    """Sends every request to DynamoDB to moto and to the store, and holds their answers against each other."""

    def __init__(self) -> None:
        self.store = Store()
        self.client = boto3.client("dynamodb")

    def around(self, name: str, request: AWSPreparedRequest, forward: Forward) -> AWSResponse:
        self.mine = self.store.answer(name, request) if self.store.knows(name) else None
        return forward(request)

    def ask(self, name: str, **asked: Any) -> Any:
        try:
            answer = getattr(self.client, name)(**asked)
        except ClientError as error:
            answer = {**error.response, "code": error.response["Error"]["Code"]}
        assert self.mine is not None
        operation = self.client.meta.service_model.operation_model("".join(part.title() for part in name.split("_")))
        mine = _parsed(self.mine, operation)
        assert _comparable(mine) == _comparable(answer), (name, asked)
        return answer


def _parsed(answer: AWSResponse, operation: Any) -> Any:
    raw = {"body": answer.text.encode(), "headers": {}, "status_code": answer.status_code}
    if answer.status_code != 200:
        told = json.loads(answer.text)
        return {**told, "code": told["__type"].rpartition("#")[2]}
    return create_parser("json").parse(raw, operation.output_shape)


def _comparable(answer: Any) -> Any:
    # Not the key to go on after: DynamoDB gives one after a page of the length asked for, moto only where more follows.
    wanted = ("code", "Item", "Items", "Attributes", "Count", "Responses")
    found = {name: _in_order(answer[name]) for name in wanted if name in answer}
    if "CancellationReasons" in answer:
        found["reasons"] = [reason["Code"] for reason in answer["CancellationReasons"]]
    if "Responses" in found:
        by_key = lambda item: (item["pk"]["S"], item["sk"]["S"])  # noqa: E731
        found["Responses"] = {table: sorted(items, key=by_key) for table, items in found["Responses"].items() if items}
    return found


def _in_order(content: Any) -> Any:
    """Sets have no order."""
    if isinstance(content, dict):
        return {name: sorted(each) if name == "SS" else _in_order(each) for name, each in content.items()}
    return [_in_order(each) for each in content] if isinstance(content, list) else content


@pytest.fixture
def twice() -> Iterator[Twice]:
    with _dashspot() as dashspot:
        made = Twice()
        dashspot.aws.around = made.around
        yield made


@contextmanager
def _dashspot() -> Iterator[Dashspot]:
    with in_process(spotify_url="http://nowhere.invalid", client_id="c", client_secret="s", every_queue=False) as made:
        yield made


def _key(random_: random.Random) -> dict[str, Any]:
    return {"pk": {"S": f"P{random_.randrange(2)}"}, "sk": {"S": f"R#{random_.randrange(5)}"}}


def _item(random_: random.Random) -> dict[str, Any]:
    item = {**_key(random_), "at": {"N": str(random_.randrange(9))}, "uri": {"S": random_.choice("abc")}}
    if random_.random() < 0.5:
        item |= {"gsi1pk": {"S": f"I{random_.randrange(2)}"}, "gsi1sk": {"S": str(random_.randrange(5))}}
    if random_.random() < 0.3:
        item |= {"tags": {"SS": random_.sample(["x", "y", "z"], 2)}, "gone": {"BOOL": True}}
    return item


CONDITIONS = (
    "attribute_not_exists(pk)",
    "attribute_not_exists(#at) OR #at < :n",
    "#at >= :n AND (uri = :s OR uri <> :s)",
    "NOT #at = :n",
    "attribute_exists(uri) AND #at BETWEEN :zero AND :n",
    "uri IN (:s, :t)",
    "begins_with (uri, :s)",
    "attribute_exists(uri) AND size (uri) > :zero",
)
UPDATES = (
    "SET uri = :s, #at = :n REMOVE gone",
    "SET #at = if_not_exists(#at, :zero) + :n",
    "ADD #at :n",
    "SET gsi1pk = :s, gsi1sk = :t",
    "REMOVE gsi1pk, gsi1sk",
    "ADD tags :set",
    "DELETE tags :set",
    "SET #at = #at - :n, more = list_append(if_not_exists(more, :none), :one)",
)
VALUES = {":s": {"S": "a"}, ":t": {"S": "b"}, ":zero": {"N": "0"}, ":set": {"SS": ["x"]}}


def _words(text: str, random_: random.Random) -> dict[str, Any]:
    values = {**VALUES, ":n": {"N": str(random_.randrange(9))}, ":none": {"L": []}, ":one": {"L": [{"S": "1"}]}}
    found: dict[str, Any] = {}
    used = {name: value for name, value in values.items() if _uses(text, name)}
    if used:
        found["ExpressionAttributeValues"] = used
    if "#at" in text:
        found["ExpressionAttributeNames"] = {"#at": "at"}
    return found


def _uses(text: str, name: str) -> bool:
    return any(f"{name}{end}" in f"{text} " for end in (" ", ",", ")"))


def test_random_requests_are_answered_alike(twice: Twice) -> None:
    seed = random.SystemRandom().randrange(1_000_000)
    print(f"seed {seed}")
    random_ = random.Random(seed)
    for _ in range(250):
        condition, update = random_.choice(CONDITIONS), random_.choice(UPDATES)
        conditional = {"ConditionExpression": condition, **_words(condition, random_)}
        draw = random_.randrange(9)
        if draw == 0:
            twice.ask("put_item", TableName=TABLE, Item=_item(random_), **random_.choice(({}, conditional)))
        elif draw in (1, 2):
            both = f"{condition} {update}"
            twice.ask(
                "update_item", TableName=TABLE, Key=_key(random_), UpdateExpression=update, ReturnValues="ALL_NEW",
                ConditionExpression=condition, **_words(both, random_),
            )  # fmt: skip
        elif draw == 3:
            twice.ask("delete_item", TableName=TABLE, Key=_key(random_), ReturnValues="ALL_OLD", **conditional)
        elif draw == 4:
            twice.ask("get_item", TableName=TABLE, Key=_key(random_), ConsistentRead=True)
        elif draw == 5:
            keys = {(key["pk"]["S"], key["sk"]["S"]): key for key in (_key(random_) for _ in range(4))}
            twice.ask("batch_get_item", RequestItems={TABLE: {"Keys": list(keys.values()), "ConsistentRead": True}})
        elif draw == 6:
            puts = {(item["pk"]["S"], item["sk"]["S"]): item for item in (_item(random_) for _ in range(3))}
            twice.ask(
                "batch_write_item",
                RequestItems={TABLE: [{"PutRequest": {"Item": item}} for item in puts.values()]},
            )
        elif draw == 7:
            put = {"TableName": TABLE, "Item": {**_item(random_), "sk": {"S": "other"}}}
            change = {"TableName": TABLE, "Key": _key(random_), "UpdateExpression": "SET uri = :s"}
            change |= {"ConditionExpression": condition, **_words(f"{condition} SET uri = :s ", random_)}
            twice.ask("transact_write_items", TransactItems=[{"Put": put}, {"Update": change}])
        else:
            _query(twice, random_)


def _query(twice: Twice, random_: random.Random) -> None:
    values = {":pk": {"S": f"P{random_.randrange(2)}"}, ":sk": {"S": f"R#{random_.randrange(5)}"}}
    more = random_.choice(({}, {"Limit": 2}, {"ScanIndexForward": False}, {"ProjectionExpression": "pk, sk, uri"}))
    condition = random_.choice(("pk = :pk AND sk > :sk", "pk = :pk AND begins_with(sk, :sk)"))
    asked = {"TableName": TABLE, "KeyConditionExpression": condition, "ExpressionAttributeValues": values, **more}
    answer = twice.ask("query", **asked)
    while "LastEvaluatedKey" in answer:
        answer = twice.ask("query", **asked, ExclusiveStartKey=answer["LastEvaluatedKey"])
    of_index = {":pk": {"S": f"I{random_.randrange(2)}"}, ":sk": {"S": "3"}}
    twice.ask(
        "query",
        TableName=TABLE,
        IndexName="gsi1",
        KeyConditionExpression="gsi1pk = :pk AND gsi1sk <= :sk",
        ExpressionAttributeValues=of_index,
    )


def test_a_transaction_that_was_done_is_not_done_again_under_its_token(twice: Twice) -> None:
    add = {"TableName": TABLE, "Key": {"pk": {"S": "P"}, "sk": {"S": "R"}}, "UpdateExpression": "ADD n :one"}
    update: Any = {"Update": {**add, "ExpressionAttributeValues": {":one": {"N": "1"}}}}
    for _ in range(2):
        twice.client.transact_write_items(TransactItems=[update], ClientRequestToken="same")
    (item,) = (items["R"] for _, items in twice.store.tables[TABLE].partitions())
    assert item["n"] == {"N": "1"}


def test_what_is_not_known_is_refused_loudly() -> None:
    asked = {"TableName": TABLE, "Key": {"pk": {"S": "p"}, "sk": {"S": "s"}}, "AttributesToGet": ["a"]}
    request = AWSPreparedRequest("POST", "https://dynamodb", HTTPHeaders(), json.dumps(asked).encode(), False)
    with pytest.raises(NotImplementedError, match="AttributesToGet"):
        Store().answer("GetItem", request)
    for text in ("a.b = :c", "a[0] = :c", "a = :b :c", "exists(a)", "a ="):
        with pytest.raises(ValueError, match=r"."):
            grammar.condition(text)


@pytest.mark.parametrize(
    ("item", "size"),
    [
        ({"a": {"S": "é"}}, 3),
        ({"n": {"N": "123"}}, 4),
        ({"n": {"N": "-1500"}}, 4),
        ({"b": {"B": "AAAA"}}, 4),
        ({"t": {"BOOL": True}}, 2),
        ({"l": {"L": [{"S": "ab"}]}}, 7),
        ({"m": {"M": {"k": {"S": "v"}}}}, 7),
        ({"s": {"SS": ["ab", "c"]}}, 4),
    ],
)
def test_items_are_as_large_as_aws_counts_them(item: dict[str, Any], size: int) -> None:
    assert item_size(item) == size
