"""Artists: those of the library's tracks and albums, and followed ones."""

from __future__ import annotations

from chalicelib.contexts.browser.query import parameters
from chalicelib.contexts.browser.query.facet import Facet
from chalicelib.contexts.browser.query.filter import added, between, flag, genre, related, words
from chalicelib.contexts.browser.query.lists.membership import ALL, numbers, playlists
from chalicelib.contexts.browser.query.ordering import SortField
from chalicelib.contexts.browser.query.resource import Resource

MEMBERS = (
    "SELECT DISTINCT member.value FROM member_set, json_each(member_set.members) AS member "
    "WHERE member_set.kind = 'artist' AND member_set.no IN (SELECT artist_set FROM track WHERE no IN ({}))"
)
"""The artists of tracks, by way of their few sets."""
IN_PLAYLISTS = MEMBERS.format("SELECT track FROM track_playlist WHERE playlist IN ({})")

ARTISTS = Resource(
    name="artists",
    table="artist",
    conditions=(
        words("artist", "the artist's name"),
        related(
            "track",
            parameters.Ids,
            "artist",
            MEMBERS.format(numbers("track")),
            f"track ids: the credited artists of {ALL}",
        ),
        *playlists("artist", IN_PLAYLISTS, "a track of the artist's is"),
        genre("artist", "SELECT artist FROM artist_genre WHERE genre IN ({})", "a genre's name"),
        flag("followed", "artist.followed", "whether the person follows the artist"),
        *added("artist.added", "the first track came into the library"),
        *between("popularity", parameters.Popularity, "artist.popularity", "popularity, 0 to 100"),
    ),
    sorts=(
        SortField("name", "artist.name_rank", "artist_text.name"),
        SortField("tracks", "artist.tracks"),
        SortField("albums", "artist.albums"),
        SortField("playlists", "artist.playlists"),
        SortField("duration_ms", "artist.duration_ms"),
        SortField("added_at", "artist.added"),
        SortField("popularity", "artist.popularity"),
    ),
    texts="JOIN artist_text ON artist_text.no = artist.no",
    identity="artist_text.id",
    ties=("name",),
    facets=(
        Facet("genre", "artist.genre_set", "genre", sets="genre"),
        Facet("followed", "artist.followed", "flag"),
    ),
)
