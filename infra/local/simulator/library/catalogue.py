"""What all people of a generated library share: tracks, albums, artists, shows, episodes, audiobooks, chapters."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import TypeVar

from infra.local.simulator.library import names
from infra.local.simulator.library.entities import (
    Album,
    AlbumType,
    Artist,
    Audiobook,
    Chapter,
    Episode,
    Precision,
    Show,
    Track,
)
from infra.local.simulator.library.ids import Ids
from infra.local.simulator.library.lazily import Groups, LazyMapping, LazySequence
from infra.local.simulator.library.randomness import instant, randomness

T = TypeVar("T")

ALBUMS = Groups((12, 1, 10, 1, 5, 14, 1, 69, 8, 2, 11, 20))
"""Albums' sizes, in turn. The one of 69 tracks takes two pages, the one of 20 is a compilation of many artists."""
SHOWS = Groups((60, 12, 3, 130, 25))
AUDIOBOOKS = Groups((20, 8, 61))
_COMPILATION, _LONG = 11, 7
_ALBUMS_PER_BLOCK = 12
_TWIN_EVERY, _TWIN_AT, _TWIN_OF = 53, 20, 7
VARIOUS_ARTISTS = 0


def cover_key(kind: str, identifier: str) -> str:
    """24 hexadecimal digits that name a generated picture."""
    return hashlib.blake2b(f"{kind}:{identifier}".encode(), digest_size=12).hexdigest()


class Catalogue:
    """Entities by id (``tracks``, ``albums``, ...), built when first read.

    ``tracks`` tells how many tracks there must be at least; the other sizes follow from it.
    """

    def __init__(self, seed: int, tracks: int) -> None:
        self._seed = seed
        self.ids = Ids(seed)
        self.album_count = ALBUMS.groups_for(tracks)
        self.track_count = ALBUMS.members_in(self.album_count)
        self.artist_count = max(8, self.album_count // 3)
        self.show_count = SHOWS.groups_for(1400)
        self.episode_count = SHOWS.members_in(self.show_count)
        self.audiobook_count = AUDIOBOOKS.groups_for(300)
        self.chapter_count = AUDIOBOOKS.members_in(self.audiobook_count)

        self.artists = self._by_id("artist", self.artist_count, self._artist)
        self.albums = self._by_id("album", self.album_count, self._album)
        self.tracks = self._by_id("track", self.track_count, self._track)
        self.shows = self._by_id("show", self.show_count, self._show)
        self.episodes = self._by_id("episode", self.episode_count, self._episode)
        self.audiobooks = self._by_id("audiobook", self.audiobook_count, self._audiobook)
        self.chapters = self._by_id("chapter", self.chapter_count, self._chapter)

    def _by_id(self, kind: str, count: int, build: Callable[[int], T]) -> LazyMapping[T]:
        members: Sequence[T] = LazySequence(count, build)
        return LazyMapping(members, lambda index: self.ids.make(kind, index), lambda id_: self.ids.index(kind, id_))

    def _artist(self, index: int) -> Artist:
        random_ = randomness(self._seed, "artist", index)
        identifier = self.ids.make("artist", index)
        popularity = min(100, int(random_.betavariate(2, 3) * 100))
        return Artist(
            id=identifier,
            name="Various Artists" if index == VARIOUS_ARTISTS else names.artist_name(random_),
            # Spotify leaves the genres of many artists empty.
            genres=tuple(random_.sample(names.GENRES, random_.choice((0, 0, 1, 2, 4)))),
            popularity=popularity,
            followers=int(10 ** (popularity / 15)) + random_.randrange(1000),
            cover=cover_key("artist", identifier),
        )

    def _album_artists(self, index: int) -> tuple[int, ...]:
        if index % _ALBUMS_PER_BLOCK == _COMPILATION:
            return (VARIOUS_ARTISTS,)
        random_ = randomness(self._seed, "album artists", index)
        chosen = [self._some_artist(random_.random()) for _ in range(random_.choice((1, 1, 1, 1, 2)))]
        return tuple(dict.fromkeys(chosen))

    def _some_artist(self, draw: float) -> int:
        """An artist's index: a few are on very many albums, most on a few."""
        return 1 + int((self.artist_count - 1) * draw**2.2)

    def _album(self, index: int) -> Album:
        random_ = randomness(self._seed, "album", index)
        identifier = self.ids.make("album", index)
        members = ALBUMS.members_of(index)
        year = random_.randint(1958, 2026)
        date, precision = _release_date(year, random_.random(), random_.randint(1, 12), random_.randint(1, 28))
        artists = self._album_artists(index)
        return Album(
            id=identifier,
            name=names.title(random_) + (" (Deluxe Edition)" if index % _ALBUMS_PER_BLOCK == _LONG else ""),
            album_type=_album_type(index, len(members)),
            release_date=date,
            release_date_precision=precision,
            artist_ids=tuple(self.ids.make("artist", artist) for artist in artists),
            track_ids=tuple(self.ids.make("track", track) for track in members),
            upc=f"{random_.randrange(10**12):012d}",
            label=f"{random_.choice(names.LATIN.nouns)} {random_.choice(('Records', 'Recordings', 'Music', 'Tapes'))}",
            popularity=random_.randrange(90),
            cover=cover_key("album", identifier),
        )

    def _track(self, index: int) -> Track:
        album, position = ALBUMS.group_of(index)
        size = len(ALBUMS.members_of(album))
        twin = index % _TWIN_EVERY == _TWIN_AT
        # A twin is the same recording under another id, as remasters and regional editions are: same name, same ISRC.
        source = index - (_TWIN_AT - _TWIN_OF) if twin else index
        random_ = randomness(self._seed, "track", source)
        artists = list(self._album_artists(album))
        if artists == [VARIOUS_ARTISTS]:
            artists = [self._some_artist(random_.random())]
        guest = self._some_artist(random_.random()) if random_.random() < 0.12 else None
        if guest is not None and guest not in artists:
            artists.append(guest)
        else:
            guest = None
        guest_name = self.artists[self.ids.make("artist", guest)].name if guest is not None else None
        country = random_.choice(("GB", "US", "DE", "JP", "BR", "QM"))
        discs = 2 if size > 40 else 1
        per_disc = -(-size // discs)
        return Track(
            id=self.ids.make("track", index),
            name=names.track_name(random_, guest_name),
            album_id=self.ids.make("album", album),
            artist_ids=tuple(self.ids.make("artist", artist) for artist in artists),
            disc_number=position // per_disc + 1,
            track_number=position % per_disc + 1,
            duration_ms=random_.randint(31_000, 640_000),
            explicit=random_.random() < 0.15,
            isrc=f"{country}SIM{source // 100_000 % 100:02d}{source % 100_000:05d}",
            popularity=random_.randrange(95),
        )

    def _show(self, index: int) -> Show:
        random_ = randomness(self._seed, "show", index)
        identifier = self.ids.make("show", index)
        script = names.script_of(random_)
        return Show(
            id=identifier,
            name=names.title(random_, script) + random_.choice(("", " Podcast", " – daily", " FM")),
            publisher=names.person_name(random_, script),
            description=names.sentence(random_, 24),
            explicit=random_.random() < 0.2,
            language=script.language,
            episode_ids=tuple(self.ids.make("episode", episode) for episode in SHOWS.members_of(index)),
            cover=cover_key("show", identifier),
        )

    def _episode(self, index: int) -> Episode:
        random_ = randomness(self._seed, "episode", index)
        identifier = self.ids.make("episode", index)
        show_index, position = SHOWS.group_of(index)
        show = self.shows[self.ids.make("show", show_index)]
        number = len(show.episode_ids) - position
        return Episode(
            id=identifier,
            name=f"{number}. {names.title(random_)}",
            show_id=show.id,
            description=names.sentence(random_, 18),
            duration_ms=random_.randint(240_000, 9_000_000),
            explicit=show.explicit,
            language=show.language,
            release_date=instant(position * 7 * 24 * 60 + show_index * 60)[:10],
            cover=cover_key("episode" if random_.random() < 0.5 else "show", identifier),
        )

    def _audiobook(self, index: int) -> Audiobook:
        random_ = randomness(self._seed, "audiobook", index)
        identifier = self.ids.make("audiobook", index)
        script = names.script_of(random_)
        author = names.person_name(random_, script)
        return Audiobook(
            id=identifier,
            name=names.title(random_, script),
            authors=(author,),
            narrators=tuple(names.person_name(random_, script) for _ in range(random_.choice((1, 1, 2, 3)))),
            publisher=f"{random_.choice(names.LATIN.nouns)} Audio",
            description=names.sentence(random_, 30),
            language=script.language,
            chapter_ids=tuple(self.ids.make("chapter", chapter) for chapter in AUDIOBOOKS.members_of(index)),
            cover=cover_key("audiobook", identifier),
        )

    def _chapter(self, index: int) -> Chapter:
        random_ = randomness(self._seed, "chapter", index)
        book, position = AUDIOBOOKS.group_of(index)
        return Chapter(
            id=self.ids.make("chapter", index),
            name="Opening Credits" if position == 0 else f"Chapter {position}: {names.title(random_)}",
            audiobook_id=self.ids.make("audiobook", book),
            number=position,
            duration_ms=random_.randint(20_000, 4_000_000),
            release_date=f"{2008 + book % 18}-03-{1 + book % 28:02d}",
        )


def _album_type(index: int, size: int) -> AlbumType:
    if index % _ALBUMS_PER_BLOCK == _COMPILATION:
        return "compilation"
    return "single" if size < 7 else "album"


def _release_date(year: int, draw: float, month: int, day: int) -> tuple[str, Precision]:
    """Most albums know the day; old ones the year or the month; a few carry the placeholder ``0000``."""
    if draw < 0.02:
        return "0000", "year"
    if draw < 0.12:
        return f"{year}", "year"
    if draw < 0.16:
        return f"{year}-{month:02d}", "month"
    return f"{year}-{month:02d}-{day:02d}", "day"
