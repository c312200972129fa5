"""What a fault knows of the request that it meets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from infra.local.simulator.accounts.grants import Grants
from infra.local.simulator.clock import Clock
from infra.local.simulator.wire import Request, Response

Serve = Callable[[Request], Response]
"""The rest of the way to the answer: further faults, then the simulator itself."""


@dataclass
class Context:
    """The simulator's time and grants, whose token the request carries, and the names of the faults met so far."""

    clock: Clock
    grants: Grants
    user_id: str | None
    met: list[str] = field(default_factory=list)
