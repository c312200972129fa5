"""Every list."""

from __future__ import annotations

from chalicelib.contexts.browser.query.lists.albums import ALBUMS
from chalicelib.contexts.browser.query.lists.artists import ARTISTS
from chalicelib.contexts.browser.query.lists.audiobooks import AUDIOBOOKS
from chalicelib.contexts.browser.query.lists.episodes import EPISODES
from chalicelib.contexts.browser.query.lists.genres import GENRES
from chalicelib.contexts.browser.query.lists.playlists import PLAYLISTS
from chalicelib.contexts.browser.query.lists.shows import SHOWS
from chalicelib.contexts.browser.query.lists.tracks import TRACKS
from chalicelib.contexts.browser.query.resource import Resource

LISTS: tuple[Resource, ...] = (PLAYLISTS, TRACKS, ALBUMS, ARTISTS, GENRES, SHOWS, EPISODES, AUDIOBOOKS)

BY_NAME: dict[str, Resource] = {resource.name: resource for resource in LISTS}
"""The same by the name of their paths."""
