"""Search, and what Spotify itself shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import features
from .declaration import Endpoint

if TYPE_CHECKING:
    from ..models.browse import (
        Categories,
        Category,
        FeaturedPlaylists,
        Genres,
        Markets,
        NewReleases,
        Recommendations,
        SearchResults,
    )


def _search_results() -> type[SearchResults]:
    from ..models.browse import SearchResults

    return SearchResults


def _new_releases() -> type[NewReleases]:
    from ..models.browse import NewReleases

    return NewReleases


def _categories() -> type[Categories]:
    from ..models.browse import Categories

    return Categories


def _category() -> type[Category]:
    from ..models.browse import Category

    return Category


def _featured_playlists() -> type[FeaturedPlaylists]:
    from ..models.browse import FeaturedPlaylists

    return FeaturedPlaylists


def _recommendations() -> type[Recommendations]:
    from ..models.browse import Recommendations

    return Recommendations


def _genres() -> type[Genres]:
    from ..models.browse import Genres

    return Genres


def _markets() -> type[Markets]:
    from ..models.browse import Markets

    return Markets


SEARCH = Endpoint(
    "search", "GET", "/search", _search_results, paging="offset", limit=50, development_limit=10, last_offset=1000
)
NEW_RELEASES = Endpoint(
    "new_releases",
    "GET",
    "/browse/new-releases",
    _new_releases,
    paging="offset",
    limit=50,
    within="albums",
    feature=features.BROWSE,
)
CATEGORIES = Endpoint(
    "categories",
    "GET",
    "/browse/categories",
    _categories,
    paging="offset",
    limit=50,
    within="categories",
    feature=features.BROWSE,
)
CATEGORY = Endpoint("category", "GET", "/browse/categories/{category_id}", _category, feature=features.BROWSE)
CATEGORY_PLAYLISTS = Endpoint(
    "category_playlists",
    "GET",
    "/browse/categories/{category_id}/playlists",
    _featured_playlists,
    paging="offset",
    limit=50,
    within="playlists",
    feature=features.CATEGORY_PLAYLISTS,
)
FEATURED_PLAYLISTS = Endpoint(
    "featured_playlists",
    "GET",
    "/browse/featured-playlists",
    _featured_playlists,
    paging="offset",
    limit=50,
    within="playlists",
    feature=features.FEATURED_PLAYLISTS,
)
RECOMMENDATIONS = Endpoint(
    "recommendations", "GET", "/recommendations", _recommendations, limit=100, feature=features.RECOMMENDATIONS
)
GENRE_SEEDS = Endpoint(
    "genre_seeds", "GET", "/recommendations/available-genre-seeds", _genres, feature=features.RECOMMENDATIONS
)
MARKETS = Endpoint("markets", "GET", "/markets", _markets, feature=features.MARKETS)
