"""Rows of a person's collections, as Spotify's answers hold them; None for a row that names nothing to keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from chalicelib.core.catalogue.rows import SeenRow
from chalicelib.spotify.models.track import Track

if TYPE_CHECKING:
    from chalicelib.spotify.models.artist import Artist
    from chalicelib.spotify.models.playlist import PlaylistRow, SimplifiedPlaylist
    from chalicelib.spotify.models.saved import SavedTrack
    from chalicelib.spotify.models.saved_others import SavedAlbum, SavedAudiobook, SavedEpisode, SavedShow


def of_playlist(row: PlaylistRow | None) -> SeenRow | None:
    """A row of a playlist."""
    if row is None or row.item is None:
        return None
    return _row(row.item, row.added_at, row.added_by.id if row.added_by is not None else None)


def of_playlists(playlist: SimplifiedPlaylist | None) -> SeenRow | None:
    """A playlist in the list of the person's playlists."""
    return SeenRow(uri=playlist.uri) if playlist is not None else None


def of_saved_track(saved: SavedTrack | None) -> SeenRow | None:
    """A saved track."""
    return _row(saved.track, saved.added_at) if saved is not None and saved.track is not None else None


def of_saved_album(saved: SavedAlbum | None) -> SeenRow | None:
    """A saved album."""
    return _row(saved.album, saved.added_at) if saved is not None and saved.album is not None else None


def of_saved_show(saved: SavedShow | None) -> SeenRow | None:
    """A saved show."""
    return _row(saved.show, saved.added_at) if saved is not None and saved.show is not None else None


def of_saved_episode(saved: SavedEpisode | None) -> SeenRow | None:
    """A saved episode; None for a hollow one."""
    return _row(saved.episode, saved.added_at) if saved is not None and saved.episode is not None else None


def of_saved_audiobook(saved: SavedAudiobook | None) -> SeenRow | None:
    """A saved audiobook."""
    return _row(saved.audiobook, saved.added_at) if saved is not None and saved.audiobook is not None else None


def of_followed_artist(artist: Artist | None) -> SeenRow | None:
    """A followed artist: Spotify does not tell since when."""
    return SeenRow(uri=artist.uri) if artist is not None and artist.uri else None


def _row(item: Any, added_at: str | None, added_by: str | None = None) -> SeenRow | None:
    """The row, or None where it is like none that can be kept (the uri of a local file has no end to its length)."""
    local = isinstance(item, Track) and item.local
    playable = item.is_playable if "is_playable" in item.model_fields_set else None
    try:
        return SeenRow(
            uri=item.uri,
            added_at=added_at,
            added_by=added_by,
            name=item.name if local else None,
            playable=playable,
        )
    except ValidationError:
        return None
