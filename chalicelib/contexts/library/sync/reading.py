"""What reading a page comes to, whatever the collection: its rows, its entities in the catalogue, and its receipt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from chalicelib.contexts.library.sync.part import ENTRIES_NAMED, Part, Skipped
from chalicelib.contexts.library.sync.parts import Page, Parts
from chalicelib.core.catalogue import entities, extraction
from chalicelib.core.catalogue.collections import Head, Reading, Tail
from chalicelib.core.catalogue.rows import SeenRow
from chalicelib.core.outcome import Outcome
from chalicelib.spotify.walk import Walk

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.contexts.library.sync.newest_first import Known
    from chalicelib.core.accounts.spotify_access import SpotifyAccess
    from chalicelib.core.catalogue.extraction import Draft
    from chalicelib.core.composition import Services

NAMES_NOTHING = "names_nothing"
"""Why a row is skipped: a track that is gone, a hollow episode, a null."""

MENDABLE = frozenset({"rows_missing", "rows_surplus", "total_changed", "repeats"})
"""What makes a reading unclean that another one may not meet: the collection changed meanwhile, or Spotify slipped."""

MOST_PASSES = 3


@dataclass(slots=True)
class Context:
    """What reading parts has to hand within one invocation. ``verified`` is when collections were last read whole, in
    milliseconds since 1970; ``verify_before`` is how long ago that may be."""

    job_id: str
    user_id: str
    services: Services
    spotify: SpotifyAccess
    parts: Parts
    verified: Mapping[str, int]
    verify_before: int
    heads: dict[str, Head | None] = field(default_factory=dict)
    pages: dict[str, list[Page]] = field(default_factory=dict)
    known: dict[str, Known | None] = field(default_factory=dict)

    def now(self) -> datetime:
        """The present instant."""
        return self.services.clock.now()

    def now_ms(self) -> int:
        """The same in milliseconds since 1970."""
        return milliseconds(self.now())

    def head(self, name: str) -> Head | None:
        """What is kept of a collection; None where it was never read."""
        if name not in self.heads:
            self.heads[name] = self.services.collections.heads(self.user_id, [name]).get(name)
        return self.heads[name]

    def pages_of(self, part: Part) -> list[Page]:
        """The pages of the part's present pass so far; those of one part are held at a time."""
        key = f"{part.name}#{part.pass_}"
        if key not in self.pages:
            self.pages = {key: self.parts.pages(part) if part.begun_at is not None else []}
        return self.pages[key]

    def forget(self) -> None:
        """Let go of what was held of the part that is ended."""
        self.pages.clear()
        self.known.clear()


def milliseconds(instant: datetime) -> int:
    """Milliseconds since 1970."""
    return int(instant.timestamp() * 1000)


def begun(part: Part, context: Context) -> Part:
    """The part with the instant at which its present pass began."""
    return part if part.begun_at is not None else part.moved(begun_at=context.now_ms())


def page_from(
    part: Part, items: Sequence[Any], walk: Walk, row_of: Callable[[Any], SeenRow | None], first_position: int
) -> Page:
    """The page that came, as it is kept. Rows that name nothing are counted, and named by their position."""
    rows: list[SeenRow] = []
    skipped: list[Skipped] = []
    unnamed = 0
    for position, item in enumerate(items, first_position):
        row = row_of(item)
        if row is not None:
            rows.append(row)
            continue
        unnamed += 1
        if len(skipped) < ENTRIES_NAMED:
            skipped.append(Skipped(ref=f"{part.ref}#{position}", reason=NAMES_NOTHING))
    return Page(rows=rows, walk=walk.model_dump(mode="json", exclude_defaults=True), unnamed=unnamed, skipped=skipped)


def keep_entities(context: Context, drafts: Iterable[Draft]) -> None:
    """Merge what a page held into the catalogue."""
    records = [entities.parse(record) for record in extraction.distinct(drafts)]
    if records:
        context.services.catalogue.save(records, context.now_ms(), context.user_id)


def show_rows(part: Part, page: Page, pages: Sequence[Page], context: Context) -> None:
    """Put the rows of a first reading where they can be seen, page by page: it may take days."""
    head = context.head(part.name)
    if part.pass_ > 1 or (head is not None and head.since is not None):
        return
    tail = Tail.model_validate(pages[-1].tail) if pages and pages[-1].tail is not None else Tail()
    at = part.begun_at or context.now_ms()
    tail = context.services.collections.append(context.user_id, part.name, page.rows, at=at, after=tail)
    page.tail = tail.model_dump(mode="json")


def leave_receipt(part: Part, page: Page, context: Context) -> Part:
    """Write down a page, so that nobody has to read it again; the part as it is after it."""
    pages = context.pages_of(part)
    number = len(pages)
    if number == 0:
        part = context.parts.save(part.moved(tries=0, not_before=None))
    context.parts.add_page(part, number, page)
    pages.append(page)
    walk = Walk.model_validate(page.walk)
    moved = part.moved(pages=number + 1, rows=walk.taken, total=walk.total, tries=0, not_before=None)
    # The receipts tell the same; this is for whoever looks on, and for what is read next.
    return context.parts.save(moved) if number + 1 in (4, 10) or (number + 1) % 25 == 0 else moved


def again(part: Part, context: Context) -> Part:
    """The part at the beginning of another pass."""
    return context.parts.save(part.moved(pass_=part.pass_ + 1, begun_at=None, pages=0, rows=0))


def finished(
    part: Part,
    context: Context,
    outcome: Outcome,
    *,
    pages: Sequence[Page] = (),
    reasons: Sequence[str] = (),
    unnamed: int = 0,
    **more: object,
) -> Part:
    """The part with what became of it; ``unnamed`` rows were skipped beside those of its pages."""
    skipped = [each for page in pages for each in page.skipped][:ENTRIES_NAMED]
    counts = {
        "created": outcome.created,
        "updated": outcome.updated,
        "removed": outcome.removed,
        "unchanged": outcome.unchanged,
        "skipped": sum(page.unnamed for page in pages) + unnamed,
    }
    state = "partial" if reasons else "done"
    ended = part.moved(
        state=state,
        counts={name: number for name, number in counts.items() if number},
        skipped=tuple(skipped),
        reasons=tuple(reasons),
        tries=0,
        not_before=None,
        **more,
    )
    context.forget()
    return context.parts.save(ended)


def given_up(part: Part, context: Context, code: str) -> Part:
    """The part, ended where it stands: what was read of it is kept, and nothing is taken away."""
    pages = context.pages_of(part)
    outcome = Outcome()
    if pages:
        rows = [row for page in pages for row in page.rows]
        if part.kind != "playlist":
            rows = list({row.uri: row for row in rows}.values())
        told = reading(part, context, pages, incomplete=(code,), name=part.label)
        outcome = context.services.collections.save(context.user_id, part.name, rows, told)
    return finished(part, context, outcome, pages=pages, reasons=(code,))


def unchanged(part: Part, context: Context, head: Head, skipped: Sequence[Skipped] = ()) -> Part:
    """The part, found to be as it is kept."""
    known = {"unchanged": head.rows, "skipped": head.unnamed}
    counts = {name: number for name, number in known.items() if number}
    ended = part.moved(
        state="done",
        counts=counts,
        rows=head.rows + head.unnamed,
        total=head.total,
        skipped=tuple(skipped),
        tries=0,
        not_before=None,
    )
    context.forget()
    return context.parts.save(ended)


def reading(part: Part, context: Context, pages: Sequence[Page], **more: Any) -> Reading:
    """What is known of a reading beside its rows."""
    told: dict[str, Any] = {
        "at": part.begun_at or context.now_ms(),
        "cause": context.job_id,
        "unnamed": sum(page.unnamed for page in pages),
        "snapshot_id": part.snapshot_id,
        "total": part.total,
    }
    return Reading(**{**told, **more})
