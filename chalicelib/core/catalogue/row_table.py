"""The rows of collections in the table: ``U#<user_id>#<collection>`` / ``R#<row_id>``.

A row has ``uri``, ``rank``, ``occurrence``, where told ``added_at``, ``added_by``, ``name`` and ``playable``, and the
instant of the reading that wrote it, ``fetched_at`` (milliseconds since 1970). One that was taken away stays as a
tombstone, ``removed``, for 30 days, so that a late reading brings nothing back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from chalicelib.core import aws
from chalicelib.core.catalogue import keys, parallel
from chalicelib.core.catalogue.items import Item, encode_value
from chalicelib.core.catalogue.ranks import spread
from chalicelib.core.catalogue.rows import KeptRow, SeenRow, identity
from chalicelib.core.clock import Clock, to_epoch

TOMBSTONE_LIFETIME = timedelta(days=30)
SCHEMA = 1
_TOLD = ("added_at", "added_by", "name", "playable")
_FIELDS = frozenset(SeenRow.model_fields)


@dataclass(frozen=True, slots=True)
class Put:
    """A row as it shall be."""

    row: KeptRow


@dataclass(frozen=True, slots=True)
class Bury:
    """A row that is to be taken away."""

    row_id: str


class RowTable:
    """Every person's rows."""

    def __init__(self, table: str, clock: Clock) -> None:
        self._table, self._clock = table, clock

    def read(self, partition: str) -> tuple[dict[str, KeptRow], int]:
        """The rows by id, and when the newest of them, tombstones included, was read."""
        found: dict[str, KeptRow] = {}
        newest = 0
        people: dict[str, str] = {}  # few add many rows: one text of each
        for item in self._items(partition):
            newest = max(newest, int(item["fetched_at"]["N"]))
            if "removed" not in item:
                row = _row(item, people)
                found[row.row_id] = row
        return found, newest

    def write(self, partition: str, writes: Sequence[Put | Bury], at: int) -> None:
        """Put and bury rows, as the reading of ``at`` has it; a row that a newer reading wrote stays as it is.

        The same call again changes nothing. Raises what AWS answers when it refuses time after time; some are written
        then.
        """
        ends = to_epoch(self._clock.now() + TOMBSTONE_LIFETIME)

        def write(each: Put | Bury) -> None:
            request = _put(each.row, at, "<=") if isinstance(each, Put) else _bury(each.row_id, at, ends)
            try:
                aws.dynamodb().update_item(TableName=self._table, **_keyed(request, partition))
            except Exception as error:
                # A newer reading of the collection has written this row meanwhile: it stays.
                if not aws.condition_failed(error):
                    raise

        parallel.each(write, writes)

    def append(self, partition: str, rows: Sequence[SeenRow], at: int, after: str) -> str:
        """Put rows of a first reading behind the row of rank ``after`` (``""``: there is none); the last one's rank.

        How many equal rows there are before one is found by looking: a place that is taken belongs to a row before it,
        or to this one, where the same call was made before. So the rows of pages that came before need not be known.
        """
        ranks = spread(len(rows), after)
        alike: defaultdict[tuple[str, str | None, str | None], list[tuple[SeenRow, str]]] = defaultdict(list)
        for row, rank in zip(rows, ranks, strict=True):
            alike[row.uri, row.added_at, row.added_by].append((row, rank))

        def put(equal: list[tuple[SeenRow, str]]) -> None:
            occurrence = 0
            for row, rank in equal:
                while not self._take(partition, KeptRow(identity(row, occurrence), rank, row, occurrence), at):
                    occurrence += 1
                occurrence += 1

        parallel.each(put, list(alike.values()))
        return ranks[-1] if ranks else after

    def _take(self, partition: str, row: KeptRow, at: int) -> bool:
        """Whether this row is kept now, or a newer reading's in its place; False where another one has its place."""
        request = _keyed(_put(row, at, "<"), partition)
        client = aws.dynamodb()
        try:
            client.update_item(TableName=self._table, ReturnValuesOnConditionCheckFailure="ALL_OLD", **request)
        except client.exceptions.ConditionalCheckFailedException as error:
            told: Any = error.response
            there: Item = told.get("Item", {})
            return int(there["fetched_at"]["N"]) > at or there["rank"]["S"] == row.rank
        return True

    def _items(self, partition: str) -> Iterator[Item]:
        names = ("sk", "uri", "rank", "occurrence", "fetched_at", "removed", *_TOLD)
        asked: dict[str, Any] = {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :pk AND begins_with(sk, :row)",
            "ExpressionAttributeValues": {":pk": {"S": partition}, ":row": {"S": keys.ROW_PREFIX}},
            "ExpressionAttributeNames": {f"#{name}": name for name in names if name != "sk"},
            "ProjectionExpression": ", ".join(name if name == "sk" else f"#{name}" for name in names),
            "ConsistentRead": True,
        }
        while True:
            page = aws.dynamodb().query(**asked)
            yield from page["Items"]
            if "LastEvaluatedKey" not in page:
                return
            asked["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def _row(item: Item, people: dict[str, str]) -> KeptRow:
    added_by = item.get("added_by")
    values = {
        "uri": item["uri"]["S"],
        "added_at": item["added_at"]["S"] if "added_at" in item else None,
        "added_by": people.setdefault(added_by["S"], added_by["S"]) if added_by is not None else None,
        "name": item["name"]["S"] if "name" in item else None,
        "playable": item["playable"]["BOOL"] if "playable" in item else None,
    }
    # What was validated when it was written is not validated again; one set of names serves all of them.
    row = SeenRow.model_construct(_fields_set=_FIELDS, **values)  # type: ignore[arg-type]
    return KeptRow(item["sk"]["S"][len(keys.ROW_PREFIX) :], item["rank"]["S"], row, int(item["occurrence"]["N"]))


def _put(row: KeptRow, at: int, operator: str) -> Item:
    told = tuple(name for name in _TOLD if getattr(row.row, name) is not None)
    values: dict[str, Any] = {
        ":schema": {"N": str(SCHEMA)},
        ":uri": {"S": row.row.uri},
        ":rank": {"S": row.rank},
        ":occurrence": {"N": str(row.occurrence)},
        ":at": {"N": str(at)},
    }
    for name in told:
        values[f":{name}"] = encode_value(getattr(row.row, name))
    return {"sk": keys.row(row.row_id), **_put_expressions(told, operator), "ExpressionAttributeValues": values}


@cache
def _put_expressions(told: tuple[str, ...], operator: str) -> Mapping[str, Any]:
    """Attributes that this release does not know stay as they are."""
    given = ("schema", "uri", "rank", "occurrence", *told)
    gone = (*(name for name in _TOLD if name not in told), "removed", "expires_at")
    settings = ", ".join((*(f"#{name} = :{name}" for name in given), "fetched_at = :at"))
    return {
        "UpdateExpression": f"SET {settings} REMOVE {', '.join(f'#{name}' for name in gone)}",
        "ExpressionAttributeNames": {f"#{name}": name for name in (*given, *gone)},
        "ConditionExpression": _unless_newer(operator),
    }


def _bury(row_id: str, at: int, ends: int) -> Item:
    return {
        "sk": keys.row(row_id),
        "UpdateExpression": "SET #removed = :removed, fetched_at = :at, expires_at = :ends",
        "ExpressionAttributeNames": {"#removed": "removed"},
        "ExpressionAttributeValues": {":removed": {"BOOL": True}, ":at": {"N": str(at)}, ":ends": {"N": str(ends)}},
        # A row that is not there needs no tombstone: nobody ever saw it.
        "ConditionExpression": "fetched_at <= :at",
    }


def _unless_newer(operator: str) -> str:
    return f"attribute_not_exists(fetched_at) OR fetched_at {operator} :at"


def _keyed(request: Item, partition: str) -> Item:
    key = {"pk": {"S": partition}, "sk": {"S": request["sk"]}}
    return {"Key": key, **{name: value for name, value in request.items() if name != "sk"}}
