"""Items as the low-level client has them, and reading many of them at once.

Rows and heads come by the ten thousand; PynamoDB takes several times as long over each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chalicelib.core import aws
from chalicelib.core.catalogue.contended import Contended
from chalicelib.core.catalogue.patience import Patience

Item = dict[str, Any]
Key = tuple[str, str, str]
"""Table, partition key, sort key."""

MOST_KEYS = 100  # DynamoDB's limit of BatchGetItem


def encode(values: Mapping[str, Any]) -> Item:
    """An item of these attributes; those without a value are left out."""
    return {name: encode_value(value) for name, value in values.items() if value is not None}


def encode_value(value: Any) -> dict[str, Any]:
    """One attribute: text, a whole number, a truth value, bytes, or a sequence of such."""
    if isinstance(value, str):
        return {"S": value}
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, int):
        return {"N": str(value)}
    if isinstance(value, bytes):
        return {"B": value}
    if isinstance(value, Sequence):
        return {"L": [encode_value(each) for each in value]}
    raise TypeError(f"no attribute holds a {type(value).__name__}")


def decode(item: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The attributes of an item."""
    return {name: _decode_value(value) for name, value in item.items()}


def _decode_value(value: Mapping[str, Any]) -> Any:
    ((kind, held),) = value.items()
    if kind == "N":
        return int(held)
    if kind == "L":
        return [_decode_value(each) for each in held]
    return held


def get(table: str, pk: str, sk: str) -> dict[str, Any] | None:
    """The item as it is at this moment; None where there is none."""
    answer = aws.dynamodb().get_item(TableName=table, Key={"pk": {"S": pk}, "sk": {"S": sk}}, ConsistentRead=True)
    return decode(answer["Item"]) if "Item" in answer else None


def get_many(
    keys: Sequence[Key],
    *,
    attributes: Sequence[str] = (),
    consistent: bool = True,
) -> Iterator[dict[str, Any]]:
    """Those of these items that there are, in no order; only some ``attributes`` of them where any are named.

    What a busy table leaves unread is asked for again; raises Contended when it does so time after time.
    """
    patience = Patience()
    for start in range(0, len(keys), MOST_KEYS):
        left: Any = _request(keys[start : start + MOST_KEYS], attributes, consistent)
        while left:
            answer = aws.dynamodb().batch_get_item(RequestItems=left)
            for items in answer["Responses"].values():
                yield from map(decode, items)
            left = answer.get("UnprocessedKeys")
            if left and not patience.once_more():
                raise Contended("the tables leave keys unread")


def _request(keys: Sequence[Key], attributes: Sequence[str], consistent: bool) -> dict[str, Any]:
    request: dict[str, Any] = {}
    for table, pk, sk in keys:
        asked = request.setdefault(table, {"Keys": [], "ConsistentRead": consistent})
        asked["Keys"].append({"pk": {"S": pk}, "sk": {"S": sk}})
        if attributes:
            asked["ExpressionAttributeNames"] = {f"#{index}": name for index, name in enumerate(attributes)}
            asked["ProjectionExpression"] = ", ".join(asked["ExpressionAttributeNames"])
    return request
