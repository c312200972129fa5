"""Which entities an answer of Spotify held, as normalised records: the answer's own object and everything inside it.

Only what an answer carried is set, so that records of simplified objects say nothing about the rest. Things without an
identity (local files, withdrawn artists, hollow episodes) are no entities; a person's rows keep them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from chalicelib.core.catalogue.entities import (
    AlbumEntity,
    AnyEntity,
    ArtistEntity,
    AudioFeaturesEntity,
    EpisodeEntity,
    PlaylistEntity,
    ShowEntity,
    TrackEntity,
)
from chalicelib.spotify.models.track import Track

if TYPE_CHECKING:
    from pydantic import BaseModel

    from chalicelib.spotify.models.artist import SimplifiedArtist
    from chalicelib.spotify.models.common import Image
    from chalicelib.spotify.models.episode import Episode
    from chalicelib.spotify.models.features import AudioFeatures
    from chalicelib.spotify.models.playlist import SimplifiedPlaylist
    from chalicelib.spotify.models.show import SimplifiedShow
    from chalicelib.spotify.models.simplified import SimplifiedAlbum


def of_playlist(playlist: SimplifiedPlaylist) -> Iterator[AnyEntity]:
    """The playlist itself."""
    fields = _carried(playlist, "name", "description", "public", "collaborative", "snapshot_id", "items_total")
    if playlist.owner is not None:
        fields["owner"] = {"id": playlist.owner.id, "name": playlist.owner.display_name}
    followers = getattr(playlist, "followers", None)
    if followers is not None and followers.total is not None:
        fields["followers"] = followers.total
    yield PlaylistEntity.model_validate({**_identity("playlist", playlist), **fields, **_images(playlist)})


def of_track(track: Track) -> Iterator[AnyEntity]:
    """The track, its album and its artists; nothing for a local file."""
    if track.id is None or track.local:
        return
    fields = _carried(track, "name", "duration_ms", "explicit", "disc_number", "track_number", "popularity")
    if "artists" in track.model_fields_set:
        fields["artists"] = _refs(track.artists)
    if track.external_ids is not None and track.external_ids.isrc:
        fields["isrc"] = track.external_ids.isrc
    if track.album is not None and track.album.id:
        fields["album_id"] = track.album.id
    yield TrackEntity.model_validate({**_identity("track", track), **fields})
    if track.album is not None:
        yield from of_album(track.album)
    yield from _of_artists(track.artists)


def of_album(album: SimplifiedAlbum) -> Iterator[AnyEntity]:
    """The album and its artists; nothing for the album of a local file."""
    if album.id is None:
        return
    fields = _carried(album, "name", "album_type", "release_date", "total_tracks", "label", "popularity")
    if "artists" in album.model_fields_set:
        fields["artists"] = _refs(album.artists)
    external = getattr(album, "external_ids", None)
    if external is not None and (external.upc or external.ean):
        fields["upc"] = external.upc or external.ean
    yield AlbumEntity.model_validate({**_identity("album", album), **fields, **_images(album)})
    yield from _of_artists(album.artists)


def of_episode(episode: Episode) -> Iterator[AnyEntity]:
    """The episode and its show; nothing for a hollow one."""
    if episode.id is None:
        return
    fields = _carried(episode, "name", "description", "duration_ms", "explicit", "release_date")
    show = getattr(episode, "show", None)
    if show is not None and show.id:
        fields["show_id"] = show.id
    yield EpisodeEntity.model_validate({**_identity("episode", episode), **fields, **_images(episode)})
    if show is not None:
        yield from of_show(show)


def of_show(show: SimplifiedShow) -> Iterator[AnyEntity]:
    """The show itself."""
    if show.id is None:
        return
    fields = _carried(show, "name", "publisher", "description", "explicit", "total_episodes")
    yield ShowEntity.model_validate({**_identity("show", show), **fields, **_images(show)})


def of_playable(item: Track | Episode | None) -> Iterator[AnyEntity]:
    """What a playlist row holds."""
    # By class, not by ``type``: old answers give episodes the type of a track.
    if isinstance(item, Track):
        yield from of_track(item)
    elif item is not None:
        yield from of_episode(item)


def of_features(features: AudioFeatures) -> Iterator[AnyEntity]:
    """A track's audio features, from Spotify."""
    known = AudioFeaturesEntity.model_fields.keys() - {"kind", "id", "source"}
    yield AudioFeaturesEntity.model_validate(
        {"kind": "audio_features", "id": features.id, "source": "spotify", **_carried(features, *sorted(known))}
    )


def distinct(entities: Iterable[AnyEntity]) -> list[AnyEntity]:
    """Each entity once; where an answer held one twice, the record that says more."""
    found: dict[tuple[str, str], AnyEntity] = {}
    for entity in entities:
        key = (entity.kind, entity.id)
        known = found.get(key)
        if known is None or len(entity.model_fields_set) > len(known.model_fields_set):
            found[key] = entity
    return list(found.values())


def _of_artists(artists: Iterable[SimplifiedArtist]) -> Iterator[AnyEntity]:
    for artist in artists:
        if artist.id is None:
            continue
        fields = _carried(artist, "name", "genres", "popularity")
        followers = getattr(artist, "followers", None)
        if followers is not None and followers.total is not None:
            fields["followers"] = followers.total
        yield ArtistEntity.model_validate({**_identity("artist", artist), **fields, **_images(artist)})


def _identity(kind: str, entity: Any) -> dict[str, Any]:
    return {"kind": kind, "id": entity.id, "uri": f"spotify:{kind}:{entity.id}"}


def _carried(answer: BaseModel, *names: str) -> dict[str, Any]:
    carried = answer.model_fields_set
    values: Mapping[str, Any] = {name: getattr(answer, name) for name in names if name in carried}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def _refs(artists: Iterable[SimplifiedArtist]) -> list[dict[str, Any]]:
    return [{"id": artist.id, "name": artist.name} for artist in artists]


def _images(answer: Any) -> dict[str, Any]:
    if "images" not in answer.model_fields_set:
        return {}
    images: Iterable[Image] = answer.images
    return {"images": [{"url": image.url, "width": image.width, "height": image.height} for image in images]}
