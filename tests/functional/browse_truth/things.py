"""What a library consists of, linked to each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Credit:
    """A named artist; without an id where Spotify gives none (local files, withdrawn artists)."""

    id: str | None
    name: str | None


@dataclass(frozen=True, slots=True)
class Features:
    """What one source measured of a track; measures that it did not tell are missing or None."""

    source: str
    measures: dict[str, float]
    key: int | None
    mode: int | None
    time_signature: int | None


@dataclass(eq=False, slots=True)
class Thing:
    """What all kinds share. Instants are milliseconds since 1970."""

    id: str | None
    name: str | None
    fields: dict[str, Any] = field(repr=False, default_factory=dict)
    saved: bool = False
    saved_at: int | None = None
    added: int | None = None


@dataclass(eq=False, slots=True)
class Place:
    """A row of a playlist: what stands at a position."""

    playlist: Playlist
    position: int
    uri: str
    added: int | None
    added_by: str | None
    playable: bool | None
    track: Track | None = None
    episode: Episode | None = None


@dataclass(eq=False, slots=True)
class Playlist(Thing):
    """A playlist of the person's list, ``place`` is where in it."""

    place: int = 0
    mine: bool = False
    read: bool = False
    total: int | None = None
    unnamed: int = 0
    rows: list[Place] = field(default_factory=list, repr=False)

    @property
    def owner_id(self) -> str | None:
        """Who made it."""
        owner = self.fields.get("owner")
        return owner["id"] if owner else None

    @property
    def owner_name(self) -> str | None:
        """Their name."""
        owner = self.fields.get("owner")
        name: str | None = owner.get("name") if owner else None
        return name if name and not name.isspace() else None

    @property
    def tracks(self) -> Iterator[Track]:
        """One for each row that is a track."""
        return (row.track for row in self.rows if row.track is not None)

    @property
    def episodes(self) -> Iterator[Episode]:
        """One for each row that is an episode."""
        return (row.episode for row in self.rows if row.episode is not None)

    @property
    def duration_ms(self) -> int:
        """Of all rows whose length is known."""
        lengths = [track.duration_ms for track in self.tracks] + [episode.duration_ms for episode in self.episodes]
        return sum(length or 0 for length in lengths)

    @property
    def added_instants(self) -> list[int]:
        """When rows were added, of those that tell."""
        return [row.added for row in self.rows if row.added is not None]


@dataclass(eq=False, slots=True)
class Artist(Thing):
    """An artist, and what of the library bears their name."""

    genres: list[str] = field(default_factory=list)
    followed: bool = False
    tracks: list[Track] = field(default_factory=list, repr=False)
    albums: list[Album] = field(default_factory=list, repr=False)

    @property
    def playlists(self) -> set[Playlist]:
        """Those that hold a track of theirs."""
        return {place.playlist for track in self.tracks for place in track.places}


@dataclass(eq=False, slots=True)
class Album(Thing):
    """An album, and its tracks that are in the library."""

    artists: list[Credit] = field(default_factory=list)
    genres: set[str] = field(default_factory=set)
    tracks: list[Track] = field(default_factory=list, repr=False)
    released: int | None = None


@dataclass(eq=False, slots=True)
class Track(Thing):
    """A track, or a local file (without an id); ``recorded``: more is known than that a row names it."""

    uri: str = ""
    artists: list[Credit] = field(default_factory=list)
    album: Album | None = None
    album_name: str | None = None
    duration_ms: int | None = None
    explicit: bool | None = None
    playable: bool | None = None
    local: bool = False
    recorded: bool = True
    isrc: str | None = None
    genres: set[str] = field(default_factory=set)
    features: Features | None = None
    places: list[Place] = field(default_factory=list, repr=False)
    isrc_group: frozenset[Track] | None = field(default=None, repr=False)
    alike_group: frozenset[Track] | None = field(default=None, repr=False)

    @property
    def playlists(self) -> set[Playlist]:
        """Those that hold it."""
        return {place.playlist for place in self.places}

    @property
    def released(self) -> int | None:
        """As the album's."""
        return self.album.released if self.album else None


@dataclass(eq=False, slots=True)
class Show(Thing):
    """A show; ``episodes`` are those in the library."""

    explicit: bool | None = None
    episodes: list[Episode] = field(default_factory=list, repr=False)


@dataclass(eq=False, slots=True)
class Episode(Thing):
    """An episode of a show."""

    show: Show | None = None
    released: int | None = None
    duration_ms: int | None = None
    explicit: bool | None = None
    playable: bool | None = None
    places: list[Place] = field(default_factory=list, repr=False)

    @property
    def playlists(self) -> set[Playlist]:
        """Those that hold it."""
        return {place.playlist for place in self.places}


@dataclass(eq=False, slots=True)
class Audiobook(Thing):
    """An audiobook."""

    authors: list[str] = field(default_factory=list)
    narrators: list[str] = field(default_factory=list)
    explicit: bool | None = None


@dataclass(eq=False, slots=True)
class Genre(Thing):
    """A genre, and what of the library has it."""

    tracks: list[Track] = field(default_factory=list, repr=False)
    albums: list[Album] = field(default_factory=list, repr=False)
    artists: list[Artist] = field(default_factory=list, repr=False)


@dataclass(slots=True)
class Library:
    """All of it, each kind in its own order (by name; playlists too: their own order is ``place``)."""

    user_id: str
    tracks: list[Track] = field(default_factory=list)
    albums: list[Album] = field(default_factory=list)
    artists: list[Artist] = field(default_factory=list)
    genres: list[Genre] = field(default_factory=list)
    playlists: list[Playlist] = field(default_factory=list)
    shows: list[Show] = field(default_factory=list)
    episodes: list[Episode] = field(default_factory=list)
    audiobooks: list[Audiobook] = field(default_factory=list)
    heads: dict[str, dict[str, Any]] = field(default_factory=dict, repr=False)

    def of(self, resource: str) -> list[Any]:
        """The things of a list, by its name in the API."""
        found: list[Any] = getattr(self, resource)
        return found
