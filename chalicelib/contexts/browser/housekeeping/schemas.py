"""Requests and answers of the housekeeping."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict  # Pydantic asks for this one before Python 3.12

from chalicelib.contexts.browser.details.schemas import Counted, Holding
from chalicelib.contexts.browser.housekeeping.duplicates import Rule, Within
from chalicelib.contexts.browser.query.parameters import Ids
from chalicelib.contexts.browser.schemas import Browsed, Instant, LibraryState, Link, PlaylistOut, TrackOut
from chalicelib.core.model import Model
from chalicelib.core.paging import PageQuery

OfPlaylists = Annotated[
    Ids | None, Field(description="playlist ids, comma-separated: only what has to do with any of them")
]


class HousekeepingQuery(PageQuery):
    """A page, of some playlists or of the whole library."""

    playlist: OfPlaylists = None


class DuplicatesQuery(HousekeepingQuery):
    """Which rule says what is a duplicate, and where it is looked for."""

    by: Annotated[
        Rule,
        Field(
            description="`id`: the same track (or local file) in several rows. `isrc`: different tracks with one ISRC. "
            "`alike`: different tracks with the same title and artists, of lengths within 2 s of the shortest"
        ),
    ] = "id"
    within: Annotated[
        Within, Field(description="`playlist`: inside of one playlist; `library`: anywhere, likes among it")
    ] = "playlist"


class Why(TypedDict):
    """What makes tracks duplicates: the rule, and what they have in common. ``isrc`` is null but for that rule, and
    lengths differ by rule ``alike`` only as much as it allows. ``text`` says it in words."""

    rule: Rule
    uri: str | None
    isrc: str | None
    name: str | None
    artists: list[Link]
    shortest_ms: int | None
    longest_ms: int | None
    text: str


class Found(TypedDict):
    """A track, and every place where it is: rows of playlists; ``saved`` of the track tells whether it is liked."""

    track: TrackOut
    playlists: list[Holding]


class DuplicateGroup(TypedDict):
    """Tracks that are duplicates of each other, by name, and why.

    ``playlist`` is the one they are looked for in, null where that is the library. ``tracks_total`` and ``rows_total``
    count all; of very large groups a thousand are told.
    """

    why: Why
    playlist: Link | None
    tracks_total: int
    rows_total: int
    tracks: list[Found]


class Duplicates(Browsed):
    """Groups of duplicates."""

    data: list[DuplicateGroup]


class Unplayable(TypedDict):
    """A track that cannot be played. ``reason``: ``unplayable`` where Spotify says so, ``unknown`` where a row names it
    and nothing more is known of it. ``candidates`` are other tracks of the library with its ISRC that can be played."""

    reason: Literal["unplayable", "unknown"]
    track: TrackOut
    playlists: list[Holding]
    rows_total: int
    candidates: list[TrackOut]
    candidates_total: int


class UnplayableTracks(Browsed):
    """Tracks that cannot be played, by name."""

    data: list[Unplayable]


class Lost(TypedDict):
    """A row that was taken out of a playlist by the reading of ``at``, which found more rows than before that name
    nothing. ``certain``: as many rows went as came to name nothing; else some of what went was removed otherwise."""

    at: Instant
    certain: bool
    uri: str
    name: str | None
    position: int
    added_at: Instant | None
    added_by: str | None
    spotify_url: str | None


class Vanished(TypedDict):
    """A playlist with ``unnamed`` rows that name nothing any more, and what readings say was there before.

    ``since`` is the instant to which readings could be followed; rows that named nothing then are not told of.
    """

    playlist: PlaylistOut
    unnamed: int
    lost: list[Lost]
    lost_total: int
    since: Instant | None


class VanishedRows(Browsed):
    """Playlists with rows that name nothing any more, by name."""

    data: list[Vanished]


class DuplicatesCounted(TypedDict):
    """How many groups of duplicates there are by each rule, within a playlist each and in the whole library."""

    by: Rule
    within: Within
    total: int
    all: str


class Overview(TypedDict):
    """What there is to look at, and where it is listed."""

    duplicates: list[DuplicatesCounted]
    unfiled: Counted
    unliked: Counted
    unplayable: Counted
    vanished: Counted


class HousekeepingOverview(Model):
    """What there is to look at in the whole library."""

    data: Overview
    meta: LibraryState
