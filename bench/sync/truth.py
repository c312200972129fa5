"""What the tables should hold of a person: the simulator's truth, row by row and entity by entity."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from bench.sync.store.tables import Table
from bench.sync.store.values import plain
from infra.local.simulator.library import Library
from infra.local.simulator.library.entities import Row, Saved
from infra.local.simulator.library.people import Person
from infra.local.simulator.library.saved import SavedThings

TOLD_AT_MOST = 12
"""Differences that are named; of more than these only the number is told."""


class RowTruth(NamedTuple):
    """A row as a table should have it. Only rows of local files have a name of their own."""

    uri: str
    added_at: str | None
    added_by: str | None
    name: str | None


@dataclass(frozen=True)
class CollectionTruth:
    """The rows of a collection in order, how many more name nothing, and a playlist's snapshot."""

    rows: Sequence[RowTruth]
    unnamed: int
    snapshot_id: str | None = None


class Truth:
    """What one person's tables should hold, by the simulator's library as it is now.

    ``foreign_rows`` is whether the app may read playlists of other people.
    """

    def __init__(self, library: Library, person: Person, *, foreign_rows: bool) -> None:
        self._library, self._person, self._foreign_rows = library, person, foreign_rows

    def collections(self) -> dict[str, CollectionTruth]:
        """Every collection that can be read, by its name in the catalogue."""
        person = self._person
        found = {
            "PLAYLISTS": self._list_of_playlists(),
            "SAVED_TRACKS": _saved(person.saved_tracks, "track"),
            "SAVED_ALBUMS": _saved(person.saved_albums, "album"),
            "SAVED_SHOWS": _saved(person.saved_shows, "show"),
            "SAVED_EPISODES": _saved(person.saved_episodes, "episode"),
            "SAVED_AUDIOBOOKS": _saved(person.saved_audiobooks, "show", timed=False),
            "FOLLOWED_ARTISTS": _saved(person.followed_artists, "artist", timed=False),
        }
        for playlist_id in self.readable_playlists():
            playlist = self._library.playlists[playlist_id]
            rows = [_row(row) for row in playlist.rows if row.uri is not None]
            unnamed = len(playlist.rows) - len(rows)
            found[f"PLAYLIST#{playlist_id}"] = CollectionTruth(rows, unnamed, playlist.snapshot_id)
        return found

    def readable_playlists(self) -> list[str]:
        """Playlists of the person's list whose rows the app may read."""
        return [
            entry.playlist_id
            for entry in self._person.playlists
            if not entry.editorial
            and (self._foreign_rows or self._library.playlists[entry.playlist_id].readable_by(self._person.id))
        ]

    def entities(self) -> dict[tuple[str, str], dict[str, Any]]:
        """What is told of everything that the rows name: the fields that Spotify tells in each of its answers."""
        found: dict[tuple[str, str], dict[str, Any]] = {}
        person, catalogue = self._person, self._library.catalogue
        for track_id in self._ids("track", person.saved_tracks):
            self._add_track(found, track_id)
        for album_id in self._ids("album", person.saved_albums):
            self._add_album(found, album_id)
        for show_id in self._ids("show", person.saved_shows):
            self._add_show(found, show_id)
        for episode_id in self._ids("episode", person.saved_episodes):
            self._add_episode(found, episode_id)
        for artist_id in self._ids("artist", person.followed_artists):
            found["artist", artist_id] = {"name": catalogue.artists[artist_id].name}
        for book_id in self._ids("audiobook", person.saved_audiobooks):
            found["audiobook", book_id] = {"name": catalogue.audiobooks[book_id].name}
        for playlist_id in self.readable_playlists():
            for row in self._library.playlists[playlist_id].rows:
                if row.kind == "track" and row.id is not None:
                    self._add_track(found, row.id)
                elif row.kind == "episode" and row.id is not None:
                    self._add_episode(found, row.id)
        for entry in person.playlists:
            if not entry.editorial:
                found["playlist", entry.playlist_id] = self._playlist(entry.playlist_id)
        return found

    def _ids(self, kind: str, things: SavedThings) -> Iterator[str]:
        return (saved.id for saved in things if saved.shown == "whole")

    def _list_of_playlists(self) -> CollectionTruth:
        listed = [entry for entry in self._person.playlists if not entry.editorial]
        rows = [RowTruth(f"spotify:playlist:{entry.playlist_id}", None, None, None) for entry in listed]
        return CollectionTruth(rows, len(self._person.playlists) - len(listed))

    def _playlist(self, playlist_id: str) -> dict[str, Any]:
        playlist = self._library.playlists[playlist_id]
        owner = self._library.users[playlist.owner_id]
        return {
            "name": playlist.name,
            "description": playlist.description,
            "owner": {"id": owner.id, "name": owner.display_name},
            "public": playlist.public,
            "collaborative": playlist.collaborative,
            "items_total": playlist.total,
        }

    def _add_track(self, found: dict[tuple[str, str], dict[str, Any]], track_id: str) -> None:
        if ("track", track_id) in found:
            return
        track = self._library.catalogue.tracks[track_id]
        found["track", track_id] = {
            "name": track.name,
            "duration_ms": track.duration_ms,
            "explicit": track.explicit,
            "disc_number": track.disc_number,
            "track_number": track.track_number,
            "isrc": track.isrc,
            "album_id": track.album_id,
            "artists": self._artists(found, track.artist_ids),
        }
        self._add_album(found, track.album_id)

    def _add_album(self, found: dict[tuple[str, str], dict[str, Any]], album_id: str) -> None:
        if ("album", album_id) in found:
            return
        album = self._library.catalogue.albums[album_id]
        found["album", album_id] = {
            "name": album.name,
            "album_type": album.album_type,
            # Spotify's placeholder says that nobody knows.
            "release_date": None if album.release_date == "0000" else album.release_date,
            "total_tracks": len(album.track_ids),
            "artists": self._artists(found, album.artist_ids),
        }

    def _artists(self, found: dict[tuple[str, str], dict[str, Any]], ids: Iterable[str]) -> list[dict[str, str]]:
        artists = [self._library.catalogue.artists[each] for each in ids]
        for artist in artists:
            found["artist", artist.id] = {"name": artist.name}
        return [{"id": artist.id, "name": artist.name} for artist in artists]

    def _add_show(self, found: dict[tuple[str, str], dict[str, Any]], show_id: str) -> None:
        show = self._library.catalogue.shows[show_id]
        told = {"name": show.name, "explicit": show.explicit, "total_episodes": len(show.episode_ids)}
        found["show", show_id] = {**told, "description": show.description}

    def _add_episode(self, found: dict[tuple[str, str], dict[str, Any]], episode_id: str) -> None:
        episode = self._library.catalogue.episodes[episode_id]
        found["episode", episode_id] = {
            "name": episode.name,
            "description": episode.description,
            "duration_ms": episode.duration_ms,
            "explicit": episode.explicit,
            "release_date": episode.release_date,
            "show_id": episode.show_id,
        }
        self._add_show(found, episode.show_id)


def row_differences(catalogue: Table, user_id: str, truth: Truth) -> list[str]:
    """Where the catalogue says something else of a person's rows than Spotify: collection by collection, row by row."""
    prefix = f"U#{user_id}#"
    kept = {pk.removeprefix(prefix): items for pk, items in _partitions(catalogue, prefix)}
    expected = truth.collections()
    found: list[str] = []
    for name, wanted in expected.items():
        items = kept.pop(name, {})
        found.extend(f"{name}: {what}" for what in _differences_of(items, wanted))
    for name, items in kept.items():
        left = sum(sk.startswith("R#") and not item.get("removed") for sk, item in items.items())
        if left:
            found.append(f"{name}: {left} rows of what is not to be read any more")
    return _named(found)


def entity_differences(catalogue: Table, truth: Truth) -> list[str]:
    """The same of the shared entities that a person's rows name."""
    stored: dict[tuple[str, str], Mapping[str, Any]] = {}
    for pk, items in _partitions(catalogue, "E#"):
        _, kind, identifier = pk.split("#", 2)
        if "E" in items:
            stored[kind, identifier] = json.loads(items["E"]["fields"])
    found: list[str] = []
    for key, told in truth.entities().items():
        fields = stored.get(key)
        if fields is None:
            found.append(f"{' '.join(key)} is not kept")
            continue
        wrong = {name: fields.get(name) for name, value in told.items() if fields.get(name) != value}
        if wrong:
            found.append(f"{' '.join(key)} is kept with {wrong}, and is { ({name: told[name] for name in wrong}) }")
    return _named(found)


def _partitions(table: Table, prefix: str) -> Iterator[tuple[str, dict[str, dict[str, Any]]]]:
    """Partitions whose key begins with a prefix: the key, and plain items by their sort keys."""
    for pk, items in table.partitions():
        if pk.startswith(prefix):
            yield pk, {sk: {name: plain(value) for name, value in item.items()} for sk, item in items.items()}


def kept_rows(items: Mapping[str, Mapping[str, Any]]) -> list[RowTruth]:
    """The rows that a partition holds, in order, tombstones left out."""
    rows = [item for sk, item in items.items() if sk.startswith("R#") and not item.get("removed")]
    rows.sort(key=lambda item: str(item["rank"]))
    return [RowTruth(row["uri"], row.get("added_at"), row.get("added_by"), row.get("name")) for row in rows]


def _differences_of(items: Mapping[str, Mapping[str, Any]], wanted: CollectionTruth) -> Iterator[str]:
    rows = kept_rows(items)
    if rows != list(wanted.rows):
        yield _first_difference(rows, wanted.rows)
    ranks = [item["rank"] for sk, item in items.items() if sk.startswith("R#") and not item.get("removed")]
    if len(set(ranks)) < len(ranks):
        yield "two rows have one rank"
    head = items.get("HEAD")
    if head is None:
        yield "has no head"
        return
    counted = (int(head["rows"]), int(head["unnamed"]))
    if counted != (len(wanted.rows), wanted.unnamed):
        yield f"the head counts {counted}, and there are {(len(wanted.rows), wanted.unnamed)}"


def _first_difference(kept: Sequence[RowTruth], wanted: Sequence[RowTruth]) -> str:
    for place, (left, right) in enumerate(zip(kept, wanted, strict=False)):
        if left != right:
            return f"row {place} of {len(wanted)} is {left}, and should be {right}"
    return f"{len(kept)} rows are kept, and there are {len(wanted)}"


def _saved(things: Iterable[Saved], kind: str, *, timed: bool = True) -> CollectionTruth:
    saved = list(things)
    rows = [
        RowTruth(f"spotify:{kind}:{each.id}", each.added_at if timed else None, None, None)
        for each in saved
        if each.shown == "whole"
    ]
    return CollectionTruth(rows, len(saved) - len(rows))


def _row(row: Row) -> RowTruth:
    name = row.local.title if row.local is not None else None
    # Spotify's empty adder is nobody.
    return RowTruth(row.uri or "", row.added_at, row.added_by or None, name)


def _named(found: list[str]) -> list[str]:
    if len(found) <= TOLD_AT_MOST:
        return found
    return [*found[:TOLD_AT_MOST], f"and {len(found) - TOLD_AT_MOST} more"]
