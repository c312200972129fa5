"""Housekeeping: duplicates by each rule, and tracks that cannot be played."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from tests.functional.browse_truth.holding import places
from tests.functional.browse_truth.showing import Shown, link, links, shown
from tests.functional.browse_truth.things import Library, Place, Playlist, Track

RULES = ("id", "isrc", "alike")
WITHIN = ("playlist", "library")
MOST_CANDIDATES = 20
MOST_ROWS = 20


class Housekeeping:
    """Looks over one library."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._order = {id(track): place for place, track in enumerate(library.tracks)}

    def duplicates(self, by: str, within: str, playlists: Collection[str] | None = None) -> list[Shown]:
        """Every group, in order; with ``playlists`` only what has to do with one of these."""
        groups: list[tuple[Playlist | None, list[Track]]] = []
        if within == "library":
            wanted = set(playlists or ())
            for group in self._groups(self._library.tracks, by, None):
                if playlists is None or any(_ids(track) & wanted for track in group):
                    groups.append((None, group))
        else:
            for playlist in self._library.playlists:
                if playlists is None or playlist.id in playlists:
                    found = self._groups(_each_once(playlist.tracks), by, playlist)
                    groups.extend((playlist, group) for group in found)
        return [self._shown(by, playlist, group) for playlist, group in groups]

    def unplayable(self) -> list[Shown]:
        """Tracks known not to be playable, and those that only a row names; by name."""
        return [self._unplayable(track) for track in self._library.tracks if _cannot_be_played(track)]

    def _groups(self, tracks: Iterable[Track], by: str, within: Playlist | None) -> list[list[Track]]:
        chosen = sorted(tracks, key=lambda track: self._order[id(track)])
        if by == "id":
            return [[track] for track in chosen if len(_within(track, within)) > 1]
        found: dict[Any, list[Track]] = {}
        for track in chosen:
            group = track.isrc_group if by == "isrc" else track.alike_group
            if group is not None:
                found.setdefault(group, []).append(track)
        return [group for group in found.values() if len(group) > 1]

    def _shown(self, by: str, playlist: Playlist | None, group: list[Track]) -> Shown:
        lengths = [track.duration_ms for track in group if track.duration_ms is not None]
        return {
            "why": {
                "rule": by,
                "uri": group[0].uri if by == "id" else None,
                "isrc": group[0].isrc if by == "isrc" else None,
                "name": group[0].name,
                "artists": links(group[0].artists),
                "shortest_ms": min(lengths, default=None),
                "longest_ms": max(lengths, default=None),
            },
            "playlist": link("playlist", playlist.id, playlist.name) if playlist else None,
            "tracks_total": len(group),
            "rows_total": sum(len(_within(track, playlist)) for track in group),
            "tracks": [
                {"track": shown("tracks", track), "playlists": places(_within(track, playlist))} for track in group
            ],
        }

    def _unplayable(self, track: Track) -> Shown:
        instead = [
            each
            for each in self._library.tracks
            if each in (track.isrc_group or ()) and each is not track and each.playable is not False
        ]
        return {
            "reason": "unplayable" if track.playable is False else "unknown",
            "track": shown("tracks", track),
            "playlists": places(track.places, MOST_ROWS),
            "rows_total": len(track.places),
            "candidates": [shown("tracks", each) for each in instead[:MOST_CANDIDATES]],
            "candidates_total": len(instead),
        }


def _each_once(tracks: Iterable[Track]) -> list[Track]:
    return list({id(track): track for track in tracks}.values())


def _within(track: Track, playlist: Playlist | None) -> list[Place]:
    return [place for place in track.places if playlist is None or place.playlist is playlist]


def _ids(track: Track) -> set[str]:
    return {playlist.id or "" for playlist in track.playlists}


def _cannot_be_played(track: Track) -> bool:
    return track.playable is False or (not track.local and not track.recorded)
