"""Episodes: saved ones, and those in playlists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from chalicelib.contexts.browser.query import parameters
from chalicelib.contexts.browser.query.among import among, found_by
from chalicelib.contexts.browser.query.condition import Condition, listed
from chalicelib.contexts.browser.query.facet import Facet
from chalicelib.contexts.browser.query.filter import added, any_of, between, choice, flag, released, words
from chalicelib.contexts.browser.query.lists.membership import ALL, kinds_of_playlists, numbers, playlists
from chalicelib.contexts.browser.query.ordering import SortField
from chalicelib.contexts.browser.query.resource import Resource

if TYPE_CHECKING:
    import apsw

IN_PLAYLISTS = "SELECT episode FROM episode_playlist WHERE playlist IN ({})"


def _within(model: apsw.Connection, playlists_: Sequence[int], inside: bool) -> Condition:
    held = found_by(model, IN_PLAYLISTS.format("SELECT value FROM json_each(?)"), (listed(playlists_),))
    return among(model, "episode", held, inside=inside)


EPISODES = Resource(
    name="episodes",
    table="episode",
    conditions=(
        words("episode", "the episode's name and its show's"),
        any_of("show", parameters.Ids, f"episode.show IN ({numbers('show')})", f"show ids: of {ALL}"),
        *playlists("episode", IN_PLAYLISTS, "episodes"),
        *kinds_of_playlists(_within),
        flag("saved", "episode.saved", "whether it is saved"),
        choice("in_playlist", "episode.playlists > 0", "episode.playlists = 0", "whether it is in any playlist"),
        *added("episode.added", "came into the library (first row of a playlist, or saved)"),
        *released("episode.released"),
        *between("duration_ms", parameters.Milliseconds, "episode.duration_ms", "length in milliseconds"),
        flag("explicit", "episode.explicit", "whether it is explicit; where nobody said neither"),
        choice("playable", "episode.playable IS NOT 0", "episode.playable = 0", "false: known not to be playable"),
    ),
    sorts=(
        SortField("name", "episode.name_rank", "episode_text.name"),
        SortField("show", "episode.show_rank", "show_text.name"),
        SortField("released", "episode.released"),
        SortField("added_at", "episode.added"),
        SortField("saved_at", "episode.saved_at"),
        SortField("duration_ms", "episode.duration_ms"),
        SortField("playlists", "episode.playlists"),
    ),
    texts="JOIN episode_text ON episode_text.no = episode.no LEFT JOIN show_text ON show_text.no = episode.show",
    identity="episode_text.id",
    ties=("name", "show"),
    facets=(
        Facet("show", "episode.show", "show"),
        Facet("decade", "episode.released / 100000 * 10", "decade"),
        Facet("saved", "episode.saved", "flag"),
    ),
)
