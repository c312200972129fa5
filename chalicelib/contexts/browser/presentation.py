"""What every answer of the Browser says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
