"""The simulator itself: its time, its log, its mode of counting, its start."""

from __future__ import annotations

import dataclasses
from typing import Any

from infra.local.simulator.control.switch import Fields
from infra.local.simulator.state import Simulator


def requests(simulator: Simulator) -> dict[str, Any]:
    """The newest requests, and the faults that each met."""
    return {"requests": [dataclasses.asdict(entry) for entry in simulator.log.entries]}


def differences(simulator: Simulator) -> dict[str, Any]:
    """Where answers differed from the OpenAPI description, if one was given."""
    specification = simulator.specification
    if specification is None:
        return {"checked": None, "differences": []}
    return {
        "checked": specification.checked,
        "differences": [dataclasses.asdict(each) for each in specification.differences],
    }


def clock(simulator: Simulator) -> dict[str, Any]:
    """The simulator's time, in seconds since the epoch."""
    return {"now": simulator.clock.now()}


def advance_clock(simulator: Simulator, fields: Fields) -> dict[str, Any]:
    """Move the simulator's time forward: {seconds}."""
    simulator.clock.advance(float(fields["seconds"]))
    return {"now": simulator.clock.now()}


def reset(simulator: Simulator, fields: Fields) -> dict[str, Any]:
    """Back to a fresh start: library, log, waiting answers, faults, limits, clock, revocations."""
    simulator.reset()
    return {}
