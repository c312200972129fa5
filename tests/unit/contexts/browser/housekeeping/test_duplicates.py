"""What is a duplicate of what: the rules once more in plain Python, over random libraries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.contexts.browser.housekeeping.duplicates import RULES, WITHIN, Rule, Within
from chalicelib.contexts.browser.housekeeping.service import Asked, duplicates
from chalicelib.contexts.browser.model.text import fold
from chalicelib.core.catalogue import keys
from tests.unit.contexts.browser.kept import Kept, uri

ISRCS = (None, "GBAYE0601498", "gb-aye-06-01498", "GB AYE 06 01498", "USABC1234567", "")
LENGTHS = (None, 0, 1500, 2000, 2001, 3000, 3500, 4001)
TITLES = ("Song", "SONG", "  sóng ", "Straße", "STRASSE", "歌")
ARTISTS = (("Ann",), ("ANN", "Bob"), ("Bób", "ann"), ("Bob",), ())
LOCAL = "spotify:local:Ann:Demos:Song:2"
TRACKS = tuple("abcdefgh")
UNKNOWN = "nobodyknows"
EPISODE = "spotify:episode:talk"
PLAYLISTS = ("one", "two", "three")

Places = tuple[str | None, frozenset[str]]
"""A group: the playlist, and uris."""


def in_words(kept: Kept, rule: Rule, within: Within, only: Sequence[str] | None = None) -> Counter[Places]:
    """The groups there should be: from rows and records alone."""
    rows = {each: [row[0] for row in kept.rows[keys.playlist_rows(each)]] for each in PLAYLISTS}
    tracks = {each: [row for row in found if not row.startswith("spotify:episode:")] for each, found in rows.items()}
    liked = {row[0] for row in kept.rows[keys.SAVED_TRACKS]}
    groups: list[Places] = []
    if rule == "id":
        if within == "playlist":
            groups = [(each, frozenset([it])) for each in PLAYLISTS for it, n in Counter(tracks[each]).items() if n > 1]
        else:
            everywhere = Counter(row for found in tracks.values() for row in found)
            groups = [(None, frozenset([it])) for it, count in everywhere.items() if count > 1]
    else:
        library = liked.union(*tracks.values())
        told = {uri(identity): fields for (kind, identity), fields in kept.entities.items() if kind == "track"}
        told[LOCAL] = {"name": "Song", "artists": [{"name": "Ann"}], "duration_ms": 2000}
        alike = of_isrc if rule == "isrc" else of_song
        whole = [group for group in alike({it: told[it] for it in library if it in told}) if len(group) > 1]
        if within == "library":
            groups = [(None, group) for group in whole]
        else:
            there = [(each, group & set(tracks[each])) for each in PLAYLISTS for group in whole]
            groups = [(each, group) for each, group in there if len(group) > 1]
    if only is not None:
        within_them = {row for each in only for row in tracks.get(each, ())}
        groups = [
            (each, group) for each, group in groups if (each in only if each is not None else group & within_them)
        ]
    return Counter(groups)


def of_isrc(told: dict[str, dict[str, Any]]) -> Iterable[frozenset[str]]:
    spelt = {it: "".join(filter(str.isalnum, fields.get("isrc") or "")).upper() for it, fields in told.items()}
    return {frozenset(it for it in spelt if spelt[it] == isrc) for isrc in spelt.values() if isrc}


def of_song(told: dict[str, dict[str, Any]]) -> Iterable[frozenset[str]]:
    def song(it: str) -> tuple[str, frozenset[str]]:
        return fold(told[it]["name"]).strip(), frozenset(fold(each["name"]) for each in told[it]["artists"])

    timed = [it for it in told if told[it].get("duration_ms") is not None and song(it)[1]]
    for one in {song(it) for it in timed}:
        left = {it: told[it]["duration_ms"] for it in timed if song(it) == one}
        while left:
            shortest = min(left.values())
            group = frozenset(it for it, length in left.items() if length <= shortest + 2000)
            yield group
            for it in group:
                del left[it]


@st.composite
def libraries(draw: st.DrawFn) -> Kept:
    kept = Kept()
    for identity in TRACKS:
        fields = {"duration_ms": draw(st.sampled_from(LENGTHS)), "isrc": draw(st.sampled_from(ISRCS))}
        kept.track(identity, draw(st.sampled_from(TITLES)), draw(st.sampled_from(ARTISTS)), **fields)
    kept.is_told("episode", "talk", name="Song", duration_ms=2000)
    row = st.sampled_from((*TRACKS, LOCAL, UNKNOWN, EPISODE))
    for playlist in PLAYLISTS:
        kept.playlist(playlist, *draw(st.lists(row, max_size=8)))
    kept.likes(*draw(st.lists(st.sampled_from((*TRACKS, UNKNOWN)), max_size=5, unique=True)))
    return kept


def told(model: Any, rule: Rule, within: Within, only: Sequence[str] | None, limit: int) -> list[Places]:
    """The groups of all pages."""
    found: list[Places] = []
    key: dict[str, Any] | None = None
    while True:
        page = duplicates(model, rule, within, Asked("1", only, limit, key))
        for group in page.data:
            playlist = group["playlist"]
            found.append((playlist and playlist["id"], frozenset(each["track"]["uri"] for each in group["tracks"])))
        assert page.total >= len(found)
        key = page.following
        if key is None:
            assert page.total == len(found)
            return found


@given(libraries(), st.sampled_from([None, ("one",), ("two", "nowhere"), ("nowhere",)]), st.integers(1, 4))
@settings(max_examples=150, deadline=None)
def test_duplicates_are_what_the_rules_say(kept: Kept, only: tuple[str, ...] | None, limit: int) -> None:
    model = kept.model()
    for rule in RULES:
        for within in WITHIN:
            assert Counter(told(model, rule, within, only, limit)) == in_words(kept, rule, within, only), (rule, within)


@given(st.data(), libraries(), st.integers(1, 3))
@settings(max_examples=100, deadline=None)
def test_a_list_goes_on_behind_its_last_group_where_the_library_has_changed(
    data: st.DataObject, before: Kept, limit: int
) -> None:
    after = data.draw(libraries())
    after.entities = before.entities
    old, new = before.model(), after.model()
    for rule in RULES:
        for within in WITHIN:
            first = duplicates(old, rule, within, Asked("1", None, limit))
            if first.following is None:
                continue
            last = opens(first.data[-1])
            second = duplicates(new, rule, within, Asked("2", None, 100, first.following))
            there = [opens(group) for group in duplicates(new, rule, within, Asked("2", None, 100)).data]
            assert second.changed
            if last in there:
                assert [opens(group) for group in second.data] == there[there.index(last) + 1 :]


def opens(group: Any) -> tuple[str | None, str]:
    """By what groups are ordered: their playlist and their first track."""
    return group["playlist"] and group["playlist"]["id"], group["tracks"][0]["track"]["uri"]


def test_a_list_goes_on_with_the_next_playlist_where_the_last_one_is_gone() -> None:
    before, after = Kept(), Kept()
    for kept, playlists in ((before, ("a", "b", "c")), (after, ("a", "c"))):
        for identity in "xyz":
            kept.track(identity, name=identity)
        for playlist in playlists:
            kept.playlist(playlist, "x", "y", "z", "x", "y", "z")
    page = duplicates(before.model(), "id", "playlist", Asked("1", None, 5))
    assert opens(page.data[-1]) == ("b", "spotify:track:y")
    rest = duplicates(after.model(), "id", "playlist", Asked("2", None, 5, page.following))
    assert [opens(group) for group in rest.data] == [("c", f"spotify:track:{each}") for each in "xyz"]


def test_why_says_what_equals_what() -> None:
    kept = Kept()
    kept.track("a", "Straße", ("Ann",), duration_ms=1000, isrc="gb-aye-06-01498")
    kept.track("b", "STRASSE", ("ANN",), duration_ms=2500, isrc="GBAYE0601498")
    kept.playlist("one", ("a", "2020-01-02T03:04:05Z"), "b", "a", name="One")
    kept.likes("b")
    model = kept.model()

    def group(rule: Rule) -> Any:
        (found,) = duplicates(model, rule, "playlist", Asked("1", None, 25)).data
        return found

    same, recording, alike = group("id"), group("isrc"), group("alike")
    assert same["why"]["text"] == "the same track in 2 rows"
    assert same["why"]["uri"] == "spotify:track:a"
    assert same["playlist"]["name"] == "One"
    assert [row["position"] for row in same["tracks"][0]["playlists"][0]["rows"]] == [0, 2]
    assert same["tracks"][0]["playlists"][0]["rows"][0]["added_at"] == "2020-01-02T03:04:05.000Z"
    assert recording["why"]["isrc"] == "GBAYE0601498"
    assert recording["rows_total"] == 3
    assert [each["track"]["saved"] for each in recording["tracks"]] == [False, True]
    assert (alike["why"]["shortest_ms"], alike["why"]["longest_ms"]) == (1000, 2500)
    assert alike["why"]["text"] == "2 tracks with the same title and artists, lengths 1.5 s apart at most"


def test_lengths_in_a_chain_reach_no_further_than_two_seconds_above_the_shortest() -> None:
    kept = Kept()
    for identity, length in (("a", 0), ("b", 1500), ("c", 3000)):
        kept.track(identity, duration_ms=length)
    kept.likes("a", "b", "c")
    (group,) = duplicates(kept.model(), "alike", "library", Asked("1", None, 25)).data
    assert {each["track"]["id"] for each in group["tracks"]} == {"a", "b"}


def test_a_page_ends_early_where_groups_are_large_and_the_largest_is_cut() -> None:
    kept = Kept()
    kept.track("a", name="a")
    kept.track("b", name="b")
    kept.track("c", name="c")
    kept.playlist("one", *("a",) * 700, *("b",) * 700, *("c",) * 1500)
    model = kept.model()
    sizes = []
    key: dict[str, Any] | None = None
    for _ in range(3):
        page = duplicates(model, "id", "playlist", Asked("1", None, 25, key))
        (group,) = page.data
        (track,) = group["tracks"]
        sizes.append((group["rows_total"], len(track["playlists"][0]["rows"])))
        key = page.following
    assert sizes == [(700, 700), (700, 700), (1500, 999)]
    assert key is None
