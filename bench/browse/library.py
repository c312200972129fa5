"""Sources of a read model for a generated library of any size, as they would be read from the tables.

Sizes relate as those of real libraries do: for each track 1.5 rows of playlists, 0.4 albums and 0.25 artists, six of
ten saved, features for seven of ten. In between lies everything that goes wrong with real ones: odd names, dates and
uris, local files, things without a record, playlists that were not read or are not followed any more, and duplicates of
every kind.
"""

from __future__ import annotations

import json
import random
import string
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, timedelta
from functools import cache
from typing import Any

import apsw

from bench.browse.words import GENRES, ODD_DATES, ODD_GENRES, ODD_INSTANTS, ODD_LOCAL_URIS, Words, skewed
from chalicelib.contexts.browser.model.layout import FEATURES, SOURCES
from chalicelib.core.catalogue import keys
from chalicelib.core.catalogue.reading import Head

USER = "u-generated"
SPOTIFY_IDS = ("me", "me:second id")
"""Under these the person owns playlists."""

_ALPHABET = string.ascii_letters + string.digits
_FIRST_DAY = 1_200_000_000  # in 2008
_LAST_DAY = 1_750_000_000
Json = dict[str, Any]
SourceRow = tuple[str, str | None, str | None, str | None, bool | None]
"""uri, added_at, added_by, name, playable"""


def make_sources(
    connection: apsw.Connection,
    seed: int,
    tracks: int,
    playlists: int | None = None,
    *,
    odd: float = 0.03,
    user_id: str = USER,
) -> None:
    """Fill an empty database with the sources of a library of about so many tracks: equal for equal arguments.

    ``odd`` is the part of names, dates and rows that are unusual; small libraries have every kind all the same when it
    is large. ``playlists`` is a hundredth of the tracks unless told, three at least.
    """
    connection.execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF").fetchall()
    with connection:
        connection.execute(SOURCES)
        made = _Library(random.Random(f"library {seed}"), tracks, playlists or max(3, tracks // 100), odd)
        put = connection.executemany
        connection.execute("INSERT INTO meta VALUES ('user_id', ?)", (json.dumps(user_id),))
        connection.execute("INSERT INTO meta VALUES ('spotify_ids', ?)", (json.dumps(SPOTIFY_IDS),))
        put(
            "INSERT INTO entity VALUES (?, ?, ?)", ((kind, id_, _json(fields)) for kind, id_, fields in made.entities())
        )
        put(
            "INSERT INTO features VALUES (?, ?, ?)",
            ((id_, source, _json(told)) for id_, source, told in made.features()),
        )
        for name, head, rows in made.collections():
            connection.execute("INSERT INTO collection VALUES (?, ?)", (name, _json(asdict(head)))) if head else None
            put(
                "INSERT INTO row VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    (name, position, made.row_id(), uri, added_at, added_by, said, playable)
                    for position, (uri, added_at, added_by, said, playable) in enumerate(rows)
                ),
            )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class _Library:
    """Draws everything in one order, so that equal seeds give equal libraries."""

    def __init__(self, random_: random.Random, tracks: int, playlists: int, odd: float) -> None:
        self._random, self._odd = random_, odd
        self._words = Words(random_, odd)
        self._artists = self._ids(max(3, tracks // 4))
        self._artist_names = [self._words.name(1, 3) for _ in self._artists]
        self._albums = self._ids(max(3, tracks * 2 // 5))
        self._album_artists = [self._some_artists(0.1) for _ in self._albums]
        local = max(len(ODD_LOCAL_URIS), int(tracks * 0.01)) if odd else 0
        self._tracks = self._ids(max(1, tracks - local))
        self._local = [
            *(ODD_LOCAL_URIS if odd else ()),
            *(self._local_uri() for _ in range(local - len(ODD_LOCAL_URIS))),
        ]
        self._shows = self._ids(max(2, tracks // 500))
        self._episodes = self._ids(max(4, tracks // 100))
        self._audiobooks = self._ids(max(3, tracks // 1000))
        self._playlists = self._ids(playlists)
        self._owners = [f"owner {number}" for number in range(max(3, playlists // 20))]
        self._playlist_names = {id_: self._words.name(1, 4) for id_ in self._playlists}

    def row_id(self) -> str:
        """A row's id, as long as real ones."""
        return f"{self._random.getrandbits(96):024x}"

    def entities(self) -> Iterator[tuple[str, str, Json]]:
        """Kind, id and fields of every record; some things have none."""
        for kind, made in (
            ("artist", self._artist_records()),
            ("album", self._album_records()),
            ("track", self._track_records()),
            ("show", self._show_records()),
            ("episode", self._episode_records()),
            ("audiobook", self._audiobook_records()),
            ("playlist", self._playlist_records()),
        ):
            for id_, fields in made:
                if not self._oddly():
                    yield kind, id_, fields

    def features(self) -> Iterator[tuple[str, str, Json]]:
        """Track, source and values: most of Spotify, some of another, some of both."""
        draw = self._random.random
        for id_ in self._tracks:
            if draw() < 0.45:
                yield id_, "spotify", self._measured("spotify")
            elif draw() < 0.45:
                yield id_, "reccobeats", self._measured("reccobeats")
                if draw() < 0.1:
                    yield id_, "spotify", self._measured("spotify") if draw() < 0.8 else {"source": "spotify"}

    def collections(self) -> Iterator[tuple[str, Head | None, list[SourceRow]]]:
        """Name, head and rows of every collection, each a first time whole but for a few."""
        random_ = self._random
        uris = [*(f"spotify:track:{id_}" for id_ in self._tracks), *self._local]
        random_.shuffle(uris)
        saved = uris[: len(uris) * 6 // 10]
        yield self._collection(keys.SAVED_TRACKS, [self._saved_row(uri) for uri in saved])
        ids = self._albums[: max(2, len(self._albums) // 10)] + self._ids(2)
        yield self._collection(keys.SAVED_ALBUMS, [self._saved_row(f"spotify:album:{id_}") for id_ in ids])
        ids = self._shows[: max(1, len(self._shows) * 7 // 10)] + self._ids(1)
        yield self._collection(keys.SAVED_SHOWS, [self._saved_row(f"spotify:show:{id_}") for id_ in ids])
        ids = self._episodes[: len(self._episodes) // 2]
        yield self._collection(keys.SAVED_EPISODES, [self._saved_row(f"spotify:episode:{id_}") for id_ in ids])
        rows = [self._saved_row(f"spotify:show:{id_}") for id_ in self._audiobooks]
        yield self._collection(keys.SAVED_AUDIOBOOKS, rows)
        ids = self._artists[:: max(1, len(self._artists) // 50)] + self._ids(1)
        rows = [(f"spotify:artist:{id_}", None, None, None, None) for id_ in ids]
        yield self._collection(keys.FOLLOWED_ARTISTS, rows)
        yield self._collection(keys.PLAYLISTS, [self._listed(id_) for id_ in self._playlists])
        yield from self._playlist_collections(uris, uris[len(saved) :])

    def _playlist_collections(
        self, uris: list[str], unsaved: list[str]
    ) -> Iterator[tuple[str, Head | None, list[SourceRow]]]:
        random_ = self._random
        filled: list[list[str]] = [[] for _ in self._playlists]
        sizes = [random_.random() ** 3 + 0.02 for _ in self._playlists]
        unread = random_.randrange(len(filled)) if len(filled) > 3 and self._odd else None
        if unread is not None:
            sizes[unread] = 0
        for uri, at in zip(unsaved, random_.choices(range(len(filled)), sizes, k=len(unsaved)), strict=True):
            filled[at].append(uri)
        more = max(0, len(uris) * 3 // 2 - len(unsaved))
        for at in random_.choices(range(len(filled)), sizes, k=more):
            filled[at].append(uris[int(len(uris) * random_.random() ** 1.5)])
        for id_ in self._episodes[len(self._episodes) // 3 :]:
            filled[random_.choices(range(len(filled)), sizes)[0]].append(f"spotify:episode:{id_}")
        for at, (id_, rows) in enumerate(zip(self._playlists, filled, strict=True)):
            name = keys.playlist_rows(id_)
            if at == unread:
                yield name, self._head(0, incomplete=("forbidden",), total=50, since=None), []
                continue
            random_.shuffle(rows)
            yield self._collection(
                name, [self._row(uri) for uri in self._with_odd(rows)], called=self._playlist_names[id_]
            )
        if self._odd:
            left = [self._row(uri) for uri in [*uris[:10], f"spotify:track:{self._ids(1)[0]}"]]
            yield self._collection(keys.playlist_rows(self._ids(1)[0]), left)  # not in the person's list any more

    def _with_odd(self, uris: list[str]) -> Iterator[str]:
        """Rows now and then twice, and rows of other kinds in between."""
        for uri in uris:
            yield uri
            if self._oddly():
                yield uri
            if self._oddly() and self._random.random() < 0.2:
                yield self._random.choice(
                    ("spotify:chapter:1", f"spotify:album:{self._albums[0]}", "spotify:track:", "odd")
                )

    def _artist_records(self) -> Iterator[tuple[str, Json]]:
        draw = self._random.random
        for id_, name in zip(self._artists, self._artist_names, strict=True):
            genres = [skewed(self._random, GENRES) for _ in range(int(draw() * 5))]
            if self._oddly():
                genres += self._random.sample(ODD_GENRES, 2)
            yield (
                id_,
                {"name": name}
                | (
                    {
                        "genres": genres,
                        "popularity": int(draw() * 100),
                        "followers": int(draw() ** 4 * 1e7),
                        "images": self._images(),
                    }
                    if draw() < 0.9
                    else {}
                ),
            )

    def _album_records(self) -> Iterator[tuple[str, Json]]:
        draw = self._random.random
        for id_, artists in zip(self._albums, self._album_artists, strict=True):
            year, month, day = 1955 + int(70 * draw() ** 0.5), 1 + int(draw() * 12), 1 + int(draw() * 28)
            told = self._random.choice((f"{year}", f"{year}-{month:02}", *[f"{year}-{month:02}-{day:02}"] * 8))
            yield (
                id_,
                {
                    "name": self._words.name(1, 4),
                    "album_type": self._random.choice(("album", "album", "single", "compilation")),
                    "artists": self._credits(artists),
                    "release_date": self._random.choice(ODD_DATES) if self._oddly() else told,
                    "total_tracks": 1 + int(draw() * 20),
                    "images": self._images(),
                }
                | (
                    {
                        "upc": str(self._random.randrange(10**11, 10**12)),
                        "label": self._words.name(1, 2),
                        "popularity": int(draw() * 100),
                    }
                    if draw() < 0.5
                    else {}
                ),
            )

    def _track_records(self) -> Iterator[tuple[str, Json]]:
        draw = self._random.random
        before: Json | None = None
        for id_ in self._tracks:
            album = int(len(self._albums) * draw() ** 1.3)
            artists = self._album_artists[album] if draw() < 0.85 else self._some_artists(0.5)
            fields: Json = {
                "name": self._words.name(1, 5),
                "duration_ms": 30_000 + int(self._random.lognormvariate(12, 0.4)),
                "explicit": draw() < 0.15,
                "disc_number": 1 if draw() < 0.95 else 2,
                "track_number": 1 + int(draw() * 20),
                "album_id": self._albums[album],
                "artists": self._credits(artists),
                "isrc": f"{self._random.choice(('GB', 'US', 'DE', 'SE'))}{self._random.getrandbits(48) % 10**10:010}",
                "popularity": int(100 * draw() ** 2),
            }
            if before is not None and draw() < 0.04:
                fields |= self._again(before)
            if self._oddly():
                for gone in self._random.sample(sorted(fields.keys() - {"name"}), 2):
                    fields[gone] = [] if gone == "artists" else None
            before = fields
            yield id_, fields

    def _again(self, before: Json) -> Json:
        """What a track has that is the one before, on another release."""
        draw = self._random.random
        found: Json = {}
        if draw() < 0.7:
            name = before["name"]
            shifted = (before["duration_ms"] or 0) + self._random.choice((0, 1, 1_999, 2_000, 2_001, -2_000, 900))
            found |= {"name": name.upper() if draw() < 0.3 else name, "duration_ms": max(0, shifted)}
            found["artists"] = list(reversed(before["artists"]))
        if draw() < 0.6 and before["isrc"]:
            isrc: str = before["isrc"]
            found["isrc"] = isrc if draw() < 0.6 else f"{isrc[:2]}-{isrc[2:5]}-{isrc[5:7]}-{isrc[7:]} ".lower()
        return found

    def _show_records(self) -> Iterator[tuple[str, Json]]:
        for id_ in self._shows:
            yield (
                id_,
                {
                    "name": self._words.name(1, 4),
                    "publisher": self._words.name(1, 2),
                    "description": self._words.name(10, 30),
                    "explicit": self._random.random() < 0.2,
                    "total_episodes": self._random.randrange(400),
                    "images": self._images(),
                },
            )

    def _episode_records(self) -> Iterator[tuple[str, Json]]:
        for id_ in self._episodes:
            day = self._random.randrange(1, 29)
            yield (
                id_,
                {
                    "name": self._words.name(2, 6),
                    "description": self._words.name(10, 30),
                    "duration_ms": self._random.randrange(300_000, 7_200_000),
                    "explicit": self._random.random() < 0.2,
                    "release_date": self._random.choice(ODD_DATES)
                    if self._oddly()
                    else f"20{day:02}-0{1 + day % 9}-{day:02}",
                    "show_id": self._random.choice(self._shows),
                    "images": self._images(),
                },
            )

    def _audiobook_records(self) -> Iterator[tuple[str, Json]]:
        for id_ in self._audiobooks:
            yield (
                id_,
                {
                    "name": self._words.name(1, 5),
                    "authors": [self._words.name(1, 2) for _ in range(self._random.randrange(3))],
                    "narrators": [self._words.name(1, 2) for _ in range(self._random.randrange(3))],
                    "publisher": self._words.name(1, 2),
                    "description": self._words.name(10, 30),
                    "edition": self._random.choice(("Unabridged", None)),
                    "explicit": self._random.random() < 0.1,
                    "total_chapters": self._random.randrange(80),
                    "images": self._images(),
                },
            )

    def _playlist_records(self) -> Iterator[tuple[str, Json]]:
        draw = self._random.random
        for id_ in self._playlists:
            mine = draw() < 0.6
            owner = SPOTIFY_IDS[draw() < 0.1] if mine else self._random.choice(self._owners)
            named = {"name": "Me" if mine else self._words.name(1, 2)} if draw() < 0.9 else {}
            yield (
                id_,
                {
                    "name": self._playlist_names[id_],
                    "description": self._words.name(3, 9) if draw() < 0.4 else None,
                    "owner": {"id": owner, **named} if not self._oddly() else None,
                    "public": self._random.choice((True, False, None)),
                    "collaborative": draw() < 0.1,
                    "snapshot_id": self.row_id(),
                    "items_total": self._random.randrange(500),
                    "images": self._images(),
                },
            )

    def _measured(self, source: str) -> Json:
        draw = self._random.random
        found: Json = {name: round(draw(), 4) for name in FEATURES}
        found |= {"loudness": round(-60 * draw() ** 3, 3), "tempo": round(60 + 140 * draw(), 3)}
        found |= {"key": int(draw() * 13) - 1, "mode": int(draw() < 0.6), "time_signature": 4 if draw() < 0.9 else 3}
        if self._oddly():
            for gone in self._random.sample(sorted(found), 3):
                found[gone] = None
        return {"source": source, **found}

    def _images(self) -> list[Json]:
        url = f"https://i.scdn.co/image/ab67616d0000{self._random.getrandbits(96):024x}"
        return [{"url": url, "width": 640, "height": 640}]

    def _some_artists(self, more: float) -> list[int]:
        draw = self._random.random
        found = [int(len(self._artists) * draw() ** 2)]
        while draw() < more and len(found) < 5:
            found.append(int(len(self._artists) * draw() ** 2))
        return found

    def _credits(self, artists: list[int]) -> list[Json]:
        found: list[Json] = [{"id": self._artists[at], "name": self._artist_names[at]} for at in artists]
        if self._oddly():
            found.append(
                self._random.choice(
                    (
                        {"id": None, "name": "Various"},
                        {"id": self._artists[0]},
                        {"id": self._ids(1)[0], "name": self._words.name(1, 1)},
                    )
                )
            )
        return found

    def _row(self, uri: str) -> SourceRow:
        playable = self._random.choice((None, False)) if self._oddly() else True
        adder = self._random.choice(self._owners) if self._random.random() < 0.2 else "me"
        return uri, self._instant(), adder, self._row_name(uri), playable

    def _saved_row(self, uri: str) -> SourceRow:
        return uri, self._instant(), None, self._row_name(uri), None if self._oddly() else True

    def _row_name(self, uri: str) -> str | None:
        return self._words.name(1, 3) if uri.startswith("spotify:local:") and self._random.random() < 0.5 else None

    def _listed(self, id_: str) -> SourceRow:
        uri = f"spotify:user:me%3Aold:playlist:{id_}" if self._oddly() else f"spotify:playlist:{id_}"
        return uri, None, None, None, None

    def _instant(self) -> str | None:
        if self._oddly():
            return self._random.choice(ODD_INSTANTS)
        at = _FIRST_DAY + int((_LAST_DAY - _FIRST_DAY) * self._random.random() ** 0.7)
        days, seconds = divmod(at, 86_400)
        return f"{_day(days)}T{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}Z"

    def _local_uri(self) -> str:
        artist, album, title = (self._words.word() for _ in range(3))
        return f"spotify:local:{artist}:{album}+Demos:{title}+%28tape%29:{self._random.randrange(900)}"

    def _collection(
        self, name: str, rows: list[SourceRow], called: str | None = None
    ) -> tuple[str, Head | None, list[SourceRow]]:
        unnamed = int(self._oddly()) * 2
        return name, self._head(len(rows), unnamed=unnamed, total=len(rows) + unnamed, name=called), rows

    def _head(self, rows: int, *, since: int | None = 1_700_000_000_000, unnamed: int = 0, **known: Any) -> Head:
        return Head(
            fetched_at=1_764_000_000_000, rows=rows, unnamed=unnamed, snapshot_id=None, revision=1, since=since, **known
        )

    def _ids(self, count: int) -> list[str]:
        choices = self._random.choices
        return ["".join(choices(_ALPHABET, k=22)) for _ in range(count)]

    def _oddly(self) -> bool:
        return self._random.random() < self._odd


@cache
def _day(days: int) -> str:
    return (date(1970, 1, 1) + timedelta(days)).isoformat()
