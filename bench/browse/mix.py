"""What a person asks of the Browser: a broad mix, each kind of request with values drawn from the library."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

import apsw

BASE = "/v1/browser"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: what kind it is of, the list or other path, and its parameters. ``limited``: it has a target."""

    kind: str
    path: str
    parameters: dict[str, str] = field(default_factory=dict)
    limited: bool = True

    @property
    def address(self) -> str:
        """Path and query."""
        return f"{BASE}/{self.path}" + (f"?{urlencode(self.parameters)}" if self.parameters else "")


class Mix:
    """Draws requests about one library from its sources; all of it follows from the seed."""

    def __init__(self, sources: apsw.Connection, seed: int) -> None:
        self._random = random.Random(seed)
        self._ids = _ids(sources)
        self._names = [
            name
            for (name,) in sources.execute(
                "SELECT fields ->> 'name' FROM entity WHERE kind IN ('track', 'artist', 'album') ORDER BY kind, id"
            )
            if name
        ]
        told = sources.execute("SELECT fields ->> 'genres' FROM entity WHERE kind = 'artist' ORDER BY id")
        self._genres = [genre for (genres,) in told for genre in json.loads(genres or "[]")] or ["rock"]
        (people,) = sources.execute("SELECT value FROM meta WHERE name = 'spotify_ids'").fetchone() or ("[]",)
        self._person = (json.loads(people) or ["nobody"])[0]

    def requests(self, rounds: int) -> Iterator[Asked]:
        """Every kind, so many times."""
        for _ in range(rounds):
            yield from self._lists()
            yield from self._searches()
            yield from self._filters()
            yield from self._facets()
            yield from self._others()

    def _lists(self) -> Iterator[Asked]:
        for name in ("tracks", "albums", "artists", "playlists", "genres", "episodes", "shows", "audiobooks"):
            yield Asked(f"list: {name}", name)
        for sort in (
            "-added_at",
            "artist,-released,name",
            "-tempo",
            "-popularity,name",
            "duration_ms",
            "-playlists,album",
        ):
            yield Asked(f"sort: tracks by {sort}", "tracks", {"sort": sort, "limit": "50"})
        yield Asked("sort: albums by -released,artist", "albums", {"sort": "-released,artist"})
        yield Asked("sort: artists by -tracks", "artists", {"sort": "-tracks"})
        yield Asked("sort: playlists by -last_added_at", "playlists", {"sort": "-last_added_at"})
        yield Asked("sort: genres by -duration_ms", "genres", {"sort": "-duration_ms"})

    def _searches(self) -> Iterator[Asked]:
        yield Asked("search: tracks, a letter", "tracks", {"q": self._word()[:1]})
        yield Asked("search: tracks, a beginning", "tracks", {"q": self._word()[:3]})
        yield Asked("search: tracks, two words", "tracks", {"q": self._words(2)})
        yield Asked("search: tracks, a name", "tracks", {"q": self._random.choice(self._names)[:100]})
        yield Asked("search: tracks, newest first", "tracks", {"q": self._word()[:2], "sort": "-added_at"})
        yield Asked("search: albums", "albums", {"q": self._word()[:4]})
        yield Asked("search: artists", "artists", {"q": self._word()[:2]})

    def _filters(self) -> Iterator[Asked]:
        year = self._random.randint(1970, 2025)
        tempo = self._random.randint(70, 170)
        yield Asked("filter: tracks of an artist", "tracks", {"artist": self._id("artist")})
        yield Asked("filter: tracks of a genre", "tracks", {"genre": self._random.choice(self._genres)})
        yield Asked("filter: tracks of a playlist", "tracks", {"playlist": self._id("playlist"), "sort": "-added_at"})
        yield Asked("filter: tracks not in a playlist", "tracks", {"not_playlist": self._id("playlist")})
        yield Asked("filter: tracks of a decade", "tracks", {"decade": str(year // 10 * 10), "sort": "released"})
        yield Asked(
            "filter: tracks by tempo and energy",
            "tracks",
            {"min_tempo": str(tempo), "max_tempo": str(tempo + 8), "min_energy": "0.5", "sort": "-energy"},
        )
        yield Asked("filter: tracks in playlists of others", "tracks", {"mine": "false", "in_playlist": "true"})
        yield Asked("filter: tracks, liked but in no playlist", "tracks", {"saved": "true", "in_playlist": "false"})
        yield Asked(
            "filter: tracks, five at once",
            "tracks",
            {
                "genre": self._random.choice(self._genres),
                "released_after": str(year - 10),
                "released_before": str(year + 10),
                "explicit": "false",
                "playable": "true",
                "sort": "-popularity,artist",
            },
        )
        yield Asked(
            "filter: albums of a genre", "albums", {"genre": self._random.choice(self._genres), "sort": "released"}
        )
        yield Asked("filter: artists of a playlist", "artists", {"playlist": self._id("playlist"), "sort": "-tracks"})
        yield Asked("filter: playlists with an artist", "playlists", {"artist": self._id("artist")})

    def _facets(self) -> Iterator[Asked]:
        all_of_tracks = "genre,decade,artist,playlist,album,key,mode,explicit,saved"
        yield Asked("facets: all of all tracks", "tracks", {"facets": all_of_tracks})
        yield Asked(
            "facets: genres and decades of a search", "tracks", {"q": self._word()[:2], "facets": "genre,decade"}
        )
        yield Asked(
            "facets: of a genre", "tracks", {"genre": self._random.choice(self._genres), "facets": "artist,playlist"}
        )
        yield Asked("facets: of albums", "albums", {"facets": "genre,decade,artist,saved"})
        yield Asked("facets: of artists", "artists", {"facets": "genre,followed"})

    def _others(self) -> Iterator[Asked]:
        playlist = self._id("playlist")
        for kind in ("track", "album", "artist", "playlist"):
            yield Asked(f"detail: {kind}", f"{kind}s/{self._id(kind)}", limited=False)
        yield Asked("detail: rows of a playlist", f"playlists/{playlist}/rows", {"limit": "100"}, limited=False)
        yield Asked("analysis: playlist", f"playlists/{playlist}/analysis", limited=False)
        yield Asked("analysis: album", f"albums/{self._id('album')}/analysis", limited=False)
        yield Asked("analysis: a genre", "tracks/analysis", {"genre": self._random.choice(self._genres)}, limited=False)
        yield Asked("analysis: all tracks", "tracks/analysis", limited=False)
        for by in ("id", "isrc", "alike"):
            yield Asked(f"housekeeping: duplicates by {by}", "housekeeping/duplicates", {"by": by}, limited=False)
        for name in ("unplayable", "vanished"):
            yield Asked(f"housekeeping: {name}", f"housekeeping/{name}", limited=False)
        yield Asked("housekeeping: all of it counted", "housekeeping", limited=False)
        unliked = {"saved": "false", "in_playlist": "true"}
        yield Asked("housekeeping: in a playlist but not liked", "tracks", unliked, limited=False)
        yield Asked("meta", "meta", limited=False)

    def _id(self, kind: str) -> str:
        return self._random.choice(self._ids[kind]) if self._ids[kind] else "none"

    def _word(self) -> str:
        words = [word for word in self._random.choice(self._names).split() if word[:1].isalnum()]
        return self._random.choice(words) if words else "love"

    def _words(self, many: int) -> str:
        words = self._random.choice(self._names).split()
        self._random.shuffle(words)
        return " ".join(words[:many])


def _ids(sources: apsw.Connection) -> dict[str, list[str]]:
    """Ids of what the library has and there is a record of, by kind, ascending."""
    known = {
        (kind, identifier): text for kind, identifier, text in sources.execute("SELECT kind, id, fields FROM entity")
    }
    uris: dict[str, set[str]] = {}
    for collection, uri in sources.execute("SELECT collection, uri FROM row"):
        uris.setdefault(collection, set()).add(uri)

    def named(collection: str, kind: str) -> set[str]:
        begins = f"spotify:{kind}:"
        ids = {uri.removeprefix(begins) for uri in uris.get(collection, ()) if uri.startswith(begins)}
        return {each for each in ids if (kind, each) in known}

    playlists = named("PLAYLISTS", "playlist")
    collections = ["SAVED_TRACKS", *(f"PLAYLIST#{each}" for each in playlists)]
    tracks = {track for collection in collections for track in named(collection, "track")}
    told = [json.loads(known["track", track]) for track in tracks]
    albums = {record["album_id"] for record in told if record.get("album_id")}
    artists = {credit["id"] for record in told for credit in record.get("artists") or () if credit.get("id")}
    found = {"playlist": playlists, "track": tracks, "album": albums, "artist": artists}
    return {kind: sorted(ids) for kind, ids in found.items()}
