"""The tables of the local stage as they stand."""

from __future__ import annotations

import decimal
from typing import Any

from boto3.dynamodb.types import Binary, TypeDeserializer

from infra.local.cloud import Cloud
from infra.stages import LOCAL
from infra.template.tables import TABLES

SHOWN = 50
"""Records shown at once."""

_deserializer = TypeDeserializer()


class UnknownTable(ValueError):
    """No table has that name."""


class Tables:
    """Sizes and records of tables."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    def sizes(self) -> list[dict[str, Any]]:
        """Every table with the number of its items."""
        dynamodb = self._cloud.client("dynamodb")
        return [
            {
                "name": table.name,
                "items": dynamodb.describe_table(TableName=f"{LOCAL.stack}-{table.name}")["Table"]["ItemCount"],
            }
            for table in TABLES
        ]

    def records(self, table: str, prefix: str) -> list[dict[str, Any]]:
        """At most fifty records whose ``pk`` starts with the prefix; ValueError when there is no such table."""
        if table not in {known.name for known in TABLES}:
            raise UnknownTable(f"there is no table {table!r}: choose one of {', '.join(t.name for t in TABLES)}")
        query: dict[str, Any] = {"TableName": f"{LOCAL.stack}-{table}"}
        if prefix:
            query["FilterExpression"] = "begins_with(pk, :prefix)"
            query["ExpressionAttributeValues"] = {":prefix": {"S": prefix}}
        found: list[dict[str, Any]] = []
        for page in self._cloud.client("dynamodb").get_paginator("scan").paginate(**query):
            found += [readable(item) for item in page["Items"]]
            if len(found) >= SHOWN:
                break
        return found[:SHOWN]


def readable(item: dict[str, Any]) -> dict[str, Any]:
    """A stored item as JSON can show it."""
    return {name: _plain(_deserializer.deserialize(value)) for name, value in sorted(item.items())}


def _plain(value: Any) -> Any:
    if isinstance(value, decimal.Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Binary):
        return f"({len(value.value)} bytes)"  # type: ignore[attr-defined] # missing in the stubs
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, set):
        return sorted((_plain(part) for part in value), key=str)
    return [_plain(part) for part in value] if isinstance(value, list) else value
