"""The Browser's lists through the ORM: a page of entries with what they show, the total, and facets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from bench.browse_postgres import schema
from bench.browse_postgres.folding import phrases, sort_key
from bench.browse_postgres.schema import MODELS, TABLES

Condition = Any
"""An expression of SQL that is true or false: SQLAlchemy is not there where types are checked."""
MOST = 100


def page(session: Session, path: str, parameters: Mapping[str, str]) -> dict[str, Any]:
    """The answer to a list's request, as values of JSON. Raises KeyError for what is not asked of both."""
    table = TABLES[path]
    conditions = [
        _condition(path, name, value) for name, value in parameters.items() if name not in ("sort", "limit", "facets")
    ]
    limit = int(parameters.get("limit", "25"))
    entries = session.scalars(
        _with_parts(path, select(MODELS[path]))
        .where(*conditions)
        .order_by(*_order(table, parameters.get("sort", "place" if path == "playlists" else "name")))
        .limit(limit)
    ).unique()
    total = session.scalar(select(func.count()).select_from(table).where(*conditions))
    found: dict[str, Any] = {"data": [ENTRIES[path](entry) for entry in entries], "total": total}
    if "facets" in parameters:
        names = parameters["facets"].split(",")
        found["facets"] = {name: _facet(session, path, name, conditions) for name in names}
    return found


def _with_parts(path: str, statement: Select[Any]) -> Select[Any]:
    """Read along what entries show, in one statement more for all of the page."""
    kind: Any = MODELS[path]
    if path == "tracks":
        return statement.options(joinedload(kind.its_album), selectinload(kind.its_genres))
    if path in ("albums", "artists"):
        return statement.options(selectinload(kind.its_genres))
    if path == "episodes":
        return statement.options(joinedload(kind.its_show))
    return statement


_COLUMNS = {
    "name": "name_key", "artist": "artist_key", "album": "album_key", "added_at": "added",
    "last_added_at": "last_added",
}  # fmt: skip


def _order(table: Any, sort: str) -> list[Any]:
    found = []
    for name in sort.split(","):
        bare = name.removeprefix("-")
        column = table.c[_COLUMNS.get(bare, bare)]
        found.append((column.desc() if name.startswith("-") else column.asc()).nulls_last())
    return [*found, table.c.no]


# -- filters -----------------------------------------------------------------------------------------------------------


def _condition(path: str, name: str, value: str) -> Condition:
    table = TABLES[path]
    if name == "q":
        return _searched(table, value)
    if name in _LINKED:
        return _LINKED[name](path, value)
    if name.startswith(("min_", "max_")):
        column = table.c[name[4:]]
        return column >= float(value) if name.startswith("min_") else column <= float(value)
    if name in ("released_after", "released_before"):
        bound = int(f"{value}0000")
        return table.c.released >= bound if name == "released_after" else table.c.released < bound
    if name == "decade":
        return table.c.released.between(int(value) * 10_000, (int(value) + 10) * 10_000 - 1)
    if name == "in_playlist":
        return table.c.playlists > 0 if value == "true" else table.c.playlists == 0
    if name == "playable":
        return table.c.playable.is_not(False) if value == "true" else table.c.playable.is_(False)
    if name in ("saved", "explicit"):
        return table.c[name].is_(value == "true")
    raise KeyError(name)


def _searched(table: Any, text: str) -> Condition:
    """Every word as a beginning; where there is none, everything."""
    asked = phrases(text)
    if not asked:
        return table.c.no == table.c.no
    words = [word.replace("\\", "\\\\").replace("'", "''") for phrase in asked for word in phrase]
    return table.c.words.op("@@")(func.to_tsquery("simple", " & ".join(f"'{word}':*" for word in words)))


def _artist(path: str, value: str) -> Condition:
    ids = value.split(",")
    if path == "playlists":
        held = schema.track_playlist.join(
            schema.track_artist, schema.track_artist.c.track == schema.track_playlist.c.track
        ).join(schema.artist, schema.artist.c.no == schema.track_artist.c.artist)
        return exists(
            select(1).select_from(held).where(
                schema.track_playlist.c.playlist == schema.playlist.c.no, schema.artist.c.id.in_(ids)
            )
        )  # fmt: skip
    link = schema.track_artist
    return exists(
        select(1)
        .select_from(link.join(schema.artist, schema.artist.c.no == link.c.artist))
        .where(link.c.track == schema.track.c.no, schema.artist.c.id.in_(ids))
    )


def _genre(path: str, value: str) -> Condition:
    link = {"tracks": schema.track_genre, "albums": schema.album_genre}[path]
    return exists(
        select(1)
        .select_from(link.join(schema.genre, schema.genre.c.no == link.c.genre))
        .where(link.c[path[:-1]] == TABLES[path].c.no, schema.genre.c.name_key == sort_key(value))
    )


def _held(path: str, condition: Condition) -> Condition:
    """Whether some playlist of which a condition holds has the track, or a track of the artist."""
    held = schema.track_playlist.join(schema.playlist, schema.playlist.c.no == schema.track_playlist.c.playlist)
    if path == "tracks":
        return exists(select(1).select_from(held).where(schema.track_playlist.c.track == schema.track.c.no, condition))
    held = held.join(schema.track_artist, schema.track_artist.c.track == schema.track_playlist.c.track)
    return exists(select(1).select_from(held).where(schema.track_artist.c.artist == schema.artist.c.no, condition))


_LINKED: dict[str, Callable[[str, str], Condition]] = {
    "artist": _artist,
    "genre": _genre,
    "playlist": lambda path, value: _held(path, schema.playlist.c.id.in_(value.split(","))),
    "not_playlist": lambda path, value: ~_held(path, schema.playlist.c.id.in_(value.split(","))),
    "mine": lambda path, value: (
        _held(path, schema.playlist.c.mine.is_(True))
        if value == "true"
        else ~_held(path, schema.playlist.c.mine.is_(True))
    ),
}

# -- facets ------------------------------------------------------------------------------------------------------------

_RELATIONS = {
    ("tracks", "genre"): (schema.track_genre, schema.genre), ("tracks", "artist"): (schema.track_artist, schema.artist),
    ("tracks", "playlist"): (schema.track_playlist, schema.playlist),
    ("albums", "genre"): (schema.album_genre, schema.genre), ("albums", "artist"): (schema.album_artist, schema.artist),
    ("artists", "genre"): (schema.artist_genre, schema.genre),
}  # fmt: skip


def _facet(session: Session, path: str, name: str, conditions: list[Condition]) -> dict[str, Any]:
    table = TABLES[path]
    count = func.count().label("number")
    if (path, name) in _RELATIONS:
        link, named = _RELATIONS[path, name]
        one, other = path[:-1], named.name
        counted = (
            select(link.c[other].label("no"), count)
            .select_from(link.join(table, table.c.no == link.c[one]))
            .where(*conditions)
            .group_by(link.c[other])
            .subquery()
        )
        value = named.c.name if name == "genre" else named.c.id
        rows = session.execute(
            select(value, named.c.name, counted.c.number)
            .join(counted, counted.c.no == named.c.no)
            .order_by(counted.c.number.desc(), named.c.no)
            .limit(MOST)
        )
        whole = session.scalar(select(func.count()).select_from(counted)) or 0
        none = ~exists(select(1).select_from(link).where(link.c[one] == table.c.no))
        without = session.scalar(select(func.count()).select_from(table).where(*conditions, none))
        values = [{"value": each[0], "label": each[1], "count": each[2]} for each in rows]
        return {"values": values, "more": whole - len(values), "without": without}
    column = table.c.released // 100_000 * 10 if name == "decade" else table.c[name]
    grouped = session.execute(
        select(column.label("value"), count).where(*conditions).group_by("value").order_by(count.desc())
    ).all()
    values = [{"value": each[0], "count": each[1]} for each in grouped if each[0] is not None]
    return {
        "values": values[:MOST],
        "more": max(0, len(values) - MOST),
        "without": sum(each[1] for each in grouped if each[0] is None),
    }


# -- entries -----------------------------------------------------------------------------------------------------------


def _links(artists: list[list[str | None]]) -> list[dict[str, Any]]:
    return [{"id": identity, "name": name, "spotify_url": _url("artist", identity)} for identity, name in artists]


def _url(kind: str, identity: str | None) -> str | None:
    return f"https://open.spotify.com/{kind}/{identity}" if identity else None


def _plain(*names: str) -> Callable[[Any], dict[str, Any]]:
    return lambda it: {name: getattr(it, name) for name in names}


_track = _plain(
    "id", "uri", "name", "isrc", "duration_ms", "explicit", "disc", "number", "popularity", "playable", "local",
    "saved", "saved_at", "added", "playlists", "rows", "source", "key", "mode", "time_signature", *schema.FEATURES,
)  # fmt: skip
_album = _plain(
    "id", "name", "release_date", "tracks", "total_tracks", "popularity", "saved", "saved_at", "added", "duration_ms"
)
_artist_entry = _plain("id", "name", "tracks", "albums", "playlists", "popularity", "followed", "added", "duration_ms")
_playlist = _plain(
    "id", "name", "owner_id", "owner_name", "place", "rows", "tracks", "episodes", "total", "first_added", "last_added",
    "duration_ms", "mine", "collaborative", "public", "read",
)  # fmt: skip
_episode = _plain("id", "name", "release_date", "duration_ms", "explicit", "playable", "saved", "saved_at", "added")


def _genres(it: Any) -> list[str]:
    return [genre.name for genre in it.its_genres]


def _album_link(it: Any) -> dict[str, Any] | None:
    if it.its_album is None:
        return None
    return {"id": it.its_album.id, "name": it.its_album.name, "spotify_url": _url("album", it.its_album.id)}


ENTRIES: dict[str, Callable[[Any], dict[str, Any]]] = {
    "tracks": lambda it: {
        **_track(it),
        "artists": _links(it.artists),
        "album": _album_link(it),
        "released": it.its_album.release_date if it.its_album else None,
        "genres": _genres(it),
        "spotify_url": _url("track", it.id),
    },
    "albums": lambda it: {**_album(it), "artists": _links(it.artists), "genres": _genres(it)},
    "artists": lambda it: {**_artist_entry(it), "genres": _genres(it), "spotify_url": _url("artist", it.id)},
    "genres": _plain("name", "tracks", "artists", "albums", "duration_ms"),
    "playlists": lambda it: {**_playlist(it), "spotify_url": _url("playlist", it.id)},
    "shows": _plain("id", "name", "publisher", "episodes", "total_episodes", "saved", "saved_at", "explicit"),
    "episodes": lambda it: {**_episode(it), "show": it.its_show.name if it.its_show else None},
    "audiobooks": _plain("id", "name", "authors", "narrators", "total_chapters", "saved", "saved_at", "explicit"),
}
