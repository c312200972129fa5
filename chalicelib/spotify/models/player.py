"""The player: devices, what is playing, the queue and what was played."""

from .common import Entity, Identifier, Model, Present
from .playable import Playable
from .track import Track


class Device(Model):
    """A device that can play. `id` may be null, `volume_percent` too."""

    id: Identifier | None = None
    name: str | None = None
    type: str | None = None
    is_active: bool | None = None
    is_private_session: bool | None = None
    is_restricted: bool | None = None
    supports_volume: bool | None = None
    volume_percent: int | None = None


class Devices(Model):
    """The person's devices; one that sleeps is not listed."""

    devices: Present[Device]


class Context(Entity):
    """What is played from: a playlist, an album, an artist, a show, the person's collection."""

    type: str = "unknown"


class Disallows(Model):
    """What the person cannot do now; only what is disallowed is named."""

    interrupting_playback: bool | None = None
    pausing: bool | None = None
    resuming: bool | None = None
    seeking: bool | None = None
    skipping_next: bool | None = None
    skipping_prev: bool | None = None
    toggling_repeat_context: bool | None = None
    toggling_repeat_track: bool | None = None
    toggling_shuffle: bool | None = None
    transferring_playback: bool | None = None


class Actions(Model):
    """The player's actions."""

    disallows: Disallows | None = None


class CurrentlyPlaying(Model):
    """What is playing. `item` is None during an ad or a private session; times are in milliseconds."""

    timestamp: int | None = None
    progress_ms: int | None = None
    is_playing: bool | None = None
    currently_playing_type: str | None = None
    context: Context | None = None
    item: Playable | None = None
    actions: Actions | None = None


class PlaybackState(CurrentlyPlaying):
    """What is playing, on which device and how. Spotify answers 204 with no body when nothing is."""

    device: Device | None = None
    repeat_state: str | None = None
    shuffle_state: bool | None = None
    smart_shuffle: bool | None = None


class Queue(Model):
    """The next tracks and episodes (20 were recorded, never more)."""

    currently_playing: Playable | None = None
    queue: Present[Playable]


class PlayHistory(Model):
    """One play. `played_at` is RFC 3339 in UTC with milliseconds; Spotify does not say whether it is start or end."""

    track: Track | None = None
    played_at: str
    context: Context | None = None
