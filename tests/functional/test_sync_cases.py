"""What breaks in practice with Spotify and a sync answers for, under its number in the field notes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from bench.sync.chaos import CALM
from bench.sync.messages import PUNCTUAL
from bench.sync.store.values import plain
from bench.sync.storm import CATALOGUE, PERSONAL
from bench.sync.world import Person, World, a_world
from infra.local.simulator.library.entities import Row


@contextmanager
def _quiet(**simulator: Any) -> Iterator[World]:
    """A world in which nothing goes wrong by itself."""
    with a_world(1, **{"playlists": 6, "people": 1, **simulator}) as made:
        made.chaos.odds, made.messages.luck = CALM, PUNCTUAL
        yield made


@pytest.fixture
def world() -> Iterator[World]:
    with _quiet(tracks=120, big_playlist=90) as made:
        yield made


@pytest.fixture
def anna(world: World) -> Person:
    return world.sign_in()


def _collection(job: dict[str, Any], name: str) -> dict[str, Any]:
    """What the job says of one collection."""
    found: dict[str, Any] = next(each for each in job["collections"] if each["name"] == name)
    return found


def _items(world: World, prefix: str) -> dict[str, dict[str, dict[str, Any]]]:
    """The catalogue's partitions of which the key begins so: plain items by their sort keys."""
    return {
        pk: {sk: {name: plain(value) for name, value in item.items()} for sk, item in items.items()}
        for pk, items in world.store.tables[CATALOGUE].partitions()
        if pk.startswith(prefix)
    }


def _kept(world: World) -> dict[str, list[dict[str, Any]]]:
    """The rows of every collection of the one person in order, by its name."""
    found: dict[str, list[dict[str, Any]]] = {}
    for pk, items in _items(world, "U#").items():
        rows = [item for sk, item in items.items() if sk.startswith("R#") and not item.get("removed")]
        if rows:
            found[pk.split("#", 2)[2]] = sorted(rows, key=lambda row: str(row["rank"]))
    return found


def _uris(world: World, name: str) -> list[str]:
    return [row["uri"] for row in _kept(world).get(name, [])]


def _entities(world: World) -> dict[str, dict[str, Any]]:
    """The fields of every entity, by its partition."""
    return {pk: json.loads(items["E"]["fields"]) for pk, items in _items(world, "E#").items()}


def _asked_for(world: World, path: str) -> int:
    return sum(times for asked, times in world.wire.asked.items() if path in asked)


def _unnamed(world: World, person: Person, playlist_id: str) -> int:
    return int(_items(world, f"U#{person.user_id}#PLAYLIST#{playlist_id}").popitem()[1]["HEAD"]["unnamed"])


def _likes(world: World) -> list[str]:
    return [f"spotify:track:{saved.id}" for saved in world.spotify.truth.people[0].saved_tracks]


def _rows_of(world: World, playlist_id: str) -> list[Row]:
    return list(world.spotify.truth.playlists[playlist_id].rows)


def _readable(world: World) -> list[str]:
    library = world.spotify.truth
    person = library.people[0]
    listed = [entry.playlist_id for entry in person.playlists if not entry.editorial]
    return [each for each in listed if library.playlists[each].readable_by(person.id)]


def _asked(world: World, path: str) -> Counter[str]:
    """How often each page of a list was asked for, by its offset or cursor."""
    asked = [request.query for request in world.spotify.requests if request.path == path]
    return Counter(query.get("after") or query.get("offset", "0") for query in asked)


def test_case_12_rows_without_a_track_cost_nothing_but_themselves(world: World, anna: Person) -> None:
    job = world.sync(anna)
    assert job["state"] == "succeeded"
    nulls = 0
    for playlist_id in _readable(world):
        rows = _rows_of(world, playlist_id)
        named = [row.uri for row in rows if row.uri is not None]
        assert _uris(world, f"PLAYLIST#{playlist_id}") == named
        assert _unnamed(world, anna, playlist_id) == len(rows) - len(named)
        nulls += len(rows) - len(named)
    assert nulls > 0
    assert job["counts"]["skipped"] >= nulls
    assert {each["reason"] for each in job["skipped"]} >= {"names_nothing"}
    person = world.spotify.truth.people[0]
    hollow = [saved for saved in person.saved_episodes if saved.shown == "hollow"]
    assert len(_uris(world, "SAVED_EPISODES")) == len(person.saved_episodes) - len(hollow)
    assert hollow


def test_case_15_totals_and_images_that_are_null_are_read_as_unknown(world: World, anna: Person) -> None:
    token = world.spotify.sign_in()
    answer = world.spotify.ask("GET", "/v1/me/playlists?limit=50", {"Authorization": f"Bearer {token}"})
    page = json.loads(answer.body)
    for item in page["items"]:
        if item is not None:
            item["images"] = None
            item["items"]["total"] = None
    world.spotify.switch("answer", path="/v1/me/playlists", body=page)
    job = world.sync(anna)
    assert job["state"] == "succeeded"
    for playlist_id in _readable(world):
        named = [row.uri for row in _rows_of(world, playlist_id) if row.uri is not None]
        assert _uris(world, f"PLAYLIST#{playlist_id}") == named


def test_case_17_followed_artists_whose_pages_fail_or_hold_nulls_are_each_kept_once() -> None:
    with _quiet(tracks=6000, playlists=3, people=1) as world:
        anna = world.sign_in()
        followed = world.spotify.truth.people[0].followed_artists
        artists = [f"spotify:artist:{saved.id}" for saved in followed if saved.shown == "whole"]
        world.spotify.fault("server_error", status=502, match={"path": "/v1/me/following"}, skip=3, times=2)
        job = world.sync(anna, resources=["artists"])
        assert job["state"] == "succeeded"
        assert _uris(world, "FOLLOWED_ARTISTS") == artists
        assert len(artists) == 199, "four pages, one of them with a null"
        asked = _asked(world, "/v1/me/following")
        assert sorted(asked.values()) == [1, 1, 1, 3], "it went on at the page that failed"


def test_case_17_artists_that_the_first_page_leaves_out_are_not_taken_for_unfollowed(
    world: World, anna: Person
) -> None:
    world.sync(anna, resources=["artists"])
    before = _uris(world, "FOLLOWED_ARTISTS")
    world.spotify.fault("skipping_first_page", by=2)
    job = world.sync(anna, resources=["artists"])
    # Those that the first page left out are found at the end: followed artists are in no order that means anything.
    assert sorted(_uris(world, "FOLLOWED_ARTISTS")) == sorted(before)
    assert (job["counts"]["created"], job["counts"]["removed"]) == (0, 0)


def test_case_20_a_total_that_shrinks_makes_it_partial_and_takes_nothing_away(world: World, anna: Person) -> None:
    world.sync(anna, resources=["tracks"])
    world.spotify.fault("shrinking_totals", by=3, match={"path": "/v1/me/tracks"})
    job = world.sync(anna, resources=["tracks"], full=True)
    tracks = _collection(job, "tracks")
    assert (job["state"], tracks["state"]) == ("partial", "partial")
    assert tracks["reasons"]
    assert job["counts"]["removed"] == 0
    assert _uris(world, "SAVED_TRACKS") == _likes(world)


def test_case_21_a_library_that_fails_at_an_offset_is_resumed_there() -> None:
    with _quiet(tracks=400, playlists=3, people=1) as world:
        anna = world.sign_in()
        name = world.spotify.fault("deep_offset", offset=200, status=500, match={"path": "/v1/me/tracks"})
        job_id = world.begin(anna, resources=["tracks"])
        for _ in range(6):
            world.work()
        assert _uris(world, "SAVED_TRACKS") == _likes(world)[:200], "useful before it is whole"
        world.spotify.switch("remove-fault", name=name)
        world.until([anna], {anna.user_id: job_id})
        assert world.job(anna, job_id)["state"] == "succeeded"
        assert _uris(world, "SAVED_TRACKS") == _likes(world)
        asked = _asked(world, "/v1/me/tracks")
        assert {offset: times for offset, times in asked.items() if offset != "200"} == {
            str(offset): 1 for offset in range(0, 400, 50) if offset != 200
        }


def test_case_22_what_was_removed_at_spotify_goes_after_a_clean_reading(world: World, anna: Person) -> None:
    world.sync(anna)
    gone = _likes(world)[3::10]
    playlist_id = max(_readable(world), key=lambda each: len(_rows_of(world, each)))
    world.spotify.switch("forget", uris=gone)
    world.spotify.switch("change-playlist", playlist=playlist_id, remove=[0, 4])
    job = world.sync(anna)
    assert job["state"] == "succeeded"
    assert _uris(world, "SAVED_TRACKS") == _likes(world)
    named = [row.uri for row in _rows_of(world, playlist_id) if row.uri is not None]
    assert _uris(world, f"PLAYLIST#{playlist_id}") == named
    assert job["counts"]["removed"] == len(gone) + 2


def test_case_22_no_rows_after_an_error_are_no_success_and_delete_nothing(world: World, anna: Person) -> None:
    world.sync(anna, resources=["tracks"])
    for kind in ("html", "truncated"):
        name = world.spotify.fault(kind, match={"path": "/v1/me/tracks"})
        job = world.sync(anna, resources=["tracks"], full=True)
        assert (job["state"], _collection(job, "tracks")["state"]) == ("failed", "partial"), kind
        assert job["counts"]["removed"] == 0
        assert _uris(world, "SAVED_TRACKS") == _likes(world)
        world.spotify.switch("remove-fault", name=name)


def test_case_23_a_playlist_that_may_not_be_read_is_left_out_with_its_reason(world: World, anna: Person) -> None:
    library = world.spotify.truth
    listed = [entry.playlist_id for entry in library.people[0].playlists if not entry.editorial]
    foreign = [each for each in listed if each not in _readable(world)]
    assert foreign
    job = world.sync(anna)
    assert job["state"] == "succeeded"
    for playlist_id in foreign:
        left_out = _collection(job, f"spotify:playlist:{playlist_id}")
        assert (left_out["state"], left_out["reasons"]) == ("skipped", ["spotify_forbidden_playlist"])
    assert set(_readable(world)) == {
        name.partition("#")[2] for name in _kept(world) if name.startswith("PLAYLIST#")
    } | {each for each in _readable(world) if not any(row.uri for row in _rows_of(world, each))}
    assert _uris(world, "PLAYLISTS") == [f"spotify:playlist:{each}" for each in listed]


def test_case_24_a_sync_of_either_app_mode_leaves_the_same_in_the_tables() -> None:
    states: dict[str, tuple[Any, Any]] = {}
    readable: list[str] = []
    for mode in ("development", "extended"):
        with _quiet(tracks=60, playlists=6, people=1, big_playlist=60, mode=mode) as world:
            assert world.sync(world.sign_in())["state"] == "succeeded"
            readable = [f"PLAYLIST#{each}" for each in _readable(world)]
            rows = {
                name: [(row["uri"], row.get("added_at"), row.get("added_by"), row.get("name")) for row in kept]
                for name, kept in _kept(world).items()
                if name in readable or not name.startswith("PLAYLIST#")
            }
            # Images move by themselves: their addresses are no state.
            kept = {
                key: {name: value for name, value in fields.items() if name != "images"}
                for key, fields in _entities(world).items()
            }
            states[mode] = (rows, kept)
    (few_rows, few), (many_rows, many) = states["development"], states["extended"]
    assert few_rows == many_rows
    assert set(few_rows) > {"SAVED_TRACKS", "SAVED_ALBUMS", "FOLLOWED_ARTISTS"}
    for key, fields in few.items():
        # Development mode tells less of some things, and nothing else.
        assert {name: many[key].get(name) for name in fields} == fields, key


def test_case_32_a_new_snapshot_of_the_same_rows_is_read_once_and_writes_nothing(world: World, anna: Person) -> None:
    world.sync(anna)
    playlist = world.spotify.truth.playlists[_readable(world)[0]]
    world.spotify.switch("change-playlist", playlist=playlist.id, description=playlist.description)
    asked = []
    for _ in range(2):
        world.meter.clear()
        before = _asked_for(world, playlist.id)
        assert world.sync(anna)["state"] == "succeeded"
        assert world.meter.writes_of(CATALOGUE, PERSONAL) == 0
        asked.append(_asked_for(world, playlist.id) - before)
    assert asked[0] > 0
    assert asked[1] == 0, "the new snapshot is known"


def test_case_34_one_recording_under_two_ids_stays_two_rows(world: World, anna: Person) -> None:
    ids = world.spotify.truth.catalogue.ids
    twins = [f"spotify:track:{ids.make('track', number)}" for number in (7, 20)]
    world.spotify.switch("forget", uris=twins)
    world.spotify.switch("save", uris=twins)
    world.sync(anna, resources=["tracks"])
    assert _uris(world, "SAVED_TRACKS") == _likes(world)
    assert set(twins) <= set(_likes(world))
    kept = _entities(world)
    first, second = (kept[f"E#track#{uri.rpartition(':')[2]}"] for uri in twins)
    assert first["isrc"] == second["isrc"]


def test_two_people_with_the_same_playlist_see_their_own_rows_and_cannot_touch_each_others_syncs() -> None:
    with _quiet(tracks=40, people=2, mode="extended") as world:
        people = [world.sign_in(number) for number in range(2)]
        library = world.spotify.truth
        shared = library.people[1].playlists[1].playlist_id
        assert library.people[0].lists(shared), "followed by the one, and the other's own"

        def rows(person: Person) -> list[str]:
            items = _items(world, f"U#{person.user_id}#PLAYLIST#{shared}").popitem()[1]
            kept = [item for sk, item in items.items() if sk.startswith("R#") and not item.get("removed")]
            return [row["uri"] for row in sorted(kept, key=lambda row: str(row["rank"]))]

        jobs = [world.sync(person) for person in people]
        before = [row.uri for row in _rows_of(world, shared) if row.uri is not None]
        assert rows(people[0]) == rows(people[1]) == before
        world.spotify.switch("change-playlist", playlist=shared, remove=[0])
        after = [row.uri for row in _rows_of(world, shared) if row.uri is not None]
        world.sync(people[1])
        assert (rows(people[0]), rows(people[1])) == (before, after), "each has what was read for them"
        for person, other in zip(people, jobs[::-1], strict=True):
            for method in ("GET", "DELETE"):
                answer = person.browser.send(method, f"/v1/library/syncs/{other['id']}")
                assert (answer.status, answer.code) == (404, "not_found")
