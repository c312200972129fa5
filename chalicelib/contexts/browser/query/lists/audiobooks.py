"""Audiobooks: saved ones."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from chalicelib.contexts.browser.model import text
from chalicelib.contexts.browser.query import parameters
from chalicelib.contexts.browser.query.condition import ALWAYS, Condition, listed
from chalicelib.contexts.browser.query.filter import Filter, added, flag, match, words
from chalicelib.contexts.browser.query.ordering import SortField
from chalicelib.contexts.browser.query.resource import Resource

if TYPE_CHECKING:
    import apsw


def _author(given: str, model: apsw.Connection) -> Condition:
    asked = match(given)
    if asked is None:
        return ALWAYS
    # The index holds authors among other words: it gives those that may be meant.
    rows = model.execute(
        "SELECT no, authors FROM audiobook_text "
        "WHERE no IN (SELECT rowid FROM audiobook_words WHERE audiobook_words MATCH ?)",
        (asked,),
    )
    found = [no for no, authors in rows if text.matches(given, " ".join(json.loads(authors)))]
    return Condition("audiobook.no IN (SELECT value FROM json_each(?))", (listed(found),))


AUDIOBOOKS = Resource(
    name="audiobooks",
    table="audiobook",
    conditions=(
        words("audiobook", "the audiobook's name, its authors' and its narrators'"),
        Filter("author", parameters.Text, "text as with `q`, in the names of its authors", _author),
        flag("saved", "audiobook.saved", "whether it is saved"),
        *added("audiobook.saved_at", "saved"),
        flag("explicit", "audiobook.explicit", "whether it is explicit; where nobody said neither"),
    ),
    sorts=(
        SortField("name", "audiobook.name_rank", "audiobook_text.name"),
        SortField("author", "audiobook.author_rank", "json_extract(audiobook_text.authors, '$[0]')"),
        SortField("saved_at", "audiobook.saved_at"),
        SortField("total_chapters", "audiobook.total_chapters"),
    ),
    texts="JOIN audiobook_text ON audiobook_text.no = audiobook.no",
    identity="audiobook_text.id",
    ties=("name", "author"),
)
