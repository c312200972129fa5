"""Tracks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from chalicelib.contexts.browser.model.layout import FEATURES
from chalicelib.contexts.browser.query import parameters
from chalicelib.contexts.browser.query.among import in_sets
from chalicelib.contexts.browser.query.condition import Condition
from chalicelib.contexts.browser.query.facet import Facet
from chalicelib.contexts.browser.query.filter import (
    Filter,
    added,
    any_of,
    between,
    choice,
    flag,
    genre,
    related,
    released,
    words,
)
from chalicelib.contexts.browser.query.lists.membership import ALL, kinds_of_playlists, numbers, playlists
from chalicelib.contexts.browser.query.ordering import SortField
from chalicelib.contexts.browser.query.resource import Resource

if TYPE_CHECKING:
    import apsw

IN_PLAYLISTS = "SELECT track FROM track_playlist WHERE playlist IN ({})"
MEASURED = "track.no IN (SELECT track FROM feature WHERE {})"
MEASURES = "LEFT JOIN feature ON feature.track = track.no"
DUPLICATES = {
    "id": "track.rows > 1",
    "isrc": "track.isrc_group IS NOT NULL",
    "alike": "track.alike_group IS NOT NULL",
}
MODES = ("minor", "major")


def _within(model: apsw.Connection, playlists_: Sequence[int], inside: bool) -> Condition:
    return in_sets(model, "track.playlist_set", "playlist", playlists_, inside=inside)


def _modes(given: tuple[str, ...], _: object) -> Condition:
    return Condition(f"mode IN ({', '.join('?' for _ in given)})", tuple(MODES.index(each) for each in given))


def _duplicates(given: tuple[str, ...], _: object) -> Condition:
    return Condition(" OR ".join(DUPLICATES[each] for each in given))


TRACKS = Resource(
    name="tracks",
    table="track",
    conditions=(
        words("track", "the track's name, its artists' and its album's"),
        related(
            "artist",
            parameters.Ids,
            "track",
            f"SELECT track FROM track_artist WHERE artist IN ({numbers('artist')})",
            f"artist ids: credited to {ALL}",
        ),
        any_of("album", parameters.Ids, f"track.album IN ({numbers('album')})", f"album ids: on {ALL}"),
        *playlists("track", IN_PLAYLISTS, "tracks"),
        genre(
            "track",
            "SELECT track FROM track_genre WHERE genre IN ({})",
            "a genre's name: one that a credited artist has",
        ),
        *kinds_of_playlists(_within),
        flag("saved", "track.saved", "whether it is liked"),
        choice("in_playlist", "track.playlists > 0", "track.playlists = 0", "whether it is in any playlist"),
        *added("track.added", "came into the library (first row of a playlist, or liked)"),
        *released("track.released"),
        *between("duration_ms", parameters.Milliseconds, "track.duration_ms", "length in milliseconds"),
        flag("explicit", "track.explicit", "whether it is explicit; where nobody said neither"),
        choice("playable", "track.playable IS NOT 0", "track.playable = 0", "false: known not to be playable"),
        flag("local", "track.local", "whether it is a local file"),
        flag("analysed", "track.analysed", "whether there are audio features of it"),
        *(
            each
            for name in FEATURES
            for each in between(name, parameters.Measure, name, f"audio feature `{name}`", MEASURED)
        ),
        any_of(
            "key",
            parameters.Keys,
            "key IN (SELECT value FROM json_each(?))",
            "keys from 0 (C) to 11 (B): in any of these, comma-separated",
            MEASURED,
        ),
        Filter(
            "mode",
            parameters.several(parameters.among(MODES)),
            "`major`, `minor`, or both, comma-separated",
            _modes,
            MEASURED,
        ),
        any_of(
            "time_signature",
            parameters.TimeSignatures,
            "time_signature IN (SELECT value FROM json_each(?))",
            "beats in a bar: any of these, comma-separated",
            MEASURED,
        ),
        *between("popularity", parameters.Popularity, "track.popularity", "popularity, 0 to 100"),
        Filter(
            "duplicate",
            parameters.several(parameters.among(tuple(DUPLICATES))),
            "it has duplicates in the library: `id` (in several rows of playlists), `isrc` (another has its ISRC), "
            "`alike` (another has its title, artists, and length within 2 s); comma-separated for any of them",
            _duplicates,
        ),
    ),
    sorts=(
        SortField("name", "track.name_rank", "track_text.name"),
        SortField("artist", "track.artist_rank", "json_extract(track_text.artists, '$[0][1]')"),
        SortField("album", "track.album_rank", "coalesce(album_text.name, track_text.album_name)"),
        SortField("released", "track.released"),
        SortField("added_at", "track.added"),
        SortField("saved_at", "track.saved_at"),
        SortField("duration_ms", "track.duration_ms"),
        SortField("playlists", "track.playlists"),
        SortField("rows", "track.rows"),
        SortField("disc_number", "track.disc"),
        SortField("track_number", "track.number"),
        SortField("popularity", "track.popularity"),
        SortField("explicit", "track.explicit"),
        *(SortField(name, f"feature.{name}", join=MEASURES) for name in FEATURES),
        SortField("key", "track.key"),
        SortField("time_signature", "feature.time_signature", join=MEASURES),
    ),
    texts="JOIN track_text ON track_text.no = track.no LEFT JOIN album_text ON album_text.no = track.album",
    identity="track_text.uri",
    ties=("name", "artist", "album"),
    facets=(
        Facet("genre", "track.genre_set", "genre", sets="genre"),
        Facet("decade", "track.released / 100000 * 10", "decade"),
        Facet("artist", "track.artist_set", "artist", sets="artist"),
        Facet("playlist", "track.playlist_set", "playlist", sets="playlist"),
        Facet("album", "track.album", "album"),
        Facet("key", "track.key", "key"),
        Facet("mode", "(SELECT mode FROM feature WHERE feature.track = track.no)", "mode"),
        Facet("explicit", "track.explicit", "flag"),
        Facet("saved", "track.saved", "flag"),
    ),
)
