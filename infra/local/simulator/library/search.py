"""Finding things by words: the catalogue's names, folded, read once at the first search."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from infra.local.simulator.library.catalogue import Catalogue

_FIRST = 20_000
"""How many of each kind can be found: reading all names of a very large library would take seconds."""
_FILTER = re.compile(r'(\w+):("[^"]*"|\S+)')


@dataclass(frozen=True)
class Entry:
    """Something that can be found: its words by field. ``any`` has all that plain words are looked for in."""

    id: str
    fields: Mapping[str, str]


class SearchIndex:
    """Entries by kind, made when a kind is first searched."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._entries: dict[str, list[Entry]] = {}

    def find(self, kind: str, query: str) -> list[str]:
        """Ids of what the query means, best first: names that begin with it, then the rest in the catalogue's order.

        Every plain word must occur; ``artist:``, ``album:``, ``track:``, ``isrc:``, ``upc:``, ``year:`` and ``genre:``
        narrow the search, with quotes around several words.
        """
        filters = {name.lower(): fold(value.strip('"')) for name, value in _FILTER.findall(query)}
        words = fold(_FILTER.sub(" ", query)).split()
        found = [entry for entry in self._of(kind) if _matches(entry, words, filters)]
        start = " ".join(words)
        found.sort(key=lambda entry: not entry.fields["name"].startswith(start))
        return [entry.id for entry in found]

    def _of(self, kind: str) -> list[Entry]:
        if kind not in self._entries:
            self._entries[kind] = self._read(kind)
        return self._entries[kind]

    def _read(self, kind: str) -> list[Entry]:
        catalogue = self._catalogue

        def artists(identifiers: Iterable[str]) -> str:
            return " ".join(catalogue.artists[each].name for each in identifiers)

        readers: dict[str, tuple[Mapping[str, Any], Callable[[Any], dict[str, str]]]] = {
            "track": (catalogue.tracks, lambda each: {
                "artist": artists(each.artist_ids),
                "album": catalogue.albums[each.album_id].name,
                "isrc": each.isrc,
                "year": catalogue.albums[each.album_id].release_date[:4],
            }),
            "album": (catalogue.albums, lambda each: {
                "artist": artists(each.artist_ids), "upc": each.upc, "year": each.release_date[:4],
            }),
            "artist": (catalogue.artists, lambda each: {"genre": " ".join(each.genres)}),
            "show": (catalogue.shows, lambda each: {"publisher": each.publisher}),
            "episode": (catalogue.episodes, lambda each: {}),
            "audiobook": (catalogue.audiobooks, lambda each: {"author": " ".join(each.authors)}),
        }  # fmt: skip
        entities, describe = readers[kind]
        return [_entry(each.id, kind, each.name, describe(each)) for each in _first(entities.values(), _FIRST)]


def fold(text: str) -> str:
    """Lower case without accents, as people type."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()


def matches_words(text: str, query: str) -> bool:
    """Whether every word of the query occurs in the text."""
    folded = fold(text)
    return all(word in folded for word in fold(query).split())


def _entry(identifier: str, kind: str, name: str, described: dict[str, str]) -> Entry:
    fields = {field: fold(value) for field, value in described.items()}
    own = fold(name)
    words = " ".join([own, *(fields[field] for field in ("artist", "author", "publisher") if field in fields)])
    return Entry(identifier, {**fields, "name": own, kind: own, "any": words})


def _matches(entry: Entry, words: list[str], filters: Mapping[str, str]) -> bool:
    in_words = all(word in entry.fields["any"] for word in words)
    return in_words and all(value in entry.fields.get(name, "") for name, value in filters.items())


def _first(values: Iterable[Any], most: int) -> Iterable[Any]:
    for count, value in enumerate(values):
        if count == most:
            return
        yield value
