"""Faults and limits: how the simulator is told to misbehave."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pydantic import ValidationError

from infra.local.simulator.control.switch import ControlError, Fields
from infra.local.simulator.faults.catalogue import described_kinds, read_fault
from infra.local.simulator.faults.limits import DAY, WINDOW_SECONDS, Limits, Quota, Window
from infra.local.simulator.state import Simulator


def faults(simulator: Simulator) -> dict[str, Any]:
    """The faults that are switched on, how often each was met, and every kind that there is with its own fields."""
    return {"faults": simulator.faults.described(simulator.clock.now()), "kinds": described_kinds()}


def fault(simulator: Simulator, fields: Fields) -> dict[str, Any]:
    """Switch a fault on: {kind, name?, match?: {method?, path?, person?, query?, grant_type?}, skip?, share?, seed?,
    times?, for_seconds?} and the kind's own fields; see GET /_control/faults. Without times it meets every request.
    """
    try:
        added = simulator.faults.add(read_fault(fields), simulator.clock.now())
    except ValidationError as error:
        told = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise ControlError(told) from None
    return {"name": added.name}


def remove_fault(simulator: Simulator, fields: Fields) -> dict[str, Any]:
    """Switch faults off: {name?}; all of them where no name is given."""
    name = fields.get("name")
    if name is None:
        simulator.faults.clear()
    elif not simulator.faults.remove(str(name)):
        raise ControlError("there is no such fault")
    return {}


def limits(simulator: Simulator) -> dict[str, Any]:
    """The rate limit's window and the quotas that are switched on, and what they have counted."""
    return _shown(simulator.limits)


def limit(simulator: Simulator, fields: Fields) -> dict[str, Any]:
    """The rate limit of the client id: {requests: n or null for none, seconds?: 30, tell?: true (with Retry-After)}."""
    size = fields["requests"]
    if size is None:
        simulator.limits.window = None
    else:
        seconds = float(fields.get("seconds", WINDOW_SECONDS))
        simulator.limits.window = Window(_positive(size), seconds, bool(fields.get("tell", True)))
    return _shown(simulator.limits)


def quota(simulator: Simulator, fields: Fields) -> dict[str, Any]:
    """A daily quota of the client id: {requests: n or null for none, name?: "all", path?: "/v1/*", seconds?: 86400}.
    Several, with names and paths, are buckets of endpoints. The period starts with its first request.
    """
    name, size = str(fields.get("name", "all")), fields["requests"]
    if size is None:
        simulator.limits.quotas.pop(name, None)
    else:
        made = Quota(_positive(size), float(fields.get("seconds", DAY)), str(fields.get("path", "/v1/*")))
        simulator.limits.quotas[name] = made
    return _shown(simulator.limits)


def _positive(size: Any) -> int:
    if int(size) < 1:
        raise ControlError("requests must be at least 1, or null")
    return int(size)


def _shown(shown: Limits) -> dict[str, Any]:
    window = shown.window
    return {
        "limit": window and {name: getattr(window, name) for name in ("requests", "seconds", "tell", "refused")},
        "quotas": {name: asdict(each) for name, each in shown.quotas.items()},
    }
