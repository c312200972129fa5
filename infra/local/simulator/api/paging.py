"""Pages: offset pages, and cursor pages of followed artists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from urllib.parse import quote

from infra.local.simulator.api.call import Call

T = TypeVar("T")


def address(call: Call, path: str, **parameters: object) -> str:
    """A link to ``/v1`` + path. Spotify's links repeat the caller's locale, written in its own way."""
    pairs = [f"{name}={value}" for name, value in parameters.items() if value is not None]
    if call.locale:
        pairs.append(f"locale={quote(call.locale, safe=',;')}")
    return f"{call.base}/v1{path}?{'&'.join(pairs)}"


def offset_page(
    call: Call,
    path: str,
    members: Sequence[T],
    render: Callable[[T], Any],
    *,
    limit: int | None = None,
    offset: int | None = None,
    **parameters: object,
) -> dict[str, Any]:
    """``{href, items, limit, next, offset, previous, total}``; a page beyond the end is empty, not an error.

    ``limit`` and ``offset`` are those of the query where they are None; ``parameters`` are repeated in the links.
    """
    size = call.limit() if limit is None else limit
    first = call.offset() if offset is None else offset
    total = len(members)

    def link(start: int) -> str:
        return address(call, path, offset=start, limit=size, **parameters)

    return {
        "href": link(first),
        "limit": size,
        "next": link(first + size) if first + size < total else None,
        "offset": first,
        "previous": link(max(0, first - size)) if first > 0 else None,
        "total": total,
        "items": [render(member) for member in members[first : first + size]],
    }


def shortened_page(
    call: Call, path: str, members: Sequence[T], render: Callable[[T], Any], is_null: Callable[[T], bool]
) -> dict[str, Any]:
    """An offset page as ``/me/playlists`` gives it where a Spotify-owned playlist fell out of it.

    Recorded: asked for 20, it says ``limit: 18``, holds 19 items of which one is null, and its ``next`` starts at 18
    with the limit asked for. So one item is seen twice, and who adds the limit to the offset misses one.
    """
    size, first = call.limit(), call.offset()
    page = offset_page(call, path, members, render)
    if size < 3 or not any(is_null(member) for member in members[first : first + size - 1]):
        return page
    shown = size - 2
    if first + shown < len(members):
        page["next"] = address(call, path, offset=first + shown, limit=size)
    page["limit"] = shown
    page["items"] = page["items"][: shown + 1]
    return page


def cursor_page(
    call: Call,
    path: str,
    members: Sequence[T],
    render: Callable[[T], Any],
    key: Callable[[T], str],
    **parameters: object,
) -> dict[str, Any]:
    """A page after the id in the query: no ``offset`` or ``previous``; ``after`` is null on the last page.

    An id that is not in the list starts from the beginning, as the documented workaround of asking
    ``after=0000000000000000000000`` relies on.
    """
    size, after = call.limit(), call.query.get("after")
    keys = [key(member) for member in members]
    first = keys.index(after) + 1 if after in keys else 0
    shown = members[first : first + size]
    more = first + size < len(members)
    last = key(shown[-1]) if shown and more else None
    return {
        "href": address(call, path, **parameters, after=after, limit=size),
        "items": [render(member) for member in shown],
        "limit": size,
        "next": address(call, path, **parameters, after=last, limit=size) if last else None,
        "cursors": {"after": last},
        "total": len(members),
    }
