"""Every switch and view, by its name in the address."""

from __future__ import annotations

from collections.abc import Mapping

from infra.local.simulator.control import answers, faults, people, player, playlists, reccobeats, state, tokens
from infra.local.simulator.control.switch import Switch, View

VIEWS: Mapping[str, View] = {
    "requests": state.requests,
    "people": people.people,
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
    "create-playlist": playlists.create_playlist,
    "order-playlists": playlists.order_playlists,
    "save": people.save,
    "forget": people.forget,
    "delist": people.delist,
    "set-person": people.set_person,
    "reccobeats": reccobeats.reccobeats,
    "player": player.player,
    "add-plays": player.add_plays,
    "advance-clock": state.advance_clock,
    "reset": state.reset,
}
