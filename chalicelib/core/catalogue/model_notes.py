"""Entities that were updated since a person's read model was built: ``U#<user_id>#MODEL`` / ``NOTE#...``
in the coordination table.

A build reads only entities that it does not know yet. What changes in one that it knows is noted by the writer, for the
person whose message or sync it was, before it is written. So a note is heeded by each build until no function that was
about to write can still be running; only then it is forgotten.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from chalicelib.core import aws
from chalicelib.core.catalogue import items, keys
from chalicelib.core.clock import Clock, to_epoch

SETTLED = timedelta(minutes=10)
"""Longer than any function runs (300 s at most): who noted before that has written, or never will."""

LIFETIME = timedelta(days=40)
"""For people whose model nobody builds any more: the next build reads everything."""

SCHEMA = 1
_AT_ONCE = 2_000  # of about thirty bytes each: an item stays far below 400 KB

EntityKey = tuple[str, str]
"""Kind and id."""


@dataclass(frozen=True, slots=True)
class Notes:
    """What is noted for one person; ``settled`` are the sort keys of notes that a build may forget once it is done."""

    entities: frozenset[EntityKey]
    settled: Sequence[str]


class ModelNotes:
    """The notes of everybody's read models."""

    def __init__(self, table: str, clock: Clock) -> None:
        self._table, self._clock = table, clock

    def add(self, user_id: str, entities: Iterable[EntityKey]) -> None:
        """Note entities that are about to be updated, or have been: one item for 2,000 of them."""
        found = sorted({f"{kind}#{entity_id}" for kind, entity_id in entities})
        now = self._clock.now()
        for start in range(0, len(found), _AT_ONCE):
            name = f"{keys.NOTE_PREFIX}{round(now.timestamp() * 1000):015d}#{secrets.token_hex(4)}"
            values = {
                "pk": keys.read_model(user_id),
                "sk": name,
                "schema": SCHEMA,
                "entities": " ".join(found[start : start + _AT_ONCE]),
                "expires_at": to_epoch(now + LIFETIME),
            }
            aws.dynamodb().put_item(TableName=self._table, Item=items.encode(values))

    def read(self, user_id: str) -> Notes:
        """Everything that is noted, as it is at this moment."""
        settled_before = f"{keys.NOTE_PREFIX}{round((self._clock.now() - SETTLED).timestamp() * 1000):015d}"
        entities: set[EntityKey] = set()
        settled: list[str] = []
        asked: dict[str, Any] = {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :pk AND begins_with(sk, :note)",
            "ExpressionAttributeValues": {
                ":pk": {"S": keys.read_model(user_id)},
                ":note": {"S": keys.NOTE_PREFIX},
            },
            "ConsistentRead": True,
        }
        while True:
            page = aws.dynamodb().query(**asked)
            for item in page["Items"]:
                for each in item["entities"]["S"].split(" "):
                    kind, _, entity_id = each.partition("#")
                    entities.add((kind, entity_id))
                if item["sk"]["S"] < settled_before:
                    settled.append(item["sk"]["S"])
            if "LastEvaluatedKey" not in page:
                return Notes(frozenset(entities), settled)
            asked["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def forget(self, user_id: str, names: Iterable[str]) -> None:
        """Delete notes that a published build has heeded."""
        for name in names:
            key = {"pk": {"S": keys.read_model(user_id)}, "sk": {"S": name}}
            aws.dynamodb().delete_item(TableName=self._table, Key=key)
