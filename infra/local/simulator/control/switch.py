"""What a switch is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from infra.local.simulator.state import Simulator

Fields = Mapping[str, Any]
Switch = Callable[[Simulator, Fields], dict[str, Any]]
"""Takes the JSON of a request, changes the simulator, gives the JSON of the answer. Its docstring explains it."""
View = Callable[[Simulator], dict[str, Any]]
"""Shows something."""


class ControlError(Exception):
    """A switch was set wrongly: 400 with the message."""
