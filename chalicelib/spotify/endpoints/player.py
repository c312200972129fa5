"""The player of a person: what plays, where, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .declaration import WITH_EPISODES, Endpoint

if TYPE_CHECKING:
    from ..models.paging import CursorPage
    from ..models.player import CurrentlyPlaying, Devices, PlaybackState, PlayHistory, Queue

READ_STATE = frozenset({"user-read-playback-state"})
READ_PLAYING = frozenset({"user-read-currently-playing"})
READ_PLAYED = frozenset({"user-read-recently-played"})
CONTROL = frozenset({"user-modify-playback-state"})


def _playback_state() -> type[PlaybackState]:
    from ..models.player import PlaybackState

    return PlaybackState


def _currently_playing() -> type[CurrentlyPlaying]:
    from ..models.player import CurrentlyPlaying

    return CurrentlyPlaying


def _devices() -> type[Devices]:
    from ..models.player import Devices

    return Devices


def _queue() -> type[Queue]:
    from ..models.player import Queue

    return Queue


def _plays() -> type[CursorPage[PlayHistory]]:
    from ..models.paging import CursorPage
    from ..models.player import PlayHistory

    return CursorPage[PlayHistory]


PLAYBACK: Endpoint[PlaybackState | None] = Endpoint(
    "playback", "GET", "/me/player", _playback_state, scopes=READ_STATE, always=WITH_EPISODES, may_be_empty=True
)
CURRENTLY_PLAYING: Endpoint[CurrentlyPlaying | None] = Endpoint(
    "currently_playing",
    "GET",
    "/me/player/currently-playing",
    _currently_playing,
    scopes=READ_PLAYING,
    always=WITH_EPISODES,
    may_be_empty=True,
)
DEVICES = Endpoint("devices", "GET", "/me/player/devices", _devices, scopes=READ_STATE)
QUEUE = Endpoint("queue", "GET", "/me/player/queue", _queue, scopes=READ_STATE | READ_PLAYING)
RECENTLY_PLAYED = Endpoint(
    "recently_played", "GET", "/me/player/recently-played", _plays, scopes=READ_PLAYED, paging="before", limit=50
)

TRANSFER: Endpoint[None] = Endpoint("transfer", "PUT", "/me/player", scopes=CONTROL)
PLAY: Endpoint[None] = Endpoint("play", "PUT", "/me/player/play", scopes=CONTROL)
PAUSE: Endpoint[None] = Endpoint("pause", "PUT", "/me/player/pause", scopes=CONTROL)
NEXT: Endpoint[None] = Endpoint("next", "POST", "/me/player/next", scopes=CONTROL)
PREVIOUS: Endpoint[None] = Endpoint("previous", "POST", "/me/player/previous", scopes=CONTROL)
SEEK: Endpoint[None] = Endpoint("seek", "PUT", "/me/player/seek", scopes=CONTROL)
REPEAT: Endpoint[None] = Endpoint("repeat", "PUT", "/me/player/repeat", scopes=CONTROL)
VOLUME: Endpoint[None] = Endpoint("volume", "PUT", "/me/player/volume", scopes=CONTROL)
SHUFFLE: Endpoint[None] = Endpoint("shuffle", "PUT", "/me/player/shuffle", scopes=CONTROL)
ADD_TO_QUEUE: Endpoint[None] = Endpoint("add_to_queue", "POST", "/me/player/queue", scopes=CONTROL)
