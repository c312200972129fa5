"""Spotify's objects as Library's answers show them."""

from __future__ import annotations

from collections.abc import Iterable

from chalicelib.contexts.library import schemas
from chalicelib.core.catalogue.entities import AudioFeaturesEntity
from chalicelib.spotify.models.artist import SimplifiedArtist
from chalicelib.spotify.models.common import Image
from chalicelib.spotify.models.episode import Episode
from chalicelib.spotify.models.playlist import PlaylistRow, SimplifiedPlaylist
from chalicelib.spotify.models.saved import SavedTrack
from chalicelib.spotify.models.show import SimplifiedShow
from chalicelib.spotify.models.simplified import SimplifiedAlbum
from chalicelib.spotify.models.track import Track
from chalicelib.spotify.models.user import PublicUser


def playlist(found: SimplifiedPlaylist) -> schemas.Playlist:
    """A playlist."""
    return schemas.Playlist(
        id=found.id,
        uri=found.uri,
        name=found.name,
        description=found.description,
        owner=_person(found.owner),
        public=found.public,
        collaborative=found.collaborative,
        snapshot_id=found.snapshot_id,
        images=_images(found.images),
        items_total=found.items_total,
        spotify_url=found.spotify_url,
    )


def playlist_item(row: PlaylistRow | None, position: int) -> schemas.PlaylistItem:
    """A row of a playlist; rows that name nothing are shown as such, because they count in the order."""
    item = row.item if row is not None else None
    shown: schemas.Track | schemas.Episode | None = None
    kind: schemas.ItemKind = "unavailable"
    if isinstance(item, Track):
        shown, kind = track(item), "local" if item.local else "track"
    elif isinstance(item, Episode):
        shown, kind = episode(item), "episode"
    return schemas.PlaylistItem(
        position=position,
        added_at=row.added_at if row is not None else None,
        added_by=_person(row.added_by) if row is not None else None,
        kind=kind,
        item=shown,
    )


def saved_track(saved: SavedTrack) -> schemas.SavedTrack:
    """A saved track."""
    return schemas.SavedTrack(added_at=saved.added_at, track=track(saved.track) if saved.track is not None else None)


def track(found: Track) -> schemas.Track:
    """A track or local file."""
    album = _album(found.album) if found.album is not None else None
    return schemas.Track(
        id=found.id,
        uri=found.uri,
        name=found.name,
        duration_ms=found.duration_ms,
        explicit=found.explicit,
        disc_number=found.disc_number,
        track_number=found.track_number,
        album=album,
        artists=[_artist(artist) for artist in found.artists],
        isrc=found.external_ids.isrc if found.external_ids is not None else None,
        is_playable=found.is_playable,
        images=album["images"] if album is not None else [],
        spotify_url=found.spotify_url,
    )


def episode(found: Episode) -> schemas.Episode:
    """An episode."""
    return schemas.Episode(
        id=found.id,
        uri=found.uri,
        name=found.name,
        duration_ms=found.duration_ms,
        explicit=found.explicit,
        release_date=found.release_date,
        show=_show(found.show) if found.show is not None else None,
        images=_images(found.images),
        spotify_url=found.spotify_url,
    )


def features(found: AudioFeaturesEntity) -> schemas.Features:
    """Audio features; null for what their source does not tell."""
    return schemas.Features(**{name: getattr(found, name) for name in schemas.Features.model_fields})


def _album(album: SimplifiedAlbum) -> schemas.AlbumRef:
    return schemas.AlbumRef(
        id=album.id,
        name=album.name,
        album_type=album.album_type,
        release_date=album.release_date,
        images=_images(album.images),
        spotify_url=album.spotify_url,
    )


def _show(show: SimplifiedShow) -> schemas.ShowRef:
    return schemas.ShowRef(
        id=show.id,
        name=show.name,
        publisher=show.publisher,
        images=_images(show.images),
        spotify_url=show.spotify_url,
    )


def _artist(artist: SimplifiedArtist) -> schemas.ArtistRef:
    return schemas.ArtistRef(id=artist.id, name=artist.name, spotify_url=artist.spotify_url)


def _person(person: PublicUser | None) -> schemas.PersonRef | None:
    if person is None:
        return None
    return schemas.PersonRef(id=person.id, name=person.display_name, spotify_url=person.spotify_url)


def _images(images: Iterable[Image]) -> list[schemas.ImageOut]:
    return [schemas.ImageOut(url=image.url, width=image.width, height=image.height) for image in images]
