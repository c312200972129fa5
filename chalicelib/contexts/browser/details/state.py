"""From which state of the library an answer is, and what is known of all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chalicelib.contexts.browser.details.schemas import LibraryMeta
from chalicelib.contexts.browser.schemas import ListMeta
from chalicelib.core.clock import to_text

if TYPE_CHECKING:
    from chalicelib.contexts.browser.serving.library import Library


def meta(library: Library) -> ListMeta:
    """From which state of the library an answer is."""
    behind = library.behind_since
    return ListMeta(
        revision=library.revision,
        built_at=to_text(library.built_at),
        behind_since=to_text(behind) if behind is not None else None,
    )


def library_meta(library: Library) -> LibraryMeta:
    """What the model says of the whole library."""
    facts = library.model.facts
    totals: Any = {**facts["totals"], "hours": round(facts["totals"]["duration_ms"] / 3_600_000, 1)}
    return LibraryMeta.model_construct(
        **meta(library),
        totals=totals,
        features=facts["features"],
        coverage=facts["coverage"],
    )
