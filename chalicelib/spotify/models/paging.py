"""Pages: by offset, and by cursor. Only numbers and cursors are taken from a `next` link, never its host or path."""

from typing import Generic, TypeVar
from urllib.parse import parse_qs, urlsplit

from .common import Model

T = TypeVar("T")


def _parameter(link: str | None, name: str) -> str | None:
    if not link:
        return None
    values = parse_qs(urlsplit(link).query).get(name)
    return values[0] if values else None


class Page(Model, Generic[T]):
    """An offset page. `items` may hold nulls and be shorter than `limit`; `total` may change between pages.

    An item that names no object (Spotify calls it into being with every field null) reads as None too.
    """

    items: list[T | None]
    limit: int | None = None
    offset: int | None = None
    next: str | None = None
    previous: str | None = None
    total: int | None = None
    unread: int = 0
    """Rows that Spotify sent and this reader had to set aside; they show as None, like those that name nothing."""

    @property
    def next_offset(self) -> int | None:
        """Where the next page begins, or None on the last one.

        Taken from `next`, not from the number of items: pages of `/me/playlists` were recorded with 19 of 20 rows and
        `next` at 18. A `next` that does not move on counts as the last page, so that no crawl can loop.
        """
        if not self.next:
            return None
        here = self.offset or 0
        named = _parameter(self.next, "offset")
        there = int(named) if named is not None and named.isdecimal() else here + (self.limit or len(self.items))
        return there if there > here else None


class Cursors(Model):
    """Where a cursor page continues. Ids for followed artists, Unix milliseconds for recently played."""

    after: str | None = None
    before: str | None = None


class CursorPage(Model, Generic[T]):
    """A page that continues by cursor. Recently played has no `total`."""

    items: list[T | None]
    limit: int | None = None
    next: str | None = None
    cursors: Cursors | None = None
    total: int | None = None
    unread: int = 0
    """Rows that Spotify sent and this reader had to set aside."""

    @property
    def next_after(self) -> str | None:
        """The `after` cursor of the next page, None on the last one."""
        if not self.next:
            return None
        return _parameter(self.next, "after") or (self.cursors.after if self.cursors else None)

    @property
    def next_before(self) -> str | None:
        """The `before` cursor of the next (older) page, None on the last one."""
        if not self.next:
            return None
        return _parameter(self.next, "before") or (self.cursors.before if self.cursors else None)
