"""The library as tables of PostgreSQL, as a careful developer would lay them out for an ORM.

Normalised, with the counts that lists sort by kept in the rows, keys for every relation in both directions, indexes for
every order and filter that is asked for, and full text as ``tsvector`` under GIN. Text is folded before it is kept, by
the rules of the read model, so that both find the same.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR
from sqlalchemy.orm import registry, relationship

FEATURES = (
    "acousticness", "danceability", "energy", "instrumentalness", "liveness", "loudness", "speechiness", "tempo",
    "valence",
)  # fmt: skip

metadata = MetaData()
mapper = registry(metadata=metadata)


def _key(name: str) -> Column[Any]:
    """What is ordered by name: byte by byte, as folded text is."""
    return Column(name, Text(collation="C"))


def _thing(name: str, *columns: Any) -> Table:
    return Table(
        name,
        metadata,
        Column("no", Integer, primary_key=True),
        Column("id", Text, index=True),
        Column("name", Text),
        _key("name_key"),
        *columns,
        Column("words", TSVECTOR, nullable=False),
        Index(f"{name}_by_name", "name_key", "no"),
        Index(f"{name}_words", "words", postgresql_using="gin"),
    )


def _between(name: str, left: str, right: str) -> Table:
    """A relation that is walked from either side."""
    return Table(
        name,
        metadata,
        Column(left, Integer, ForeignKey(f"{left}.no"), primary_key=True),
        Column(right, Integer, ForeignKey(f"{right}.no"), primary_key=True),
        Index(f"{name}_back", right, left),
    )


def _ints(*names: str) -> list[Column[Any]]:
    return [Column(name, Integer) for name in names]


def _flags(*names: str) -> list[Column[Any]]:
    return [Column(name, Boolean) for name in names]


def _instants(*names: str) -> list[Column[Any]]:
    return [Column(name, BigInteger) for name in names]


album = _thing(
    "album", _key("artist_key"), Column("artists", JSONB), Column("release_date", Text), *_ints("released", "tracks"),
    *_ints("total_tracks", "popularity"), *_instants("saved_at", "added", "duration_ms"), *_flags("saved"),
)  # fmt: skip
track = _thing(
    "track", Column("uri", Text, unique=True), _key("artist_key"), _key("album_key"), Column("artists", JSONB),
    Column("isrc", Text, index=True), Column("album_name", Text),
    Column("album", Integer, ForeignKey("album.no"), index=True),
    *_ints("released", "duration_ms", "disc", "number", "popularity", "playlists", "rows", "isrc_group", "alike_group"),
    *_instants("saved_at", "added"), *_flags("saved", "explicit", "playable", "local"),
    Column("key", SmallInteger), Column("mode", SmallInteger), Column("time_signature", SmallInteger),
    Column("source", Text), *(Column(name, Float) for name in FEATURES),
)  # fmt: skip
artist = _thing(
    "artist", *_ints("tracks", "albums", "playlists", "popularity", "followers"), *_instants("added", "duration_ms"),
    *_flags("followed"),
)  # fmt: skip
genre = _thing("genre", *_ints("tracks", "artists", "albums"), *_instants("duration_ms"))
playlist = _thing(
    "playlist", Column("owner_id", Text, index=True), Column("owner_name", Text), _key("owner_key"),
    *_ints("place", "rows", "tracks", "episodes", "total", "unnamed"),
    *_instants("first_added", "last_added", "duration_ms"), *_flags("mine", "collaborative", "public", "read"),
)  # fmt: skip
show = _thing(
    "show",
    Column("publisher", Text),
    *_ints("episodes", "total_episodes"),
    *_instants("saved_at"),
    *_flags("saved", "explicit"),
)
episode = _thing(
    "episode", Column("show", Integer, ForeignKey("show.no"), index=True), Column("release_date", Text),
    *_ints("released", "duration_ms", "playlists", "rows"), *_instants("saved_at", "added"),
    *_flags("saved", "explicit", "playable"),
)  # fmt: skip
audiobook = _thing(
    "audiobook", Column("authors", JSONB), Column("narrators", JSONB), *_ints("total_chapters"),
    *_instants("saved_at"), *_flags("saved", "explicit"),
)  # fmt: skip
track_artist = _between("track_artist", "track", "artist")
track_genre = _between("track_genre", "track", "genre")
track_playlist = _between("track_playlist", "track", "playlist")
album_artist = _between("album_artist", "album", "artist")
album_genre = _between("album_genre", "album", "genre")
artist_genre = _between("artist_genre", "artist", "genre")

ORDERS: tuple[tuple[Table, str], ...] = (
    (track, "added"), (track, "-added"), (track, "released"), (track, "duration_ms"), (track, "popularity"),
    (track, "-popularity name_key"), (track, "-playlists album_key"), (track, "artist_key -released name_key"),
    (track, "tempo energy"), (track, "-tempo"), (track, "-energy"), (album, "released"),
    (album, "-released artist_key"),
    (artist, "-tracks"), (playlist, "place"), (playlist, "-last_added"), (genre, "-duration_ms"),
)  # fmt: skip
"""What is listed by, and so has an index, in the direction in which it is asked for."""


def _in_order(table: Table, name: str) -> Any:
    column = table.c[name.removeprefix("-")]
    return (column.desc() if name.startswith("-") else column.asc()).nulls_last()


for _table, _names in ORDERS:
    _columns = [_in_order(_table, _name) for _name in _names.split()]
    Index(f"{_table.name}_by_{_names.replace('-', 'desc_').replace(' ', '_')}", *_columns, _table.c.no)


class Thing:
    """What the mapper fills in."""

    def __init__(self, **values: Any) -> None:
        for name, value in values.items():
            setattr(self, name, value)


class Track(Thing):
    """A track."""


class Album(Thing):
    """An album."""


class Artist(Thing):
    """An artist."""


class Genre(Thing):
    """A genre."""


class Playlist(Thing):
    """A playlist."""


class Show(Thing):
    """A show."""


class Episode(Thing):
    """An episode."""


class Audiobook(Thing):
    """An audiobook."""


def _map(kind: type[Thing], table: Table, **more: Any) -> None:
    # Full text is searched and never shown: it is not read along.
    properties = {name: relationship(*how, viewonly=True, **options) for name, (how, options) in more.items()}
    mapper.map_imperatively(kind, table, properties=properties, exclude_properties=["words"])


_map(Genre, genre)
_map(Artist, artist, its_genres=((Genre,), {"secondary": artist_genre, "order_by": genre.c.no}))
_map(Album, album, its_genres=((Genre,), {"secondary": album_genre, "order_by": genre.c.no}))
_map(
    Track,
    track,
    its_album=((Album,), {}),
    its_genres=((Genre,), {"secondary": track_genre, "order_by": genre.c.no}),
)
_map(Playlist, playlist)
_map(Show, show)
_map(Episode, episode, its_show=((Show,), {}))
_map(Audiobook, audiobook)

MODELS: dict[str, type[Thing]] = {
    "tracks": Track, "albums": Album, "artists": Artist, "genres": Genre, "playlists": Playlist, "shows": Show,
    "episodes": Episode, "audiobooks": Audiobook,
}  # fmt: skip
TABLES: dict[str, Table] = {
    "tracks": track, "albums": album, "artists": artist, "genres": genre, "playlists": playlist, "shows": show,
    "episodes": episode, "audiobooks": audiobook,
}  # fmt: skip
"""By list."""
