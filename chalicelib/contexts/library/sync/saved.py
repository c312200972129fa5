"""Reads a collection of saved or followed things: not at all past its first page where that tells that nothing changed,
else as far as needed, and whole where nothing is known or what is known is to be verified.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from chalicelib.contexts.library.sync import newest_first
from chalicelib.contexts.library.sync.newest_first import Known
from chalicelib.contexts.library.sync.parts import Page
from chalicelib.contexts.library.sync.reading import (
    MENDABLE,
    MOST_PASSES,
    Context,
    again,
    begun,
    finished,
    keep_entities,
    leave_receipt,
    page_from,
    reading,
    show_rows,
    unchanged,
)
from chalicelib.contexts.library.sync.resources import SAVED, Saved
from chalicelib.core.catalogue.rows import SeenRow, front
from chalicelib.spotify.walk import Walk, page_of

if TYPE_CHECKING:
    from chalicelib.contexts.library.sync.part import Part
    from chalicelib.core.catalogue.collections import Head

_warm: dict[tuple[str, str, int, int], Known] = {}
"""The kept rows that were compared last, by person, collection and state of its head. A budget that gives one request
at a time makes an invocation of each page: without this all rows would be read from the table for each."""


def read_page(part: Part, context: Context) -> Part:
    """One page more of a saved collection; the part as it is then. Raises errors of ``core.errors``, and AWS's."""
    saved = SAVED[part.name]
    part = begun(part, context)
    pages = context.pages_of(part)
    walk = Walk.model_validate(pages[-1].walk) if pages else Walk.begin(saved.endpoint)
    if not walk.done:
        position = walk.taken
        question: dict[str, Any] = walk.question()
        answer = context.spotify(lambda api: api.ask(saved.endpoint, **question))
        walk, items = walk.took(page_of(answer, walk.within))
        keep_entities(context, (draft for item in items for draft in saved.drafts(item)))
        page = page_from(part, items, walk, saved.row, position)
        part = part.moved(total=walk.total, rows=walk.taken)
        head = context.head(part.name)
        first = not pages and part.pass_ == 1
        if first and head is not None and _as_kept(part, saved, page, head, context):
            return unchanged(part, context, head, page.skipped)
        if not pages and walk.done:
            # One page is all: whoever comes after a crash reads it again, so no receipt is needed.
            pages.append(page)
        else:
            show_rows(part, page, pages, context)
            part = leave_receipt(part, page, context)
    return _completed(part, saved, pages, walk, context)


def _as_kept(part: Part, saved: Saved, page: Page, head: Head, context: Context) -> bool:
    """Whether the first page and the total are those that are kept, so that the rest is, too."""
    if head.incomplete or head.gone or _verify(part, context):
        return False
    if saved.endpoint.paging != "offset":
        return False  # lists by cursor are not in order of time: any page may hold what is new
    return head.total == part.total and tuple(head.front) == tuple(front(page.rows))


def _verify(part: Part, context: Context) -> bool:
    """Whether every page is to be read, whatever the first one tells."""
    return part.whole or context.verified.get(part.name, 0) < context.verify_before


def _completed(part: Part, saved: Saved, pages: Sequence[Page], walk: Walk, context: Context) -> Part:
    """The part, stored with all that was read where that is enough; else as it is, for the next page."""
    rest = _rest(part, pages, walk, context) if saved.newest_first else None
    if rest is not None:
        return _store(part, [*_read(pages), *rest], pages, (), context)
    if not walk.done:
        return part
    read = _read(pages)
    reasons = list(walk.verdict.reasons)
    distinct = list({row.uri: row for row in read}.values())
    if len(distinct) < len(read) and not reasons:
        reasons.append("repeats")  # what is saved is saved once: something moved while it was read
    if reasons and MENDABLE.issuperset(reasons) and part.pass_ < MOST_PASSES:
        return again(part, context)
    verified = context.now_ms() if not reasons else None
    return _store(part, distinct, pages, reasons, context, verified_at=verified)


def _read(pages: Sequence[Page]) -> list[SeenRow]:
    return [row for page in pages for row in page.rows]


def _rest(part: Part, pages: Sequence[Page], walk: Walk, context: Context) -> Sequence[SeenRow] | None:
    """The known rows that follow those read and are still there; None where that is not certain yet.

    Nor is it where Spotify's total has changed from page to page: it then says nothing of the rows that were not read,
    and one that only shrinks would have them taken for removed.
    """
    if "total_changed" in walk.noticed:
        return None
    known = _known(part, context)
    if known is None:
        return None
    latest: list[SeenRow] = []
    for page in reversed(pages):
        latest[:0] = page.rows
        if len(latest) >= newest_first.RUN:
            break
    unread = max(0, known.unnamed - sum(page.unnamed for page in pages))
    at = newest_first.joins_at(
        [newest_first.identity(row) for row in latest], walk.taken, known.ids, known.places, unread, walk.total
    )
    return None if at is None else known.rows[at:]


def _known(part: Part, context: Context) -> Known | None:
    """Rows that are known from before this pass; None where nothing is, or nothing is to be relied on."""
    key = f"{part.name}#{part.pass_}"
    if key not in context.known:
        context.known = {key: _find_known(part, context)}
    return context.known[key]


def _find_known(part: Part, context: Context) -> Known | None:
    head = context.head(part.name)
    if part.pass_ > 1:
        # What the pass before saw, though something changed meanwhile: mostly what has been added in front.
        pages = context.parts.pages(part, part.pass_ - 1)
        rows = list({row.uri: row for page in pages for row in page.rows}.values())
        return Known.of(rows, sum(page.unnamed for page in pages))
    if head is None or head.incomplete or head.gone or head.since is None or _verify(part, context):
        return None
    key = (context.user_id, part.name, head.revision, head.fetched_at)
    if key not in _warm:
        kept = context.services.collections.kept(context.user_id, part.name)
        _warm.clear()
        _warm[key] = Known.of([each.row for each in kept], head.unnamed)
    return _warm[key]


def _store(
    part: Part,
    rows: Sequence[SeenRow],
    pages: Sequence[Page],
    reasons: Sequence[str],
    context: Context,
    verified_at: int | None = None,
) -> Part:
    unnamed = sum(page.unnamed for page in pages)
    if not reasons and part.total is not None:
        unnamed = max(unnamed, part.total - len(rows))  # also those among the rows that were not read again
    told = reading(part, context, pages, incomplete=tuple(reasons), unnamed=unnamed)
    outcome = context.services.collections.save(context.user_id, part.name, rows, told)
    return finished(part, context, outcome, pages=pages, reasons=reasons, verified_at=verified_at)
