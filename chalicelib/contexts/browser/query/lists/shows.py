"""Shows: saved ones, and those of the library's episodes."""

from __future__ import annotations

from chalicelib.contexts.browser.query.filter import added, flag, words
from chalicelib.contexts.browser.query.ordering import SortField
from chalicelib.contexts.browser.query.resource import Resource

SHOWS = Resource(
    name="shows",
    table="show",
    conditions=(
        words("show", "the show's name and its publisher's"),
        flag("saved", "show.saved", "whether it is saved"),
        *added("show.saved_at", "saved"),
        flag("explicit", "show.explicit", "whether it is explicit; where nobody said neither"),
    ),
    sorts=(
        SortField("name", "show.name_rank", "show_text.name"),
        SortField("publisher", "show.publisher_rank", "show_text.publisher"),
        SortField("saved_at", "show.saved_at"),
        SortField("episodes", "show.episodes"),
        SortField("total_episodes", "show.total_episodes"),
    ),
    texts="JOIN show_text ON show_text.no = show.no",
    identity="show_text.id",
    ties=("name",),
)
