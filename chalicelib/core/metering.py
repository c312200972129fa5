"""What writing to DynamoDB costs: the write units that its answers name, added up over the process.

The sums of two moments differ by what was written between them. DynamoDB counts a unit for each kilobyte begun, and
again for each index that the item is in (AWS: DynamoDB developer guide, read and write operations).
"""

from __future__ import annotations

import threading
from typing import Any

WRITES = frozenset({"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"})

_lock = threading.Lock()
_write_units = 0.0


def attach(client: Any) -> None:
    """Have a DynamoDB client ask what its writes cost, and add it up."""
    events = client.meta.events
    events.register("provide-client-params.dynamodb", _ask, unique_id="dashspot-metering-ask")
    events.register("after-call.dynamodb", _add, unique_id="dashspot-metering-add")


def write_units() -> float:
    """The write units of this process so far."""
    return _write_units


def _ask(params: dict[str, Any], model: Any, **_: Any) -> None:
    if model.name in WRITES:
        params.setdefault("ReturnConsumedCapacity", "TOTAL")


def _add(parsed: dict[str, Any], model: Any, **_: Any) -> None:
    global _write_units
    if model.name not in WRITES:
        return
    told = parsed.get("ConsumedCapacity") or []
    units = sum(one.get("CapacityUnits", 0.0) for one in ([told] if isinstance(told, dict) else told))
    with _lock:
        _write_units += units
