"""Albums, and the person's saved ones."""

from .common import Copyright, ExternalIds, Identifier, Present
from .paging import Page
from .simplified import SimplifiedAlbum, SimplifiedTrack

__all__ = ["Album", "SimplifiedAlbum"]


class Album(SimplifiedAlbum):
    """A whole album with its first page of tracks (50 at most). Development mode has no `label` and `popularity`."""

    id: Identifier
    uri: Identifier
    name: str
    tracks: Page[SimplifiedTrack] | None = None
    external_ids: ExternalIds | None = None
    copyrights: Present[Copyright] = ()
    genres: Present[str] = ()
    label: str | None = None
    popularity: int | None = None
