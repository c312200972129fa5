"""Which entities an answer of Spotify held, as normalised records: the answer's own object and everything inside it.

Only what an answer carried is set, so that records of simplified objects say nothing about the rest. Things without an
identity (local files, withdrawn artists, hollow episodes) are no entities; a person's rows keep them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from chalicelib.core.catalogue.entities import is_spotify_id
from chalicelib.core.catalogue.fitting import fitting
from chalicelib.core.observability import count, logger
from chalicelib.spotify.models.track import Track

if TYPE_CHECKING:
    from pydantic import BaseModel

    from chalicelib.spotify.models.album import Album
    from chalicelib.spotify.models.artist import SimplifiedArtist
    from chalicelib.spotify.models.audiobook import Person, SimplifiedAudiobook
    from chalicelib.spotify.models.common import Image
    from chalicelib.spotify.models.episode import Episode
    from chalicelib.spotify.models.playlist import SimplifiedPlaylist
    from chalicelib.spotify.models.show import SimplifiedShow
    from chalicelib.spotify.models.simplified import SimplifiedAlbum, SimplifiedTrack


Record = dict[str, Any]


class Draft(NamedTuple):
    """A record that is not made yet: an answer holds many things more than once, and one record of each is enough."""

    kind: str
    id: str
    answer: Any
    values: Callable[[Any], dict[str, Any]]


def of_playlist(playlist: SimplifiedPlaylist) -> Iterator[Draft]:
    """The playlist itself."""
    yield Draft("playlist", playlist.id, playlist, _playlist)


def of_track(track: Track) -> Iterator[Draft]:
    """The track, its album and its artists; nothing for a local file."""
    if track.id is None or track.local:
        return
    yield Draft("track", track.id, track, _track)
    if track.album is not None:
        yield from of_album(track.album)
    yield from _of_artists(track.artists)


def of_album(album: SimplifiedAlbum) -> Iterator[Draft]:
    """The album and its artists; nothing for the album of a local file."""
    if album.id is None:
        return
    yield Draft("album", album.id, album, _album)
    yield from _of_artists(album.artists)


def of_whole_album(album: Album) -> Iterator[Draft]:
    """The album, its artists, and the tracks of its answer, which are of this album without saying so.

    Without those that Spotify plays in the place of the album's own: they may be of another one.
    """
    yield from of_album(album)
    if album.id is None or album.tracks is None:
        return
    for track in album.tracks.items:
        if track is None or track.id is None or track.is_local or track.linked_from is not None:
            continue
        yield Draft("track", track.id, track, partial(_track_of, album.id))
        yield from _of_artists(track.artists)


def of_episode(episode: Episode) -> Iterator[Draft]:
    """The episode and its show; nothing for a hollow one."""
    if episode.id is None:
        return
    yield Draft("episode", episode.id, episode, _episode)
    show = _full(episode, "show")
    if show is not None:
        yield from of_show(show)


def of_show(show: SimplifiedShow) -> Iterator[Draft]:
    """The show itself."""
    if show.id is not None:
        yield Draft("show", show.id, show, _show)


def of_audiobook(book: SimplifiedAudiobook) -> Iterator[Draft]:
    """The audiobook itself."""
    yield Draft("audiobook", book.id, book, _audiobook)


def of_artist(artist: SimplifiedArtist) -> Iterator[Draft]:
    """The artist."""
    if artist.id is not None:
        yield Draft("artist", artist.id, artist, _artist)


def of_playable(item: Track | Episode | None) -> Iterator[Draft]:
    """What a playlist row holds."""
    # By class, not by ``type``: old answers give episodes the type of a track.
    if isinstance(item, Track):
        yield from of_track(item)
    elif item is not None:
        yield from of_episode(item)


def distinct(drafts: Iterable[Draft]) -> list[Record]:
    """A valid record of each entity, as JSON values; where an answer held one twice, of the object that says more."""
    found: dict[tuple[str, str], Draft] = {}
    for draft in drafts:
        key = (draft.kind, draft.id)
        known = found.get(key)
        if known is None or len(draft.answer.model_fields_set) > len(known.answer.model_fields_set):
            found[key] = draft
    records = (_record(draft.kind, draft.values(draft.answer)) for draft in found.values())
    return [record for record in records if record is not None]


def _of_artists(artists: Iterable[SimplifiedArtist]) -> Iterator[Draft]:
    for artist in artists:
        yield from of_artist(artist)


def _record(kind: str, values: Record) -> Record | None:
    """The record of these values, without those that no record may hold: one odd value costs neither the record nor the
    answer. None where the id is none of Spotify's.
    """
    record, odd = fitting(kind, values)
    if odd:
        count("SpotifyOddParts", len(odd))
        logger.warning("not kept", extra={"kind": kind, "fields": sorted(odd)})
    return record


def _playlist(playlist: SimplifiedPlaylist) -> dict[str, Any]:
    fields = _carried(playlist, "name", "description", "public", "collaborative", "snapshot_id", "items_total")
    if playlist.owner is not None:
        fields["owner"] = {"id": playlist.owner.id, "name": playlist.owner.display_name}
    return {**_identity("playlist", playlist), **fields, **_followers(playlist), **_images(playlist)}


def _track_of(album_id: str, track: SimplifiedTrack) -> dict[str, Any]:
    return {**_simple_track(track), "album_id": album_id}


def _simple_track(track: SimplifiedTrack) -> dict[str, Any]:
    fields = _carried(track, "name", "duration_ms", "explicit", "disc_number", "track_number")
    if "artists" in track.model_fields_set:
        fields["artists"] = _refs(track.artists)
    return {**_identity("track", track), **fields}


def _track(track: Track) -> dict[str, Any]:
    fields = _carried(track, "popularity")
    if track.external_ids is not None and track.external_ids.isrc:
        fields["isrc"] = track.external_ids.isrc
    if track.album is not None and track.album.id:
        fields["album_id"] = track.album.id
    return {**_simple_track(track), **fields}


def _album(album: SimplifiedAlbum) -> dict[str, Any]:
    fields = _carried(album, "name", "album_type", "release_date", "total_tracks", "label", "popularity")
    if "artists" in album.model_fields_set:
        fields["artists"] = _refs(album.artists)
    external = _full(album, "external_ids")
    if external is not None and (external.upc or external.ean):
        fields["upc"] = external.upc or external.ean
    return {**_identity("album", album), **fields, **_images(album)}


def _artist(artist: SimplifiedArtist) -> dict[str, Any]:
    fields = _carried(artist, "name", "genres", "popularity")
    return {**_identity("artist", artist), **fields, **_followers(artist), **_images(artist)}


def _episode(episode: Episode) -> dict[str, Any]:
    fields = _carried(episode, "name", "description", "duration_ms", "explicit", "release_date")
    show = _full(episode, "show")
    if show is not None and show.id:
        fields["show_id"] = show.id
    return {**_identity("episode", episode), **fields, **_images(episode)}


def _show(show: SimplifiedShow) -> dict[str, Any]:
    fields = _carried(show, "name", "publisher", "description", "explicit", "total_episodes")
    return {**_identity("show", show), **fields, **_images(show)}


def _audiobook(book: SimplifiedAudiobook) -> dict[str, Any]:
    fields = _carried(book, "name", "publisher", "description", "edition", "explicit", "total_chapters")
    for name in ("authors", "narrators"):
        if name in book.model_fields_set:
            fields[name] = _names(getattr(book, name))
    return {**_identity("audiobook", book, uri_kind="show"), **fields, **_images(book)}


def _identity(kind: str, entity: Any, *, uri_kind: str | None = None) -> dict[str, Any]:
    return {"kind": kind, "id": entity.id, "uri": f"spotify:{uri_kind or kind}:{entity.id}"}


def _names(people: Iterable[Person]) -> list[str]:
    return [person.name for person in people if person.name]


def _followers(answer: BaseModel) -> dict[str, Any]:
    followers = _full(answer, "followers")
    return {"followers": followers.total} if followers is not None and followers.total is not None else {}


def _full(answer: BaseModel, name: str) -> Any:
    """What only full objects have, or None. Asking Pydantic for an attribute that a model does not have is slow."""
    return getattr(answer, name) if name in answer.model_fields_set else None


def _carried(answer: BaseModel, *names: str) -> dict[str, Any]:
    carried = answer.model_fields_set
    values = {name: getattr(answer, name) for name in names if name in carried}
    for name, value in values.items():
        if type(value) is tuple:
            values[name] = list(value)
    return values


def _refs(artists: Iterable[SimplifiedArtist]) -> list[dict[str, Any]]:
    return [{"id": artist.id if is_spotify_id(artist.id) else None, "name": artist.name} for artist in artists]


def _images(answer: Any) -> dict[str, Any]:
    if "images" not in answer.model_fields_set:
        return {}
    images: Iterable[Image] = answer.images
    return {"images": [{"url": image.url, "width": image.width, "height": image.height} for image in images]}
