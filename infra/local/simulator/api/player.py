"""What plays: the player's state, the devices, the queue."""

from __future__ import annotations

from typing import Any

from infra.local.simulator.api.call import NO_CONTENT, Call, Reply
from infra.local.simulator.library.player import Device, Item, Player

Json = dict[str, Any]
QUEUE_LENGTH = 20
"""Both whole recordings hold exactly 20 items."""
_CONTEXT_PATHS = {"album": "albums", "artist": "artists", "playlist": "playlists", "show": "shows"}


def state(call: Call) -> Reply:
    """GET /me/player: 204 without a body where nothing plays on any device."""
    player = caught_up(call)
    device = player.active
    if device is None:
        return NO_CONTENT
    return Reply(
        {
            "device": _device(device),
            "shuffle_state": player.shuffle,
            "smart_shuffle": False,
            "repeat_state": player.repeat,
            **_playing(call, player),
        }
    )


def currently_playing(call: Call) -> Reply:
    """GET /me/player/currently-playing: the same without the device; 204 where nothing is there to be played."""
    player = caught_up(call)
    if player.active is None or (player.current is None and player.interruption is None):
        return NO_CONTENT
    return Reply(_playing(call, player))


def devices(call: Call) -> Reply:
    """GET /me/player/devices."""
    return Reply({"devices": [_device(device) for device in caught_up(call).devices]})


def queue(call: Call) -> Reply:
    """GET /me/player/queue: what plays and the next 20, tracks and episodes alike."""
    player = caught_up(call)
    current = player.current if player.active is not None else None
    coming = player.coming(QUEUE_LENGTH) if current is not None else []
    return Reply(
        {
            "currently_playing": None if current is None else _item(call, current),
            "queue": [_item(call, each) for each in coming],
        }
    )


def caught_up(call: Call) -> Player:
    """The person's player as it is now."""
    call.person.player.catch_up(call.now_ms)
    return call.person.player


def context_of(call: Call, uri: str | None) -> Json | None:
    """The context object of a URI; ``collection`` stands for the person's saved tracks."""
    if uri is None:
        return None
    if uri == "collection":
        return {
            "external_urls": {"spotify": "https://open.spotify.com/collection/tracks"},
            "href": f"{call.base}/v1/me/tracks",
            "type": "collection",
            "uri": f"spotify:user:{call.person.id}:collection",
        }
    kind, identifier = uri.split(":")[1:3]
    return {
        "external_urls": {"spotify": f"https://open.spotify.com/{kind}/{identifier}"},
        "href": f"{call.base}/v1/{_CONTEXT_PATHS[kind]}/{identifier}",
        "type": kind,
        "uri": uri,
    }


def _playing(call: Call, player: Player) -> Json:
    """What both answers say of what plays. An advertisement, a private session and silence have no item; an episode
    has none for a caller that does not say that it understands episodes.
    """
    item, device = player.current, player.active
    hidden = player.interruption is not None or (device is not None and device.is_private_session)
    kind = player.interruption or ("unknown" if item is None or hidden else _playing_type(item))
    shown = None if item is None or hidden else _item(call, item)
    if kind == "episode" and not call.wants_episodes():
        shown = None
    return {
        "timestamp": player.changed_at_ms,
        "context": None if hidden else context_of(call, player.context_uri),
        "progress_ms": player.progress_ms(call.now_ms) if item is not None else 0,
        "item": shown,
        "currently_playing_type": kind,
        "actions": {"disallows": {"resuming": True} if player.is_playing else {"pausing": True}},
        "is_playing": player.is_playing,
    }


def _playing_type(item: Item) -> str:
    """``track`` for local files too."""
    return "episode" if item.uri.startswith("spotify:episode:") else "track"


def _item(call: Call, item: Item) -> Json:
    kind, identifier = item.uri.split(":")[1:3]
    catalogue = call.library.catalogue
    if kind == "track":
        return call.render.track(catalogue.tracks[identifier])
    if kind == "episode":
        return call.render.episode(catalogue.episodes[identifier])
    return call.render.local_item(item.uri, item.duration_ms)


def _device(device: Device) -> Json:
    return {
        "id": device.id,
        "is_active": device.is_active,
        "is_private_session": device.is_private_session,
        "is_restricted": device.is_restricted,
        "name": device.name,
        "supports_volume": device.supports_volume,
        "type": device.type,
        "volume_percent": device.volume_percent,
    }
