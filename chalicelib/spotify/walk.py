"""Reading a paged collection whole: where a walk through its pages stands, and whether what it saw can be trusted.

A walk is a value. It says what to ask next, takes the page that came, and gives the walk that follows; it is small and
becomes JSON, so that it can be put aside at any page, a failed one too, and go on from there in another process.

Spotify's pages are not a snapshot and not always honest (recorded cases are in the tests): they repeat, overlap, hold
fewer rows than they say, and change their total. From `next` only the offset or cursor is taken, never its address.
Rows that a page repeats are cut by position and never by what they are, since a playlist may hold a track twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict

from .endpoints.declaration import Endpoint, Mode, Paging, Parameter
from .errors import InvalidRequest, NotFound
from .models.paging import CursorPage, Page

if TYPE_CHECKING:
    from .client import SpotifyClient

T = TypeVar("T")

Reason = Literal[
    "unfinished",  # pages are left to ask for
    "rows_missing",  # fewer rows than Spotify says there are, or a hole between two pages
    "rows_surplus",  # more rows than Spotify says there are
    "rows_unread",  # a row named something and could not be read
    "total_changed",  # something was added or taken away meanwhile: rows may have moved between pages
    "repeats",  # a page that was given before, or a next page that leads back
    "out_of_reach",  # Spotify answers no page further on
    "given_up",  # whoever walks stopped
]

FIRST_CURSOR = "0" * 22
"""Before every artist: asked for where the first page left artists out (spotify/web-api#314)."""

_FARTHEST = 1_000_000  # rows: no collection of Spotify's is as long, so pages that never end do end
_MOST_CURSORS = 1_000


class Verdict(BaseModel):
    """Whether the rows of a walk are the whole collection, each once; `reasons` why not."""

    model_config = ConfigDict(frozen=True)

    reasons: tuple[Reason, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether what was not among the rows is gone, and may be taken away."""
        return not self.reasons


class Walk(BaseModel):
    """How far a walk has come. Made by `begin`; `took` gives the next."""

    model_config = ConfigDict(frozen=True)

    paging: Paging
    limit: int
    last_offset: int | None = None
    within: str = ""
    """The key that holds the page in an answer."""

    at: int = 0
    """The position of the next row, for walks by offset."""
    cursor: str | None = None
    taken: int = 0
    """Rows so far, those that name nothing included."""
    pages: int = 0
    total: int | None = None
    """What Spotify said last."""
    done: bool = False
    noticed: tuple[Reason, ...] = ()

    cursors: tuple[str, ...] = ()
    """Digests of the cursors that were asked for: none is asked for twice."""
    first: tuple[str, ...] = ()
    """Digests of the first page's rows, of walks by cursor."""
    last: str = ""
    """Digest of the last page, of walks by cursor."""
    again: bool = False
    """Whether the beginning is asked for a second time, because rows are missing."""

    @classmethod
    def begin(
        cls, endpoint: Endpoint[Any], mode: Mode = "development", *, limit: int | None = None, within: str | None = None
    ) -> Walk:
        """A walk from the first row, by the largest pages that the mode takes, or by smaller ones.

        `within` is the key of the page where an answer holds several (`tracks` of a search). Raises `ValueError` for an
        endpoint that has no pages.
        """
        largest = endpoint.largest(mode)
        if endpoint.paging is None or largest is None:
            raise ValueError(f"{endpoint.name} has no pages")
        return cls(
            paging=endpoint.paging,
            limit=max(1, min(limit or largest, largest)),
            last_offset=endpoint.last_offset,
            within=endpoint.within if within is None else within,
        )

    def question(self) -> dict[str, Parameter]:
        """The parameters of the next page."""
        if self.paging != "offset":
            return {"limit": self.limit, self.paging: self.cursor}
        return {"limit": min(self.limit, (self.last_offset or _FARTHEST) - self.at), "offset": self.at}

    def took(self, page: Page[T] | CursorPage[T]) -> tuple[Walk, list[T | None]]:
        """The walk after a page, and those of its rows that are new. An embedded first page is taken as well."""
        told = self._heard(page)
        if isinstance(page, Page):
            return told._took_offset(page)
        return told._took_cursor(page)

    def give_up(self) -> Walk:
        """The walk, ended where it stands."""
        return self._with(done=True)._noticing("given_up")

    def out_of_reach(self) -> Walk:
        """The walk, ended because Spotify answers no page further on."""
        return self._with(done=True)._noticing("out_of_reach")

    @property
    def verdict(self) -> Verdict:
        """What the rows so far amount to."""
        return Verdict(reasons=self.noticed if self.done else (*self.noticed, "unfinished"))

    def _heard(self, page: Page[Any] | CursorPage[Any]) -> Walk:
        told = self._with(pages=self.pages + 1)
        if page.total is not None:
            if self.total not in (None, page.total):
                told = told._noticing("total_changed")
            told = told._with(total=page.total)
        return told._noticing("rows_unread") if page.unread else told

    def _took_offset(self, page: Page[T]) -> tuple[Walk, list[T | None]]:
        begins = self.at if page.offset is None or page.offset < 0 else page.offset
        rows = page.items[max(0, self.at - begins) :]
        here = max(begins, self.at)
        told = self._noticing("rows_missing") if begins > self.at else self
        following = page.next_offset
        if page.next and (following is None or following <= self.at):
            return told._ended(rows, "repeats")
        if following is None:
            # The end, unless rows that Spotify counts lie beyond what this page is about.
            edge = begins + max(len(page.items), page.limit or self.limit)
            if not page.items or told.total is None or not self.at < edge < told.total:
                return told._ended(rows)
            following = edge
        elif not page.items and (told.total is None or following >= told.total):
            return told._ended(rows, "rows_missing" if told.total is None else None)
        if told.total is None and following > here + len(rows):
            told = told._noticing("rows_missing")
        rows = rows[: max(0, following - here)]
        told = told._with(at=following, taken=self.taken + len(rows))
        return (told.out_of_reach() if following >= (self.last_offset or _FARTHEST) else told), rows

    def _took_cursor(self, page: CursorPage[T]) -> tuple[Walk, list[T | None]]:
        rows = page.items
        names = tuple(_digest(_identity(row)) for row in rows)
        print_ = _digest("".join(names))
        if self.again:
            # Only what the first page left out the first time.
            return self._ended([row for row, name in zip(rows, names, strict=True) if name not in self.first])
        if rows and print_ == self.last:
            return self._ended([], "repeats")
        told = self._with(last=print_, first=self.first if self.pages > 1 else names)
        following = page.next_after if self.paging == "after" else page.next_before
        if following is None or not rows:
            ended, rows = told._ended(rows)
            if self.paging == "after" and ended.noticed == ("rows_missing",):
                return told._with(taken=ended.taken, cursor=FIRST_CURSOR, again=True), rows
            return ended, rows
        name = _digest(following)
        if name in self.cursors or (self.paging == "before" and not _is_older(following, self.cursor)):
            return told._ended(rows, "repeats")
        told = told._with(cursor=following, cursors=(*self.cursors, name), taken=self.taken + len(rows))
        return (told.out_of_reach() if len(told.cursors) >= _MOST_CURSORS else told), rows

    def _ended(self, rows: list[T | None], reason: Reason | None = None) -> tuple[Walk, list[T | None]]:
        """The end, with the last rows; they add up to the total, or it is noticed."""
        taken = self.taken + len(rows)
        ended = self._with(done=True, taken=taken, at=self.at + len(rows))
        if reason is not None:
            return ended._noticing(reason), rows
        if self.total is not None and taken != self.total:
            ended = ended._noticing("rows_missing" if taken < self.total else "rows_surplus")
        return ended, rows

    def _with(self, **changes: Any) -> Walk:
        return self.model_copy(update=changes)

    def _noticing(self, reason: Reason) -> Walk:
        return self if reason in self.noticed else self._with(noticed=(*self.noticed, reason))


def crawl(
    api: SpotifyClient, endpoint: Endpoint[Any], walk: Walk, **parameters: Parameter
) -> Iterator[tuple[Walk, list[Any]]]:
    """Walk on to the end, page by page: each time the walk so far, which is worth keeping, and the new rows.

    Raises what asking raises; the walk that was given last goes on from the page that failed. Where Spotify's pages are
    known to end somewhere (search, at 1000), a refusal after the first is that end.
    """
    while not walk.done:
        asked: dict[str, Any] = {**parameters, **walk.question()}
        try:
            answer = api.ask(endpoint, **asked)
        except (InvalidRequest, NotFound):
            if endpoint.last_offset is None or not walk.pages:
                raise
            yield walk.out_of_reach(), []
            return
        walk, rows = walk.took(page_of(answer, walk.within))
        yield walk, rows


def page_of(answer: Any, within: str = "") -> Page[Any] | CursorPage[Any]:
    """The page that an answer is or holds under a key; an empty one where the answer has nothing under it."""
    page = getattr(answer, within) if within else answer
    if page is None:
        return Page(items=[])
    if not isinstance(page, Page | CursorPage):
        raise TypeError(f"{type(page).__name__} is no page")
    return page


def _identity(row: Any) -> str:
    """What a row of a walk by cursor is told by: an artist's id, the instant of a play."""
    return str(getattr(row, "id", None) or getattr(row, "played_at", None) or "")


def _digest(text: str) -> str:
    return hashlib.blake2s(text.encode(), digest_size=6).hexdigest()


def _is_older(cursor: str, than: str | None) -> bool:
    """Whether a cursor in milliseconds leads to older plays."""
    return than is None or (cursor.isdecimal() and than.isdecimal() and int(cursor) < int(than))
