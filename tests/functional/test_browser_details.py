"""One thing of the library with what belongs to it, as people read it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.contexts.browser.serving import loaded
from chalicelib.core.catalogue import keys
from chalicelib.core.catalogue.rows import SeenRow
from tests.functional.listener import BROWSER, Listener
from tests.functional.world import World, shared_world

world = shared_world(tracks=1, playlists=1)

LOCAL = "spotify:local:Ann:Demos:My+Song:61"
KINDS = ("playlists", "albums", "artists", "tracks", "episodes", "shows", "audiobooks")


@pytest.fixture(autouse=True)
def _empty(world: World) -> Iterator[None]:
    world.empty()
    yield
    loaded.forget()


@pytest.fixture
def ann(world: World) -> Listener:
    """Somebody with a little of everything."""
    it = Listener(world)
    it.told("album", "first", name="First", release_date="1999-05", artists=[{"id": "ann", "name": "Ann"}])
    it.told("artist", "ann", name="Ann", genres=["rock"])
    two = it.track("two", "Two", album_id="first", disc_number=1, track_number=2, duration_ms=90_000)
    one = it.track("one", "One", ("Ann", "Bob"), album_id="first", disc_number=1, track_number=1, duration_ms=90_000)
    it.told("show", "daily", name="Daily")
    talk = it.told("episode", "talk", name="Talk", show_id="daily", release_date="2020-01-01")
    it.playlists("road", "away")
    first = SeenRow(uri=one, added_at="2020-01-02T03:04:05Z", added_by="somebody", playable=True)
    it.playlist("road", first, LOCAL, talk, "spotify:track:nobodyknows", one)
    it.playlist("away", two, one)
    it.likes(two)
    it.reads(keys.SAVED_AUDIOBOOKS, it.told("audiobook", "book", name="Book", authors=["Ann"]))
    it.build()
    return it


def test_a_track_tells_every_playlist_and_row_its_album_and_artists(ann: Listener) -> None:
    found = ann.data("tracks/one")
    away, road = found["playlists"]["data"]
    assert (away["playlist"]["name"], [row["position"] for row in away["rows"]]) == ("away", [1])
    assert (road["playlist"]["id"], [row["position"] for row in road["rows"]]) == ("road", [0, 4])
    assert road["rows"][0] == {
        "position": 0,
        "added_at": "2020-01-02T03:04:05.000Z",
        "added_by": "somebody",
        "playable": True,
    }
    assert found["album"]["name"] == "First"
    assert [artist["name"] for artist in found["artists"]] == ["Ann", "Bob"]


def test_an_entry_looks_as_it_does_in_its_list(ann: Listener) -> None:
    for resource in KINDS:
        for entry in ann.data(resource):
            if entry["id"] is not None:
                assert ann.data(f"{resource}/{entry['id']}")[resource[:-1]] == entry


def test_what_is_told_in_part_can_be_followed_to_all_of_it(ann: Listener) -> None:
    for path in ("albums/first", "artists/ann", "tracks/one", "shows/daily", "playlists/road"):
        for part in ann.data(path).values():
            if isinstance(part, dict) and part.get("all"):
                every = ann.data(part["all"].removeprefix(f"/api{BROWSER}/"))
                assert len(every) == part["total"], part["all"]


def test_an_album_by_disc_and_number(ann: Listener) -> None:
    assert [track["id"] for track in ann.data("albums/first")["tracks"]["data"]] == ["one", "two"]


def test_rows_of_a_playlist_are_of_every_kind(ann: Listener) -> None:
    rows = ann.data("playlists/road/rows")
    assert [row["kind"] for row in rows] == ["track", "track", "episode", "track", "track"]
    assert [row["uri"] for row in rows][1:4] == [LOCAL, "spotify:episode:talk", "spotify:track:nobodyknows"]
    assert (rows[1]["item"]["id"], rows[1]["item"]["name"], rows[1]["item"]["local"]) == (None, "My Song", True)
    assert (rows[2]["item"]["name"], rows[2]["item"]["show"]["name"]) == ("Talk", "Daily")
    assert (rows[3]["item"]["id"], rows[3]["item"]["name"]) == ("nobodyknows", None)


def test_rows_go_on_behind_the_same_row_when_the_playlist_has_changed(ann: Listener) -> None:
    page = ann.get("playlists/away/rows?limit=1").json
    assert page["page"]["total"] == 2
    new = ann.track("new", "New")
    ann.playlist("away", new, "spotify:track:two", new, "spotify:track:one")
    ann.build()
    rest = ann.get(f"playlists/away/rows?cursor={page['page']['next']}").json
    assert rest["meta"]["revision_changed"] is True
    assert [(row["position"], row["item"]["id"]) for row in rest["data"]] == [(2, "new"), (3, "one")]
    assert rest["page"]["next"] is None


def test_a_cursor_is_good_for_one_playlist_and_one_person(world: World, ann: Listener) -> None:
    bob = Listener(world, person=1)
    bob.playlists("away")
    bob.playlist("away", bob.track("one", "One"), bob.track("two", "Two"))
    bob.build()
    cursor = ann.get("playlists/away/rows?limit=1").json["page"]["next"]
    for asked in (ann.get(f"playlists/road/rows?cursor={cursor}"), bob.get(f"playlists/away/rows?cursor={cursor}")):
        assert (asked.status, asked.json["code"]) == (400, "invalid_request")
        assert asked.json["errors"][0]["parameter"] == "cursor"


def test_two_people_never_see_each_others(world: World, ann: Listener) -> None:
    bob = Listener(world, person=1)
    bob.playlists("mine")
    bob.playlist("mine", bob.track("his", "His"), "spotify:track:one")
    bob.build()
    assert [each["playlist"]["id"] for each in bob.data("tracks/one")["playlists"]["data"]] == ["mine"]
    assert [each["playlist"]["id"] for each in ann.data("tracks/one")["playlists"]["data"]] == ["away", "road"]
    for stranger, path in ((ann, "tracks/his"), (ann, "playlists/mine"), (bob, "playlists/road"), (bob, "tracks/two")):
        assert stranger.get(path).status == 404
    assert bob.get("meta").json["totals"]["tracks"] == 2


@pytest.mark.parametrize("kind", [*KINDS, "playlists/nowhere"])
def test_what_the_library_does_not_have_is_not_found(ann: Listener, kind: str) -> None:
    answer = ann.get(f"{kind}/{'rows' if '/' in kind else 'nowhere'}")
    assert (answer.status, answer.json["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    "path", ["tracks/one?x=1", "playlists/road/rows?sort=name", "meta?q=x", "playlists/road/rows?limit=0"]
)
def test_a_parameter_that_is_not_known_is_refused_by_name(ann: Listener, path: str) -> None:
    answer = ann.get(path)
    assert (answer.status, answer.json["code"]) == (400, "invalid_request")
    assert answer.json["errors"][0]["parameter"] == path.partition("?")[2].partition("=")[0]


def test_before_anything_was_read_there_is_nothing_to_tell(world: World) -> None:
    nobody = Listener(world)
    for path in ("tracks/one", "playlists/road/rows", "meta", "housekeeping", "housekeeping/duplicates"):
        answer = nobody.get(path)
        assert (answer.status, answer.json["code"]) == (404, "not_synced")


def test_what_was_built_anew_and_is_the_same_is_no_new_content(ann: Listener) -> None:
    for path in ("tracks/one", "playlists/road/rows", "meta", "housekeeping", "housekeeping/unplayable"):
        before = ann.get(path)
        ann.build()
        after = ann.get(path)
        assert before.headers["etag"] == after.headers["etag"]


def test_meta_counts_what_there_is_and_how_much_was_seen(ann: Listener) -> None:
    found = ann.get("meta").json
    totals: dict[str, Any] = found["totals"]
    assert {name: totals[name] for name in ("playlists", "tracks", "albums", "episodes", "rows", "saved_tracks")} == {
        "playlists": 2,
        "tracks": 4,
        "albums": 1,
        "episodes": 1,
        "rows": 7,
        "saved_tracks": 1,
    }
    assert totals["hours"] == round((90_000 * 2 + 61_000) / 3_600_000, 1)
    assert found["features"] == {"analysed": 0, "unanalysed": 4, "by_source": {}}
    assert found["coverage"]["playlists"] == {"read": 2, "unread": 0}
    assert found["coverage"]["collections"]["SAVED_TRACKS"]["read"] is True
    assert found["coverage"]["collections"]["SAVED_SHOWS"]["read"] is False
    assert found["coverage"]["unknown"]["tracks"] == 1
    assert found["behind_since"] is None


def test_a_playlist_tells_what_its_rows_amount_to(ann: Listener) -> None:
    found = ann.data("playlists/road")["computation"]
    assert (found["selection"]["tracks"], found["selection"]["measured"]) == (3, 0)
    assert found["features"] is None
    assert found["reason"]
    assert found["decades"] == [{"value": 1990, "count": 2}]
