"""What each thing is searched by, put into the full-text indexes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import apsw

from chalicelib.contexts.browser.model.layout import WORDS
from chalicelib.contexts.browser.model.text import token, words

_Parts = Callable[..., Iterable[str | None]]


def _credited(name: str | None, artists: str, *more: str | None) -> Iterable[str | None]:
    return name, *(artist for _, artist in json.loads(artists)), *more


def _listed(name: str | None, *lists: str) -> Iterable[str | None]:
    return name, *(each for found in lists for each in json.loads(found))


def _plain(*parts: str | None) -> Iterable[str | None]:
    return parts


_SEARCHED: dict[str, tuple[str, _Parts]] = {
    "track": (
        """SELECT t.no, t.name, t.artists, coalesce(b.name, t.album_name)
        FROM main.track_text t JOIN main.track n ON n.no = t.no LEFT JOIN main.album_text b ON b.no = n.album
        ORDER BY t.no""",
        _credited,
    ),
    "album": ("SELECT no, name, artists FROM main.album_text ORDER BY no", _credited),
    "artist": ("SELECT no, name FROM main.artist_text ORDER BY no", _plain),
    "genre": ("SELECT no, name FROM main.genre ORDER BY no", _plain),
    "playlist": ("SELECT no, name, owner_name FROM main.playlist_text ORDER BY no", _plain),
    "show": ("SELECT no, name, publisher FROM main.show_text ORDER BY no", _plain),
    "episode": (
        """SELECT e.no, e.name, s.name
        FROM main.episode_text e JOIN main.episode n ON n.no = e.no LEFT JOIN main.show_text s ON s.no = n.show
        ORDER BY e.no""",
        _plain,
    ),
    "audiobook": ("SELECT no, name, authors, narrators FROM main.audiobook_text ORDER BY no", _listed),
}


def searched_text(parts: Iterable[str | None]) -> str:
    """What a thing is searched by: its texts in order, missing ones left out, joined by a blank."""
    return " ".join(part for part in parts if part)


def put(model: apsw.Connection) -> None:
    """Fill the full-text indexes from the tables."""
    for name in WORDS:
        model.executemany(f"INSERT INTO main.{name}_words (rowid, words) VALUES (?, ?)", _indexed(model, name))
        model.execute(f"INSERT INTO main.{name}_words ({name}_words) VALUES ('optimize')")


def _indexed(model: apsw.Connection, name: str) -> Iterator[tuple[int, str]]:
    query, parts = _SEARCHED[name]
    found: Iterable[tuple[Any, ...]] = model.execute(query)
    for no, *columns in found:
        if indexed := " ".join(map(token, words(searched_text(parts(*columns))))):
            yield no, indexed
