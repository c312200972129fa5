"""Facts of a library that nobody has: small, so that everything meets everything, and odd wherever facts can be."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from chalicelib.contexts.browser.model.layout import SOURCES
from chalicelib.core.catalogue import keys
from tests.functional.browse_truth.facts import Facts, Row
from tests.functional.browse_truth.odd_text import CONTROLS, MARKS_AND_SYMBOLS, META, SCRIPTS
from tests.functional.browse_truth.telling import FEATURES

WORDS = (
    "love", "Love", "LOVE", "the", "The", "night", "Straße", "strasse", "Ana", "Zoë", "zoe", "İzmir", "izmir", "日本",
    "東京", "愛", "夜の", "rock", "don't", "dont", "É", "e\u0301", "élan", "Elan", "ﬁre", "fire", "!!!", "😀", "שלום",
    "مرحبا", "a", "b", "99", "II",
)  # fmt: skip
GENRES = ("rock", "Rock", "türkü", "Turku", "k-pop", "日本の", "drum & bass", "new wave", "!!!", "r&b")
DATES = (
    "1999",
    "1999-05",
    "1999-05-31",
    "2000",
    "2000-01-01",
    "1989-12-31",
    "2024-02-29",
    "0000",
    "2023-13",
    "soon",
    None,
)
ADDED = (
    "2020-01-01T00:00:00Z", "2020-01-01T00:00:00Z", "2020-06-01T12:30:00Z", "2021-03-04T05:06:07Z",
    "2019-12-31T23:59:59Z", "2022-02-02T02:02:02.250Z", "1970-01-01T00:00:00Z", "yesterday", None,
)  # fmt: skip
LENGTHS = (180_000, 181_000, 182_000, 182_001, 183_500, 240_000, 1, 0, None)
ODD = (*SCRIPTS, *MARKS_AND_SYMBOLS, *META, *CONTROLS)
PEOPLE = ("me", "someone", "somebody.else-1", "иван", None)


class Writable(Protocol):
    """A database that takes statements."""

    def execute(self, statement: str, bindings: Sequence[Any] = ..., /) -> Any: ...


def imagine(random_: random.Random, user_id: str, size: int = 60) -> Facts:
    """Facts of about ``size`` tracks."""
    return _Imagining(random_, user_id, size).facts()


def put(facts: Facts, sources: Writable) -> None:
    """Write facts into an empty database of sources."""
    for statement in SOURCES.split(";"):
        sources.execute(statement)
    told = {"user_id": facts.user_id, "spotify_ids": sorted(facts.spotify_ids)}
    for name, value in told.items():
        sources.execute("INSERT INTO meta VALUES (?, ?)", (name, json.dumps(value)))
    for name, head in facts.heads.items():
        sources.execute("INSERT INTO collection VALUES (?, ?)", (name, json.dumps(head)))
    for name, rows in facts.rows.items():
        for position, row in enumerate(rows):
            playable = None if row.playable is None else int(row.playable)
            values = (name, position, f"{position:024}", row.uri, row.added_at, row.added_by, row.name, playable)
            sources.execute("INSERT INTO row VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
    for (kind, identifier), fields in facts.entities.items():
        sources.execute("INSERT INTO entity VALUES (?, ?, ?)", (kind, identifier, json.dumps(fields)))
    for track, by_source in facts.features.items():
        for source, fields in by_source.items():
            sources.execute("INSERT INTO features VALUES (?, ?, ?)", (track, source, json.dumps(fields)))


class _Imagining:
    def __init__(self, random_: random.Random, user_id: str, size: int) -> None:
        self._random, self._size = random_, size
        self._facts = Facts(user_id, frozenset({"me"}))
        self._local = [self._local_uri() for _ in range(max(2, size // 10))]
        self._isrcs = ["USABC1234567", "us-abc-12-34567", "GB XYZ 99 00001", "gbxyz9900001", "FR1", "", None]

    def facts(self) -> Facts:
        size = self._size
        artists = self._make("artist", max(3, size // 5), self._artist)
        albums = self._make("album", max(3, size // 4), lambda: self._album(artists))
        tracks = self._make("track", size, lambda: self._track(artists, albums))
        shows = self._make("show", 4, self._show)
        episodes = self._make("episode", max(4, size // 6), lambda: self._episode(shows))
        books = self._make("audiobook", 6, self._audiobook)
        playlists = self._make("playlist", max(4, size // 8), self._playlist)
        for track in tracks:
            self._measure(track)
        self._collect(keys.PLAYLISTS, [Row(f"spotify:playlist:{each}") for each in self._some(playlists, 0.9)])
        self._collect(keys.SAVED_TRACKS, [self._row("track", each) for each in self._some(tracks, 0.4)])
        self._collect(keys.SAVED_ALBUMS, [self._row("album", each) for each in self._some(albums, 0.3)])
        self._collect(keys.SAVED_SHOWS, [self._row("show", each) for each in self._some(shows, 0.5)])
        self._collect(keys.SAVED_EPISODES, [self._row("episode", each) for each in self._some(episodes, 0.4)])
        self._collect(keys.SAVED_AUDIOBOOKS, [self._row("show", each) for each in self._some(books, 0.9)])
        self._collect(keys.FOLLOWED_ARTISTS, [Row(f"spotify:artist:{each}") for each in self._some(artists, 0.3)])
        for playlist in playlists:
            if self._random.random() < 0.9:
                self._collect(keys.playlist_rows(playlist), self._rows(tracks, episodes))
        return self._facts

    # -- entities ------------------------------------------------------------------------------------------------------

    def _make(self, kind: str, many: int, fields: Callable[[], dict[str, Any]]) -> list[str]:
        """Entities and their ids; of a few nothing but the id is known."""
        ids = [f"{kind}{self._random.getrandbits(40):010x}" for _ in range(many)]
        for identifier in ids:
            if self._random.random() < 0.95:
                told = {name: value for name, value in fields().items() if self._random.random() < 0.95}
                self._facts.entities[kind, identifier] = told
        return ids

    def _artist(self) -> dict[str, Any]:
        return {"name": self._text(), "genres": self._some(GENRES, 0.2), "popularity": self._percent()}

    def _album(self, artists: list[str]) -> dict[str, Any]:
        return {
            "name": self._text(),
            "album_type": self._one("album", "single", None),
            "artists": self._credits(artists),
            "release_date": self._random.choice(DATES),
            "total_tracks": self._one(1, 10, None),
            "label": self._one("Label", None),
            "upc": self._one("123", None),
            "popularity": self._percent(),
        }

    def _track(self, artists: list[str], albums: list[str]) -> dict[str, Any]:
        return {
            "name": self._text(),
            "duration_ms": self._random.choice(LENGTHS),
            "explicit": self._one(True, False, None),
            "disc_number": self._one(1, 2, None),
            "track_number": self._one(1, 2, 3, 20, None),
            "album_id": self._random.choice(albums) if self._random.random() < 0.9 else None,
            "artists": self._credits(artists),
            "isrc": self._random.choice(self._isrcs) if self._random.random() < 0.5 else None,
            "popularity": self._percent(),
        }

    def _show(self) -> dict[str, Any]:
        told = {
            "name": self._text(),
            "publisher": self._one("Ana", "BBC", None),
            "explicit": self._one(True, False, None),
        }
        return {**told, "total_episodes": self._one(3, 30, None)}

    def _episode(self, shows: list[str]) -> dict[str, Any]:
        return {
            "name": self._text(),
            "duration_ms": self._random.choice(LENGTHS),
            "explicit": self._one(True, False, None),
            "release_date": self._random.choice(DATES),
            "show_id": self._random.choice(shows),
        }

    def _audiobook(self) -> dict[str, Any]:
        return {
            "name": self._text(),
            "authors": self._some(("Ana Lovelace", "Zoë", "日本", "B"), 0.4),
            "narrators": self._some(("Zoë", "the Night", "C"), 0.4),
            "explicit": self._one(True, False, None),
            "total_chapters": self._one(1, 12, None),
        }

    def _playlist(self) -> dict[str, Any]:
        owner = self._random.choice(PEOPLE)
        return {
            "name": self._text() or "x",
            "description": self._one("about", None),
            "owner": None if owner is None else {"id": owner, "name": self._one(owner.title(), self._text(), None)},
            "public": self._one(True, False, None),
            "collaborative": self._one(True, False, None),
            "items_total": self._one(5, None),
        }

    def _credits(self, artists: list[str]) -> list[dict[str, Any]]:
        found = []
        for each in self._random.choices(artists, k=self._random.choice((0, 1, 1, 1, 2, 2, 3))):
            known = self._facts.entities.get(("artist", each), {})
            name = known.get("name") if self._random.random() < 0.95 else self._text()
            found.append({"id": each if self._random.random() < 0.95 else None, "name": name})
        return found

    def _measure(self, track: str) -> None:
        for source in ("spotify", "reccobeats"):
            if self._random.random() < 0.4:
                told: dict[str, Any] = {
                    name: self._one(0.0, 0.25, 0.5, 1.0, round(self._random.random(), 3), None) for name in FEATURES
                }
                told["tempo"] = self._one(0.0, 90.0, 120.0, 120.001, 174.5)
                told["loudness"] = -round(self._random.random() * 60, 2)
                told |= {"key": self._one(-1, 0, 5, 11, None), "mode": self._one(0, 1, None)}
                self._facts.features.setdefault(track, {})[source] = told | {"time_signature": self._one(3, 4, 5, None)}

    # -- rows ----------------------------------------------------------------------------------------------------------

    def _collect(self, name: str, rows: list[Row]) -> None:
        if name != keys.PLAYLISTS:
            self._random.shuffle(rows)
        incomplete = self._one((), (), (), ("forbidden",))
        self._facts.rows[name] = rows
        self._facts.heads[name] = {
            "fetched_at": 1_790_000_000_000,
            "rows": len(rows),
            "unnamed": self._one(0, 0, 2),
            "snapshot_id": None,
            "revision": 1,
            "total": self._one(len(rows), len(rows) + 2, None),
            "incomplete": list(incomplete),
            "since": 1_790_000_000_000,
        }

    def _rows(self, tracks: list[str], episodes: list[str]) -> list[Row]:
        found = [
            self._row("track", each)
            for each in self._random.choices(tracks, k=self._random.randint(0, self._size // 3))
        ]
        found += [
            self._row("episode", each) for each in self._random.choices(episodes, k=self._random.choice((0, 0, 1, 3)))
        ]
        for uri in self._some(self._local, 0.3):
            found.append(Row(uri, self._random.choice(ADDED), name=self._one(self._text(), None)))
        if self._random.random() < 0.1:
            found.append(Row("spotify:chapter:0000000000000000000001", self._random.choice(ADDED)))
        return found

    def _row(self, kind: str, identifier: str) -> Row:
        adder = self._random.choice(PEOPLE)
        return Row(
            f"spotify:{kind}:{identifier}", self._random.choice(ADDED), adder, None, self._one(True, False, None, None)
        )

    def _local_uri(self) -> str:
        parts = [
            self._one("Ana", "", "Zo%C3%AB"),
            self._one("Demos", ""),
            self._one("My+Song", "a%3Ab", ""),
            self._one("61", "", "x"),
        ]
        return ":".join(["spotify:local", *parts])

    # -- values --------------------------------------------------------------------------------------------------------

    def _text(self) -> str | None:
        luck = self._random.random()
        if luck < 0.05:
            return self._random.choice((None, "", " "))
        if luck < 0.2:
            return self._random.choice(ODD)
        return " ".join(self._random.choices(WORDS, k=self._random.randint(1, 3)))

    def _some(self, things: Sequence[str], share: float) -> list[str]:
        return [each for each in things if self._random.random() < share]

    def _one(self, *values: Any) -> Any:
        return self._random.choice(values)

    def _percent(self) -> int | None:
        found: int | None = self._one(0, 50, 100, self._random.randint(0, 100), None)
        return found
