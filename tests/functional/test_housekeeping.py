"""What there is to tidy up in a library, as people read it: nothing is removed by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from chalicelib.contexts.browser.serving import loaded
from chalicelib.core.catalogue.rows import SeenRow
from tests.functional.listener import Listener
from tests.functional.world import World, shared_world

world = shared_world(tracks=1, playlists=1)


@pytest.fixture(autouse=True)
def _empty(world: World) -> Iterator[None]:
    world.empty()
    yield
    loaded.forget()


@pytest.fixture
def ann(world: World) -> Listener:
    return Listener(world)


def ids(group: dict[str, Any]) -> set[str | None]:
    return {each["track"]["id"] for each in group["tracks"]}


def test_the_same_track_twice_in_a_playlist_is_told_with_every_place(ann: Listener) -> None:
    one, other = ann.track("one", "One"), ann.track("other", "Other")
    local = "spotify:local:Ann:Demos:Song:61"
    ann.playlists("road", "away")
    added = SeenRow(uri=one, added_at="2020-01-02T03:04:05Z", added_by="somebody")
    ann.playlist("road", added, other, one, local, local)
    ann.playlist("away", one)
    ann.build()
    found = ann.data("housekeeping/duplicates?by=id&within=playlist")
    assert [group["why"]["text"] for group in found] == ["the same track in 2 rows", "the same local file in 2 rows"]
    (track,) = found[0]["tracks"]
    assert found[0]["playlist"]["id"] == "road"
    assert track["playlists"][0]["rows"] == [
        {"position": 0, "added_at": "2020-01-02T03:04:05.000Z", "added_by": "somebody", "playable": None},
        {"position": 2, "added_at": None, "added_by": None, "playable": None},
    ]
    (everywhere, _) = ann.data("housekeeping/duplicates?by=id&within=library")
    assert everywhere["rows_total"] == 3
    assert [each["playlist"]["id"] for each in everywhere["tracks"][0]["playlists"]] == ["away", "road"]
    assert ann.data("housekeeping/duplicates?by=id&within=playlist&playlist=away") == []


def test_one_recording_under_several_ids_however_its_isrc_is_spelt(ann: Listener) -> None:
    single, album = ann.track("single", isrc="GBAYE0601498"), ann.track("album", isrc="gb-aye-06 01498")
    ann.track("stranger", isrc="GBAYE0601498")  # in nobody's library
    ann.playlists("road")
    ann.playlist("road", single)
    ann.likes(album)
    ann.build()
    (group,) = ann.data("housekeeping/duplicates?by=isrc&within=library")
    assert ids(group) == {"single", "album"}
    assert (group["why"]["isrc"], group["why"]["rule"]) == ("GBAYE0601498", "isrc")
    assert {each["track"]["id"]: each["track"]["saved"] for each in group["tracks"]} == {"single": False, "album": True}
    assert ann.data("housekeeping/duplicates?by=isrc&within=playlist") == []


def test_the_same_song_by_title_artists_and_length(ann: Listener) -> None:
    tracks = [
        ann.track("a", "Déjà Vu", ("Ann", "Bob"), duration_ms=0),
        ann.track("b", "DEJA VU", ("BOB", "Ann"), duration_ms=1_500),
        ann.track("c", "deja vu", ("Ann", "Bob"), duration_ms=3_000),
        ann.track("d", "Deja Vu", ("Ann",), duration_ms=1_500),
        ann.track("e", "Deja Vu (Live)", ("Ann", "Bob"), duration_ms=1_500),
    ]
    ann.likes(*tracks)
    ann.build()
    (group,) = ann.data("housekeeping/duplicates?by=alike&within=library")
    assert ids(group) == {"a", "b"}
    assert (group["why"]["shortest_ms"], group["why"]["longest_ms"]) == (0, 1_500)
    assert group["why"]["text"] == "2 tracks with the same title and artists, lengths 1.5 s apart at most"


def test_liked_but_in_no_playlist_and_in_a_playlist_but_not_liked(ann: Listener) -> None:
    one, two, three, four = (ann.track(each, each) for each in ("one", "two", "three", "four"))
    ann.playlists("road")
    ann.playlist("road", one, two)
    ann.likes(two, three, four)
    ann.build()
    found = ann.data("housekeeping")
    for name, wanted in (("unfiled", ["three", "four"]), ("unliked", ["one"])):
        assert found[name]["total"] == len(wanted)
        listed = ann.data(found[name]["all"].removeprefix("/api/v1/browser/"))
        assert {track["id"] for track in listed} == set(wanted)


def test_a_track_that_cannot_be_played_has_those_with_its_isrc_beside_it(ann: Listener) -> None:
    gone, again = ann.track("gone", "Gone", isrc="GBAYE0601498"), ann.track("again", "Again", isrc="GB-AYE-06-01498")
    ann.playlists("road")
    ann.playlist("road", SeenRow(uri=gone, playable=False), "spotify:track:nobodyknows")
    ann.likes(SeenRow(uri=again, playable=True))
    ann.build()
    first, second = ann.data("housekeeping/unplayable")
    assert (first["reason"], first["track"]["id"]) == ("unplayable", "gone")
    assert [candidate["id"] for candidate in first["candidates"]] == ["again"]
    assert first["playlists"][0]["playlist"]["name"] == "road"
    assert (second["reason"], second["track"]["id"], second["candidates"]) == ("unknown", "nobodyknows", [])


def test_what_vanished_from_a_playlist_is_told_from_its_changes(ann: Listener) -> None:
    one, two, three = (ann.track(each, each.title()) for each in ("one", "two", "three"))
    talk = ann.told("episode", "talk", name="Talk")
    ann.playlists("road", "away")
    ann.playlist("away", one)
    ann.playlist("road", SeenRow(uri=one, added_at="2020-01-02T03:04:05Z"), two, talk, three)
    ann.playlist("road", two, talk, unnamed=1)  # the fourth reading
    vanished = ann.at(4)
    ann.playlist("road", two, talk, three, unnamed=1)
    ann.build()
    (found,) = ann.data("housekeeping/vanished")
    assert (found["playlist"]["id"], found["unnamed"], found["lost_total"]) == ("road", 1, 1)
    (lost,) = found["lost"]  # "three" came back
    assert (lost["uri"], lost["name"], lost["position"]) == (one, "One", 0)
    assert lost["added_at"] == "2020-01-02T03:04:05Z"
    assert abs((datetime.fromisoformat(lost["at"]) - vanished).total_seconds()) < 0.01
    assert lost["certain"] is False, "two rows went, and one came to name nothing"
    assert lost["spotify_url"] == "https://open.spotify.com/track/one"
    assert ann.data("housekeeping/vanished?playlist=away") == []
    assert ann.data("housekeeping")["vanished"]["total"] == 1


def test_a_page_ends_early_where_playlists_have_changed_often(ann: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.contexts.browser.housekeeping.vanished.MOST_ON_PAGE", 2)
    names = [f"list{number}" for number in range(4)]
    one = ann.track("one", "One")
    ann.playlists(*names)
    for name in names:
        ann.playlist(name, one)
        ann.playlist(name, unnamed=1)
    ann.build()
    first = ann.get("housekeeping/vanished").json
    assert [each["playlist"]["id"] for each in first["data"]] == names[:2]
    rest = ann.get(f"housekeeping/vanished?cursor={first['page']['next']}").json
    assert [each["playlist"]["id"] for each in rest["data"]] == names[2:]
    assert (first["page"]["total"], rest["page"]["next"]) == (4, None)


def test_pages_hold_each_group_once(ann: Listener) -> None:
    playlists = [f"list{number}" for number in range(3)]
    tracks = [ann.track(f"t{number}", f"歌 {number}") for number in range(4)]
    ann.playlists(*playlists)
    for playlist in playlists:
        ann.playlist(playlist, *tracks, *tracks)
    ann.build()
    found: list[tuple[str, str]] = []
    cursor = ""
    while True:
        page = ann.get(f"housekeeping/duplicates?limit=5{cursor}").json
        found += [(group["playlist"]["id"], group["tracks"][0]["track"]["id"]) for group in page["data"]]
        assert page["page"]["total"] == 12
        if page["page"]["next"] is None:
            break
        cursor = f"&cursor={page['page']['next']}"
    assert found == [(playlist, f"t{number}") for playlist in playlists for number in range(4)]
    refused = ann.get(f"housekeeping/duplicates?by=isrc&limit=5{cursor}")
    assert (refused.status, refused.json["errors"][0]["parameter"]) == (400, "cursor")


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("duplicates?by=name", "by"),
        ("duplicates?within=album", "within"),
        ("duplicates?playlist=a%20b", "playlist"),
        ("unplayable?sort=name", "sort"),
        ("vanished?cursor=x", "cursor"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(ann: Listener, path: str, parameter: str) -> None:
    ann.likes()
    ann.build()
    answer = ann.get(f"housekeeping/{path}")
    assert (answer.status, answer.json["code"]) == (400, "invalid_request")
    assert answer.json["errors"][0]["parameter"] == parameter


def test_two_people_never_see_each_others(world: World, ann: Listener) -> None:
    bob = Listener(world, person=1)
    for person, names in ((ann, ("one", "two")), (bob, ("one",))):
        rows = [person.track(name, "Song", isrc="GBAYE0601498", duration_ms=1000) for name in names]
        person.playlists("road")
        person.playlist("road", *rows, *rows[1:])
        person.build()
    for by in ("id", "isrc", "alike"):
        assert len(ann.data(f"housekeeping/duplicates?by={by}")) == 1
        assert bob.data(f"housekeeping/duplicates?by={by}") == []
