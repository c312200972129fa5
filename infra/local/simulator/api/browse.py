"""Browsing Spotify's own shelves: categories, featured playlists, new releases, markets, genres."""

from __future__ import annotations

from typing import Any

from infra.local.simulator.api.call import Call, Reply
from infra.local.simulator.api.markets import MARKETS
from infra.local.simulator.api.paging import offset_page
from infra.local.simulator.api.problems import not_found
from infra.local.simulator.covers import ARTIST_PICTURE, picture_path
from infra.local.simulator.library.catalogue import cover_key
from infra.local.simulator.library.names import GENRES

Json = dict[str, Any]
_CATEGORIES = {
    "toplists": "Top Lists", "pop": "Pop", "hiphop": "Hip-Hop", "rock": "Rock", "jazz": "Jazz", "blues": "Blues",
    "workout": "Workout", "chill": "Chill", "focus": "Focus", "party": "Party", "sleep": "Sleep", "dinner": "Dinner",
    "travel": "Travel", "soul": "Soul", "metal": "Metal", "latin": "Latin", "kids": "Kids &amp; Family",
    "mood": "Mood", "decades": "Decades", "country": "Country", "folk": "Folk", "indie": "Indie",
}  # fmt: skip
_NEW = 100


def categories(call: Call) -> Reply:
    """GET /browse/categories."""
    page = offset_page(call, "/browse/categories", list(_CATEGORIES), lambda each: _category(call, each))
    return Reply({"categories": page})


def category(call: Call) -> Reply:
    """GET /browse/categories/{category_id}."""
    return Reply(_category(call, _known(call)))


def category_playlists(call: Call) -> Reply:
    """GET /browse/categories/{category_id}/playlists: grandfathered apps only, since 2024-11-27."""
    return _shelf(call, f"/browse/categories/{_known(call)}/playlists", _CATEGORIES[_known(call)])


def featured_playlists(call: Call) -> Reply:
    """GET /browse/featured-playlists: grandfathered apps only, since 2024-11-27."""
    return _shelf(call, "/browse/featured-playlists", "Good evening")


def new_releases(call: Call) -> Reply:
    """GET /browse/new-releases: albums, the newest first."""
    albums = sorted(call.library.catalogue.albums.values(), key=lambda album: album.release_date, reverse=True)[:_NEW]
    return Reply({"albums": offset_page(call, "/browse/new-releases", albums, call.render.simplified_album)})


def markets(call: Call) -> Reply:
    """GET /markets."""
    return Reply({"markets": list(MARKETS)})


def genre_seeds(call: Call) -> Reply:
    """GET /recommendations/available-genre-seeds."""
    return Reply({"genres": sorted(genre.replace(" ", "-") for genre in GENRES)})


def _known(call: Call) -> str:
    identifier = call.parameters["category_id"]
    if identifier not in _CATEGORIES:
        raise not_found()
    return identifier


def _category(call: Call, identifier: str) -> Json:
    url = call.base + picture_path(ARTIST_PICTURE[1], cover_key("category", identifier))
    return {
        "href": f"{call.base}/v1/browse/categories/{identifier}",
        "icons": [{"height": None, "url": url, "width": None}],
        "id": identifier,
        "name": _CATEGORIES[identifier],
    }


def _shelf(call: Call, path: str, message: str) -> Reply:
    """Public playlists that stand for Spotify's own."""
    shown = [playlist for playlist in call.library.playlists.values() if playlist.public]
    page = offset_page(call, path, shown, call.render.simplified_playlist)
    return Reply({"message": message, "playlists": page})
