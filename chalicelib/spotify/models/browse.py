"""Search and browse answers, each kind of result under its plural name."""

from pydantic import Field

from .artist import Artist
from .audiobook import SimplifiedAudiobook
from .common import Identifier, Image, Model, Present
from .paging import CursorPage, Page
from .playlist import SimplifiedPlaylist
from .show import SimplifiedEpisode, SimplifiedShow
from .simplified import SimplifiedAlbum
from .track import Track


class SearchResults(Model):
    """One page per kind that was searched for; pages hold nulls, and `total` is unstable."""

    tracks: Page[Track] | None = None
    artists: Page[Artist] | None = None
    albums: Page[SimplifiedAlbum] | None = None
    playlists: Page[SimplifiedPlaylist] | None = None
    shows: Page[SimplifiedShow] | None = None
    episodes: Page[SimplifiedEpisode] | None = None
    audiobooks: Page[SimplifiedAudiobook] | None = None


class FollowedArtists(Model):
    """Followed artists, by cursor."""

    artists: CursorPage[Artist]


class NewReleases(Model):
    """New albums."""

    albums: Page[SimplifiedAlbum]


class FeaturedPlaylists(Model):
    """Playlists of a category, or featured ones with their message."""

    playlists: Page[SimplifiedPlaylist]
    message: str | None = None


class Category(Model):
    """A browse category."""

    id: Identifier
    name: str
    icons: Present[Image] = ()


class Categories(Model):
    """A page of browse categories."""

    categories: Page[Category]


class Genres(Model):
    """Genres that recommendations may start from."""

    genres: Present[str]


class Markets(Model):
    """Countries where Spotify is available (ISO 3166-1 alpha-2)."""

    markets: Present[str]


class Seed(Model):
    """What a recommendation started from."""

    id: Identifier
    type: str
    after_filtering_size: int | None = Field(default=None, alias="afterFilteringSize")
    after_relinking_size: int | None = Field(default=None, alias="afterRelinkingSize")
    initial_pool_size: int | None = Field(default=None, alias="initialPoolSize")


class Recommendations(Model):
    """Recommended tracks."""

    seeds: Present[Seed] = ()
    tracks: list[Track | None]
