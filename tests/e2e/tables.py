"""What the emulated tables hold, read past the functions."""

from __future__ import annotations

from typing import Any

from tests.e2e.system import RunningSystem

TABLES = ("accounts", "catalogue", "personal", "coordination")


def name_of(table: str) -> str:
    """A table's name in the emulated cloud."""
    return f"dashspot-local-{table}"


def items(system: RunningSystem, table: str) -> list[dict[str, Any]]:
    """Every item of a table."""
    pages = (
        system.cloud.client("dynamodb").get_paginator("scan").paginate(TableName=name_of(table), ConsistentRead=True)
    )
    return [item for page in pages for item in page["Items"]]


def keys_about(system: RunningSystem, *words: str) -> set[tuple[str, str, str]]:
    """Table and both keys of every item, in any table, in which one of the words stands."""
    return {
        (table, item["pk"]["S"], item["sk"]["S"])
        for table in TABLES
        for item in items(system, table)
        if any(word in str(item) for word in words)
    }
