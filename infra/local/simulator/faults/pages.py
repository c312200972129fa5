"""Lists that lie: pages that overlap, fall short, repeat or end early, and lists too long for Spotify.

All of it was seen (public threads about ``/me/tracks``, ``/me/playlists``, ``/me/following``). These faults meet GET
requests only and change nothing where an answer holds no page.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar, Literal
from urllib.parse import urlencode, urlsplit

from pydantic import Field

from infra.local.simulator.faults.context import Context, Serve
from infra.local.simulator.faults.rules import Fault
from infra.local.simulator.wire import Request, Response, json_response

Page = dict[str, Any]


class PageFault(Fault):
    """A fault of a list that is read."""

    def concerns(self, request: Request) -> bool:
        """Reading only."""
        return request.method == "GET"


class OverlappingPages(PageFault):
    """Each page after the first begins ``by`` rows too early, as when rows were added at the top meanwhile."""

    kind: Literal["overlapping_pages"]
    by: int = Field(default=2, ge=1)

    def apply(self, request: Request, context: Context, serve: Serve) -> Response:
        """The page asked for, with the rows of one that starts earlier."""
        offset = _number(request, "offset")
        if offset == 0:
            return serve(request)
        earlier = _page_of(serve(_with(request, offset=max(0, offset - self.by))))
        return _changed(serve(request), lambda page: page.update(items=(earlier or page)["items"]))


class ShortPages(PageFault):
    """Pages hold ``by`` rows fewer than asked for. ``next`` goes on where the rows end, or with ``losing`` where a
    full page would have ended, so that the rows between are seen by nobody.
    """

    kind: Literal["short_pages"]
    by: int = Field(default=2, ge=1)
    losing: bool = False

    def apply(self, request: Request, context: Context, serve: Serve) -> Response:
        """The page without its last rows."""

        def shorten(page: Page) -> None:
            kept = max(1, len(page["items"]) - self.by)
            if self.losing:
                page["items"] = page["items"][:kept]
            elif page["next"] is not None and "offset" in page:
                page["items"] = page["items"][:kept]
                page["next"] = _moved(page["next"], page["offset"] + kept)

        return _changed(serve(request), shorten)


class RepeatingPages(PageFault):
    """Whatever is asked for, the rows are the first page's: ``offset`` or ``after`` is ignored. With ``endless`` the
    link to the next page leads to the same page again, for ever.
    """

    kind: Literal["repeating_pages"]
    endless: bool = False

    def apply(self, request: Request, context: Context, serve: Serve) -> Response:
        """The page asked for, with the first page's rows."""
        first = _page_of(serve(_with(request, offset=None, after=None)))

        def repeat(page: Page) -> None:
            page["items"] = (first or page)["items"]
            if self.endless:
                page["next"] = page["href"]

        return _changed(serve(request), repeat)


class ShrinkingTotals(PageFault):
    """``total`` gets smaller from page to page, by ``by`` for each one before, and the rows beyond it are gone."""

    kind: Literal["shrinking_totals"]
    by: int = Field(default=3, ge=1)

    def apply(self, request: Request, context: Context, serve: Serve) -> Response:
        """The page of a list that has become shorter."""

        def shrink(page: Page) -> None:
            if "offset" not in page:
                return
            offset, limit = page["offset"], max(1, page["limit"])
            total = max(0, page["total"] - self.by * -(-offset // limit))
            page["total"] = total
            page["items"] = page["items"][: max(0, total - offset)]
            if offset + limit >= total:
                page["next"] = None

        return _changed(serve(request), shrink)


class DeepOffset(PageFault):
    """5xx beyond an offset: long libraries fail from about 1,400 rows on."""

    kind: Literal["deep_offset"]
    offset: int = Field(default=1400, ge=1)
    status: int = Field(default=500, ge=500, le=599)

    def apply(self, request: Request, context: Context, serve: Serve) -> Response:
        """The error, or the answer where the offset is small."""
        if _number(request, "offset") < self.offset:
            return serve(request)
        return json_response({"error": {"status": self.status, "message": "Internal server error"}}, self.status)


class SkippingFirstPage(PageFault):
    """The first page of followed artists lacks its first ``by`` artists, unless it is asked for with ``after`` (the
    workaround of 2016 is ``after=0000000000000000000000``).
    """

    usual_path: ClassVar[str] = "/v1/me/following"

    kind: Literal["skipping_first_page"]
    by: int = Field(default=2, ge=1)

    def apply(self, request: Request, context: Context, serve: Serve) -> Response:
        """The first page, less its beginning."""
        if "after" in request.query:
            return serve(request)
        return _changed(serve(request), lambda page: page.update(items=page["items"][self.by :]))


def _number(request: Request, name: str) -> int:
    text = request.query.get(name, "0")
    return int(text) if text.isascii() and text.isdigit() else 0


def _with(request: Request, **changes: object) -> Request:
    query = {**request.query, **changes}
    left = urlencode({name: value for name, value in query.items() if value is not None})
    return replace(request, target=f"{urlsplit(request.target).path}?{left}")


def _moved(link: str, offset: int) -> str:
    """A page's link with another offset; every other parameter stays where it is."""
    address, _, query = link.partition("?")
    parts = [f"offset={offset}" if part.startswith("offset=") else part for part in query.split("&")]
    return f"{address}?{'&'.join(parts)}"


def _page_of(answer: Response) -> Page | None:
    return None if answer.status != 200 else _page_in(json.loads(answer.body))


def _page_in(content: Any) -> Page | None:
    """The page that an answer is, or that it holds under the name of what is listed."""
    if not isinstance(content, dict):
        return None
    for candidate in (content, *content.values()):
        if isinstance(candidate, dict) and isinstance(candidate.get("items"), list) and "limit" in candidate:
            return candidate
    return None


def _changed(answer: Response, change: Callable[[Page], None]) -> Response:
    if answer.status != 200:
        return answer
    content = json.loads(answer.body)
    page = _page_in(content)
    if page is None:
        return answer
    change(page)
    # The entity tag was that of the true page.
    headers = {name: value for name, value in answer.headers.items() if name != "ETag"}
    return json_response(content, headers=headers)
