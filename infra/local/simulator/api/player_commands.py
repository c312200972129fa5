"""Commands to the player: 204 where they work, and Spotify's reasons where they do not.

The order of the checks: Premium, the device, then what the command needs. The ``reason`` values are those of the
player's error documentation.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from infra.local.simulator.api.body import bool_field, int_field, text_field, text_list
from infra.local.simulator.api.call import NO_CONTENT, Call, Reply
from infra.local.simulator.api.player import caught_up
from infra.local.simulator.api.player_contexts import items_of_context, items_of_uris
from infra.local.simulator.api.problems import ApiError, invalid
from infra.local.simulator.library.player import Device, Item, Player

_LONGEST_MS = 2**31


def transfer(call: Call) -> Reply:
    """PUT /me/player with ``{"device_ids": [one], "play"?}``."""
    _premium(call)
    identifiers = text_list(call.body, "device_ids")
    if not identifiers:
        raise ApiError(400, "Missing required field: device_ids")
    if len(identifiers) > 1:
        raise ApiError(400, "Only one device can be active at a time")
    player = caught_up(call)
    device = _device(player, identifiers[0])
    player.activate(device, call.now_ms)
    if bool_field(call.body, "play") and player.current is not None and not player.is_playing:
        player.set_playing(True, call.now_ms)
    return NO_CONTENT


def play(call: Call) -> Reply:
    """PUT /me/player/play: resumes, or plays a context (from an offset) or a list of URIs."""
    player = _commanded(call)
    context_uri, uris = text_field(call.body, "context_uri"), text_list(call.body, "uris")
    position_ms = int_field(call.body, "position_ms") or 0
    if context_uri is not None and uris is not None:
        raise ApiError(400, "Can't have offset for context type: TRACK_LIST")
    if context_uri is None and uris is None:
        if player.current is None:
            raise _refused("NO_SPECIFIC_TRACK")
        if player.is_playing:
            raise _refused("NOT_PAUSED")
        player.set_playing(True, call.now_ms)
        return NO_CONTENT
    items = items_of_uris(call, uris) if uris is not None else items_of_context(call, str(context_uri))
    if not items:
        raise _refused("NO_SPECIFIC_TRACK")
    collection = context_uri is not None and context_uri.endswith(":collection")
    start = _offset(call, items)
    player.start(items, "collection" if collection else context_uri, start, position_ms, call.now_ms)
    return NO_CONTENT


def pause(call: Call) -> Reply:
    """PUT /me/player/pause."""
    player = _commanded(call)
    if not player.is_playing:
        raise _refused("ALREADY_PAUSED")
    player.set_playing(False, call.now_ms)
    return NO_CONTENT


def skip(call: Call) -> Reply:
    """POST /me/player/next."""
    return _moved(call, Player.skip, "NO_NEXT_TRACK")


def back(call: Call) -> Reply:
    """POST /me/player/previous."""
    return _moved(call, Player.back, "NO_PREV_TRACK")


def seek(call: Call) -> Reply:
    """PUT /me/player/seek?position_ms=."""
    position_ms = _required(call, "position_ms", _LONGEST_MS)
    player = _commanded(call)
    if player.current is None:
        raise _refused("NOT_PLAYING_TRACK")
    player.seek(position_ms, call.now_ms)
    return NO_CONTENT


def repeat(call: Call) -> Reply:
    """PUT /me/player/repeat?state=track|context|off."""
    wanted = call.query.get("state")
    player = _commanded(call)
    if wanted == "off":
        player.repeat = "off"
    elif wanted == "track":
        player.repeat = "track"
    elif wanted == "context":
        player.repeat = "context"
    else:
        raise invalid("state")
    player.changed_at_ms = call.now_ms
    return NO_CONTENT


def shuffle(call: Call) -> Reply:
    """PUT /me/player/shuffle?state=true|false."""
    wanted = call.query.get("state")
    if wanted not in ("true", "false"):
        raise invalid("state")
    player = _commanded(call)
    player.shuffle = wanted == "true"
    player.changed_at_ms = call.now_ms
    return NO_CONTENT


def volume(call: Call) -> Reply:
    """PUT /me/player/volume?volume_percent=0..100."""
    percent = _required(call, "volume_percent", 100)
    device = _commanded(call).active
    if device is None or not device.supports_volume:
        raise _refused("VOLUME_CONTROL_DISALLOW")
    device.volume_percent = percent
    return NO_CONTENT


def enqueue(call: Call) -> Reply:
    """POST /me/player/queue?uri=: one track or episode."""
    uri = call.query.get("uri")
    if not uri:
        raise ApiError(400, "Missing required field: uri")
    player = _commanded(call)
    player.queued += items_of_uris(call, [uri])
    return NO_CONTENT


def _moved(call: Call, move: Callable[[Player, int], bool], reason: str) -> Reply:
    player = _commanded(call)
    if player.current is None or not move(player, call.now_ms):
        raise _refused(reason)
    return NO_CONTENT


def _commanded(call: Call) -> Player:
    """The player, with the device of the query made active. Raises ApiError 403 and 404 where it takes no commands."""
    _premium(call)
    player = caught_up(call)
    named = call.query.get("device_id")
    if named is not None:
        player.activate(_device(player, named), call.now_ms)
    if player.active is None:
        message = "Player command failed: No active device found"
        raise ApiError(404, message, reason="NO_ACTIVE_DEVICE")
    if player.active.is_restricted:
        raise _refused("REMOTE_CONTROL_DISALLOW")
    return player


def _premium(call: Call) -> None:
    if call.person.product != "premium":
        raise ApiError(403, "Player command failed: Premium required", reason="PREMIUM_REQUIRED")


def _device(player: Player, identifier: str) -> Device:
    """Raises ApiError 404 for an unknown device, 403 for one that takes no commands."""
    for device in player.devices:
        if device.id is not None and device.id == identifier:
            if device.is_restricted:
                raise _refused("DEVICE_NOT_CONTROLLABLE")
            return device
    raise ApiError(404, "Device not found")


def _refused(reason: str) -> ApiError:
    return ApiError(403, "Player command failed: Restriction violated", reason=reason)


def _required(call: Call, name: str, most: int) -> int:
    if name not in call.query:
        raise ApiError(400, f"Missing required field: {name}")
    return call.number(name, 0, 0, most)


def _offset(call: Call, items: list[Item]) -> int:
    """Where in the context to begin: by position, or by URI."""
    offset: Any = call.body.get("offset")
    if offset is None:
        return 0
    if not isinstance(offset, dict):
        raise invalid("offset")
    uri, position = text_field(offset, "uri"), int_field(offset, "position")
    if uri is not None:
        position = next((at for at, item in enumerate(items) if item.uri == uri), None)
    if position is None or position >= len(items):
        raise _refused("NO_SPECIFIC_TRACK")
    return position
