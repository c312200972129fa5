"""Every switch and view, by its name in the address."""

from __future__ import annotations

from collections.abc import Mapping

from infra.local.simulator.control import answers, faults, playlists, state, tokens
from infra.local.simulator.control.switch import Switch, View

VIEWS: Mapping[str, View] = {
    "requests": state.requests,
    "people": tokens.people,
    "faults": faults.faults,
    "limits": faults.limits,
    "clock": state.clock,
    "differences": state.differences,
}
SWITCHES: Mapping[str, Switch] = {
    "fault": faults.fault,
    "remove-fault": faults.remove_fault,
    "limit": faults.limit,
    "quota": faults.quota,
    "answer": answers.answer,
    "sign-in": tokens.sign_in,
    "expire-tokens": tokens.expire_tokens,
    "set-tokens": tokens.set_tokens,
    "change-playlist": playlists.change_playlist,
    "advance-clock": state.advance_clock,
    "reset": state.reset,
}
