"""A person's player: devices, what plays on them, what comes next, and what was played."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from infra.local.simulator.library.catalogue import Catalogue
from infra.local.simulator.library.entities import Saved

Repeat = Literal["off", "track", "context"]
Interruption = Literal["ad", "unknown"]
HISTORY = 50
"""How many plays Spotify tells in total."""
COUNTS_AS_PLAYED_MS = 30_000
"""What is heard for less leaves no trace in the history."""


@dataclass
class Device:
    """Something that plays. Spotify gives some devices no id; such a one cannot be addressed."""

    id: str | None
    name: str
    type: str
    volume_percent: int | None = 50
    supports_volume: bool = True
    is_restricted: bool = False
    is_private_session: bool = False
    is_active: bool = False


@dataclass(frozen=True)
class Item:
    """A track, an episode or a local file, and how long it lasts."""

    uri: str
    duration_ms: int


@dataclass(frozen=True)
class Play:
    """A finished play: of a track, when it ended (ms since the epoch), from which context, and when it can be seen."""

    track_id: str
    played_at_ms: int
    context_uri: str | None
    visible_at_ms: int


@dataclass
class Player:
    """Plays by its own clock: every question first lets it catch up with the time (ms since the epoch).

    ``items`` is what plays in order, from ``context_uri`` or from a list of URIs; ``queued`` what the person queued, to
    be played first. ``began_at_ms`` is when ``began_from_ms`` of the current item was reached. ``interruption`` is what
    plays in between and has no item. ``lag_seconds`` is how long a play takes to appear in the history.
    """

    devices: list[Device] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    context_uri: str | None = None
    index: int = 0
    queued: list[Item] = field(default_factory=list)
    now_from_queue: Item | None = None
    is_playing: bool = False
    shuffle: bool = False
    repeat: Repeat = "off"
    began_from_ms: int = 0
    began_at_ms: int = 0
    changed_at_ms: int = 0
    interruption: Interruption | None = None
    lag_seconds: float = 0.0
    earlier: Callable[[], list[Play]] = list
    _plays: list[Play] | None = None

    @property
    def active(self) -> Device | None:
        """The device that plays, or that would."""
        return next((device for device in self.devices if device.is_active), None)

    @property
    def current(self) -> Item | None:
        """What plays or is paused."""
        if self.now_from_queue is not None:
            return self.now_from_queue
        return self.items[self.index] if self.index < len(self.items) else None

    def progress_ms(self, now_ms: int) -> int:
        """How far the current item is."""
        return self.began_from_ms + (now_ms - self.began_at_ms if self.is_playing else 0)

    def catch_up(self, now_ms: int) -> None:
        """Lets time pass: what has ended is in the history, and the next item plays."""
        while self.is_playing and (item := self.current) is not None:
            ends_at = self.began_at_ms + item.duration_ms - self.began_from_ms
            if ends_at > now_ms:
                return
            self._leave(ends_at, item.duration_ms)
            self._go_on(ends_at)

    def activate(self, device: Device, now_ms: int) -> None:
        """Makes a device the one that plays."""
        for each in self.devices:
            each.is_active = each is device
        self.changed_at_ms = now_ms

    def start(self, items: Sequence[Item], context_uri: str | None, index: int, position_ms: int, now_ms: int) -> None:
        """Plays something else from now on."""
        self.stop_current(now_ms)
        self.items, self.context_uri, self.index, self.now_from_queue = list(items), context_uri, index, None
        self._begin(position_ms, now_ms, playing=True)

    def set_playing(self, playing: bool, now_ms: int) -> None:
        """Resumes or pauses."""
        self._begin(self.progress_ms(now_ms), now_ms, playing)

    def seek(self, position_ms: int, now_ms: int) -> None:
        """Goes to a position of the current item; beyond its end the next one begins."""
        self._begin(position_ms, now_ms, self.is_playing)
        item = self.current
        if item is not None and position_ms >= item.duration_ms:
            self.skip(now_ms)

    def skip(self, now_ms: int) -> bool:
        """The next item; False, and nothing changes, where there is none."""
        if not self.queued and self.index + 1 >= len(self.items) and self.repeat != "context":
            return False
        self.stop_current(now_ms)
        self._next_index()
        self._begin(0, now_ms, playing=True)
        return True

    def back(self, now_ms: int) -> bool:
        """The previous item; False, and nothing changes, where there is none."""
        if self.now_from_queue is None and self.index == 0:
            return False
        self.stop_current(now_ms)
        if self.now_from_queue is None:
            self.index -= 1
        self.now_from_queue = None
        self._begin(0, now_ms, playing=True)
        return True

    def coming(self, count: int) -> list[Item]:
        """What plays next: the queue, then the context, over again where it is shorter than that."""
        following = [*self.queued, *self.items[self.index + 1 :]]
        while self.items and len(following) < count:
            following += self.items
        return following[:count]

    @property
    def plays(self) -> list[Play]:
        """Every play that is remembered; those of before the simulator's start are made up when first asked for."""
        if self._plays is None:
            self._plays = self.earlier()
        return self._plays

    def history(self, now_ms: int) -> list[Play]:
        """The plays that can be seen now, newest first: 50 at most."""
        seen = [play for play in self.plays if play.visible_at_ms <= now_ms]
        return sorted(seen, key=lambda play: play.played_at_ms, reverse=True)[:HISTORY]

    def record(self, track_id: str, played_at_ms: int, context_uri: str | None) -> None:
        """Adds a play to the history; the oldest beyond what can ever be seen are forgotten."""
        self.plays.append(Play(track_id, played_at_ms, context_uri, played_at_ms + int(self.lag_seconds * 1000)))
        if len(self.plays) > 8 * HISTORY:
            del self.plays[: -4 * HISTORY]

    def stop_current(self, now_ms: int) -> None:
        """Leaves the current item for another: a long enough part of it counts as a play."""
        if self.current is not None:
            self._leave(now_ms, self.progress_ms(now_ms))

    def _leave(self, at_ms: int, heard_ms: int) -> None:
        item, active = self.current, self.active
        kind = item.uri.split(":")[1] if item else ""
        private = active is not None and active.is_private_session
        # No episodes, no local files, nothing of a private session.
        if item and kind == "track" and not private and heard_ms >= min(COUNTS_AS_PLAYED_MS, item.duration_ms):
            self.record(item.uri.rsplit(":", 1)[1], at_ms, self.context_uri)

    def _go_on(self, now_ms: int) -> None:
        """What happens at the end of an item."""
        if self.repeat == "track" and self.now_from_queue is None:
            self._begin(0, now_ms, playing=True)
        elif self.queued or self.index + 1 < len(self.items) or self.repeat == "context":
            self._next_index()
            self._begin(0, now_ms, playing=True)
        else:
            self.index = 0
            self.now_from_queue = None
            self._begin(0, now_ms, playing=False)

    def _next_index(self) -> None:
        if self.queued:
            self.now_from_queue = self.queued.pop(0)
            return
        self.now_from_queue = None
        self.index = (self.index + 1) % max(1, len(self.items))

    def _begin(self, position_ms: int, now_ms: int, playing: bool) -> None:
        self.began_from_ms, self.began_at_ms, self.is_playing = position_ms, now_ms, playing
        self.changed_at_ms = now_ms
        self.interruption = None


def earlier_plays(saved: Sequence[Saved], newest_ms: int) -> list[Play]:
    """Plays of before the start: saved tracks again and again, a few minutes apart, some from no context."""
    plays = []
    at_ms = newest_ms
    for number in range(min(HISTORY + 7, 3 * len(saved))):
        context = None if number % 5 == 3 else "collection"
        plays.append(Play(saved[number * 7 % len(saved)].id, at_ms, context, at_ms))
        at_ms -= 151_000 + number * 7_919 % 200_000
    return plays


def devices_of(catalogue: Catalogue, index: int) -> list[Device]:
    """The devices of the ``index``-th person. None is active: somebody has to press play, or transfer playback."""

    def identifier(kind: str) -> str:
        return hashlib.blake2b(catalogue.ids.opaque(kind, index, 20).encode(), digest_size=20).hexdigest()

    return [
        Device(identifier("computer"), "Desk", "Computer", volume_percent=69),
        Device(identifier("phone"), "Pocket", "Smartphone", volume_percent=None, supports_volume=False),
        Device(identifier("speaker"), "Kitchen", "Speaker", volume_percent=31),
        Device(None, "Car", "Automobile", volume_percent=100, is_restricted=True),
    ]
