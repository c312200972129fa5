"""Read and write units of DynamoDB, computed from the sizes of what lies there before and after each request.

One unit is a consistent read of up to 4 KB, or two that need not be; of several items asked for by their keys each
counts by itself, what is not there like the smallest, and a query's items count together, whatever is shown of them.
One unit is a write of up to 1 KB of the larger of the two; a transaction costs twice as much, a condition that does not
hold costs a write of what is stored, and each index that holds the item is written as well
(https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html,
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes).
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from typing import Any, NamedTuple

from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from bench.sync.store.operations import Read, Store
from bench.sync.store.tables import INDEXES, index_key
from bench.sync.store.values import Item, item_size
from infra.in_process.aws_calls import WRITES, Forward, answer_with, body_text

UNIT = 1024
READ_UNIT = 4096


class What(NamedTuple):
    """What was written: the table's real name, and what kind of item it is (its sort key's first part)."""

    table: str
    kind: str


class Meter:
    """Answers for DynamoDB with tables in memory, and counts what is written; everything else passes.

    ``units`` and ``writes`` are by :class:`What`, units of conditions that did not hold among them; ``requests`` is by
    the operation's name, ``read_units`` by the table's.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.units: Counter[What] = Counter()
        self.writes: Counter[What] = Counter()
        self.requests: Counter[str] = Counter()
        self.read_units: defaultdict[str, float] = defaultdict(float)

    def clear(self) -> None:
        """Begin to count anew."""
        self.units.clear()
        self.writes.clear()
        self.requests.clear()
        self.read_units.clear()

    def units_of(self, *tables: str) -> int:
        """Units of tables, by their real names."""
        return sum(units for what, units in self.units.items() if what.table in tables)

    def writes_of(self, *tables: str) -> int:
        """Items written to tables, by their real names."""
        return sum(writes for what, writes in self.writes.items() if what.table in tables)

    def around(self, name: str, request: AWSPreparedRequest, forward: Forward) -> AWSResponse:
        """The answer to a request, which is counted."""
        self.requests[name] += 1
        if not self.store.knows(name):
            return forward(request)
        answer = self.store.answer(name, request)
        for read in self.store.read:
            self.read_units[read.table] += read_units(read)
        if name not in WRITES:
            return answer
        took_effect = answer.status_code == 200
        cost: Counter[str] = Counter()
        for written in self.store.written:
            what = What(written.table, written.key.sk.partition("#")[0])
            spent = units(written.old, written.new) if took_effect else blocks(written.old)
            spent *= 2 if name == "TransactWriteItems" else 1
            cost[written.table] += spent
            self.units[what] += spent
            self.writes[what] += took_effect
        return _told(name, request, answer, cost) if took_effect and cost else answer


def units(old: Item | None, new: Item | None) -> int:
    """The units of a write that makes ``new`` of ``old``, in the table and in its indexes."""
    return max(blocks(old), blocks(new)) + sum(_index_units(index, old, new) for index in INDEXES)


def read_units(read: Read) -> float:
    """The units of a read."""
    blocks_read = sum(max(1, -(-size // READ_UNIT)) for size in read.sizes)
    return blocks_read if read.consistent else blocks_read / 2


def blocks(item: Item | None) -> int:
    """Units that an item's size comes to; nothing counts like the smallest."""
    return 1 if item is None else max(1, -(-item_size(item) // UNIT))


def _index_units(index: str, old: Item | None, new: Item | None) -> int:
    left, right = index_key(index, old), index_key(index, new)
    if left == right:
        return 0 if left is None or old == new else max(blocks(old), blocks(new))
    return (blocks(old) if left is not None else 0) + (blocks(new) if right is not None else 0)


def _told(name: str, request: AWSPreparedRequest, answer: AWSResponse, cost: Counter[str]) -> AWSResponse:
    """The answer with what the request cost, where that was asked for."""
    if "ReturnConsumedCapacity" not in body_text(request):
        return answer
    told: list[dict[str, Any]] = [{"TableName": table, "CapacityUnits": float(units)} for table, units in cost.items()]
    many = name in ("BatchWriteItem", "TransactWriteItems")
    return answer_with(request, {**json.loads(answer.text), "ConsumedCapacity": told if many else told[0]})
