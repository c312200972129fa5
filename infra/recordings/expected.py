"""What a recorded answer should leave behind, read from its JSON alone: without Dashspot's models and extraction.

Only what the client sets aside is taken from it (``aside``: paths within the answer), because no record can be expected
of what was not read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

Identity = tuple[str, str]
_ID = re.compile(r"[0-9A-Za-z]{1,64}")
_URI = re.compile(r"spotify:(?:user:[^:]+:)?(?:track|album|artist|playlist|show|episode|chapter):([^:]+)")
_HREF = re.compile(r".*/(?:track|album|artist|playlist|show|episode|chapter)s/([^/?#]+)/?(?:[?#].*)?")


@dataclass(frozen=True)
class Rows:
    """The rows of a page in order: uris of those that name something (None for the others)."""

    uris: list[str | None]
    first: int
    last_page: bool | None
    total: int | None
    unread: bool | None = False  # whether a row that names something was set aside; None where that can be argued about

    @property
    def named(self) -> list[str]:
        """Uris of the rows that name something."""
        return [uri for uri in self.uris if uri is not None]

    @property
    def whole(self) -> bool | None:
        """Whether this is the whole collection; None where the answer contradicts itself."""
        if self.unread or self.last_page is False:
            return False
        if self.unread is None or self.last_page is None:
            return None
        return self.first == 0 and self.last_page and self.total in (None, len(self.uris))


@dataclass
class Expected:
    """Entities with the names that the answer gives them, and its rows where it is a page or holds one."""

    entities: dict[Identity, set[str | None]] = field(default_factory=dict)
    rows: Rows | None = None


def expected(kind: str, payload: Any, aside: set[str]) -> Expected:
    """What an answer of ``kind`` should leave behind."""
    return _Reader(aside).read(kind, payload)


class _Reader:
    def __init__(self, aside: set[str]) -> None:
        self._aside = aside
        self._found = Expected()

    def read(self, kind: str, payload: Any) -> Expected:
        if kind == "playlist":
            self._playlist(payload, "")
            name = "items" if isinstance(payload.get("items"), dict) else "tracks"
            page = self._part(payload, name, "")
            if isinstance(page, dict) and isinstance(self._part(page, "items", name), list):
                self._rows(page, name, self._playlist_row)
        elif kind == "playlists_list":
            self._rows(payload, "", self._playlist)
            self._without_overlap(payload)
        elif kind == "playlist_items":
            self._rows(payload, "", self._playlist_row)
        elif kind == "saved_tracks":
            self._rows(payload, "", lambda row, path: self._track(self._part(row, "track", path), f"{path}.track"))
        elif kind == "track":
            self._track(payload, "")
        elif kind == "audio_features":
            self._add("audio_features", payload, "")
        return self._found

    def _rows(self, page: dict[str, Any], path: str, read: Callable[[dict[str, Any], str], str | None]) -> None:
        uris = [
            read(row, row_path) if isinstance(row, dict) and row_path not in self._aside else None
            for row, row_path in ((row, _join(path, "items", index)) for index, row in enumerate(page["items"]))
        ]
        first = _number(self._part(page, "offset", path)) or 0
        total = _number(self._part(page, "total", path))
        unread = self._unread(page, path)
        self._found.rows = Rows(uris, first, self._last_page(page, path, first), total, unread)

    def _unread(self, page: dict[str, Any], path: str) -> bool | None:
        """A page with a row that Spotify named and the client could not read is not the whole collection."""
        told: list[bool | None] = []
        for index, row in enumerate(page["items"]):
            places = [_join(path, "items", index)]
            places += [f"{places[0]}.{name}" for name in ("item", "track")]
            if self._aside.isdisjoint(places):
                continue
            objects = [row, *(row.get(name) for name in ("item", "track"))] if isinstance(row, dict) else []
            named = [[each.get("id"), each.get("uri")] for each in objects if isinstance(each, dict)]
            if any(all(isinstance(part, str) and part for part in pair) for pair in named):
                told.append(True)
            elif not objects or any(any(pair) for pair in named):
                told.append(None)
        return True if True in told else None if None in told else False

    def _without_overlap(self, page: dict[str, Any]) -> None:
        """Pages of `/me/playlists` overlap by as many as were lost (19 rows at 0 and `next` at 18 were recorded)."""
        rows = self._found.rows
        following = _offset_of(self._part(page, "next", ""))
        if rows is not None and following is not None and following > rows.first:
            self._found.rows = replace(rows, uris=rows.uris[: following - rows.first])

    def _last_page(self, page: dict[str, Any], path: str, first: int) -> bool | None:
        following = self._part(page, "next", path)
        if not following:
            return True
        offset = _offset_of(following)
        return False if offset is not None and offset > first else None

    def _playlist_row(self, row: dict[str, Any], path: str) -> str | None:
        name = "item" if isinstance(row.get("item"), dict) else "track"
        item, where = self._part(row, name, path), f"{path}.{name}"
        if not isinstance(item, dict):
            return None
        return self._episode(item, where) if _is_episode(item) else self._track(item, where)

    def _playlist(self, playlist: Any, path: str) -> str | None:
        return self._add("playlist", playlist, path)

    def _track(self, track: Any, path: str) -> str | None:
        if not isinstance(track, dict):
            return None
        uri = str(track.get("uri") or "")
        if track.get("is_local") is True or uri.startswith("spotify:local:"):
            return uri or None
        found = self._add("track", track, path)
        self._album(self._part(track, "album", path), _join(path, "album"))
        self._artists(track, path)
        return found

    def _album(self, album: Any, path: str) -> None:
        if isinstance(album, dict) and self._add("album", album, path):
            self._artists(album, path)

    def _artists(self, holder: dict[str, Any], path: str) -> None:
        artists = self._part(holder, "artists", path)
        for index, artist in enumerate(artists if isinstance(artists, list) else []):
            where = _join(path, "artists", index)
            if isinstance(artist, dict) and where not in self._aside:
                self._add("artist", artist, where)

    def _episode(self, episode: dict[str, Any], path: str) -> str | None:
        found = self._add("episode", episode, path)
        show = self._part(episode, "show", path)
        if isinstance(show, dict):
            self._add("show", show, _join(path, "show"))
        return found

    def _add(self, kind: str, entity: Any, path: str) -> str | None:
        """Expect an entity; gives the uri that its row is kept under, None for what names nothing."""
        identifier = _identifier(entity, completed=kind not in ("album", "artist"))
        if identifier is None:
            return None
        uri = entity.get("uri")
        kept_uri = uri if isinstance(uri, str) and uri else f"spotify:{kind}:{identifier}"
        if kind == "playlist" and kept_uri.startswith("spotify:user:"):
            kept_uri = f"spotify:playlist:{identifier}"
        if _ID.fullmatch(identifier):
            name = self._part(entity, "name", path)
            self._found.entities.setdefault((kind, identifier), set()).add(name if isinstance(name, str) else None)
        return kept_uri

    def _part(self, holder: dict[str, Any], name: str, path: str) -> Any:
        return None if _join(path, name) in self._aside else holder.get(name)


def _identifier(entity: Any, *, completed: bool) -> str | None:
    """The id; completed from uri or link where Dashspot relies on it (albums and artists may go without)."""
    if not isinstance(entity, dict):
        return None
    if isinstance(entity.get("id"), str) and entity["id"]:
        return str(entity["id"])
    if not completed:
        return None
    for name, pattern in (("uri", _URI), ("href", _HREF)):
        match = pattern.fullmatch(str(entity.get(name) or ""))
        if match and match[1] not in {"null", "undefined"}:
            return unquote(match[1])
    return None


def _is_episode(item: dict[str, Any]) -> bool:
    """By uri first: answers of 2019 give episodes the type of a track."""
    named = str(item.get("uri") or "").split(":")[1:2]
    if named in (["episode"], ["chapter"]):
        return True
    return named not in (["track"], ["local"]) and (item.get("type") in ("episode", "chapter") or "show" in item)


def _offset_of(link: Any) -> int | None:
    offset = parse_qs(urlsplit(link).query).get("offset", [""])[0] if isinstance(link, str) else ""
    return int(offset) if offset.isdecimal() else None


def _number(value: Any) -> int | None:
    return value if type(value) is int else None


def _join(*parts: str | int) -> str:
    return ".".join(str(part) for part in parts if part != "")
