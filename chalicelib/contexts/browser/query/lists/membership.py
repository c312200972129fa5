"""Conditions by other things of the library: by ids (bound to ``json_each(?)``), genre, and kinds of playlists."""

from __future__ import annotations

from collections.abc import Iterator

from chalicelib.contexts.browser.query import parameters
from chalicelib.contexts.browser.query.filter import Filter, any_of, choice

GENRES = "SELECT no FROM genre WHERE name_rank = ?"
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


def playlists(number: str, holds: str, what: str) -> Iterator[Filter]:
    """``playlist`` and ``not_playlist``; ``holds`` selects what is in playlists, with ``{}`` for their numbers."""
    held = holds.format(numbers("playlist"))
    yield any_of("playlist", parameters.Ids, f"{number} IN ({held})", f"playlist ids: {what} in {ALL}")
    yield any_of("not_playlist", parameters.Ids, f"{number} NOT IN ({held})", f"playlist ids: {what} in none of these")


def kinds_of_playlists(number: str, holds: str) -> Iterator[Filter]:
    """Whether something is in a playlist of some kind."""
    yield any_of(
        "owner", parameters.PersonIds, f"{number} IN ({holds.format(OWNED)})", f"owner ids: in a playlist of {ALL}"
    )
    for name, (condition, words) in KINDS_OF_PLAYLISTS.items():
        held = holds.format(f"SELECT no FROM playlist WHERE {condition}")
        yield choice(
            name,
            f"{number} IN ({held})",
            f"{number} NOT IN ({held})",
            f"true: in some playlist that is {words}; false: in none that is",
        )
