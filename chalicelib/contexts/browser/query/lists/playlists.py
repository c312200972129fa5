"""Playlists: the person's own and followed ones."""

from __future__ import annotations

from chalicelib.contexts.browser.query import parameters
from chalicelib.contexts.browser.query.facet import Facet
from chalicelib.contexts.browser.query.filter import added, any_of, between, choice, flag, genre, related, words
from chalicelib.contexts.browser.query.lists.membership import ALL, KINDS_OF_PLAYLISTS, OWNED, numbers
from chalicelib.contexts.browser.query.ordering import SortField
from chalicelib.contexts.browser.query.resource import Resource

HOLDS = "SELECT DISTINCT playlist FROM playlist_row WHERE track IN ({})"

PLAYLISTS = Resource(
    name="playlists",
    table="playlist",
    conditions=(
        words("playlist", "the playlist's name and its owner's"),
        related(
            "artist",
            parameters.Ids,
            "playlist",
            HOLDS.format(f"SELECT track FROM track_artist WHERE artist IN ({numbers('artist')})"),
            f"artist ids: holds a track of {ALL}",
        ),
        related(
            "album",
            parameters.Ids,
            "playlist",
            HOLDS.format(f"SELECT no FROM track WHERE album IN ({numbers('album')})"),
            f"album ids: holds a track of {ALL}",
        ),
        related("track", parameters.Ids, "playlist", HOLDS.format(numbers("track")), f"track ids: holds {ALL}"),
        genre(
            "playlist",
            HOLDS.format("SELECT track FROM track_genre WHERE genre IN ({})"),
            "a genre's name: holds a track of which a credited artist has it",
        ),
        any_of("owner", parameters.PersonIds, f"playlist.no IN ({OWNED})", f"owner ids: of {ALL}"),
        *(
            choice(name, f"playlist.{condition}", f"playlist.{condition} IS NOT TRUE", f"whether it is {said}")
            for name, (condition, said) in KINDS_OF_PLAYLISTS.items()
        ),
        flag("read", "playlist.read", "whether its rows have been read whole"),
        *added("playlist.last_added", "its newest row was added"),
        *between("duration_ms", parameters.Milliseconds, "playlist.duration_ms", "length in milliseconds of its rows"),
    ),
    sorts=(
        SortField("name", "playlist.name_rank", "playlist_text.name"),
        SortField("owner", "playlist.owner_rank", "playlist_text.owner_name"),
        SortField("position", "playlist.place"),
        SortField("rows", "playlist.rows"),
        SortField("tracks", "playlist.tracks"),
        SortField("episodes", "playlist.episodes"),
        SortField("duration_ms", "playlist.duration_ms"),
        SortField("first_added_at", "playlist.first_added"),
        SortField("last_added_at", "playlist.last_added"),
    ),
    texts="JOIN playlist_text ON playlist_text.no = playlist.no",
    identity="playlist_text.id",
    ties=("name",),
    facets=(
        Facet("owner", "(SELECT owner_id FROM playlist_text WHERE playlist_text.no = playlist.no)", "owner"),
        Facet("mine", "playlist.mine", "flag"),
    ),
    default_sort="position",
)
