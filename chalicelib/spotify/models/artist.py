"""Artists."""

from typing import Literal

from .common import Entity, Followers, Identifier, Image, Present


class SimplifiedArtist(Entity):
    """An artist as tracks and albums carry it. Artists of local files have a name and no id."""

    type: Literal["artist"] = "artist"
    name: str | None = None


class Artist(SimplifiedArtist):
    """A whole artist. `followers` and `popularity` are absent in development mode, `genres` is often empty."""

    id: Identifier
    uri: Identifier
    name: str
    images: Present[Image] = ()
    genres: Present[str] = ()
    followers: Followers | None = None
    popularity: int | None = None
