"""Parts that several kinds of entries have."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from chalicelib.contexts.browser.schemas import ImageLink, Link
from chalicelib.core.clock import to_text

PAGE = "json_each(?) AS page"
"""What a page of numbers is read from: bound to a JSON list, and put in its order by ``page.key``."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def instant(milliseconds: int | None) -> str | None:
    """Milliseconds since 1970 as RFC 3339."""
    return None if milliseconds is None else to_text(_EPOCH + timedelta(milliseconds=milliseconds))


def flag(value: int | None) -> bool | None:
    """A flag; None where nobody said."""
    return None if value is None else value == 1


def url(kind: str, identity: str) -> str:
    """Where Spotify shows something. Ids of people may hold any character."""
    return f"https://open.spotify.com/{kind}/{quote(identity, safe='')}"


def link(kind: str, identity: str | None, name: str | None) -> Link:
    """Another thing by id and name."""
    return Link(id=identity, name=name, spotify_url=url(kind, identity) if identity is not None else None)


def artists(text: str) -> list[Link]:
    """Credited artists, from JSON [[id or null, name or null], ...]."""
    return [link("artist", identity, name) for identity, name in json.loads(text)]


def images(text: str) -> list[ImageLink]:
    """Images, from JSON [[url, width, height], ...]."""
    return [ImageLink(url=address, width=width, height=height) for address, width, height in json.loads(text)]


def thumbnail(text: str | None) -> str | None:
    """The smallest image that is still good for a list on a screen of many pixels, else the first."""
    found: list[tuple[str, int | None, int | None]] = json.loads(text) if text is not None else []
    large = [(width, address) for address, width, _ in found if width is not None and width >= 160]
    if large:
        return min(large)[1]
    return found[0][0] if found else None
