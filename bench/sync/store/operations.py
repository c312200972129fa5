"""DynamoDB's operations on tables in memory."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from bench.sync.store.evaluation import Words, fits, holds, projected, updated
from bench.sync.store.grammar import Node, condition
from bench.sync.store.tables import Key, Table, key_of
from bench.sync.store.values import Item, item_size
from infra.in_process.aws_calls import answer_with, body_text

Asked = Mapping[str, Any]
Answer = dict[str, Any]

_EXPRESSIONS = {"ExpressionAttributeNames", "ExpressionAttributeValues"}
_ONE = {"TableName", "ReturnConsumedCapacity", *_EXPRESSIONS}
_WRITE = {*_ONE, "ConditionExpression", "ReturnValues", "ReturnValuesOnConditionCheckFailure"}
_LARGEST_ANSWER = 1024 * 1024  # bytes that a query reads before it gives a page


class Written(NamedTuple):
    """One item that a request wrote: where, and what lay there before and after."""

    table: str
    key: Key
    old: Item | None
    new: Item | None


class Read(NamedTuple):
    """What a request read of a table: sizes in bytes, one for each item that is charged by itself. Of an item that is
    not there it is 0; a query's items are charged together."""

    table: str
    sizes: tuple[int, ...]
    consistent: bool


class Refused(Exception):
    """DynamoDB refuses a request."""

    def __init__(self, code: str, message: str, **more: Any) -> None:
        super().__init__(f"{code}: {message}")
        self.answer = {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": message, **more}


class Store:
    """All tables by their real names. ``written`` is what the last request wrote, or what its conditions looked at, and
    ``read`` what it read."""

    def __init__(self) -> None:
        self.tables: defaultdict[str, Table] = defaultdict(Table)
        self.written: list[Written] = []
        self.read: list[Read] = []
        self._tokens: set[str] = set()
        self._operations: Mapping[str, Callable[[Asked], Answer]] = {
            "GetItem": self._get,
            "BatchGetItem": self._batch_get,
            "Query": self._query,
            "Scan": self._scan,
            "PutItem": lambda asked: self._write("Put", asked),
            "UpdateItem": lambda asked: self._write("Update", asked),
            "DeleteItem": lambda asked: self._write("Delete", asked),
            "BatchWriteItem": self._batch_write,
            "TransactWriteItems": self._transact,
        }

    def knows(self, operation: str) -> bool:
        """Whether it answers such requests."""
        return operation in self._operations

    def answer(self, operation: str, request: AWSPreparedRequest) -> AWSResponse:
        """The answer to a request. Raises NotImplementedError for one that says more than is known here."""
        self.written, self.read = [], []
        try:
            return answer_with(request, self._operations[operation](json.loads(body_text(request))))
        except Refused as refusal:
            return answer_with(request, refusal.answer, 400)

    # -- reading -------------------------------------------------------------------------------------------------------

    def _get(self, asked: Asked) -> Answer:
        _known(asked, _ONE | {"Key", "ConsistentRead", "ProjectionExpression"})
        item = self.tables[asked["TableName"]].get(key_of(asked["Key"]))
        self._note_read(asked["TableName"], asked, [[item]])
        return {} if item is None else {"Item": projected(asked.get("ProjectionExpression"), item, Words.of(asked))}

    def _batch_get(self, asked: Asked) -> Answer:
        _known(asked, {"RequestItems", "ReturnConsumedCapacity"})
        if sum(len(wanted["Keys"]) for wanted in asked["RequestItems"].values()) > 100:
            raise Refused("ValidationException", "too many items requested for the BatchGetItem call")
        found: dict[str, list[Item]] = {}
        for table, wanted in asked["RequestItems"].items():
            _known(wanted, {"Keys", "ConsistentRead", "ProjectionExpression", "ExpressionAttributeNames"})
            keys = [key_of(key) for key in wanted["Keys"]]
            _distinct(keys)
            items = [self.tables[table].get(key) for key in keys]
            self._note_read(table, wanted, [[item] for item in items])
            words, text = Words.of(wanted), wanted.get("ProjectionExpression")
            found[table] = [projected(text, item, words) for item in items if item is not None]
        return {"Responses": found, "UnprocessedKeys": {}}

    def _query(self, asked: Asked) -> Answer:
        _known(
            asked,
            _ONE
            | {
                "KeyConditionExpression", "FilterExpression", "ProjectionExpression", "IndexName", "Limit", "Select",
                "ScanIndexForward", "ConsistentRead", "ExclusiveStartKey",
            },
        )  # fmt: skip
        if asked.get("Select", "ALL_ATTRIBUTES") not in ("ALL_ATTRIBUTES", "COUNT", "SPECIFIC_ATTRIBUTES"):
            raise NotImplementedError(asked["Select"])
        words, table, index = Words.of(asked), self.tables[asked["TableName"]], asked.get("IndexName")
        pk = _partition(asked["KeyConditionExpression"], words, f"{index}pk" if index else "pk")
        items = table.of_index(index, pk) if index else table.in_order(pk)
        matching = [item for item in items if holds(asked["KeyConditionExpression"], item, words)]
        if not asked.get("ScanIndexForward", True):
            matching.reverse()
        after = asked.get("ExclusiveStartKey")
        if after is not None:
            matching = matching[_place_after(matching, key_of(after)) :]
        page, more = _page(matching, asked.get("Limit"))
        self._note_read(asked["TableName"], asked, [page])
        kept = [item for item in page if holds(asked.get("FilterExpression"), item, words)]
        answer: Answer = {"Count": len(kept), "ScannedCount": len(page)}
        if asked.get("Select") != "COUNT":
            answer["Items"] = [projected(asked.get("ProjectionExpression"), item, words) for item in kept]
        if more:
            names = ("pk", "sk", *((f"{index}pk", f"{index}sk") if index else ()))
            answer["LastEvaluatedKey"] = {name: page[-1][name] for name in names}
        return answer

    def _scan(self, asked: Asked) -> Answer:
        """The whole table in one page: only who looks on asks for it."""
        _known(asked, {"TableName"})
        items = [item for _, partition in self.tables[asked["TableName"]].partitions() for item in partition.values()]
        return {"Items": items, "Count": len(items), "ScannedCount": len(items)}

    def _note_read(self, table: str, asked: Asked, groups: Iterable[Iterable[Item | None]]) -> None:
        sizes = tuple(sum(item_size(item) for item in group if item is not None) for group in groups)
        self.read.append(Read(table, sizes, bool(asked.get("ConsistentRead"))))

    # -- writing -------------------------------------------------------------------------------------------------------

    def _write(self, action: str, asked: Asked) -> Answer:
        written = self._planned(action, asked, _WRITE)
        if not holds(asked.get("ConditionExpression"), written.old, Words.of(asked)):
            self.written = [written._replace(new=written.old)]
            told = asked.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD" and written.old is not None
            more = {"Item": written.old} if told else {}
            raise Refused("ConditionalCheckFailedException", "The conditional request failed", **more)
        self._apply([written])
        returned = {"ALL_OLD": written.old, "ALL_NEW": written.new, "NONE": None}[asked.get("ReturnValues", "NONE")]
        return {} if returned is None else {"Attributes": returned}

    def _batch_write(self, asked: Asked) -> Answer:
        _known(asked, {"RequestItems", "ReturnConsumedCapacity"})
        found: list[Written] = []
        for table, requests in asked["RequestItems"].items():
            for each in requests:
                ((kind, request),) = each.items()
                action = {"PutRequest": "Put", "DeleteRequest": "Delete"}[kind]
                found.append(self._planned(action, {"TableName": table, **request}, set()))
        if not 0 < len(found) <= 25:
            raise Refused("ValidationException", "1 to 25 items are written at once")
        _distinct([(written.table, written.key) for written in found])
        self._apply(found)
        return {"UnprocessedItems": {}}

    def _transact(self, asked: Asked) -> Answer:
        _known(asked, {"TransactItems", "ClientRequestToken", "ReturnConsumedCapacity"})
        token = asked.get("ClientRequestToken")
        if token is not None and token in self._tokens:
            return {}  # it was done before
        found: list[Written] = []
        reasons: list[Answer] = []
        for each in asked["TransactItems"]:
            ((action, request),) = each.items()
            written = self._planned(action, request, _WRITE)
            found.append(written)
            if holds(request.get("ConditionExpression"), written.old, Words.of(request)):
                reasons.append({"Code": "None"})
            else:
                told = request.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD" and written.old is not None
                more = {"Item": written.old} if told else {}
                reasons.append({"Code": "ConditionalCheckFailed", "Message": "The conditional request failed", **more})
        _distinct([(written.table, written.key) for written in found])
        if any(reason["Code"] != "None" for reason in reasons):
            self.written = [written._replace(new=written.old) for written in found]
            codes = ", ".join(reason["Code"] for reason in reasons)
            message = f"Transaction cancelled, please refer cancellation reasons for specific reasons [{codes}]"
            raise Refused("TransactionCanceledException", message, CancellationReasons=reasons)
        self._apply(found)
        if token is not None:
            self._tokens.add(token)
        return {}

    def _planned(self, action: str, asked: Asked, known: set[str]) -> Written:
        """What a write would do, its condition aside. Raises Refused where it can do nothing of the kind."""
        own = {"Put": {"Item"}, "Update": {"Key", "UpdateExpression"}, "Delete": {"Key"}, "ConditionCheck": {"Key"}}
        _known(asked, known | own[action] | {"TableName"})
        table = asked["TableName"]
        key = key_of(asked["Item"] if action == "Put" else asked["Key"])
        old = self.tables[table].get(key)
        new: Item | None = old
        if action == "Put":
            new = asked["Item"]
        elif action == "Delete":
            new = None
        elif action == "Update":
            try:
                new = updated(asked["UpdateExpression"], old or asked["Key"], Words.of(asked))
            except ValueError as error:
                # The condition comes first: what it refuses need not make sense.
                if holds(asked.get("ConditionExpression"), old, Words.of(asked)):
                    raise Refused("ValidationException", f"the update cannot be done: {error}") from None
        if new is not None and not fits(new):
            raise Refused("ValidationException", "Item size has exceeded the maximum allowed size")
        return Written(table, key, old, new)

    def _apply(self, found: Iterable[Written]) -> None:
        self.written = list(found)
        for written in self.written:
            self.tables[written.table].put(written.key, written.new)


def _known(asked: Asked, names: set[str]) -> None:
    unknown = set(asked) - names
    if unknown:
        raise NotImplementedError(f"{', '.join(sorted(unknown))}: not known here")


def _distinct(keys: list[Any]) -> None:
    if len(set(keys)) < len(keys):
        raise Refused("ValidationException", "one item is named twice")


def _partition(text: str, words: Words, attribute: str) -> str:
    """The partition that a key condition names: the value that its hash key is to be equal to."""
    pending: list[Node | str] = [condition(text)]
    while pending:
        node = pending.pop()
        if not isinstance(node, Node):
            continue
        if node.does == "=" and words.name(node.parts[0]) == attribute:
            right = node.parts[1]
            if isinstance(right, Node) and isinstance(right.parts[0], str):
                return str(words.values[right.parts[0]]["S"])
        if node.does == "and":
            pending.extend(node.parts)
    raise NotImplementedError(f"{text!r} names no {attribute}")


def _place_after(items: list[Item], key: Key) -> int:
    for place, item in enumerate(items):
        if key_of(item) == key:
            return place + 1
    raise NotImplementedError("the key to go on after is gone")


def _page(items: list[Item], limit: int | None) -> tuple[list[Item], bool]:
    """As many items as one answer holds, and whether there are more."""
    page: list[Item] = []
    size = 0
    for item in items:
        if len(page) == limit or (page and size > _LARGEST_ANSWER):
            return page, True
        page.append(item)
        size += item_size(item)
    # As DynamoDB does: a page that is as long as was asked for ends with a key, whether anything follows or not.
    return page, limit is not None and len(page) == limit
