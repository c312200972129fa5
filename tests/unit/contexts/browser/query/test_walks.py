"""Lists read page by page: the pages together are the list, also where the library changes in between."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import apsw
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.contexts.browser.model import layout, text
from chalicelib.contexts.browser.query.condition import ALWAYS, Condition
from chalicelib.contexts.browser.query.continuing import LastRow, after, last_row
from chalicelib.contexts.browser.query.lists.tracks import TRACKS
from chalicelib.contexts.browser.query.pages import read_page
from chalicelib.contexts.browser.query.ranks import CUT


@dataclass(frozen=True, slots=True)
class Track:
    """As much of a track as lists are sorted by."""

    uri: str
    name: str | None
    artist: str | None
    album: str | None
    popularity: int | None
    tempo: float | None


names = st.sampled_from([None, "a", "A", "á", "b", "ab", "Ab", "ß", "ss", "  ", "z", "日", "😀", "a" * CUT])
tracks = st.builds(
    Track,
    uri=st.integers(0, 30).map(lambda at: f"spotify:track:{at}"),
    name=names,
    artist=names,
    album=names,
    popularity=st.none() | st.integers(0, 3),
    tempo=st.none() | st.sampled_from([90.0, 120.25, 180.0]),
)
libraries = st.lists(tracks, max_size=25, unique_by=lambda track: track.uri)
fields = st.sampled_from(["name", "artist", "album", "popularity", "tempo"])
sorts = st.lists(st.tuples(fields, st.booleans()), max_size=4, unique_by=lambda pair: pair[0]).map(tuple)


def model_of(library: Sequence[Track]) -> apsw.Connection:
    """The tables that lists of these tracks are read from."""
    made = apsw.Connection(":memory:")
    made.execute(layout.TABLES)
    for no, track in enumerate(sorted(library, key=key), start=1):
        ranks = [_rank(library, name, getattr(track, name)) for name in ("name", "artist", "album")]
        made.execute(
            "INSERT INTO track (no, name_rank, artist_rank, album_rank, popularity, saved, local, analysed, playlists, "
            "rows, artist_set, genre_set, playlist_set) VALUES (?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 0, 0, 0)",
            (no, *ranks, track.popularity),
        )
        credited = json.dumps([] if track.artist is None else [[None, track.artist]])
        made.execute(
            "INSERT INTO track_text VALUES (?, NULL, ?, ?, NULL, ?, ?)",
            (no, track.uri, track.name, credited, track.album),
        )
        if track.tempo is not None:
            made.execute("INSERT INTO feature (track, source, tempo) VALUES (?, 'spotify', ?)", (no, track.tempo))
    return made


def _rank(library: Sequence[Track], field: str, value: str | None) -> int | None:
    keys = sorted({found for track in library if (found := text.sort_key(getattr(track, field))) is not None})
    mine = text.sort_key(value)
    return None if mine is None else keys.index(mine)


def key(track: Track) -> tuple[Any, ...]:
    """What tracks are numbered by."""
    told = (text.sort_key(each) for each in (track.name, track.artist, track.album))
    return (*((each is None, each or "") for each in told), track.uri)


def in_order(library: Sequence[Track], sort: tuple[tuple[str, bool], ...]) -> list[str]:
    """The whole list, by rules that are written differently."""
    found = sorted(library, key=key)
    for field, down in reversed(sort):
        value = {track.uri: _value(track, field) for track in library}
        told = [track for track in found if value[track.uri] is not None]
        told.sort(key=lambda track: value[track.uri], reverse=down)
        found = told + [track for track in found if value[track.uri] is None]
    return [track.uri for track in found]


def _value(track: Track, field: str) -> Any:
    value = getattr(track, field)
    return text.sort_key(value) if field in ("name", "artist", "album") else value


def page(
    model: apsw.Connection, sort: tuple[tuple[str, bool], ...], limit: int, last: LastRow | None, revision: str
) -> tuple[list[str], LastRow | None]:
    """A page's uris, and where it ends; the cursor goes through JSON as it does for a client."""
    order = TRACKS.order(sort)
    beyond: Condition | None = None
    if last is not None:
        kept = LastRow.of_key(json.loads(json.dumps(last.as_key())))
        beyond = after(model, TRACKS, order, kept, same=kept.revision == revision)
    found = read_page(model, TRACKS, ALWAYS, order, limit=limit, after=beyond)
    uris = [str(model.execute("SELECT uri FROM track_text WHERE no = ?", (no,)).get) for no in found.numbers]
    return uris, last_row(model, revision, TRACKS, order, found.numbers[-1]) if found.more else None


@settings(max_examples=150, deadline=None)
@given(libraries, sorts, st.integers(1, 9))
def test_pages_together_are_the_list_whatever_the_order_and_the_limit(
    library: list[Track], sort: tuple[tuple[str, bool], ...], limit: int
) -> None:
    model, found = model_of(library), []
    uris, last = page(model, sort, limit, None, "1")
    found.extend(uris)
    while last is not None:
        assert len(uris) == limit
        uris, last = page(model, sort, limit, last, "1")
        found.extend(uris)
    assert found == in_order(library, sort)


@settings(max_examples=300, deadline=None)
@given(libraries, libraries, st.sets(st.integers(0, 30)), sorts, st.integers(1, 9))
def test_what_stays_as_it_is_comes_once_when_the_library_changes_between_two_pages(
    before: list[Track],
    others: list[Track],
    gone: set[int],
    sort: tuple[tuple[str, bool], ...],
    limit: int,
) -> None:
    """Some tracks go, some come, some become others under the same uri: those that stay are given once."""
    kept = [track for at, track in enumerate(before) if at not in gone]
    later = {track.uri: track for track in others} | {track.uri: track for track in kept}
    first, last = page(model_of(before), sort, limit, None, "1")
    if last is None:
        return
    model, rest = model_of(list(later.values())), []
    while last is not None:
        uris, last = page(model, sort, limit, last, "2")
        rest.extend(uris)
    whole = in_order(list(later.values()), sort)
    assert rest == [uri for uri in whole if uri in rest], "what follows is in the list's order"
    assert len(set(rest)) == len(rest)
    stayed = {track.uri for track in kept}
    assert sorted(uri for uri in [*first, *rest] if uri in stayed) == sorted(stayed)


def test_a_track_that_moved_takes_nobody_along() -> None:
    """The last one of a page is renamed to the end of the alphabet: those between do not get lost."""
    library = [Track(f"spotify:track:{at}", name, None, None, None, None) for at, name in enumerate("abcdef")]
    uris, last = page(model_of(library), (), 2, None, "1")
    assert uris == ["spotify:track:0", "spotify:track:1"]
    moved = [replace(track, name="z") if track.name == "b" else track for track in library]
    uris, _ = page(model_of(moved), (), 3, last, "2")
    assert uris == ["spotify:track:2", "spotify:track:3", "spotify:track:4"]


def test_long_names_that_begin_alike_go_on_behind_the_very_same_one() -> None:
    library = [Track(f"spotify:track:{at}", "x" * CUT + "ab"[at % 2], None, None, None, None) for at in range(6)]
    sort = (("name", True),)
    uris, last = page(model_of(library), sort, 2, None, "1")
    rest, _ = page(model_of(library), sort, 9, last, "2")
    assert [*uris, *rest] == in_order(library, sort)
