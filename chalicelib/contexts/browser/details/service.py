"""Use cases of the details: one thing of the library, and what belongs to it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from chalicelib.contexts.browser.analysis.measuring import playlist_analysis
from chalicelib.contexts.browser.details import rows as paging
from chalicelib.contexts.browser.details.holding import cut, holdings
from chalicelib.contexts.browser.details.holding import places as places_of
from chalicelib.contexts.browser.details.schemas import (
    MOST,
    AlbumDetails,
    ArtistDetails,
    AudiobookDetails,
    Counted,
    EpisodeDetails,
    Holdings,
    LibraryMeta,
    PlaylistDetails,
    PlaylistRow,
    ShowDetails,
    SomeAlbums,
    SomeEpisodes,
    SomePlaylists,
    SomeTracks,
    TrackDetails,
)
from chalicelib.contexts.browser.presentation import meta
from chalicelib.contexts.browser.query.condition import listed
from chalicelib.contexts.browser.query.entries.albums import albums
from chalicelib.contexts.browser.query.entries.artists import artists
from chalicelib.contexts.browser.query.entries.playlists import playlists
from chalicelib.contexts.browser.query.entries.spoken import audiobooks, episodes, shows
from chalicelib.contexts.browser.query.entries.tracks import tracks
from chalicelib.contexts.browser.query.things import Kind, number

if TYPE_CHECKING:
    import apsw

    from chalicelib.contexts.browser.schemas import ArtistOut
    from chalicelib.contexts.browser.serving.library import Library

PATH = "/api/v1/browser"
MOST_ROWS = 500
"""So many rows of playlists are told of one track."""

_ON_ALBUM = "SELECT no FROM track WHERE album = ? ORDER BY disc NULLS LAST, number NULLS LAST, no"
_OF_ARTIST = "SELECT no FROM album WHERE no IN (SELECT album FROM album_artist WHERE artist = ?) ORDER BY no"
_OF_SHOW = "SELECT no FROM episode WHERE show = ? ORDER BY released DESC NULLS LAST, no"
_HOLD_ALBUM = (
    "SELECT DISTINCT playlist FROM playlist_row WHERE track IN (SELECT no FROM track WHERE album = ?) ORDER BY 1"
)
_HOLD_ARTIST = (
    "SELECT DISTINCT playlist FROM playlist_row WHERE track IN (SELECT track FROM track_artist WHERE artist = ?) "
    "ORDER BY 1"
)


def playlist(model: apsw.Connection, identity: str, reason: str) -> PlaylistDetails:
    """A playlist; ``reason`` says why there may be no audio features. Raises NotFound, like all of these."""
    no = number(model, "playlist", identity)
    (entry,) = playlists(model, [no])
    return PlaylistDetails(
        playlist=entry,
        computation=playlist_analysis(model, no, reason) if entry["rows"] else None,
        rows=Counted(total=entry["rows"], all=f"{PATH}/playlists/{identity}/rows"),
    )


def album(model: apsw.Connection, identity: str) -> AlbumDetails:
    """An album with its tracks, its artists, and the playlists that hold some of it."""
    no = number(model, "album", identity)
    (entry,) = albums(model, [no])
    on_it = _numbers(model, _ON_ALBUM, no)
    return AlbumDetails(
        album=entry,
        tracks=SomeTracks(
            data=tracks(model, on_it[:MOST]),
            total=len(on_it),
            all=f"{PATH}/tracks?album={identity}&sort=disc_number,track_number",
        ),
        artists=_credited(model, "album", no),
        playlists=_holding(model, _HOLD_ALBUM, no, f"album={identity}"),
    )


def artist(model: apsw.Connection, identity: str) -> ArtistDetails:
    """An artist with what the person has of them."""
    no = number(model, "artist", identity)
    (entry,) = artists(model, [no])
    of_them = _numbers(model, _OF_ARTIST, no)
    return ArtistDetails(
        artist=entry,
        albums=SomeAlbums(
            data=albums(model, of_them[:MOST]), total=len(of_them), all=f"{PATH}/albums?artist={identity}"
        ),
        tracks=Counted(total=entry["tracks"], all=f"{PATH}/tracks?artist={identity}"),
        playlists=_holding(model, _HOLD_ARTIST, no, f"artist={identity}"),
    )


def track(model: apsw.Connection, identity: str) -> TrackDetails:
    """A track with every playlist, album and artist of the library that holds it."""
    no = number(model, "track", identity)
    (entry,) = tracks(model, [no])
    on: int | None = model.execute("SELECT album FROM track WHERE no = ?", (no,)).get
    return TrackDetails(
        track=entry,
        playlists=_standing(model, "track", no, f"{PATH}/playlists?track={identity}"),
        album=albums(model, [on])[0] if on is not None else None,
        artists=_credited(model, "track", no),
    )


def episode(model: apsw.Connection, identity: str) -> EpisodeDetails:
    """An episode with every playlist that holds it, and its show."""
    no = number(model, "episode", identity)
    (entry,) = episodes(model, [no])
    of: int | None = model.execute("SELECT show FROM episode WHERE no = ?", (no,)).get
    return EpisodeDetails(
        episode=entry,
        playlists=_standing(model, "episode", no, None),
        show=shows(model, [of])[0] if of is not None else None,
    )


def show(model: apsw.Connection, identity: str) -> ShowDetails:
    """A show with its episodes that the library has."""
    no = number(model, "show", identity)
    (entry,) = shows(model, [no])
    of_it = _numbers(model, _OF_SHOW, no)
    return ShowDetails(
        show=entry,
        episodes=SomeEpisodes(
            data=episodes(model, of_it[:MOST]),
            total=len(of_it),
            all=f"{PATH}/episodes?show={identity}&sort=-released",
        ),
    )


def audiobook(model: apsw.Connection, identity: str) -> AudiobookDetails:
    """An audiobook."""
    (entry,) = audiobooks(model, [number(model, "audiobook", identity)])
    return AudiobookDetails(audiobook=entry)


DETAILS: Mapping[str, Callable[[apsw.Connection, str], Any]] = {
    "album": album,
    "artist": artist,
    "track": track,
    "episode": episode,
    "show": show,
    "audiobook": audiobook,
}
"""The detail of each kind that needs no more than an id."""


@dataclass(frozen=True, slots=True)
class RowsRead:
    """A page of a playlist's rows, how many it has, what a cursor keeps of where they go on (None: nowhere), and
    whether the library has changed since the page before."""

    rows: Sequence[PlaylistRow]
    total: int
    following: dict[str, Any] | None
    changed: bool


def rows(
    model: apsw.Connection, revision: str, identity: str, limit: int, key: Mapping[str, Any] | None = None
) -> RowsRead:
    """Some of a playlist's rows: the first, or those behind what a cursor keeps. Raises NotFound."""
    no = number(model, "playlist", identity)
    total: int = model.execute("SELECT rows FROM playlist WHERE no = ?", (no,)).get
    goes = paging.Goes(**key) if key is not None else None
    first = paging.start(model, no, revision, goes) if goes is not None else 0
    found = paging.read(model, no, first, limit)
    end = first + len(found)
    following = paging.goes_on(model, no, revision, end).as_key() if end < total else None
    return RowsRead(found, total, following, goes is not None and goes.revision != revision)


def library_meta(library: Library) -> LibraryMeta:
    """What the model says of the whole library."""
    facts = library.model.facts
    totals: Any = {**facts["totals"], "hours": round(facts["totals"]["duration_ms"] / 3_600_000, 1)}
    return LibraryMeta.model_construct(
        **meta(library),
        totals=totals,
        features=facts["features"],
        coverage=facts["coverage"],
    )


def _numbers(model: apsw.Connection, sql: str, *values: int) -> list[int]:
    return [no for (no,) in model.execute(sql, values)]


def _holding(model: apsw.Connection, sql: str, no: int, asked: str) -> SomePlaylists:
    found = _numbers(model, sql, no)
    return SomePlaylists(
        data=playlists(model, found[:MOST]), total=len(found), all=f"{PATH}/playlists?{asked}&sort=name"
    )


def _standing(model: apsw.Connection, kind: Literal["track", "episode"], no: int, everywhere: str | None) -> Holdings:
    found = holdings(model, kind, [no]).get(no, [])
    told = cut(found, MOST_ROWS) if everywhere is not None else found
    return Holdings(data=told, total=len(found), rows=places_of(found), all=everywhere)


def _credited(model: apsw.Connection, kind: Kind, no: int) -> list[ArtistOut]:
    """Artists in order of credit, each once."""
    text: str = model.execute(f"SELECT artists FROM {kind}_text WHERE no = ?", (no,)).get
    ids = list(dict.fromkeys(identity for identity, _ in json.loads(text) if identity is not None))
    rows = model.execute("SELECT id, no FROM artist_text WHERE id IN (SELECT value FROM json_each(?))", (listed(ids),))
    found: dict[str, int] = dict(rows)
    return artists(model, [found[identity] for identity in ids if identity in found])
