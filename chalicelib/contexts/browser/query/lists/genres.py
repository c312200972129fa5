"""Genres: those of the library's artists, as far as Spotify tells them."""

from __future__ import annotations

from chalicelib.contexts.browser.query.filter import words
from chalicelib.contexts.browser.query.ordering import SortField
from chalicelib.contexts.browser.query.resource import Resource

GENRES = Resource(
    name="genres",
    table="genre",
    conditions=(words("genre", "the genre's name"),),
    sorts=(
        SortField("name", "genre.name_rank", "genre.name"),
        SortField("tracks", "genre.tracks"),
        SortField("artists", "genre.artists"),
        SortField("albums", "genre.albums"),
        SortField("duration_ms", "genre.duration_ms"),
    ),
    texts="",
    identity="genre.name",
    ties=("name",),
)
