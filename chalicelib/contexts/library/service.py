"""Library's use cases: read from Spotify, answer, and say what is to be kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from chalicelib.contexts.library import presentation, rows, schemas
from chalicelib.contexts.library.messages import COLLECTION, ENTITIES, CollectionPayload
from chalicelib.core import messages
from chalicelib.core.catalogue import extraction, keys
from chalicelib.core.clock import Clock
from chalicelib.core.errors import FeatureUnavailable, NotFound, PayloadTooLarge
from chalicelib.core.messages import Envelope, Source
from chalicelib.core.observability import count, logger
from chalicelib.spotify.endpoints import catalogue, library
from chalicelib.spotify.endpoints import playlists as of_playlists

if TYPE_CHECKING:
    from collections.abc import Callable

    from chalicelib.core.audio_features.provider import AudioFeaturesProvider
    from chalicelib.core.catalogue.extraction import Draft
    from chalicelib.spotify.client import SpotifyClient
    from chalicelib.spotify.models.paging import Page
    from chalicelib.spotify.models.playlist import PlaylistRow

LARGEST_PAGE = 50  # Spotify's own limit for every list here

T = TypeVar("T")
AnswerT = TypeVar("AnswerT")


class Spotify(Protocol):
    """A person's way to Spotify."""

    def __call__(self, work: Callable[[SpotifyClient], T]) -> T:
        """The result of ``work``; errors of ``core.errors``."""
        ...


@dataclass(frozen=True, slots=True)
class Read(Generic[AnswerT]):
    """An answer, when Spotify gave it, and what of it is to be kept."""

    answer: AnswerT
    fetched_at: datetime
    entities: Sequence[dict[str, Any]]
    collection: CollectionPayload | None = None


@dataclass(frozen=True, slots=True)
class PageRead(Generic[AnswerT]):
    """A page of answers; ``next_offset`` is where the next one begins, ``skipped`` how many rows named nothing."""

    items: list[AnswerT]
    next_offset: int | None
    limit: int
    total: int | None
    skipped: int


def playlists(spotify: Spotify, clock: Clock, *, limit: int, offset: int) -> Read[PageRead[schemas.Playlist]]:
    """A page of the person's own and followed playlists."""
    asked = min(limit, LARGEST_PAGE)
    page = spotify(lambda api: api.ask(library.MY_PLAYLISTS, limit=asked, offset=offset))
    fetched_at = clock.now()
    listed = _up_to_next(page, offset)
    named = [found for found in listed if found is not None]
    kept = [row for row in map(rows.of_playlists, named) if row is not None]
    skipped = len(listed) - len(named)
    return Read(
        _page([presentation.playlist(found) for found in named], page, asked, skipped),
        fetched_at,
        extraction.distinct(
            entity for found in page.items if found is not None for entity in extraction.of_playlist(found)
        ),
        CollectionPayload(name=keys.PLAYLISTS, rows=kept, unnamed=skipped) if _whole(page, offset) else None,
    )


def playlist(spotify: Spotify, clock: Clock, playlist_id: str) -> Read[schemas.Playlist]:
    """A playlist. Its first rows come with it where the app may read them, and are kept too."""
    found = spotify(lambda api: api.ask(of_playlists.PLAYLIST, playlist_id=playlist_id))
    fetched_at = clock.now()
    page = found.items
    collection = None
    if page is not None and _whole(page, 0):
        collection = _rows_of(playlist_id, page.items, found.snapshot_id)
    return Read(
        presentation.playlist(found),
        fetched_at,
        extraction.distinct([*extraction.of_playlist(found), *_items_of(page.items if page is not None else ())]),
        collection,
    )


def playlist_items(
    spotify: Spotify, clock: Clock, playlist_id: str, *, limit: int, offset: int
) -> Read[PageRead[schemas.PlaylistItem]]:
    """A page of a playlist's rows, in order; rows that name nothing keep their place."""
    asked = min(limit, LARGEST_PAGE)
    page = spotify(
        lambda api: api.ask(of_playlists.PLAYLIST_ITEMS, playlist_id=playlist_id, limit=asked, offset=offset)
    )
    fetched_at = clock.now()
    shown = [presentation.playlist_item(row, offset + index) for index, row in enumerate(page.items)]
    return Read(
        _page(shown, page, asked, sum(item["kind"] == "unavailable" for item in shown)),
        fetched_at,
        extraction.distinct(_items_of(page.items)),
        _rows_of(playlist_id, page.items, None) if _whole(page, offset) else None,
    )


def saved_tracks(spotify: Spotify, clock: Clock, *, limit: int, offset: int) -> Read[PageRead[schemas.SavedTrack]]:
    """A page of the person's saved tracks, newest first."""
    asked = min(limit, LARGEST_PAGE)
    page = spotify(lambda api: api.ask(library.MY_TRACKS, limit=asked, offset=offset))
    fetched_at = clock.now()
    named = [saved for saved in page.items if saved is not None and saved.track is not None]
    skipped = len(page.items) - len(named)
    kept = [row for row in map(rows.of_saved_track, named) if row is not None]
    return Read(
        _page([presentation.saved_track(saved) for saved in named], page, asked, skipped),
        fetched_at,
        extraction.distinct(entity for saved in named for entity in extraction.of_playable(saved.track)),
        CollectionPayload(name=keys.SAVED_TRACKS, rows=kept, unnamed=len(page.items) - len(kept))
        if _whole(page, offset)
        else None,
    )


def track(spotify: Spotify, clock: Clock, track_id: str) -> Read[schemas.Track]:
    """A track."""
    found = spotify(lambda api: api.ask(catalogue.TRACK, id=track_id))
    return Read(presentation.track(found), clock.now(), extraction.distinct(extraction.of_track(found)))


def track_data(provider: AudioFeaturesProvider, clock: Clock, track_id: str) -> Read[schemas.TrackData]:
    """A track's audio features, or the state that keeps them away.

    Of Spotify's own refusals two stay problems: FeatureUnavailable where it has closed them to the app, and NotFound,
    because it is asked by the track's id and says that there is nothing under it. Another source that does not know a
    track says nothing of whether there is one.
    """
    reading = provider.read([track_id])
    measured, unavailable = reading.measured.get(track_id), reading.unavailable
    if measured is not None:
        answer = schemas.TrackData(
            track_id=measured.features.id,
            state="available",
            reason=None,
            again_at=None,
            source=measured.features.source,
            fetched_at=measured.fetched_at,
            features=presentation.features(measured.features),
        )
        kept = measured.features.model_dump(mode="json", exclude_unset=True)
        return Read(answer, measured.fetched_at, [kept])
    if unavailable is not None and unavailable.closed:
        raise FeatureUnavailable(unavailable.reason)
    if unavailable is None and reading.source == "spotify":
        raise NotFound("Spotify knows nothing under this id")
    answer = schemas.TrackData(
        track_id=track_id,
        state="not_found" if unavailable is None else "unavailable",
        reason=unavailable.reason if unavailable is not None else None,
        again_at=unavailable.again_at if unavailable is not None else None,
        source=reading.source,
        fetched_at=None,
        features=None,
    )
    return Read(answer, clock.now(), [])


def to_keep(read: Read[Any], *, user_id: str, request_id: str) -> list[Envelope]:
    """The messages that have what was read kept; a page never passes for the whole collection."""
    source = Source(user_id=user_id, request_id=request_id, fetched_at=read.fetched_at)
    try:
        found = list(messages.split(ENTITIES, "entities", read.entities, source))
    except PayloadTooLarge:
        # One record that no message holds keeps its neighbours from nothing.
        small = [record for record in read.entities if messages.fits(record)]
        _tell_too_large(len(read.entities) - len(small))
        found = list(messages.split(ENTITIES, "entities", small, source))
    if read.collection is not None:
        payload = read.collection.model_dump(mode="json", exclude_none=True)
        if messages.fits(payload):
            found.append(messages.envelope(COLLECTION, payload, source))
        else:
            _tell_too_large(1)
    return found


def _tell_too_large(parts: int) -> None:
    count("RecordsTooLarge", parts)
    logger.error("too large for a message", extra={"parts": parts})


def _page(items: list[AnswerT], page: Page[Any], asked: int, skipped: int) -> PageRead[AnswerT]:
    return PageRead(items, page.next_offset, asked, page.total, skipped)


def _up_to_next(page: Page[T], offset: int) -> list[T | None]:
    """The items before the next page's first: pages of `/me/playlists` that lost a playlist overlap by one."""
    following = page.next_offset
    if following is None or following <= offset:
        return page.items
    return page.items[: following - offset]


def _whole(page: Page[Any], offset: int) -> bool:
    """True where a page is the collection: it begins at the first row, nothing follows, the total adds up, and every
    row that names something could be read."""
    complete = offset == 0 and page.next_offset is None and page.total in (None, len(page.items))
    return complete and not page.unread


def _items_of(rows: Iterable[PlaylistRow | None]) -> Iterable[Draft]:
    return (entity for row in rows if row is not None for entity in extraction.of_playable(row.item))


def _rows_of(playlist_id: str, listed: Sequence[PlaylistRow | None], snapshot_id: str | None) -> CollectionPayload:
    named = [row for row in map(rows.of_playlist, listed) if row is not None]
    return CollectionPayload(
        name=keys.playlist_rows(playlist_id), rows=named, unnamed=len(listed) - len(named), snapshot_id=snapshot_id
    )
