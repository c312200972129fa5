"""The library that facts tell of."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import unquote_plus

from chalicelib.contexts.browser.model.text import sort_key
from chalicelib.core.catalogue import keys
from tests.functional.browse_truth.facts import Facts, Row
from tests.functional.browse_truth.things import (
    Album,
    Artist,
    Audiobook,
    Credit,
    Episode,
    Features,
    Genre,
    Library,
    Place,
    Playlist,
    Show,
    Thing,
    Track,
)

ALIKE_MS = 2000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FEATURES = (
    "acousticness", "danceability", "energy", "instrumentalness", "liveness", "loudness", "speechiness", "tempo",
    "valence",
)  # fmt: skip


def library_of(facts: Facts) -> Library:
    """All things, linked and in order."""
    return _Telling(facts).library()


def ordered(value: Any) -> tuple[Any, ...]:
    """A key that puts what is missing last."""
    return (1,) if value is None else (0, value)


def instant(text: str | None) -> int | None:
    """Milliseconds since 1970; None where the text is no instant."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if found.tzinfo is None:
        return None
    since_1970 = (found - EPOCH) // timedelta(milliseconds=1)
    return since_1970 if since_1970 > 0 else None  # 1970 is Spotify's word for not knowing


def day(text: str | None) -> int | None:
    """yyyymmdd of a date as far as it is told, 00 for the rest; None where it is none."""
    found = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", text or "", re.ASCII)
    if found is None:
        return None
    try:
        date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return None
    return int(found[1]) * 10_000 + int(found[2] or 0) * 100 + int(found[3] or 0)


def _said(text: str | None) -> str | None:
    """A text, where it says anything."""
    return text if text and not text.isspace() else None


def _texts(values: Iterable[str] | None) -> list[str]:
    return [each for each in values or () if _said(each)]


def first_name(credits: Sequence[Credit]) -> str | None:
    """What the first artist's name is ordered by."""
    return sort_key(credits[0].name) if credits else None


class _Telling:
    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._names: dict[str, set[str]] = {}
        self._tracks: dict[str, Track] = {}
        self._albums: dict[str, Album] = {}
        self._artists: dict[str, Artist] = {}
        self._shows: dict[str, Show] = {}
        self._episodes: dict[str, Episode] = {}
        self._audiobooks: dict[str, Audiobook] = {}
        self._playlists: dict[str, Playlist] = {}

    def library(self) -> Library:
        self._list_playlists()
        self._take_saved()
        self._take_rows()
        self._name_genres()
        self._link()
        self._find_repeats()
        genres = self._genres()
        return Library(
            user_id=self._facts.user_id,
            tracks=sorted(self._tracks.values(), key=_track_order),
            albums=sorted(self._albums.values(), key=_album_order),
            artists=sorted(self._artists.values(), key=_name_order),
            genres=sorted(genres, key=lambda genre: (ordered(sort_key(genre.name)), genre.name)),
            playlists=sorted(self._playlists.values(), key=_name_order),
            shows=sorted(self._shows.values(), key=_name_order),
            episodes=sorted(self._episodes.values(), key=_episode_order),
            audiobooks=sorted(self._audiobooks.values(), key=_audiobook_order),
            heads=self._facts.heads,
        )

    # -- what the rows name --------------------------------------------------------------------------------------------

    def _list_playlists(self) -> None:
        for row in self._facts.rows.get(keys.PLAYLISTS, ()):
            kind, identifier = _named(row.uri)
            if kind != "playlist" or identifier in self._playlists:
                continue
            fields = self._fields("playlist", identifier)
            head = self._facts.heads.get(keys.playlist_rows(identifier))
            owner = fields.get("owner") or {}
            found = Playlist(identifier, fields.get("name"), fields, place=len(self._playlists))
            if found.name is None:
                found.name = _said((head or {}).get("name")) or _said(row.name)
            found.mine = owner.get("id") in self._facts.spotify_ids
            if head is not None:
                found.read = not head.get("incomplete") and not head.get("gone")
                found.total, found.unnamed = head.get("total"), head.get("unnamed") or 0
            if found.total is None:
                found.total = fields.get("items_total")
            self._playlists[identifier] = found

    def _take_saved(self) -> None:
        for row in self._facts.rows.get(keys.SAVED_TRACKS, ()):
            track = self._track(row)
            if track is not None:
                _keep(track, row)
        for row in self._facts.rows.get(keys.SAVED_EPISODES, ()):
            kind, identifier = _named(row.uri)
            if kind == "episode":
                _keep(self._episode(identifier, row), row)
        for row in self._facts.rows.get(keys.SAVED_ALBUMS, ()):
            kind, identifier = _named(row.uri)
            if kind == "album":
                _keep(self._album(identifier), row)
        for row in self._facts.rows.get(keys.SAVED_SHOWS, ()):
            kind, identifier = _named(row.uri)
            if kind == "show":
                _keep(self._show(identifier), row)
        for row in self._facts.rows.get(keys.SAVED_AUDIOBOOKS, ()):
            kind, identifier = _named(row.uri)
            if kind in ("show", "audiobook"):
                _keep(self._audiobook(identifier), row)
        for row in self._facts.rows.get(keys.FOLLOWED_ARTISTS, ()):
            kind, identifier = _named(row.uri)
            if kind == "artist":
                self._artist(identifier).followed = True

    def _take_rows(self) -> None:
        for playlist in self._playlists.values():
            for position, row in enumerate(self._facts.rows.get(keys.playlist_rows(playlist.id or ""), ())):
                place = Place(playlist, position, row.uri, instant(row.added_at), row.added_by, row.playable)
                playlist.rows.append(place)
                kind, identifier = _named(row.uri)
                if kind == "episode":
                    place.episode = self._episode(identifier, row)
                    place.episode.places.append(place)
                    _came(place.episode, place.added)
                else:
                    place.track = self._track(row)
                    if place.track is not None:
                        place.track.places.append(place)
                        _came(place.track, place.added)

    def _track(self, row: Row) -> Track | None:
        kind, identifier = _named(row.uri)
        if kind not in ("track", "local"):
            return None
        found = self._tracks.get(row.uri)
        if found is None:
            found = self._local(row) if kind == "local" else self._listed(row.uri, identifier)
            self._tracks[row.uri] = found
        found.name = self._name_of(found, row)
        found.playable = _playable(found.playable, row.playable)
        return found

    def _name_of(self, track: Track, row: Row) -> str | None:
        """By its record; else, and for a local file, by its rows: the first in the order of code points."""
        told = _said(row.name)
        if track.fields.get("name") or told is None:
            return track.name
        names = self._names.setdefault(track.uri, set())
        names.add(told)
        return min(names)

    def _listed(self, uri: str, identifier: str) -> Track:
        fields = self._fields("track", identifier)
        found = Track(identifier, fields.get("name"), fields, uri=uri)
        found.recorded = any(fields.get(name) is not None for name in ("album_id", "duration_ms")) or bool(
            fields.get("artists")
        )
        found.artists = self._credits(fields)
        found.duration_ms, found.explicit = fields.get("duration_ms"), fields.get("explicit")
        found.isrc = re.sub(r"[\s-]", "", fields.get("isrc") or "").upper() or None
        if fields.get("album_id"):
            found.album = self._album(fields["album_id"])
            found.album.tracks.append(found)
            found.album_name = found.album.name
        for artist in self._credited(found.artists):
            artist.tracks.append(found)
        found.features = _features(self._facts.features.get(identifier, {}))
        return found

    def _local(self, row: Row) -> Track:
        """Everything that is known of a local file is in its uri: spotify:local:artist:album:title:seconds."""
        parts = row.uri.split(":")[2:]
        artist, album, title, seconds = ("", "", "", "")
        if len(parts) > 3:
            told = (parts[0], parts[1], ":".join(parts[2:-1]), parts[-1])
            artist, album, title, seconds = (_said(unquote_plus(part)) or "" for part in told)
        found = Track(None, title or None, {}, uri=row.uri, local=True)
        found.artists = [Credit(None, artist)] if artist else []
        found.album_name = album or None
        found.duration_ms = int(seconds) * 1000 if re.fullmatch(r"\d{1,9}", seconds, re.ASCII) else None
        return found

    def _episode(self, identifier: str, row: Row) -> Episode:
        found = self._episodes.get(identifier)
        if found is None:
            fields = self._fields("episode", identifier)
            found = self._episodes[identifier] = Episode(identifier, fields.get("name"), fields)
            found.duration_ms, found.explicit = fields.get("duration_ms"), fields.get("explicit")
            found.released = day(fields.get("release_date"))
            if fields.get("show_id"):
                found.show = self._show(fields["show_id"])
                found.show.episodes.append(found)
        found.playable = _playable(found.playable, row.playable)
        return found

    def _album(self, identifier: str) -> Album:
        found = self._albums.get(identifier)
        if found is None:
            fields = self._fields("album", identifier)
            found = self._albums[identifier] = Album(identifier, fields.get("name"), fields)
            found.artists = self._credits(fields)
            found.released = day(fields.get("release_date"))
            for artist in self._credited(found.artists):
                artist.albums.append(found)
        return found

    def _show(self, identifier: str) -> Show:
        found = self._shows.get(identifier)
        if found is None:
            fields = self._fields("show", identifier)
            found = self._shows[identifier] = Show(identifier, fields.get("name"), fields)
            found.explicit = fields.get("explicit")
        return found

    def _audiobook(self, identifier: str) -> Audiobook:
        found = self._audiobooks.get(identifier)
        if found is None:
            fields = self._fields("audiobook", identifier)
            found = self._audiobooks[identifier] = Audiobook(identifier, fields.get("name"), fields)
            found.authors, found.narrators = _texts(fields.get("authors")), _texts(fields.get("narrators"))
            found.explicit = fields.get("explicit")
        return found

    def _artist(self, identifier: str, name: str | None = None) -> Artist:
        found = self._artists.get(identifier)
        if found is None:
            fields = self._fields("artist", identifier)
            found = self._artists[identifier] = Artist(identifier, fields.get("name"), fields)
        if found.fields.get("name") is None and name and (found.name is None or name < found.name):
            found.name = name
        return found

    def _credits(self, fields: dict[str, Any]) -> list[Credit]:
        """Whom an entity credits, by the name that it gives; by that of the record where it gives none."""
        found = []
        for each in fields.get("artists") or []:
            identifier, name = each.get("id"), _said(each.get("name"))
            if identifier is None and name is None:
                continue
            artist = self._artist(identifier, name) if identifier else None
            found.append(Credit(identifier, name or (artist.fields.get("name") if artist else None)))
        return found

    def _credited(self, credits: Iterable[Credit]) -> list[Artist]:
        return [self._artists[each] for each in dict.fromkeys(credit.id for credit in credits) if each]

    def _fields(self, kind: str, identifier: str) -> dict[str, Any]:
        """What a record tells; texts of nothing but white space tell nothing."""
        told = self._facts.entities.get((kind, identifier), {})
        return {name: _said(value) if isinstance(value, str) else value for name, value in told.items()}

    # -- what follows from all of it -----------------------------------------------------------------------------------

    def _link(self) -> None:
        for track in self._tracks.values():
            _came(track, track.saved_at)
            track.genres = self._genres_of(track)
            for thing in (*([track.album] if track.album else []), *self._credited(track.artists)):
                _came(thing, track.added)
        for album in self._albums.values():
            _came(album, album.saved_at)
            album.genres = self._genres_of(album).union(*(track.genres for track in album.tracks))
        for episode in self._episodes.values():
            _came(episode, episode.saved_at)

    def _genres_of(self, thing: Track | Album) -> set[str]:
        return {genre for artist in self._credited(thing.artists) for genre in artist.genres}

    def _name_genres(self) -> None:
        """One name for each genre, however artists' records write it: the first in the order of code points."""
        spelt: defaultdict[str, set[str]] = defaultdict(set)
        for artist in self._artists.values():
            for name in artist.fields.get("genres") or []:
                spelt[sort_key(name) or ""].add(name)
        for artist in self._artists.values():
            keys_of = [sort_key(name) or "" for name in artist.fields.get("genres") or []]
            artist.genres = [min(spelt[key]) for key in dict.fromkeys(keys_of) if key]

    def _find_repeats(self) -> None:
        by_isrc: defaultdict[str, list[Track]] = defaultdict(list)
        by_title: defaultdict[tuple[str, frozenset[str]], list[Track]] = defaultdict(list)
        for track in self._tracks.values():
            if track.isrc:
                by_isrc[track.isrc].append(track)
            title = sort_key(track.name)
            artists = frozenset(name for credit in track.artists if (name := sort_key(credit.name)))
            if title and artists and track.duration_ms is not None:
                by_title[title, artists].append(track)
        for group in by_isrc.values():
            if len(group) > 1:
                for track in group:
                    track.isrc_group = frozenset(group)
        for alike in by_title.values():
            for group in _chained(alike):
                for track in group:
                    track.alike_group = frozenset(group)

    def _genres(self) -> list[Genre]:
        found: dict[str, Genre] = {}
        for artist in self._artists.values():
            for name in artist.genres:
                found.setdefault(name, Genre(None, name)).artists.append(artist)
        for track in self._tracks.values():
            for name in track.genres:
                found[name].tracks.append(track)
        for album in self._albums.values():
            for name in album.genres:
                found[name].albums.append(album)
        return list(found.values())


def _named(uri: str) -> tuple[str, str]:
    """Kind and id of what a uri names. A playlist's may begin with its owner: ``spotify:user:me:playlist:id``."""
    if uri.startswith("spotify:local:"):
        return "local", uri
    found = re.fullmatch(r"spotify:(?:.+:)?(\w+):([0-9A-Za-z]{1,64})", uri)
    return (found[1], found[2]) if found else ("", "")


def _keep(thing: Thing, row: Row) -> None:
    """Where it is named twice, the earlier row tells since when."""
    at = instant(row.added_at)
    known = [each for each in (thing.saved_at, at) if each is not None]
    thing.saved, thing.saved_at = True, min(known, default=None)


def _came(thing: Thing, at: int | None) -> None:
    if at is not None:
        thing.added = at if thing.added is None else min(thing.added, at)


def _playable(before: bool | None, told: bool | None) -> bool | None:
    """Where some row says it can be played, it can."""
    return True if True in (before, told) else False if False in (before, told) else None


def _features(told: Mapping[str, Mapping[str, Any]]) -> Features | None:
    """Spotify's, else those of the first source by name, of those that measured anything."""
    known = ("key", "mode", "time_signature", *FEATURES)
    sources = [source for source, fields in told.items() if any(fields.get(name) is not None for name in known)]
    if not sources:
        return None
    source = "spotify" if "spotify" in sources else min(sources)
    fields = told[source]
    key = fields.get("key")
    return Features(
        source,
        {name: fields[name] for name in FEATURES if fields.get(name) is not None},
        None if key is None or key < 0 else key,
        fields.get("mode"),
        fields.get("time_signature"),
    )


def _chained(tracks: Sequence[Track]) -> Iterable[list[Track]]:
    """Groups of two and more whose lengths are within two seconds of the shortest."""
    groups: list[list[Track]] = []
    for track in sorted(tracks, key=lambda each: each.duration_ms or 0):
        if groups and (track.duration_ms or 0) - (groups[-1][0].duration_ms or 0) <= ALIKE_MS:
            groups[-1].append(track)
        else:
            groups.append([track])
    return (group for group in groups if len(group) > 1)


def _name_order(thing: Thing) -> Any:
    return ordered(sort_key(thing.name)), thing.id


def _track_order(track: Track) -> Any:
    return (
        ordered(sort_key(track.name)),
        ordered(first_name(track.artists)),
        ordered(sort_key(track.album_name)),
        track.uri,
    )


def _album_order(album: Album) -> Any:
    return ordered(sort_key(album.name)), ordered(first_name(album.artists)), ordered(album.released), album.id


def _episode_order(episode: Episode) -> Any:
    show = episode.show.name if episode.show else None
    return ordered(sort_key(episode.name)), ordered(sort_key(show)), episode.id


def _audiobook_order(book: Audiobook) -> Any:
    author = book.authors[0] if book.authors else None
    return ordered(sort_key(book.name)), ordered(sort_key(author)), book.id
