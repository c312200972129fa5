"""What a person can have synced, and how each is read from Spotify."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from chalicelib.contexts.library import rows
from chalicelib.core.catalogue import extraction, keys
from chalicelib.spotify.endpoints import library

if TYPE_CHECKING:
    from chalicelib.core.catalogue.extraction import Draft
    from chalicelib.core.catalogue.rows import SeenRow
    from chalicelib.spotify.endpoints.declaration import Endpoint

ResourceName = Literal["playlists", "tracks", "albums", "shows", "episodes", "audiobooks", "artists"]
RESOURCES: tuple[ResourceName, ...] = get_args(ResourceName)


@dataclass(frozen=True, slots=True)
class Saved:
    """A collection of saved or followed things.

    ``row`` and ``drafts`` tell the row and the entities of an item. ``newest_first``: Spotify lists it so, with the
    instant at which each was added, so that what is known need not be read again.
    """

    resource: ResourceName
    collection: str
    endpoint: Endpoint[Any]
    row: Callable[[Any], SeenRow | None]
    drafts: Callable[[Any], Iterable[Draft]]
    newest_first: bool = True


def _inside(name: str, of: Callable[[Any], Iterator[Draft]]) -> Callable[[Any], Iterable[Draft]]:
    """The entities of what an item wraps under a name; none where that names nothing."""

    def drafts(item: Any) -> Iterable[Draft]:
        inner = getattr(item, name) if item is not None else None
        return of(inner) if inner is not None else ()

    return drafts


def _artist(item: Any) -> Iterable[Draft]:
    return extraction.of_artist(item) if item is not None else ()


SAVED: Mapping[str, Saved] = {
    saved.collection: saved
    for saved in (
        Saved(
            "tracks",
            keys.SAVED_TRACKS,
            library.MY_TRACKS,
            rows.of_saved_track,
            _inside("track", extraction.of_playable),
        ),
        Saved(
            "albums",
            keys.SAVED_ALBUMS,
            library.MY_ALBUMS,
            rows.of_saved_album,
            _inside("album", extraction.of_album),
        ),
        Saved("shows", keys.SAVED_SHOWS, library.MY_SHOWS, rows.of_saved_show, _inside("show", extraction.of_show)),
        Saved(
            "episodes",
            keys.SAVED_EPISODES,
            library.MY_EPISODES,
            rows.of_saved_episode,
            _inside("episode", extraction.of_episode),
        ),
        # Spotify's pages of audiobooks tell no instants, so nothing shows which of them is new.
        Saved(
            "audiobooks",
            keys.SAVED_AUDIOBOOKS,
            library.MY_AUDIOBOOKS,
            rows.of_saved_audiobook,
            _inside("audiobook", extraction.of_audiobook),
            newest_first=False,
        ),
        Saved(
            "artists",
            keys.FOLLOWED_ARTISTS,
            library.FOLLOWED_ARTISTS,
            rows.of_followed_artist,
            _artist,
            newest_first=False,
        ),
    )
}
