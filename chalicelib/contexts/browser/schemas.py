"""Requests and answers of the browser's lists, and the entries that other endpoints show too.

Entries are typed dictionaries, as a page holds a hundred: the type checker knows their fields, and tests hold real
answers against their schemas. Instants are RFC 3339 in UTC, durations milliseconds. Null is what nobody has told.
"""

from __future__ import annotations

from typing import Annotated, Any, NotRequired

from pydantic import Field
from typing_extensions import TypedDict  # Pydantic asks for this one before Python 3.12

from chalicelib.contexts.browser.query.lists.all import LISTS
from chalicelib.contexts.browser.query.shown_facets import FacetOut
from chalicelib.core.catalogue.sources import FeaturesSource
from chalicelib.core.model import Model
from chalicelib.core.paging import PageInfo, PageQuery

QUERIES: dict[str, type[PageQuery]] = {resource.name: resource.query for resource in LISTS}
"""The parameters of each list."""

Instant = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
"""RFC 3339 in UTC, written already: a page holds hundreds."""


class ImageLink(TypedDict):
    """An image by link; sizes in pixels."""

    url: str
    width: int | None
    height: int | None


class Link(TypedDict):
    """Another thing; ``id`` is null in local files and of artists that Spotify has withdrawn."""

    id: str | None
    name: str | None
    spotify_url: str | None


class TrackFeatures(TypedDict):
    """Audio features and who told them: 0 to 1, loudness in dB, tempo in beats per minute, ``key`` 0 (C) to 11 (B) and
    null where none was found, ``mode`` 0 (minor) or 1 (major)."""

    source: FeaturesSource
    acousticness: float | None
    danceability: float | None
    energy: float | None
    instrumentalness: float | None
    liveness: float | None
    loudness: float | None
    speechiness: float | None
    tempo: float | None
    valence: float | None
    key: int | None
    mode: int | None
    time_signature: int | None


class TrackOut(TypedDict):
    """A track, or a local file (``id`` null).

    ``playlists`` is how many hold it, ``rows`` in how many rows; ``added_at`` is when it first came into the library.
    """

    id: str | None
    uri: str
    name: str | None
    artists: list[Link]
    album: Link | None
    duration_ms: int | None
    explicit: bool | None
    disc_number: int | None
    track_number: int | None
    isrc: str | None
    released: str | None
    popularity: int | None
    playable: bool | None
    local: bool
    saved: bool
    saved_at: Instant | None
    added_at: Instant | None
    playlists: int
    rows: int
    genres: list[str]
    analysed: bool
    features: TrackFeatures | None
    image: str | None
    spotify_url: str | None


class AlbumOut(TypedDict):
    """An album. ``tracks`` and ``duration_ms`` are of those in the library, ``total_tracks`` of all."""

    id: str
    uri: str
    name: str | None
    artists: list[Link]
    album_type: str | None
    released: str | None
    label: str | None
    upc: str | None
    total_tracks: int | None
    tracks: int
    duration_ms: int
    popularity: int | None
    saved: bool
    saved_at: Instant | None
    added_at: Instant | None
    genres: list[str]
    images: list[ImageLink]
    spotify_url: str


class ArtistOut(TypedDict):
    """An artist. Counts and ``duration_ms`` are of the library's tracks that credit the artist."""

    id: str
    uri: str
    name: str | None
    genres: list[str]
    followed: bool
    followers: int | None
    added_at: Instant | None
    tracks: int
    albums: int
    playlists: int
    duration_ms: int
    popularity: int | None
    images: list[ImageLink]
    spotify_url: str


class GenreOut(TypedDict):
    """A genre of the library's artists, and how much of the library is of it."""

    name: str
    tracks: int
    artists: int
    albums: int
    duration_ms: int


class PlaylistOut(TypedDict):
    """A playlist. ``position`` is its place in the person's own order, from 0.

    ``rows`` are kept, of them ``tracks`` and ``episodes``; Spotify counts ``total``. ``unnamed`` rows name nothing any
    more. ``read``: its rows were read whole; where not, ``incomplete`` says why.
    """

    id: str
    uri: str
    name: str | None
    description: str | None
    owner: Link | None
    mine: bool
    collaborative: bool
    public: bool | None
    read: bool
    incomplete: list[str]
    position: int
    rows: int
    tracks: int
    episodes: int
    total: int | None
    unnamed: int
    duration_ms: int
    first_added_at: Instant | None
    last_added_at: Instant | None
    images: list[ImageLink]
    spotify_url: str


class ShowOut(TypedDict):
    """A show. ``episodes`` are those in the library, ``total_episodes`` all."""

    id: str
    uri: str
    name: str | None
    publisher: str | None
    description: str | None
    explicit: bool | None
    saved: bool
    saved_at: Instant | None
    episodes: int
    total_episodes: int | None
    images: list[ImageLink]
    spotify_url: str


class EpisodeOut(TypedDict):
    """An episode of a show."""

    id: str
    uri: str
    name: str | None
    description: str | None
    show: Link | None
    released: str | None
    duration_ms: int | None
    explicit: bool | None
    playable: bool | None
    saved: bool
    saved_at: Instant | None
    added_at: Instant | None
    playlists: int
    rows: int
    images: list[ImageLink]
    spotify_url: str


class AudiobookOut(TypedDict):
    """An audiobook. Spotify gives it the uri of a show."""

    id: str
    uri: str
    name: str | None
    authors: list[str]
    narrators: list[str]
    publisher: str | None
    description: str | None
    edition: str | None
    explicit: bool | None
    saved: bool
    saved_at: Instant | None
    total_chapters: int | None
    images: list[ImageLink]
    spotify_url: str


class LibraryState(TypedDict):
    """From which state of the library an answer is: its ``revision``, and when it was looked at last.

    ``behind_since``: since when records that are newer wait for the next build; null where none do.
    """

    revision: str
    built_at: Instant
    behind_since: Instant | None


class ListMeta(LibraryState):
    """``revision_changed`` where the library has changed since the page before: this one goes on from the same row.
    ``facets`` by name, where asked for."""

    revision_changed: NotRequired[bool]
    facets: NotRequired[dict[str, FacetOut]]


class Browsed(Model):
    """A page of a list of the kept library. Subclasses say what ``data`` holds."""

    data: list[Any]
    page: PageInfo
    meta: ListMeta = Field(description="which state of the library this is, and facets")


class BrowsedTracks(Browsed):
    """Tracks and local files."""

    data: list[TrackOut]


class BrowsedAlbums(Browsed):
    """Albums."""

    data: list[AlbumOut]


class BrowsedArtists(Browsed):
    """Artists."""

    data: list[ArtistOut]


class BrowsedGenres(Browsed):
    """Genres."""

    data: list[GenreOut]


class BrowsedPlaylists(Browsed):
    """Playlists."""

    data: list[PlaylistOut]


class BrowsedShows(Browsed):
    """Shows."""

    data: list[ShowOut]


class BrowsedEpisodes(Browsed):
    """Episodes."""

    data: list[EpisodeOut]


class BrowsedAudiobooks(Browsed):
    """Audiobooks."""

    data: list[AudiobookOut]


ANSWERS: dict[str, type[Browsed]] = {
    "playlists": BrowsedPlaylists,
    "tracks": BrowsedTracks,
    "albums": BrowsedAlbums,
    "artists": BrowsedArtists,
    "genres": BrowsedGenres,
    "shows": BrowsedShows,
    "episodes": BrowsedEpisodes,
    "audiobooks": BrowsedAudiobooks,
}
"""What each list answers."""
