"""Random queries: what people filter, search and sort by, drawn from what the library has, and text of every kind."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from tests.functional.browse_truth.counting import FACETS
from tests.functional.browse_truth.odd_text import ODD_TEXT
from tests.functional.browse_truth.ordering import SORTS
from tests.functional.browse_truth.selecting import FILTERS
from tests.functional.browse_truth.telling import FEATURES
from tests.functional.browse_truth.things import Library, Playlist

RESOURCES = ("tracks", "albums", "artists", "genres", "playlists", "shows", "episodes", "audiobooks")
UNKNOWN_ID = "0000000000000000000000"


@dataclass(frozen=True, slots=True)
class Query:
    """A list that is asked for."""

    resource: str
    filters: dict[str, str] = field(default_factory=dict)
    sort: str | None = None
    facets: tuple[str, ...] = ()
    limit: int = 25

    @property
    def parameters(self) -> dict[str, str]:
        """The query string's, less the cursor."""
        found = dict(self.filters)
        if self.sort is not None:
            found["sort"] = self.sort
        if self.facets:
            found["facets"] = ",".join(self.facets)
        return found | {"limit": str(self.limit)}

    def address(self, path: str = "", **more: str) -> str:
        """Where to ask."""
        return f"/v1/browser/{path or self.resource}?{urlencode(self.parameters | more)}"

    def smaller(self) -> list[Query]:
        """Queries that ask for a little less, the largest steps first."""
        found = [replace(self, filters=_without(self.filters, name)) for name in self.filters]
        if self.sort is not None:
            fields = self.sort.split(",")
            found.append(replace(self, sort=None))
            found.extend(replace(self, sort=",".join(fields[:at] + fields[at + 1 :])) for at in range(len(fields)))
        found.extend(replace(self, facets=(name,)) for name in self.facets if len(self.facets) > 1)
        if self.facets:
            found.append(replace(self, facets=()))
        for name, value in self.filters.items():
            for less in _shorter(value):
                found.append(replace(self, filters=self.filters | {name: less}))
        return [query for query in found if query.sort != ""]


def _without(filters: dict[str, str], name: str) -> dict[str, str]:
    return {each: value for each, value in filters.items() if each != name}


def _shorter(value: str) -> list[str]:
    if "," in value:
        parts = value.split(",")
        return [",".join(parts[:at] + parts[at + 1 :]) for at in range(len(parts))]
    words = value.split(" ")
    return [" ".join(words[:at] + words[at + 1 :]) for at in range(len(words))] if len(words) > 1 else []


class Asker:
    """Makes queries about a library; all of it follows from the random numbers it is given."""

    def __init__(self, library: Library, random_: random.Random) -> None:
        self._library, self._random = library, random_

    def query(self, resource: str | None = None) -> Query:
        """One about any list or that one, with none to five filters, in any order, perhaps with facets."""
        resource = resource or self._random.choices(RESOURCES, (10, 4, 4, 1, 4, 2, 3, 2))[0]
        names = self._random.sample(sorted(FILTERS[resource]), min(len(FILTERS[resource]), self._few()))
        return Query(
            resource,
            {name: self.value(resource, name) for name in names},
            self.sort(resource),
            self._facets(resource),
            self._random.choice((1, 2, 7, 25, 25, 100)),
        )

    def _few(self) -> int:
        return self._random.choices(range(6), (2, 5, 5, 3, 2, 1))[0]

    def sort(self, resource: str) -> str | None:
        """Up to four fields, each in either direction; or none."""
        if self._random.random() < 0.3:
            return None
        fields = self._random.sample(sorted(SORTS[resource]), min(len(SORTS[resource]), self._random.randint(1, 4)))
        return ",".join(self._random.choice(("", "-")) + name for name in fields)

    def _facets(self, resource: str) -> tuple[str, ...]:
        known = sorted(FACETS.get(resource, ()))
        if not known or self._random.random() < 0.5:
            return ()
        return tuple(self._random.sample(known, self._random.randint(1, len(known))))

    def value(self, resource: str, name: str) -> str:
        """A value for a filter: mostly one that something in the library has."""
        if name == "q":
            return self.text(resource)
        if name == "author":
            return self.text(resource) or "a"
        if name in _IDS:
            return self._identifiers(_IDS[name])
        if name == "genre":
            return self._a_genre()
        if name in _CHOICES:
            choices = _CHOICES[name]
            return ",".join(self._random.sample(choices, self._random.randint(1, min(3, len(choices)))))
        if name == "duplicate":
            return self._random.choice(("id", "isrc", "alike"))
        if name.startswith("added_"):
            return self._instant(resource)
        if name.startswith("released_"):
            return self._date()
        if name in ("year", "decade"):
            year = self._year()
            return str(year if name == "year" else year // 10 * 10)
        if name.startswith(("min_", "max_")):
            return self._bound(resource, name[4:])
        return self._random.choice(("true", "false"))

    def text(self, resource: str) -> str:
        """What might be typed into a search box: beginnings of words that are there, in any order; odd text."""
        luck = self._random.random()
        if luck < 0.25:
            return self._random.choice(ODD_TEXT)
        name = self._a_name(resource)
        if luck < 0.35:
            return name[:200]
        words = name.split()
        self._random.shuffle(words)
        typed = [self._typed(word) for word in words[: self._random.randint(1, 3)]]
        if luck > 0.9:
            typed.append(self._random.choice(ODD_TEXT))
        return " ".join(typed)[:200]

    def _typed(self, word: str) -> str:
        part = word[: self._random.randint(1, max(1, len(word)))]
        return self._random.choice((part, part, part.upper(), part.lower(), part.swapcase()))

    def _a_name(self, resource: str) -> str:
        things = self._library.of(self._random.choice((resource, resource, resource, "artists", "tracks")))
        return (self._random.choice(things).name if things else None) or "nothing"

    def _identifiers(self, resource: str) -> str:
        def one() -> str:
            if resource == "owners":
                return (
                    self._random.choice(self._library.playlists).owner_id if self._library.playlists else None
                ) or "x"
            things = self._library.of(resource)
            found = self._random.choice(things).id if things and self._random.random() > 0.05 else None
            return found or UNKNOWN_ID

        return ",".join(one() for _ in range(self._random.choices((1, 2, 5), (6, 2, 1))[0]))

    def _a_genre(self) -> str:
        names = [genre.name or "" for genre in self._library.genres] or ["rock"]
        name = self._random.choice(names)
        return self._random.choice((name, name, name.upper(), name + "x"))

    def _instant(self, resource: str) -> str:
        told = [instant for it in self._library.of(resource) for instant in _instants(it)]
        at = self._random.choice(told) if told else 1_500_000_000_000
        found = datetime.fromtimestamp(at / 1000, UTC) + timedelta(seconds=self._random.choice((0, 0, 1, -1, 86_400)))
        return self._random.choice((
            found.strftime("%Y-%m-%d"), found.isoformat().replace("+00:00", "Z"), found.isoformat(),
        ))  # fmt: skip

    def _date(self) -> str:
        year, month, day = self._year(), self._random.randint(1, 12), self._random.randint(1, 28)
        return self._random.choice((f"{year:04}", f"{year:04}-{month:02}", f"{year:04}-{month:02}-{day:02}"))

    def _year(self) -> int:
        days = [album.released for album in self._library.albums] + [it.released for it in self._library.episodes]
        dated = [each for each in days if each is not None]
        return (self._random.choice(dated) if dated else 20_000_000) // 10_000

    def _bound(self, resource: str, name: str) -> str:
        read: Callable[[Any], Any] = SORTS[resource][name]
        values: Sequence[Any] = [value for it in self._library.of(resource) if (value := read(it)) is not None]
        value = self._random.choice(values) if values else 1
        if name in FEATURES and self._random.random() < 0.5:
            return str(round(float(value), 2))
        return str(value)


def _instants(it: Any) -> list[int]:
    told = it.added_instants if isinstance(it, Playlist) else [it.added, it.saved_at]
    return [each for each in told if each is not None]


_IDS = {
    "artist": "artists",
    "album": "albums",
    "track": "tracks",
    "playlist": "playlists",
    "not_playlist": "playlists",
    "show": "shows",
    "owner": "owners",
}
_CHOICES: dict[str, list[str]] = {
    "key": [str(key) for key in range(12)],
    "mode": ["major", "minor"],
    "time_signature": ["3", "4", "5"],
}
