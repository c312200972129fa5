"""Reads a playlist: with its first hundred rows in one request, the others by pages of fifty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from chalicelib.contexts.library import rows
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
from chalicelib.core.catalogue import extraction
from chalicelib.core.catalogue.collections import Reading
from chalicelib.core.catalogue.rows import SeenRow, identify
from chalicelib.core.errors import PlaylistForbidden
from chalicelib.core.outcome import Outcome
from chalicelib.spotify.endpoints import playlists
from chalicelib.spotify.walk import Walk, page_of

if TYPE_CHECKING:
    from chalicelib.contexts.library.sync.part import Part
    from chalicelib.contexts.library.sync.parts import Page

STATE_ONLY = "id,uri,name,type,snapshot_id"
"""Of a playlist, as its ``fields`` parameter has it: no rows, when only its state is asked for."""


def read_page(part: Part, context: Context) -> Part:
    """One page more of a playlist; the part as it is then. Raises errors of ``core.errors``, and AWS's."""
    part = begun(part, context)
    pages = context.pages_of(part)
    playlist_id = _id(part)
    if pages:
        walk = Walk.model_validate(pages[-1].walk)
        if walk.done:
            return _completed(part, pages, walk, context)
        position = walk.taken
        question: dict[str, Any] = walk.question()
        answer: Any = context.spotify(
            lambda api: api.ask(playlists.PLAYLIST_ITEMS, playlist_id=playlist_id, **question)
        )
    else:
        found = context.spotify(lambda api: api.ask(playlists.PLAYLIST, playlist_id=playlist_id))
        keep_entities(context, extraction.of_playlist(found))
        part = part.moved(label=found.name, snapshot_id=found.snapshot_id)
        if found.items is None:
            raise PlaylistForbidden("Spotify keeps the rows of this playlist from this app")
        head = context.head(part.name)
        as_kept = head is not None and not head.incomplete and not head.gone and head.name == found.name
        if as_kept and head is not None and head.snapshot_id == found.snapshot_id and not part.whole:
            return unchanged(part, context, head)
        walk, position, answer = Walk.begin(playlists.PLAYLIST_ITEMS), 0, found.items
    walk, items = walk.took(page_of(answer, walk.within))
    keep_entities(context, (draft for item in items if item is not None for draft in extraction.of_playable(item.item)))
    page = page_from(part, items, walk, rows.of_playlist, position)
    part = part.moved(total=walk.total, rows=walk.taken)
    if not pages and walk.done:
        pages.append(page)
    else:
        show_rows(part, page, pages, context)
        part = leave_receipt(part, page, context)
    return _completed(part, pages, walk, context)


def leave_out(part: Part, code: str, context: Context) -> Part:
    """The part, skipped because Spotify does not give its rows; what is kept of it stays, and nobody asks in vain."""
    skipped = context.parts.save(part.moved(state="skipped", reasons=(code,)))
    if part.named and context.head(part.name) is None:
        return skipped  # any id can be asked for by name: nothing is kept of what is not in the library
    told = Reading(
        at=context.now_ms(),
        cause=context.job_id,
        snapshot_id=part.snapshot_id,
        total=part.total,
        incomplete=(code,),
        name=part.label,
    )
    context.services.collections.save(context.user_id, part.name, [], told)
    return skipped


def take_away(part: Part, context: Context) -> Part:
    """The part, with all rows of a playlist removed that is the person's no longer."""
    part = begun(part, context)
    told = reading(part, context, (), gone=True, total=0)
    outcome: Outcome = context.services.collections.save(context.user_id, part.name, [], told)
    return finished(part, context, outcome)


def _id(part: Part) -> str:
    return part.ref.rsplit(":", 1)[-1]


def _completed(part: Part, pages: Sequence[Page], walk: Walk, context: Context) -> Part:
    if not walk.done:
        return part
    seen = [row for page in pages for row in page.rows]
    reasons: Sequence[str] = walk.verdict.reasons
    if not reasons and len(pages) > 1 and _takes_away(part, seen, context) and _changed_meanwhile(part, context):
        reasons = ("total_changed",)
    if reasons and MENDABLE.issuperset(reasons) and part.pass_ < MOST_PASSES:
        return again(part, context)
    told = reading(part, context, pages, incomplete=tuple(reasons), name=part.label)
    outcome = context.services.collections.save(context.user_id, part.name, seen, told)
    return finished(part, context, outcome, pages=pages, reasons=reasons)


def _takes_away(part: Part, seen: Sequence[SeenRow], context: Context) -> bool:
    """Whether rows that are kept were not seen."""
    head = context.head(part.name)
    if head is None or not head.rows:
        return False
    kept = {row.row_id for row in context.services.collections.kept(context.user_id, part.name)}
    return not kept <= {row_id for row_id, _, _ in identify(seen)}


def _changed_meanwhile(part: Part, context: Context) -> bool:
    """Whether the playlist changed while its pages were read: rows may have slipped from one page to another unseen, so
    nothing is taken away then."""
    now = context.spotify(lambda api: api.ask(playlists.PLAYLIST, playlist_id=_id(part), fields=STATE_ONLY))
    return now.snapshot_id != part.snapshot_id
