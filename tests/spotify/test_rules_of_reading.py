"""Rules that hold for every answer, tried on many."""

import json
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.spotify.errors import MalformedAnswer
from chalicelib.spotify.models.paging import Page
from chalicelib.spotify.models.playlist import Playlist, PlaylistRow, SimplifiedPlaylist
from chalicelib.spotify.parsing import parse, parse_payload
from infra.recordings import answers

from .fakes import FIXTURES, fixture

NAMES = sorted(f"{path.parent.name}/{path.stem}" for path in FIXTURES.glob("*/*.json") if path.stat().st_size > 1)
READABLE = [name for name in NAMES if not name.startswith("error/") and name != "track/without_identity"]
IDENTITY = {"id", "uri", "type", "name"}
# What an answer is recognised by, or is nothing without.
NEEDED = IDENTITY | {"items", "queue", "devices", "markets", "genres", "access_token", "snapshot_id", "played_at"}
NEEDED |= {"albums", "artists", "tracks", "episodes", "shows", "audiobooks", "chapters", "audio_features", "playlists"}
NEEDED |= {"categories", "seeds", "track", "start", "duration", "danceability", "energy", "url", "icons", "is_playing"}
NEEDED |= {"beats", "segments", "device", "chapter_number", "audiobook", "show", "added_by", "item", "album", "episode"}


def objects(value: Any) -> list[dict[str, Any]]:
    """Every object within an answer."""
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return ([value] if isinstance(value, dict) else []) + [found for entry in inner for found in objects(entry)]


def kind_of(name: str) -> str:
    return name.partition("/")[0]


def models(name: str, payload: Any) -> list[Any]:
    return [reading.model for reading in answers.read(json.dumps(payload).encode(), kind_of(name))]


def lacking(value: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: inner for key, inner in value.items() if key not in keys}


def rows_with(page: dict[str, Any], key: str) -> dict[str, Any]:
    """A page of rows as the app mode gives it that knows only `key`."""
    other = "track" if key == "item" else "item"
    return {**page, "items": [lacking(row, other) for row in page["items"]]}


def playlist_with(playlist: dict[str, Any], key: str) -> dict[str, Any]:
    """A playlist as the app mode gives it that knows only `key`, with rows of that mode."""
    rows = (
        rows_with(playlist[key], "item" if key == "items" else "track") if "items" in playlist[key] else playlist[key]
    )
    return {**lacking(playlist, "items", "tracks"), key: rows}


def test_both_app_modes_give_equal_rows() -> None:
    both = fixture("playlist_items/both_keys")
    first, second, third = (
        parse_payload(Page[PlaylistRow], shape) for shape in (rows_with(both, "track"), rows_with(both, "item"), both)
    )
    assert first == second == third
    assert [row is not None and row.item is not None for row in first.items] == [True, True, True, False, True, True]


def test_both_app_modes_give_equal_playlists() -> None:
    both = fixture("playlist/both_keys")
    read = [
        parse_payload(Playlist, shape) for shape in (playlist_with(both, "tracks"), playlist_with(both, "items"), both)
    ]
    assert read[0] == read[1] == read[2]
    assert read[0].model_fields_set == read[1].model_fields_set == read[2].model_fields_set
    assert read[0].items is not None and len(read[0].items.items) == 6


def test_both_app_modes_give_equal_lists_of_playlists() -> None:
    both = fixture("playlists_list/both_keys")
    shapes = [
        {**both, "items": [entry and playlist_with(entry, key) for entry in both["items"]]}
        for key in ("tracks", "items")
    ]
    read = [parse_payload(Page[SimplifiedPlaylist], shape) for shape in (*shapes, both)]
    assert read[0] == read[1] == read[2]
    assert len({frozenset(page.items[0].model_fields_set) for page in read if page.items[0] is not None}) == 1


@given(name=st.sampled_from(READABLE), unknown=st.sampled_from([None, 1, "text", [1, None], {"deep": {"er": []}}]))
def test_fields_that_spotify_adds_later_change_nothing(name: str, unknown: Any) -> None:
    payload = fixture(name)
    expected = models(name, payload)
    for found in objects(payload):
        found["added_by_spotify_later"] = unknown
    assert models(name, payload) == expected


@given(name=st.sampled_from(READABLE), data=st.data())
def test_no_optional_field_is_missed_when_it_is_null_or_missing_or_odd(name: str, data: st.DataObject) -> None:
    payload = fixture(name)
    places = [(found, key) for found in objects(payload) for key in sorted(found) if key not in NEEDED]
    if not places:
        return
    found, key = data.draw(st.sampled_from(places))
    change: Any = data.draw(st.sampled_from(["missing", None, [], {}, "odd", -1, True, [None], [{"odd": 1}]]))
    if change == "missing":
        del found[key]
    else:
        found[key] = change
    # `href` and `release_date_precision` may also tell kinds apart or be completed; what counts is that it is read.
    assert len(models(name, payload)) >= 1


@given(name=st.sampled_from(READABLE), data=st.data())
def test_whatever_happens_to_an_answer_it_is_read_refused_or_called_malformed(name: str, data: st.DataObject) -> None:
    payload = fixture(name)
    places = [(found, key) for found in objects(payload) for key in sorted(found)]
    if not places:
        return
    for _ in range(data.draw(st.integers(1, 3))):
        found, key = data.draw(st.sampled_from(places))
        found[key] = data.draw(st.sampled_from([None, [], {}, "odd", -1, 1.5, True, [None], "", [[]], {"id": None}]))
    try:
        models(name, payload)
    except (answers.Refused, MalformedAnswer) as error:
        assert "odd" not in str(error)


@given(
    body=st.binary(max_size=200) | st.text(max_size=100).map(str.encode), kind=st.sampled_from(sorted(answers.KINDS))
)
@example(body=b"{}", kind="wrapped_saved_albums")
@example(body=b"[]", kind="wrapped_saved_albums")
def test_any_bytes_are_read_refused_or_called_malformed(body: bytes, kind: str) -> None:
    try:
        readings = answers.read(body, kind)
    except (answers.Refused, MalformedAnswer):
        return
    assert all(reading.kind in answers.KINDS for reading in readings)


@given(name=st.sampled_from(READABLE))
def test_reading_twice_gives_the_same(name: str) -> None:
    for reading in answers.read((FIXTURES / f"{name}.json").read_bytes(), kind_of(name)):
        if reading.model is not None:
            assert parse(type(reading.model), json.dumps(reading.payload).encode()) == reading.model


@given(offset=st.integers(0, 10_000), limit=st.integers(1, 50), total=st.integers(0, 10_000))
def test_a_crawl_always_moves_on_or_ends(offset: int, limit: int, total: int) -> None:
    for link in (
        None,
        "",
        f"https://elsewhere.example/v1/x?offset={total}&limit={limit}",
        "https://x/?limit=%",
        "?offset=-3",
    ):
        page: Page[Playlist] = Page(items=[], limit=limit, offset=offset, next=link, total=total)
        assert page.next_offset is None or page.next_offset > offset
