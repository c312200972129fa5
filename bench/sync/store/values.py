"""Attribute values in DynamoDB's JSON (``{"S": "text"}``): their order, their sizes, and an item's size."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

Value = dict[str, Any]
Item = dict[str, Value]


def parts(value: Value) -> tuple[str, Any]:
    """A value's type and its content, in a form that can be compared."""
    ((kind, content),) = value.items()
    if kind == "N":
        return kind, Decimal(content)
    if kind == "B":
        return kind, base64.b64decode(content)
    return kind, content


def plain(value: Value) -> Any:
    """A value as Python has it; whole numbers are int."""
    kind, content = parts(value)
    if kind == "N":
        return int(content) if content == content.to_integral_value() else content
    if kind == "NULL":
        return None
    if kind == "L":
        return [plain(each) for each in content]
    if kind == "M":
        return {name: plain(each) for name, each in content.items()}
    return content


def item_size(item: Mapping[str, Value]) -> int:
    """An item's size in bytes, its attributes' names included
    (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html).
    """
    return sum(len(name.encode()) + _size(value) for name, value in item.items())


def _size(value: Value) -> int:
    ((kind, content),) = value.items()
    if kind == "S":
        return len(content.encode())
    if kind == "N":
        return _number_size(content)
    if kind == "B":
        return len(base64.b64decode(content))
    if kind in ("BOOL", "NULL"):
        return 1
    if kind == "M":
        return 3 + sum(1 + len(name.encode()) + _size(each) for name, each in content.items())
    if kind == "L":
        return 3 + sum(1 + _size(each) for each in content)
    return sum(_size({kind[0]: each}) for each in content)


def _number_size(digits: str) -> int:
    """About one byte for two significant digits, one more, and one for a sign."""
    significant = digits.lstrip("-").replace(".", "").strip("0")
    return (len(significant) + 1) // 2 + 1 + digits.startswith("-")
