"""Which albums an artist is on: the catalogue seen from its artists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from infra.local.simulator.library.catalogue import Catalogue
from infra.local.simulator.library.entities import Album

Group = Literal["album", "single", "compilation", "appears_on"]


class Discography:
    """Albums by artist, found in one walk through all albums at the first question."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._albums: dict[str, list[str]] | None = None
        self._appearances: dict[str, list[str]] = {}

    def albums_of(self, artist_id: str) -> list[Album]:
        """The artist's own albums, newest first."""
        return self._sorted(self._known().get(artist_id, ()))

    def grouped(self, artist_id: str) -> list[tuple[Album, Group]]:
        """Own albums, then compilations that the artist appears on, each with what it is to the artist."""
        own: list[tuple[Album, Group]] = [(album, album.album_type) for album in self.albums_of(artist_id)]
        appears: list[tuple[Album, Group]] = [
            (album, "appears_on") for album in self._sorted(self._appearances.get(artist_id, ()))
        ]
        return own + appears

    def neighbours(self, artist_id: str, count: int) -> list[str]:
        """Ids of artists that stand beside this one in the catalogue: what "related" means here."""
        artists = list(self._catalogue.artists)
        at = artists.index(artist_id)
        around = [artists[(at + step) % len(artists)] for step in range(1, min(count, len(artists) - 1) + 1)]
        return [each for each in around if each != artist_id]

    def _sorted(self, identifiers: Sequence[str]) -> list[Album]:
        albums = [self._catalogue.albums[each] for each in identifiers]
        return sorted(albums, key=lambda album: album.release_date, reverse=True)

    def _known(self) -> dict[str, list[str]]:
        if self._albums is None:
            self._albums = {}
            for album in self._catalogue.albums.values():
                for artist in album.artist_ids:
                    self._albums.setdefault(artist, []).append(album.id)
                if album.album_type == "compilation":
                    self._note_appearances(album)
        return self._albums

    def _note_appearances(self, album: Album) -> None:
        for track in album.track_ids:
            for artist in self._catalogue.tracks[track].artist_ids:
                albums = self._appearances.setdefault(artist, [])
                if album.id not in albums and artist not in album.artist_ids:
                    albums.append(album.id)
