"""Details: a thing, and what of the library holds it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from chalicelib.contexts.browser.model.text import sort_key
from tests.functional.browse_truth.showing import Shown, link, shown
from tests.functional.browse_truth.telling import ordered
from tests.functional.browse_truth.things import Album, Artist, Credit, Episode, Library, Place, Playlist, Show, Track

MOST = 50
MOST_ROWS = 500


class Details:
    """Tells details of one library."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._artists = {artist.id: artist for artist in library.artists}

    def of(self, resource: str, thing: Any) -> Shown:
        """What ``data`` of a detail says."""
        told: Shown = getattr(self, f"_{resource[:-1]}")(thing)
        return {resource[:-1]: shown(resource, thing), **told}

    def _track(self, it: Track) -> Shown:
        return {
            "playlists": _standing(it.places),
            "album": shown("albums", it.album) if it.album else None,
            "artists": self._credited(it.artists),
        }

    def _episode(self, it: Episode) -> Shown:
        return {"playlists": _standing(it.places), "show": shown("shows", it.show) if it.show else None}

    def _album(self, it: Album) -> Shown:
        def on_it(track: Track) -> Any:
            return ordered(track.fields.get("disc_number")), ordered(track.fields.get("track_number"))

        tracks = sorted((track for track in self._library.tracks if track.album is it), key=on_it)
        return {
            "tracks": some("tracks", tracks),
            "artists": self._credited(it.artists),
            "playlists": some("playlists", self._holding(it.tracks)),
        }

    def _artist(self, it: Artist) -> Shown:
        albums = [album for album in self._library.albums if album in it.albums]
        return {
            "albums": some("albums", albums),
            "tracks": {"total": len(it.tracks)},
            "playlists": some("playlists", self._holding(it.tracks)),
        }

    def _show(self, it: Show) -> Shown:
        of_it = [episode for episode in self._library.episodes if episode.show is it]
        of_it.sort(key=lambda episode: ordered(None if episode.released is None else -episode.released))
        return {"episodes": some("episodes", of_it)}

    def _audiobook(self, it: Any) -> Shown:
        return {}

    def _playlist(self, it: Playlist) -> Shown:
        return {"rows": {"total": len(it.rows)}}

    def _credited(self, credits: Iterable[Credit]) -> list[Shown]:
        ids = dict.fromkeys(credit.id for credit in credits if credit.id)
        return [shown("artists", self._artists[each]) for each in ids]

    def _holding(self, tracks: Iterable[Track]) -> list[Playlist]:
        held = {id(playlist) for track in tracks for playlist in track.playlists}
        return [playlist for playlist in self._library.playlists if id(playlist) in held]


def row(place: Place) -> Shown:
    """A row of a playlist as its list shows it."""
    kind, item = "other", None
    if place.track is not None:
        kind, item = "track", shown("tracks", place.track)
    elif place.episode is not None:
        kind, item = "episode", shown("episodes", place.episode)
    return {**_at(place), "kind": kind, "uri": place.uri if kind == "other" else item and item["uri"], "item": item}


def some(resource: str, things: Sequence[Any]) -> Shown:
    """The first of these, and how many there are."""
    return {"data": [shown(resource, thing) for thing in things[:MOST]], "total": len(things)}


def places(found: Iterable[Place], most: int | None = None) -> list[Shown]:
    """Places by playlist in the order of their names, so many at most."""
    in_order = sorted(found, key=lambda place: (playlist_order(place.playlist), place.position))[:most]
    return [
        {"playlist": link("playlist", playlist.id, playlist.name), "rows": [_at(place) for place in rows]}
        for playlist, rows in groupby(in_order, key=lambda place: place.playlist)
    ]


def playlist_order(playlist: Playlist) -> Any:
    """What playlists are ordered by: their names."""
    return ordered(sort_key(playlist.name)), playlist.id


def _standing(found: list[Place]) -> Shown:
    return {
        "data": places(found, MOST_ROWS),
        "total": len({id(place.playlist) for place in found}),
        "rows": len(found),
    }


def _at(place: Place) -> Shown:
    return {
        "position": place.position,
        "added_at": place.added,
        "added_by": place.added_by,
        "playable": place.playable,
    }
