"""GET /search: a page for each kind asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote_plus

from infra.local.simulator.api.call import Call, Reply
from infra.local.simulator.api.paging import offset_page
from infra.local.simulator.api.problems import ApiError, invalid
from infra.local.simulator.library.generator import SPOTIFY
from infra.local.simulator.library.search import matches_words

Json = dict[str, Any]
KINDS = ("album", "artist", "playlist", "track", "show", "episode", "audiobook")
LARGEST_OFFSET = 1000
_NULL_EVERY, _NULL_AT = 7, 3
"""Recorded: three of twenty playlists are null (Spotify's own, since 2024-11-27)."""


def search(call: Call) -> Reply:
    """Per kind: at most 10 in development mode (5 unless asked otherwise), else 50 (20); nothing beyond offset 1,000.

    ``next`` has ``query=`` in place of ``q=``, and leads beyond offset 1,000, where the answer is 400. ``total`` is
    another one on some pages.
    """
    query = call.query.get("q") or call.query.get("query")
    if not query or not query.strip():
        raise ApiError(400, "No search query")
    kinds = call.query.get("type", "").split(",")
    if kinds == [""]:
        raise ApiError(400, "Missing parameter type")
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown:
        raise ApiError(400, f"Bad search type field {unknown[0]}")
    if call.query.get("include_external", "audio") != "audio":
        raise invalid("include_external")
    default, most = (20, 50) if call.mode.complete else (5, 10)
    limit, offset = call.limit(default, most), call.offset(LARGEST_OFFSET)
    return Reply({f"{kind}s": _page(call, kind, query, limit, offset) for kind in dict.fromkeys(kinds)})


def _page(call: Call, kind: str, query: str, limit: int, offset: int) -> Json:
    found: list[str | None] = []
    if kind == "playlist":
        found += _playlists(call, query)
    else:
        found += [each for each in call.library.index.find(kind, query) if each not in call.library.delisted]
    page = offset_page(
        call,
        "/search",
        found,
        lambda each: None if each is None else _render(call, kind, each),
        limit=limit,
        offset=offset,
        query=quote_plus(query),
        type=kind,
        market=call.query.get("market"),
    )
    page["total"] += offset // limit % 3 if page["items"] else 0
    return page


def _playlists(call: Call, query: str) -> list[str | None]:
    """Public playlists whose name has the words, with the nulls that Spotify's own ones left."""
    found: list[str | None] = []
    for playlist in call.library.playlists.values():
        if playlist.public and playlist.owner_id != SPOTIFY.id and matches_words(playlist.name, query):
            found.append(playlist.id)
            if len(found) % _NULL_EVERY == _NULL_AT:
                found.append(None)
    return found


def _render(call: Call, kind: str, identifier: str) -> Json:
    catalogue, render = call.library.catalogue, call.render
    forms: Mapping[str, tuple[Mapping[str, Any], Callable[[Any], Json]]] = {
        "track": (catalogue.tracks, render.track),
        "album": (catalogue.albums, render.simplified_album),
        "artist": (catalogue.artists, render.artist),
        "show": (catalogue.shows, render.simplified_show),
        "episode": (catalogue.episodes, render.simplified_episode),
        "audiobook": (catalogue.audiobooks, render.simplified_audiobook),
        "playlist": (call.library.playlists, render.simplified_playlist),
    }
    entities, form = forms[kind]
    return form(entities[identifier])
