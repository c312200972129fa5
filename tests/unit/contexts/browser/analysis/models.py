"""Small read models, filled by hand."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import apsw

from chalicelib.contexts.browser.model.layout import FEATURES, INDEXES, TABLES


@dataclass
class Track:
    """A track as a test thinks of it."""

    duration_ms: int | None = None
    released: int | None = None
    explicit: int | None = None
    local: bool = False
    artists: tuple[int, ...] = ()
    genres: tuple[int, ...] = ()
    source: str | None = None
    features: dict[str, float | None] = field(default_factory=dict)
    key: int | None = None
    mode: int | None = None
    time_signature: int | None = None


def model(
    tracks: Sequence[Track],
    playlist: Sequence[int | str | None] = (),
    episodes: Sequence[int | None] = (),
    album: Sequence[int] = (),
) -> apsw.Connection:
    """A model with these tracks, numbered from 1, and one playlist: numbers of tracks, ``e<number>`` of an episode, or
    None. ``episodes`` are durations."""
    connection = apsw.Connection(":memory:")
    connection.execute(TABLES)
    connection.execute(INDEXES)
    with connection:
        sets = _Sets(connection)
        for no, track in enumerate(tracks, 1):
            _insert(
                connection,
                "track",
                no=no,
                duration_ms=track.duration_ms,
                released=track.released,
                explicit=track.explicit,
                local=int(track.local),
                analysed=int(track.source is not None),
                saved=1,
                playlists=0,
                rows=0,
                artist_set=sets.number("artist", track.artists),
                genre_set=sets.number("genre", track.genres),
                playlist_set=0,
                album=1 if no in album else None,
            )
            local = f"spotify:local:{no}" if track.local else None
            artists = json.dumps([[f"artist{each}", f"Artist {each}"] for each in track.artists])
            track_id = None if track.local else f"track{no}"
            _insert(
                connection, "track_text", no=no, id=track_id, local_uri=local, name=f"Track {no:06}", artists=artists
            )
            if track.source is not None:
                values = {name: track.features.get(name) for name in FEATURES}
                small = {"key": track.key, "mode": track.mode, "time_signature": track.time_signature}
                _insert(connection, "feature", track=no, source=track.source, **values, **small)
        for no in sorted({each for track in tracks for each in track.artists}):
            _insert(connection, "artist_text", no=no, id=f"artist{no}", name=f"Artist {no}", genres="[]", images="[]")
        for no in sorted({each for track in tracks for each in track.genres}):
            _insert(connection, "genre", no=no, name=f"genre {no}", tracks=0, artists=0, albums=0, duration_ms=0)
        for no, duration_ms in enumerate(episodes, 1):
            _insert(connection, "episode", no=no, duration_ms=duration_ms, saved=0, playlists=1, rows=1)
        for position, item in enumerate(playlist):
            named = {"episode": int(item[1:])} if isinstance(item, str) else {"track": item}
            _insert(connection, "playlist_row", playlist=1, position=position, uri=f"spotify:row:{position}", **named)
    return connection


def random_tracks(seed: int, count: int) -> list[Track]:
    """Tracks of every kind, with many equal values."""
    chance = random.Random(seed)
    return [_random_track(chance) for _ in range(count)]


def _random_track(chance: random.Random) -> Track:
    local = chance.random() < 0.1
    source = None if local else chance.choice((None, "spotify", "spotify", "reccobeats"))
    return Track(
        duration_ms=chance.choice((None, 0, 180_000, chance.randrange(600_000))),
        released=chance.choice((None, 19_990_000, 20_010_512, chance.randrange(1900, 2030) * 10_000)),
        explicit=chance.choice((None, 0, 1)),
        local=local,
        artists=tuple(sorted(chance.sample(range(1, 9), chance.randrange(3)))),
        genres=tuple(sorted(chance.sample(range(1, 6), chance.randrange(3)))),
        source=source,
        features={name: _value(chance, name) for name in FEATURES if chance.random() < 0.9} if source else {},
        key=chance.choice((None, 0, 5, 11)) if source else None,
        mode=chance.choice((None, 0, 1)) if source else None,
        time_signature=chance.choice((None, 3, 4, 5)) if source else None,
    )


def _value(chance: random.Random, name: str) -> float | None:
    if name == "tempo":
        return chance.choice((0.0, 40.0, 120.5, 120.5, 239.999, 260.0, None))
    if name == "loudness":
        return chance.choice((-60.0, -40.0, -7.25, -7.25, 0.0, 1.5, None))
    return chance.choice((0.0, 0.05, 0.15, 0.5, 0.5, 1.0, round(chance.random(), 3), None))


class _Sets:
    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._numbers: dict[tuple[str, tuple[int, ...]], int] = {}

    def number(self, kind: str, members: tuple[int, ...]) -> int:
        """The number of a set; 0 is the empty one's."""
        if not members:
            return 0
        if (kind, members) not in self._numbers:
            number = self._numbers[kind, members] = len(self._numbers) + 1
            _insert(self._connection, "member_set", kind=kind, no=number, members=json.dumps(members))
        return self._numbers[kind, members]


def _insert(connection: apsw.Connection, table: str, **values: Any) -> None:
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values()))  # noqa: S608
