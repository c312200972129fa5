"""A person's player, set from outside: what plays, on which devices, and what the history tells."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, get_args

from infra.local.simulator.control.people import person_of
from infra.local.simulator.control.switch import ControlError, Fields
from infra.local.simulator.library.player import Device, Interruption, Item
from infra.local.simulator.library.uris import named_by
from infra.local.simulator.state import Simulator


def player(simulator: Simulator, fields: Fields) -> dict[str, Any]:
    """Set a person's player: {person?, devices?: [{id, name, type, volume_percent?, supports_volume?, is_restricted?,
    is_private_session?, is_active?}], play?: [track or episode uris], context_uri?, position_ms?, paused?,
    interruption?: ad|unknown, silent?: true (nothing plays anywhere), lag_seconds? (until plays are in the history)}.
    """
    person = person_of(simulator, fields)
    state, now_ms = person.player, int(simulator.clock.now() * 1000)
    state.catch_up(now_ms)
    if "devices" in fields:
        state.devices = [Device(**each) for each in fields["devices"]]
    if "lag_seconds" in fields:
        state.lag_seconds = float(fields["lag_seconds"])
    if fields.get("silent"):
        state.stop_current(now_ms)
        state.items, state.queued, state.is_playing, state.now_from_queue = [], [], False, None
        for device in state.devices:
            device.is_active = False
    if "play" in fields:
        if state.active is None:
            state.activate(state.devices[0], now_ms)
        items = [_item(simulator, uri) for uri in fields["play"]]
        state.start(items, fields.get("context_uri"), 0, int(fields.get("position_ms", 0)), now_ms)
    if fields.get("paused"):
        state.set_playing(False, now_ms)
    if "interruption" in fields:
        if fields["interruption"] not in (*get_args(Interruption), None):
            raise ControlError("interruption must be ad, unknown or null")
        state.interruption = fields["interruption"]
    return {"devices": [asdict(device) for device in state.devices], "is_playing": state.is_playing}


def add_plays(simulator: Simulator, fields: Fields) -> dict[str, Any]:
    """Add plays to a person's history: {person?, plays: [{uri, played_at_ms?: now, context_uri?}]}. They may be older
    than plays that were told before.
    """
    person = person_of(simulator, fields)
    for play in fields["plays"]:
        kind, identifier = named_by(simulator.library, play["uri"])
        if kind != "track":
            raise ControlError("the history has tracks only")
        at_ms = int(play.get("played_at_ms", simulator.clock.now() * 1000))
        person.player.record(identifier, at_ms, play.get("context_uri"))
    return {"plays": len(person.player.plays)}


def _item(simulator: Simulator, uri: str) -> Item:
    kind, identifier = named_by(simulator.library, uri)
    catalogue = simulator.library.catalogue
    if kind == "track":
        return Item(uri, catalogue.tracks[identifier].duration_ms)
    if kind == "episode":
        return Item(uri, catalogue.episodes[identifier].duration_ms)
    raise ControlError(f"{uri} cannot be played alone")
