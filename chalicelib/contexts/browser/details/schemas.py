"""Requests and answers of the details.

An entry looks as it does in its list. What belongs to it is told in part where it is long: ``total`` counts all of it,
and ``all`` is the address of the list that has it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints
from typing_extensions import TypedDict  # Pydantic asks for this one before Python 3.12

from chalicelib.contexts.browser.analysis.schemas import AnalysisOut
from chalicelib.contexts.browser.schemas import (
    AlbumOut,
    ArtistOut,
    AudiobookOut,
    Browsed,
    EpisodeOut,
    Instant,
    LibraryState,
    Link,
    PlaylistOut,
    ShowOut,
    TrackOut,
)
from chalicelib.core.model import Model

MOST = 50
"""So many entries of each list are in a detail."""

SpotifyIdText = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{1,64}$")]


class ThingPath(Model):
    """Which one."""

    spotify_id: SpotifyIdText


class Standing(TypedDict):
    """A row of a playlist. ``position`` counts from 0; ``playable`` is null where Spotify does not tell."""

    position: int
    added_at: Instant | None
    added_by: str | None
    playable: bool | None


class Holding(TypedDict):
    """A playlist, and where in it something stands."""

    playlist: Link
    rows: list[Standing]


class Holdings(TypedDict):
    """Playlists that hold something, by name, and where; ``total`` counts playlists, ``rows`` the rows in all of them.

    ``all`` is null where all of them are here.
    """

    data: list[Holding]
    total: int
    rows: int
    all: str | None


class Counted(TypedDict):
    """How many there are, and the address of the list that has them."""

    total: int
    all: str


class SomeTracks(TypedDict):
    """Some tracks of the library."""

    data: list[TrackOut]
    total: int
    all: str


class SomeAlbums(TypedDict):
    """Some albums of the library."""

    data: list[AlbumOut]
    total: int
    all: str


class SomePlaylists(TypedDict):
    """Some playlists, by name."""

    data: list[PlaylistOut]
    total: int
    all: str


class SomeEpisodes(TypedDict):
    """Some episodes of the library."""

    data: list[EpisodeOut]
    total: int
    all: str


class PlaylistDetails(TypedDict):
    """A playlist, what its rows amount to (null where none are kept), and where they are listed."""

    playlist: PlaylistOut
    computation: AnalysisOut | None
    rows: Counted


class AlbumDetails(TypedDict):
    """An album, its tracks that the library has by disc and number, its artists, the playlists that hold some of it."""

    album: AlbumOut
    tracks: SomeTracks
    artists: list[ArtistOut]
    playlists: SomePlaylists


class ArtistDetails(TypedDict):
    """An artist, and what the person has of them: albums by name, how many tracks, the playlists that hold some."""

    artist: ArtistOut
    albums: SomeAlbums
    tracks: Counted
    playlists: SomePlaylists


class TrackDetails(TypedDict):
    """A track, and what of the library holds it: playlists with the rows, its album, its artists."""

    track: TrackOut
    playlists: Holdings
    album: AlbumOut | None
    artists: list[ArtistOut]


class EpisodeDetails(TypedDict):
    """An episode, and what of the library holds it: playlists with the rows, its show."""

    episode: EpisodeOut
    playlists: Holdings
    show: ShowOut | None


class ShowDetails(TypedDict):
    """A show, and its episodes that the library has, newest first."""

    show: ShowOut
    episodes: SomeEpisodes


class AudiobookDetails(TypedDict):
    """An audiobook."""

    audiobook: AudiobookOut


class PlaylistDetail(Model):
    """A playlist of the kept library."""

    data: PlaylistDetails
    meta: LibraryState


class AlbumDetail(Model):
    """An album of the kept library."""

    data: AlbumDetails
    meta: LibraryState


class ArtistDetail(Model):
    """An artist of the kept library."""

    data: ArtistDetails
    meta: LibraryState


class TrackDetail(Model):
    """A track of the kept library."""

    data: TrackDetails
    meta: LibraryState


class EpisodeDetail(Model):
    """An episode of the kept library."""

    data: EpisodeDetails
    meta: LibraryState


class ShowDetail(Model):
    """A show of the kept library."""

    data: ShowDetails
    meta: LibraryState


class AudiobookDetail(Model):
    """An audiobook of the kept library."""

    data: AudiobookDetails
    meta: LibraryState


class PlaylistRow(TypedDict):
    """A row of a playlist. ``item`` is null where the row is of neither kind. ``added_by`` is the id of a person."""

    position: int
    added_at: Instant | None
    added_by: str | None
    playable: bool | None
    kind: Literal["track", "episode", "other"]
    uri: str
    item: TrackOut | EpisodeOut | None


class PlaylistRows(Browsed):
    """Rows of a playlist, in order."""

    data: list[PlaylistRow] = Field(description="in the playlist's order")


class Totals(TypedDict):
    """How much there is, each thing once. ``rows`` are those of all playlists; ``duration_ms`` and ``hours`` are of all
    tracks, each once."""

    playlists: int
    tracks: int
    albums: int
    artists: int
    genres: int
    shows: int
    episodes: int
    audiobooks: int
    rows: int
    local_tracks: int
    saved_tracks: int
    saved_albums: int
    saved_shows: int
    saved_episodes: int
    followed_artists: int
    duration_ms: int
    hours: float


class Measured(TypedDict):
    """How many tracks have audio features, how many have none, and who told those that are used."""

    analysed: int
    unanalysed: int
    by_source: dict[str, int]


class CollectionCoverage(TypedDict):
    """How much of a collection is kept: ``rows`` of Spotify's ``total``, ``unnamed`` more that name nothing any more.
    ``read``: it was read whole; where not, ``incomplete`` says why, if anybody knows."""

    rows: int
    total: int | None
    unnamed: int
    read: bool
    incomplete: list[str]


class PlaylistCoverage(TypedDict):
    """Of how many playlists the rows were read whole, and of how many not."""

    read: int
    unread: int


class Coverage(TypedDict):
    """How much of the library has been seen. ``unknown`` counts what is named, and nothing more is known of."""

    collections: dict[str, CollectionCoverage]
    playlists: PlaylistCoverage
    unknown: dict[str, int]


class LibraryMeta(Model):
    """What is known of the whole library, and from which state of it."""

    revision: str
    built_at: Instant
    behind_since: Instant | None
    totals: Totals
    features: Measured
    coverage: Coverage
