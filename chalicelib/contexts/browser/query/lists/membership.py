"""Conditions by other things of the library: by ids (bound to ``json_each(?)``), genre, and kinds of playlists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from chalicelib.contexts.browser.query import parameters
from chalicelib.contexts.browser.query.among import found_by
from chalicelib.contexts.browser.query.condition import Condition, listed
from chalicelib.contexts.browser.query.filter import Filter, related

if TYPE_CHECKING:
    import apsw

OWNED = "SELECT no FROM playlist_text WHERE owner_id IN (SELECT value FROM json_each(?))"
ALL = "any of these, comma-separated"

KINDS_OF_PLAYLISTS = {
    "mine": ("mine = 1", "the person's own"),
    "followed": ("mine = 0", "somebody else's"),
    "collaborative": ("collaborative = 1", "collaborative"),
    "public": ("public = 1", "public"),
}
"""What is true of a playlist, as a condition on the table ``playlist``, and in words."""


def numbers(table: str) -> str:
    """The numbers of things by their ids."""
    return f"SELECT no FROM {table}_text WHERE id IN (SELECT value FROM json_each(?))"


def playlists(table: str, holds: str, what: str) -> Iterator[Filter]:
    """``playlist`` and ``not_playlist``; ``holds`` selects what is in playlists, with ``{}`` for their numbers."""
    held = holds.format(numbers("playlist"))
    yield related("playlist", parameters.Ids, table, held, f"playlist ids: {what} in {ALL}")
    yield related("not_playlist", parameters.Ids, table, held, f"playlist ids: {what} in none of these", inside=False)


Within = Callable[["apsw.Connection", Sequence[int], bool], Condition]
"""The condition that something is in one of some playlists (by their numbers), or in none."""


def kinds_of_playlists(within: Within) -> Iterator[Filter]:
    """Whether something is in a playlist of some kind."""

    def owned(owners: tuple[str, ...], model: apsw.Connection) -> Condition:
        return within(model, found_by(model, OWNED, (listed(owners),)), True)

    yield Filter("owner", parameters.PersonIds, f"owner ids: in a playlist of {ALL}", owned)
    for name, (condition, said) in KINDS_OF_PLAYLISTS.items():
        yield _kind(name, f"SELECT no FROM playlist WHERE {condition}", said, within)


def _kind(name: str, sql: str, said: str, within: Within) -> Filter:
    def where(value: bool, model: apsw.Connection) -> Condition:
        return within(model, found_by(model, sql, ()), value)

    said = f"true: in some playlist that is {said}; false: in none that is"
    return Filter(name, parameters.Flag, said, where)
