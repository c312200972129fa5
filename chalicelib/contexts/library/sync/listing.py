"""Reads the list of a person's playlists, and finds out which of them have to be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
)
from chalicelib.contexts.library.sync.wanted import playlist_part
from chalicelib.core.catalogue import extraction, keys
from chalicelib.core.errors import PlaylistForbidden
from chalicelib.core.jobs.troubles import BY_RULE
from chalicelib.spotify.endpoints import library
from chalicelib.spotify.walk import Walk, page_of

if TYPE_CHECKING:
    from chalicelib.contexts.library.sync.part import Part
    from chalicelib.contexts.library.sync.parts import Page
    from chalicelib.core.catalogue.collections import Head
    from chalicelib.spotify.models.playlist import SimplifiedPlaylist

FIRST_PLAYLIST = 100  # parts of playlists are numbered from here, in the order of the list


def read_page(part: Part, context: Context) -> Part:
    """One page more of the list; at its end, the parts that follow from it. Raises errors of ``core.errors``, AWS's."""
    part = begun(part, context)
    pages = context.pages_of(part)
    walk = Walk.model_validate(pages[-1].walk) if pages else Walk.begin(library.MY_PLAYLISTS)
    if not walk.done:
        position = walk.taken
        question: dict[str, Any] = walk.question()
        answer = context.spotify(lambda api: api.ask(library.MY_PLAYLISTS, **question))
        walk, items = walk.took(page_of(answer))
        keep_entities(context, (draft for item in items if item is not None for draft in extraction.of_playlist(item)))
        page = page_from(part, items, walk, rows.of_playlists, position)
        page.listing = [_entry(item) for item in items if item is not None]
        part = part.moved(total=walk.total, rows=walk.taken)
        if not pages and walk.done:
            pages.append(page)
        else:
            part = leave_receipt(part, page, context)
    return _completed(part, pages, walk, context) if walk.done else part


def _entry(playlist: SimplifiedPlaylist) -> Mapping[str, Any]:
    return {
        "id": playlist.id,
        "name": playlist.name,
        "snapshot_id": playlist.snapshot_id,
        "total": playlist.items_total,
        "collaborative": bool(playlist.collaborative),
    }


def _completed(part: Part, pages: Sequence[Page], walk: Walk, context: Context) -> Part:
    reasons: Sequence[str] = walk.verdict.reasons
    seen = list({row.uri: row for page in pages for row in page.rows}.values())
    if reasons and MENDABLE.issuperset(reasons) and part.pass_ < MOST_PASSES:
        return again(part, context)
    listed = {entry["id"]: entry for page in pages for entry in page.listing}
    heads = context.services.collections.heads(
        context.user_id, [keys.playlist_rows(playlist_id) for playlist_id in listed]
    )
    found = list(_parts(part, listed.values(), heads))
    if not reasons:
        found.extend(_gone(context, listed))
    # First what follows, then the list: who comes after a crash finds the same playlists missing from it again.
    context.parts.add(found)
    told = reading(part, context, pages, incomplete=tuple(reasons))
    outcome = context.services.collections.save(context.user_id, part.name, seen, told)
    named = {each.name for each in found}
    as_kept = [head for name, head in heads.items() if name not in named]
    outcome.unchanged += sum(head.rows for head in as_kept)
    return finished(
        part,
        context,
        outcome,
        pages=pages,
        reasons=reasons,
        unnamed=sum(head.unnamed for head in as_kept),
        rows_as_kept=sum(head.rows + head.unnamed for head in as_kept),
    )


def _parts(part: Part, listed: Iterable[Mapping[str, Any]], heads: Mapping[str, Head]) -> Iterator[Part]:
    """The playlists that are not as they are kept."""
    for number, entry in enumerate(listed, FIRST_PLAYLIST):
        name = keys.playlist_rows(entry["id"])
        head = heads.get(name)
        new = playlist_part(
            entry["id"],
            sequence=number,
            label=entry["name"],
            total=entry["total"],
            snapshot_id=entry["snapshot_id"],
            whole=part.whole,
        )
        if head is None or part.whole or head.gone:
            yield new
        elif head.incomplete == (PlaylistForbidden.code,) and not entry["collaborative"]:
            # Found out before, and true of the app, whatever changes in the playlist.
            yield new.moved(state="skipped", reasons=head.incomplete)
        elif head.snapshot_id is None or head.snapshot_id != entry["snapshot_id"]:
            yield new
        elif set(head.incomplete) & BY_RULE:
            yield new.moved(state="skipped", reasons=head.incomplete)
        elif head.incomplete:
            yield new


def _gone(context: Context, listed: Mapping[str, Any]) -> Iterator[Part]:
    """The playlists of which rows are kept, and which the list does not have, or not any more.

    Not those that the list had when it was kept last: it may have been looked at since, and kept as it is now.
    """
    collections = context.services.collections
    missing = [name for name in collections.names(context.user_id) if _is_missing(name, listed)]
    heads = collections.heads(context.user_id, missing)
    for name in missing:
        head = heads.get(name)
        if head is None or not head.gone:
            yield playlist_part(keys.playlist_of(name), kind="gone", sequence=FIRST_PLAYLIST - 1)


def _is_missing(name: str, listed: Mapping[str, Any]) -> bool:
    return keys.is_playlist(name) and keys.playlist_of(name) not in listed
