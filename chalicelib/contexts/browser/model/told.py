"""What records and rows tell, as the model has it: odd values are unknown, none is an error."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import isfinite
from typing import Any
from urllib.parse import unquote_plus

from chalicelib.core.catalogue.entities import is_spotify_id

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_SECONDS = re.compile(r"[0-9]{1,7}")
_MOST = 2**63  # SQLite's integers end there
_TRACK = "spotify:track:"
_LOCAL = "spotify:local:"

Ref = tuple[str, str | None]
"""Kind and id of what a row names; the id is the uri for ``local``, None for ``other``."""

Credit = tuple[str | None, str | None]
"""Id and name of who is credited: local files' artists have no id."""

_KINDS = frozenset({"track", "episode", "album", "artist", "playlist", "show"})


def ref(uri: str) -> Ref:
    """What a uri names. A playlist's may name its owner too (``spotify:user:<name>:playlist:<id>``)."""
    if uri.startswith(_LOCAL):
        return "local", uri
    if uri.startswith(_TRACK) and is_spotify_id(uri[len(_TRACK) :]):
        return "track", uri[len(_TRACK) :]
    parts = uri.split(":")
    if len(parts) > 2 and parts[-2] in _KINDS and is_spotify_id(parts[-1]):
        return parts[-2], parts[-1]
    return "other", None


def fields(text: str) -> dict[str, Any]:
    """The fields of an entity. Halves of surrogate pairs, which JSON can write and UTF-8 cannot, are replaced."""
    found: dict[str, Any] = json.loads(text)
    if "\\u" in text:
        found = _whole(found)
    return found


def text(value: Any) -> str | None:
    """A text that says something, as it is."""
    return value if isinstance(value, str) and value and not value.isspace() else None


def texts(value: Any) -> list[str]:
    """Those of a list of texts that say something."""
    return [each for each in value or () if text(each)]


def integer(value: Any) -> int | None:
    """A whole number that SQLite can hold."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if -_MOST <= value < _MOST else None


def number(value: Any) -> float | None:
    """A finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return found if isfinite(found := float(value)) else None
    except OverflowError:
        return None


def flag(value: Any) -> int | None:
    """True or false as 1 or 0."""
    return int(value) if isinstance(value, bool) else None


def instant(value: str | None) -> int | None:
    """Milliseconds since 1970 of an RFC 3339 instant.

    None for what is none, and for what is not after 1970 began: Spotify says that of rows whose day it does not know.
    """
    if not value or value[10:11] not in {"T", "t", " "}:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    if found.tzinfo is None:
        return None
    since = (found - _EPOCH) // _MILLISECOND
    return since if since > 0 else None


def released(value: str | None) -> int | None:
    """A ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD`` as yyyymmdd, 00 for what it does not tell; None for what is no date."""
    found = _DATE.fullmatch(value) if value else None
    if found is None:
        return None
    year, month, day = (int(part) if part is not None else None for part in found.groups())
    try:
        date(year or 0, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        return None
    return (year or 0) * 10_000 + (month or 0) * 100 + (day or 0)


def isrc(value: Any) -> str | None:
    """An ISRC as it is compared: upper-case, without blanks and hyphens."""
    return ("".join(value.split()).replace("-", "").upper() or None) if isinstance(value, str) else None


def credited(value: Any) -> list[Credit]:
    """Id and name of each who is credited, in order; those without either left out."""
    found = ((each.get("id") or None, text(each.get("name"))) for each in value or ())
    return [each for each in found if each != (None, None)]


def images(value: Any) -> str:
    """Images as JSON: [[url, width, height], ...]."""
    return as_json([[each["url"], each.get("width"), each.get("height")] for each in value or () if each.get("url")])


def as_json(value: Any) -> str:
    """JSON as the model keeps it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class LocalFile:
    """What a local file's uri tells."""

    title: str | None = None
    artist: str | None = None
    album: str | None = None
    duration_ms: int | None = None


def local_file(uri: str) -> LocalFile:
    """What ``spotify:local:<artist>:<album>:<title>:<seconds>`` tells, each part URL-encoded with + for blanks.

    Colons too many belong to the title; one with parts too few tells nothing.
    """
    parts = uri.removeprefix(_LOCAL).split(":")
    if len(parts) < 4:
        return LocalFile()
    artist, album, title = (text(unquote_plus(part)) for part in (parts[0], parts[1], ":".join(parts[2:-1])))
    seconds = _SECONDS.fullmatch(parts[-1])
    return LocalFile(title, artist, album, int(parts[-1]) * 1000 if seconds else None)


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_whole(each) for each in value]
    if isinstance(value, dict):
        return {name: _whole(each) for name, each in value.items()}
    return value
