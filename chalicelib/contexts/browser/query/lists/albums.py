"""Albums: those of the library's tracks, and saved ones."""

from __future__ import annotations

from chalicelib.contexts.browser.query import parameters
from chalicelib.contexts.browser.query.facet import Facet
from chalicelib.contexts.browser.query.filter import added, between, flag, genre, related, released, words
from chalicelib.contexts.browser.query.lists.membership import ALL, numbers, playlists
from chalicelib.contexts.browser.query.ordering import SortField
from chalicelib.contexts.browser.query.resource import Resource

IN_PLAYLISTS = "SELECT DISTINCT album FROM track WHERE no IN (SELECT track FROM track_playlist WHERE playlist IN ({}))"

ALBUMS = Resource(
    name="albums",
    table="album",
    conditions=(
        words("album", "the album's name and its artists'"),
        related(
            "artist",
            parameters.Ids,
            "album",
            f"SELECT album FROM album_artist WHERE artist IN ({numbers('artist')})",
            f"artist ids: credited to {ALL}",
        ),
        related(
            "track",
            parameters.Ids,
            "album",
            f"SELECT album FROM track WHERE no IN ({numbers('track')})",
            f"track ids: the albums of {ALL}",
        ),
        *playlists("album", IN_PLAYLISTS, "a track of the album is"),
        genre(
            "album",
            "SELECT album FROM album_genre WHERE genre IN ({})",
            "a genre's name: one that a credited artist has",
        ),
        flag("saved", "album.saved", "whether it is saved"),
        *added("album.added", "came into the library (its first track, or saved)"),
        *released("album.released"),
        *between(
            "duration_ms",
            parameters.Milliseconds,
            "album.duration_ms",
            "length in milliseconds of the library's tracks",
        ),
        *between("popularity", parameters.Popularity, "album.popularity", "popularity, 0 to 100"),
    ),
    sorts=(
        SortField("name", "album.name_rank", "album_text.name"),
        SortField("artist", "album.artist_rank", "json_extract(album_text.artists, '$[0][1]')"),
        SortField("released", "album.released"),
        SortField("added_at", "album.added"),
        SortField("saved_at", "album.saved_at"),
        SortField("tracks", "album.tracks"),
        SortField("duration_ms", "album.duration_ms"),
        SortField("total_tracks", "album.total_tracks"),
        SortField("popularity", "album.popularity"),
    ),
    texts="JOIN album_text ON album_text.no = album.no",
    identity="album_text.id",
    ties=("name", "artist", "released"),
    facets=(
        Facet("genre", "album.genre_set", "genre", sets="genre"),
        Facet("decade", "album.released / 100000 * 10", "decade"),
        Facet("artist", "album.artist_set", "artist", sets="artist"),
        Facet("saved", "album.saved", "flag"),
    ),
)
