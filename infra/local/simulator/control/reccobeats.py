"""The provider of audio features."""

from __future__ import annotations

from typing import Any

from infra.local.simulator.control.switch import ControlError, Fields
from infra.local.simulator.state import Simulator


def reccobeats(simulator: Simulator, fields: Fields) -> dict[str, Any]:
    """What ReccoBeats knows: {coverage?: share of the tracks from 0 to 1, missing?: [track ids that it lacks]}.
    To have it refuse or fail, set a fault with match.path "/reccobeats/*".
    """
    share = float(fields.get("coverage", simulator.coverage.share))
    if not 0 <= share <= 1:
        raise ControlError("coverage must be from 0 to 1")
    simulator.coverage.share = share
    if "missing" in fields:
        simulator.coverage.missing = set(fields["missing"])
    return {"coverage": share, "missing": sorted(simulator.coverage.missing)}
