"""What a library's rows and records say of everything but tracks, and of the whole."""

from __future__ import annotations

import json
import random
from itertools import pairwise

import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.browse.library import make_sources
from chalicelib.contexts.browser.model.digest import model_digest
from chalicelib.contexts.browser.model.duplicates import ALIKE_MS, chains
from chalicelib.contexts.browser.model.layout import SOURCES, WORDS
from chalicelib.contexts.browser.model.searched import searched_text
from chalicelib.contexts.browser.model.text import matches, phrases, sort_key, token
from chalicelib.contexts.browser.model.told import instant, released
from tests.unit.contexts.browser.model.sources import Row, a_library, a_model, row, rows


def generated(seed: int, tracks: int, odd: float = 0.2) -> apsw.Connection:
    """A small library with every oddity."""
    sources = apsw.Connection(":memory:")
    make_sources(sources, seed, tracks, odd=odd)
    return sources


def named(**fields: Row) -> dict[str, Row]:
    """Tracks by id, each by Ana and three minutes long unless it says otherwise."""
    return {
        key: {"name": "Song", "duration_ms": 180_000, "artists": [{"id": "Ana", "name": "Ana"}]} | told
        for key, told in fields.items()
    }


def groups(tracks: dict[str, Row], which: str) -> list[set[str]]:
    """Ids of tracks that are in one group."""
    model = a_model(
        a_library(rows={"SAVED_TRACKS": [f"spotify:track:{key}" for key in tracks]}, entities={"track": tracks})
    )
    found: dict[int, set[str]] = {}
    for no, key in model.execute(f"SELECT {which}, id FROM track JOIN track_text USING (no) WHERE {which} IS NOT NULL"):  # noqa: S608
        found.setdefault(no, set()).add(key)
    return [found[no] for no in sorted(found)]


@given(st.integers(0, 2**32), st.integers(1, 60))
@settings(max_examples=25, deadline=None)
def test_equal_sources_give_equal_models_whatever_order_they_were_written_in(seed: int, tracks: int) -> None:
    sources, shuffled = generated(seed, tracks), apsw.Connection(":memory:")
    shuffled.execute(SOURCES)
    for table in ("meta", "collection", "row", "entity", "features"):
        found = [*sources.execute(f"SELECT * FROM {table}")]  # noqa: S608
        random.Random(seed).shuffle(found)
        for each in found:
            shuffled.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(each))})", each)  # noqa: S608
    model = a_model(sources)
    assert model_digest(model) == model_digest(a_model(shuffled))
    sources.execute("UPDATE entity SET fields = '{\"name\": \"another\"}' WHERE kind = 'track'")
    if rows(sources, "SELECT 1 FROM entity WHERE kind = 'track'"):
        assert model_digest(model) != model_digest(a_model(sources))


def test_a_model_in_a_file_has_the_digest_of_one_in_memory(tmp_path: object) -> None:
    from chalicelib.contexts.browser.model.derive import derive

    file = apsw.Connection(f"{tmp_path}/model.sqlite3")
    derive(generated(3, 50), file)
    assert model_digest(file) == model_digest(a_model(generated(3, 50)))


@given(st.integers(0, 2**32))
@settings(max_examples=10, deadline=None)
def test_numbers_agree_with_each_other(seed: int) -> None:
    model = a_model(generated(seed, 80))

    def one(query: str) -> object:
        return model.execute(query).get

    for table in ("track", "album", "artist", "genre", "playlist", "show", "episode", "audiobook"):
        assert one(f"SELECT count(*) = coalesce(max(no), 0) FROM {table}")  # noqa: S608
    assert one("SELECT sum(rows) FROM track") == one("SELECT count(*) FROM playlist_row WHERE track IS NOT NULL")
    assert one("SELECT sum(playlists) FROM track") == one("SELECT count(*) FROM track_playlist")
    assert one("SELECT sum(tracks) FROM artist") == one("SELECT count(*) FROM track_artist")
    assert one("SELECT sum(albums) FROM genre") == one("SELECT count(*) FROM album_genre")
    for kind in ("artist", "genre", "playlist"):
        sets = dict(model.execute("SELECT no, members FROM member_set WHERE kind = ?", (kind,)))
        for no, held in model.execute(f"SELECT no, {kind}_set FROM track"):  # noqa: S608
            members = model.execute(f"SELECT {kind} FROM track_{kind} WHERE track = ? ORDER BY 1", (no,))  # noqa: S608
            assert [each for (each,) in members] == json.loads(sets.get(held, "[]"))


@given(st.integers(0, 2**32))
@settings(max_examples=10, deadline=None)
def test_every_thing_is_found_by_its_searched_text_and_only_by_that(seed: int) -> None:
    model = a_model(generated(seed, 60, odd=0.5))
    texts = {
        no: searched_text([name, *(artist for _, artist in json.loads(artists)), album])
        for no, name, artists, album in model.execute(
            "SELECT t.no, t.name, t.artists, coalesce(b.name, t.album_name) FROM track_text t JOIN track USING (no) "
            "LEFT JOIN album_text b ON b.no = track.album"
        )
    }
    for text in random.Random(seed).sample(sorted(texts.values()), min(8, len(texts))):
        for looked_for in (text, text[:3], " ".join(reversed(text.split()[:2]))):
            asked = " AND ".join(f'"{" ".join(map(token, phrase))}" *' for phrase in phrases(looked_for))
            if asked:
                found = {no for (no,) in model.execute("SELECT rowid FROM track_words WHERE words MATCH ?", (asked,))}
                assert found == {no for no, each in texts.items() if matches(looked_for, each)}


def test_a_library_of_which_nothing_was_read_is_an_empty_model() -> None:
    model = a_model(a_library(rows={"PLAYLISTS": []}))
    assert {model.execute(f"SELECT count(*) FROM {name}").get for name in WORDS} == {0}  # noqa: S608
    facts = {name: json.loads(value) for name, value in model.execute("SELECT name, value FROM meta")}
    assert set(facts["totals"].values()) == {0}
    assert facts["features"] == {"analysed": 0, "unanalysed": 0, "by_source": {}}
    assert facts["coverage"]["collections"]["PLAYLISTS"]["read"] is True
    assert facts["coverage"]["collections"]["SAVED_TRACKS"]["read"] is False


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1999", 19990000),
        ("1999-05", 19990500),
        ("1999-05-31", 19990531),
        ("2024-02-29", 20240229),
        ("2023-02-29", None),
        ("2020-13-45", None),
        ("2020-05-00", None),
        ("2020-00", None),
        ("0000", None),
        ("", None),
        (None, None),
        ("19999", None),
        ("２０２０", None),
        ("2020\n", None),
    ],
)
def test_a_release_date_is_kept_as_far_as_it_is_told(text: str | None, number: int | None) -> None:
    assert released(text) == number


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("2020-01-01T00:00:00Z", 1_577_836_800_000),
        ("2020-01-01T01:00:00.250+01:00", 1_577_836_800_250),
        ("1970-01-01T00:00:00Z", None),
        ("2020-01-01", None),
        ("2020-01-01T00:00:00", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
def test_an_instant_that_tells_nothing_is_unknown(text: str | None, milliseconds: int | None) -> None:
    assert instant(text) == milliseconds


def test_genres_are_one_whatever_their_case_and_accents() -> None:
    model = a_model(
        a_library(
            rows={"FOLLOWED_ARTISTS": ["spotify:artist:A", "spotify:artist:B"]},
            entities={
                "artist": {
                    "A": {"name": "A", "genres": ["hip hop", "música", ""]},
                    "B": {"name": "B", "genres": ["Hip  Hop", "musica", "HIP HOP"]},
                    "Elsewhere": {"name": "C", "genres": ["AAA", "HIP HOp"]},
                }
            },
        )
    )
    assert rows(model, "SELECT name, artists FROM genre ORDER BY no") == [
        {"name": "HIP HOP", "artists": 2},
        {"name": "musica", "artists": 2},
    ]
    assert rows(model, "SELECT genres FROM artist_text") == [{"genres": '["HIP HOP","musica"]'}] * 2


def test_an_albums_genres_are_those_of_its_artists_and_of_its_tracks_artists() -> None:
    model = a_model(
        a_library(
            rows={"SAVED_TRACKS": ["spotify:track:T"], "SAVED_ALBUMS": ["spotify:album:Other"]},
            entities={
                "track": {"T": {"name": "T", "album_id": "B", "artists": [{"id": "Guest", "name": "Guest"}]}},
                "album": {"B": {"name": "B", "artists": [{"id": "Host", "name": "Host"}]}, "Other": {"name": "Other"}},
                "artist": {
                    "Guest": {"name": "Guest", "genres": ["jazz"]},
                    "Host": {"name": "Host", "genres": ["soul"]},
                },
            },
        )
    )
    found = (
        "SELECT text.id, g.name FROM album_genre JOIN album_text text ON text.no = album JOIN genre g ON g.no = genre"
    )
    assert {tuple(each.values()) for each in rows(model, found)} == {("B", "jazz"), ("B", "soul")}
    assert rows(model, "SELECT id, tracks, albums FROM artist JOIN artist_text USING (no) ORDER BY id") == [
        {"id": "Guest", "tracks": 1, "albums": 0},
        {"id": "Host", "tracks": 0, "albums": 1},
    ]


def test_equal_isrcs_are_a_group_however_they_are_written() -> None:
    tracks = named(A={"isrc": "GBAIN9300014"}, B={"isrc": "gb-ain-93-00014 "}, C={"isrc": "USX"}, D={"isrc": ""})
    assert groups(tracks, "isrc_group") == [{"A", "B"}]


def test_alike_are_equal_titles_by_equal_artists_of_nearly_equal_length() -> None:
    ben = {"id": "Ben", "name": "Ben"}
    other = {"id": "Other", "name": "ÁNA"}
    tracks = named(
        A={},
        B={"name": "SÓNG", "duration_ms": 182_000, "artists": [other]},
        TooLong={"duration_ms": 182_001},
        Another={"name": "Song two"},
        Both={"artists": [{"id": "Ana", "name": "Ana"}, ben]},
        BothTurned={"artists": [ben, other]},
        Nobody={"artists": []},
        NobodyToo={"artists": []},
        Endless={"duration_ms": None},
        EndlessToo={"duration_ms": None},
    )
    assert sorted(map(sorted, groups(tracks, "alike_group"))) == [["A", "B"], ["Both", "BothTurned"]]


@given(st.lists(st.integers(0, 20_000), max_size=30))
def test_a_group_spans_two_seconds_at_most_and_no_two_could_be_one(lengths: list[int]) -> None:
    found = list(chains([(length, no) for no, length in enumerate(lengths)]))
    grouped = [track for group in found for track in group]
    assert len(grouped) == len(set(grouped))
    for group in found:
        assert len(group) > 1
        assert max(group)[0] - min(group)[0] <= ALIKE_MS
    for before, after in pairwise(found):
        assert after[0][0] - before[0][0] > ALIKE_MS


@pytest.mark.parametrize(
    ("head", "read", "incomplete"),
    [
        ({}, 1, []),
        ({"incomplete": ["forbidden"]}, 0, ["forbidden"]),
        ({"gone": True}, 0, ["gone"]),
    ],
)
def test_a_playlist_says_whether_it_was_read_whole(head: Row, read: int, incomplete: list[str]) -> None:
    model = a_model(a_library(rows={"PLAYLIST#P": ["spotify:track:T"]}, heads={"PLAYLIST#P": head}))
    found = row(model, "SELECT read, incomplete FROM playlist JOIN playlist_text USING (no)")
    assert (found["read"], json.loads(found["incomplete"])) == (read, incomplete)


def test_a_playlist_that_was_never_read_is_there_without_rows() -> None:
    model = a_model(
        a_library(
            rows={"PLAYLISTS": ["spotify:playlist:P"]},
            entities={"playlist": {"P": {"name": "Mine", "owner": {"id": "me"}, "items_total": 7, "public": False}}},
        )
    )
    assert row(model, "SELECT read, rows, total, mine, public, place FROM playlist") == {
        "read": 0,
        "rows": 0,
        "total": 7,
        "mine": 1,
        "public": 0,
        "place": 0,
    }


def test_rows_of_every_kind_keep_their_places() -> None:
    uris = [
        "spotify:track:T",
        "spotify:episode:E",
        "spotify:chapter:C",
        "spotify:local:A:B:C:1",
        "odd",
        "spotify:track:T",
    ]
    model = a_model(
        a_library(
            rows={"PLAYLIST#P": list(uris)},
            entities={"episode": {"E": {"name": "E", "duration_ms": 5, "show_id": "S"}}, "show": {"S": {"name": "S"}}},
        )
    )
    assert row(model, "SELECT rows, tracks, episodes, duration_ms FROM playlist") == {
        "rows": 6,
        "tracks": 3,
        "episodes": 1,
        "duration_ms": 1_005,
    }
    found = rows(
        model,
        "SELECT coalesce(r.uri, t.uri, 'spotify:episode:' || e.id) AS uri FROM playlist_row r "
        "LEFT JOIN track_text t ON t.no = r.track LEFT JOIN episode_text e ON e.no = r.episode ORDER BY position",
    )
    assert [each["uri"] for each in found] == uris
    assert row(model, "SELECT s.name, e.playlists FROM show_text s JOIN episode e ON e.show = s.no") == {
        "name": "S",
        "playlists": 1,
    }


def test_saved_audiobooks_have_the_uris_of_shows() -> None:
    model = a_model(
        a_library(
            rows={"SAVED_AUDIOBOOKS": ["spotify:show:X"], "SAVED_SHOWS": ["spotify:show:Y", "spotify:album:Odd"]},
            entities={"audiobook": {"X": {"name": "Book", "authors": ["Zoë", ""]}}, "show": {"Y": {"name": "Show"}}},
        )
    )
    assert row(model, "SELECT id, name, authors FROM audiobook_text") == {
        "id": "X",
        "name": "Book",
        "authors": '["Zoë"]',
    }
    assert row(model, "SELECT id, name FROM show_text") == {"id": "Y", "name": "Show"}


def test_features_that_tell_nothing_make_way_for_another_source() -> None:
    tracks: dict[str, dict[str, Row]] = {
        "A": {"spotify": {"energy": None}, "reccobeats": {"energy": 0.25}},
        "B": {"spotify": {}},
    }
    model = a_model(a_library(rows={"SAVED_TRACKS": ["spotify:track:A", "spotify:track:B"]}, features=tracks))
    assert rows(model, "SELECT id, source, energy FROM feature JOIN track_text ON no = track") == [
        {"id": "A", "source": "reccobeats", "energy": 0.25}
    ]
    assert rows(model, "SELECT id, analysed FROM track JOIN track_text USING (no) ORDER BY id") == [
        {"id": "A", "analysed": 1},
        {"id": "B", "analysed": 0},
    ]


def test_half_of_a_character_breaks_nothing() -> None:
    model = a_model(
        a_library(
            rows={"SAVED_TRACKS": ["spotify:track:T"]}, entities={"track": {"T": {"name": "half \ud83c whole 🎵"}}}
        )
    )
    assert row(model, "SELECT name FROM track_text") == {"name": "half \ufffd whole 🎵"}


def test_names_are_ordered_as_they_are_compared() -> None:
    model = a_model(generated(11, 300, odd=0.5))
    found = model.execute("SELECT name FROM track_text ORDER BY no")
    names = [(sort_key(name) is None, sort_key(name) or "") for (name,) in found]
    assert names == sorted(names)
