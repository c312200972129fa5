"""Random changes of a person's library, as people make them in Spotify's own apps, and how many rows each touches."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field

from infra.local.simulator.in_process import InProcessSimulator
from infra.local.simulator.library.people import Person
from infra.local.simulator.library.playlists import Playlist

LONGEST_STRETCH = 6
"""Rows that are added, removed or moved together."""


@dataclass
class Edits:
    """What was changed: rows ``added``, ``removed`` and ``moved``, playlists ``renamed``; and in which collections."""

    rows: Counter[str] = field(default_factory=Counter)
    collections: set[str] = field(default_factory=set)

    @property
    def total(self) -> int:
        """Rows touched in all."""
        return self.rows["added"] + self.rows["removed"] + self.rows["moved"]

    def note(self, collection: str, what: str, rows: int = 1) -> None:
        """Something was done to rows of a collection."""
        self.rows[what] += rows
        self.collections.add(collection)


class Editor:
    """Changes one person's library, until as many rows are touched as were asked for."""

    def __init__(self, spotify: InProcessSimulator, person: Person, random_: random.Random) -> None:
        self._spotify, self._person, self._random = spotify, person, random_
        self._edits = Edits()

    def edit(self, rows: int) -> Edits:
        """Touch that many rows, or a few more."""
        self._edits = Edits()
        kinds = (self._like, self._unlike, self._follow_artist, self._unfollow_artist, *[self._playlist] * 8)
        while self._edits.total < rows:
            self._random.choice(kinds)()
        # Whoever has not looked for a while finds each kind of change.
        self._like()
        self._unlike()
        self._rename()
        self._leave()
        return self._edits

    def _like(self) -> None:
        """Save a track that is not saved yet: at the top of the list."""
        track = self._new("track", self._spotify.truth.catalogue.track_count)
        if self._person.saved_tracks.has(track):
            return
        self._switch("save", [f"spotify:track:{track}"])
        self._edits.note("SAVED_TRACKS", "added")

    def _unlike(self) -> None:
        saved = self._person.saved_tracks
        if saved:
            self._switch("forget", [f"spotify:track:{self._random.choice(saved).id}"])
            self._edits.note("SAVED_TRACKS", "removed")

    def _follow_artist(self) -> None:
        artist = self._new("artist", self._spotify.truth.catalogue.artist_count)
        if not self._person.followed_artists.has(artist):
            self._switch("save", [f"spotify:artist:{artist}"])
            self._edits.note("FOLLOWED_ARTISTS", "added")

    def _unfollow_artist(self) -> None:
        whole = [each for each in self._person.followed_artists if each.shown == "whole"]
        if whole:
            self._switch("forget", [f"spotify:artist:{self._random.choice(whole).id}"])
            self._edits.note("FOLLOWED_ARTISTS", "removed")

    def _playlist(self) -> None:
        playlist = self._own(least=1)
        self._random.choice((self._add, self._add, self._remove, self._move))(playlist)

    def _add(self, playlist: Playlist) -> None:
        count = self._random.randint(1, LONGEST_STRETCH)
        catalogue = self._spotify.truth.catalogue
        uris = [f"spotify:track:{self._new('track', catalogue.track_count)}" for _ in range(count)]
        place = self._random.choice((0, playlist.total, self._random.randint(0, playlist.total)))
        self._change(playlist, insert={"uris": uris, "position": place})
        self._edits.note(f"PLAYLIST#{playlist.id}", "added", count)

    def _remove(self, playlist: Playlist) -> None:
        start, count = self._stretch(playlist)
        named = sum(row.uri is not None for row in playlist.rows[start : start + count])
        self._change(playlist, remove=list(range(start, start + count)))
        self._edits.note(f"PLAYLIST#{playlist.id}", "removed", named)

    def _move(self, playlist: Playlist) -> None:
        start, count = self._stretch(playlist)
        self._change(
            playlist, move={"start": start, "length": count, "before": self._random.randint(0, playlist.total)}
        )
        self._edits.note(f"PLAYLIST#{playlist.id}", "moved", count)

    def _rename(self) -> None:
        playlist = self._own()
        self._change(playlist, name=f"{playlist.name} ({self._random.randrange(1000)})")
        self._edits.note(f"PLAYLIST#{playlist.id}", "renamed")

    def _leave(self) -> None:
        """Make a playlist, and take another one off the list: all its rows go."""
        playlist = self._own()
        fields = {"name": "Made for now", "append": [f"spotify:track:{self._new('track', 1)}"]}
        made = self._spotify.switch("create-playlist", person=self._person.id, **fields)
        self._edits.note("PLAYLISTS", "added")
        self._edits.note(f"PLAYLIST#{made['id']}", "added")
        if playlist.total > LONGEST_STRETCH * 10:
            return
        self._switch("forget", [playlist.uri])
        self._edits.note("PLAYLISTS", "removed")
        self._edits.note(f"PLAYLIST#{playlist.id}", "removed", sum(row.uri is not None for row in playlist.rows))

    def _own(self, least: int = 0) -> Playlist:
        library = self._spotify.truth
        own = [library.playlists[entry.playlist_id] for entry in self._person.playlists if entry.sharing == "owned"]
        return self._random.choice([playlist for playlist in own if playlist.total >= least])

    def _stretch(self, playlist: Playlist) -> tuple[int, int]:
        start = self._random.randrange(playlist.total)
        return start, min(self._random.randint(1, LONGEST_STRETCH), playlist.total - start)

    def _new(self, kind: str, of: int) -> str:
        return self._spotify.truth.catalogue.ids.make(kind, self._random.randrange(of))

    def _switch(self, name: str, uris: list[str]) -> None:
        self._spotify.switch(name, person=self._person.id, uris=uris)

    def _change(self, playlist: Playlist, **fields: object) -> None:
        self._spotify.switch("change-playlist", playlist=playlist.id, **fields)
