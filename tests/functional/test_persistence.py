"""From an answer of Spotify to the catalogue: everything once, nothing twice, the newest wins, nothing is erased."""

from __future__ import annotations

import itertools
import json
import random
from typing import Any

import pytest

from infra.local.simulator.library.entities import Row
from tests.functional.console import Console
from tests.functional.listing import everything
from tests.functional.queue_messages import entities, identifier, stored, track
from tests.functional.world import ENVIRONMENT, Browser, World, shared_world

world = shared_world(tracks=10, playlists=6, big_playlist=101)

PLAYLISTS = "/v1/library/playlists"


@pytest.fixture(autouse=True)
def _empty(world: World) -> None:
    world.empty()


def _read_everything(world: World, browser: Browser) -> None:
    """What a person who looks at everything asks for."""
    for playlist in everything(browser, PLAYLISTS):
        assert browser.get(f"{PLAYLISTS}/{playlist['id']}").status == 200
        if browser.get(f"{PLAYLISTS}/{playlist['id']}/items").status == 200:
            everything(browser, f"{PLAYLISTS}/{playlist['id']}/items", 50)
    everything(browser, "/v1/library/tracks", 50)


def _expected(world: World) -> set[str]:
    """The keys of everything that a person who looks at everything has seen, from the simulator's truth."""
    library = world.spotify.truth
    catalogue, person = library.catalogue, library.people[0]
    keys: set[str] = set()

    def add_track(track_id: str) -> None:
        found = catalogue.tracks[track_id]
        album = catalogue.albums[found.album_id]
        keys.update((f"track#{track_id}", f"album#{album.id}"))
        keys.update(f"artist#{artist}" for artist in (*found.artist_ids, *album.artist_ids))

    def add_row(row: Row) -> None:
        if row.kind == "track" and row.id:
            add_track(row.id)
        elif row.kind == "episode" and row.id:
            keys.update((f"episode#{row.id}", f"show#{catalogue.episodes[row.id].show_id}"))

    for playlist in library.playlists_of(person):
        keys.add(f"playlist#{playlist.id}")
        if playlist.readable_by(person.id):
            for row in playlist.rows:
                add_row(row)
    for saved in person.saved_tracks:
        add_track(saved.id)
    return {f"E#{key}" for key in keys}


def test_everything_that_was_seen_lands_once_and_a_second_look_writes_nothing(world: World) -> None:
    browser = world.signed_in()
    user_id = browser.get("/v1/user").json["user"]["id"]
    _read_everything(world, browser)
    assert world.run_queue(rounds=200) > 0

    kept = [item["pk"] for item in world.items("catalogue", "E#")]
    assert len(kept) == len(set(kept))
    assert set(kept) == _expected(world)
    assert world.dead_letters() == []
    assert all(item["schema"] == 1 for item in world.items("catalogue"))

    # Collections that one answer held whole, and no others.
    person = world.spotify.truth.people[0]
    rows = world.items("catalogue", f"U#{user_id}#")
    heads = {item["pk"].removeprefix(f"U#{user_id}#"): item for item in rows if item["sk"] == "HEAD"}
    readable = [p for p in world.spotify.truth.playlists_of(person) if p.readable_by(person.id)]
    whole = {f"PLAYLIST#{playlist.id}" for playlist in readable if playlist.total <= 100}
    assert set(heads) == whole | {"PLAYLISTS", "SAVED_TRACKS"}
    assert any(playlist.total > 100 for playlist in readable), "a page never passes for the whole"
    for playlist in readable:
        if playlist.total <= 100:
            own = [item for item in rows if item["pk"].endswith(f"#{playlist.id}") and item["sk"] != "HEAD"]
            told = [row.uri for row in playlist.rows if row.uri]
            assert [item["uri"] for item in sorted(own, key=lambda item: item["rank"])] == told
            head = heads[f"PLAYLIST#{playlist.id}"]
            assert (head["rows"], head["unnamed"]) == (len(told), playlist.total - len(told))
            assert head["snapshot_id"] == playlist.snapshot_id

    before = {(item["pk"], item["sk"]): item for item in world.items("catalogue")}
    world.aws.clear()
    _read_everything(world, browser)
    assert world.run_queue(rounds=200) > 0
    # Only what was asked of Spotify is counted, which is not about what was read.
    assert world.aws.writes_except(ENVIRONMENT["COORDINATION_TABLE"]) == []
    assert {(item["pk"], item["sk"]): item for item in world.items("catalogue")} == before


def test_case_13_local_files_are_kept_as_rows_under_their_uri_and_refer_to_nothing(world: World) -> None:
    """They have no id, so no record of a track: what is known of them stands in the row."""
    browser = world.signed_in()
    library, person = world.spotify.truth, world.spotify.truth.people[0]
    truth = next(playlist for playlist in library.playlists_of(person) if playlist.readable_by(person.id))
    truth.remove_at(set(range(45, truth.total)))
    path = f"{PLAYLISTS}/{truth.id}/items?limit=50"
    assert browser.get(path).status == 200
    world.run_queue()
    kept = [item for item in world.items("catalogue", "U#") if item["sk"].startswith("R#")]
    local = {row.uri: row.local.title for row in truth.rows if row.local}
    assert {item["uri"]: item["name"] for item in kept if item["uri"].startswith("spotify:local:")} == local
    assert local
    assert len(kept) == sum(row.uri is not None for row in truth.rows), "and its neighbours"
    assert not any(item["pk"].endswith("#None") for item in world.items("catalogue", "E#"))
    assert world.dead_letters() == []
    world.advance(minutes=1)
    assert browser.get(path).status == 200
    world.run_queue()
    assert [item for item in world.items("catalogue", "U#") if item["sk"].startswith("R#")] == kept


def test_each_record_says_what_it_is(world: World, console: Console) -> None:
    world.send(entities(track("Song", duration_ms=1000), second=5))
    world.run_queue()
    item = world.items("catalogue", "E#")[0]
    assert item["pk"] == f"E#track#{identifier('Song')}"
    assert (item["sk"], item["kind"], item["id"], item["name"]) == ("E", "track", identifier("Song"), "Song")
    assert json.loads(item["fields"]) == {"name": "Song", "duration_ms": 1000}
    written = console.said("record written")
    assert [(line["table"], line["kind"], line["entity"], line["change"]) for line in written] == [
        ("catalogue", "track", "Song", "created")
    ]
    handled = console.said("message handled")[0]
    assert (handled["created"], handled["updated"], handled["unchanged"]) == (1, 0, 0)
    assert handled["queue"] == "library-records"
    assert handled["request_id"] == "request-of-the-test"
    assert handled["user_id"].startswith("u_")
    assert console.metric("RecordsCreated") == 1


def test_equal_content_writes_nothing_however_new(world: World, console: Console) -> None:
    world.send(entities(track("Song", duration_ms=1000), second=1))
    world.run_queue()
    world.aws.clear()
    console.clear()
    world.send(entities(track("Song", duration_ms=1000), second=99))
    world.run_queue()
    assert world.aws.writes == []
    assert console.said("message handled")[0]["unchanged"] == 1
    assert console.said("record written") == []


def test_what_moves_by_itself_is_no_reason_to_write(world: World) -> None:
    images = [{"url": "https://i.example/1", "width": 1, "height": 1}]
    album = {"kind": "album", "id": identifier("A"), "uri": f"spotify:album:{identifier('A')}", "name": "A"}
    world.send(entities(track("Song", popularity=3), {**album, "images": images, "popularity": 1}, second=1))
    world.run_queue()
    world.aws.clear()
    other = [{"url": "https://i.example/2", "width": 1, "height": 1}]
    world.send(entities(track("Song", popularity=4), {**album, "images": other, "popularity": 2}, second=2))
    world.run_queue()
    assert world.aws.writes == []
    # With a change that counts it is written along.
    world.send(entities(track("Song", popularity=5, explicit=True), second=3))
    world.run_queue()
    assert stored(world, "track", "Song") == {"name": "Song", "popularity": 5, "explicit": True}


def test_what_was_never_told_is_kept_even_if_it_moves_by_itself(world: World) -> None:
    playlist = {
        "kind": "playlist",
        "id": identifier("P"),
        "uri": f"spotify:playlist:{identifier('P')}",
        "name": "P",
        "snapshot_id": "s",
    }
    world.send(entities(playlist, second=1))
    world.run_queue()
    world.send(entities({**playlist, "followers": 7}, second=2))
    world.run_queue()
    kept = stored(world, "playlist", "P")
    assert kept is not None
    assert kept["followers"] == 7


def test_a_simplified_object_never_erases_what_a_full_one_brought(world: World) -> None:
    full = track("Song", duration_ms=1000, isrc="NLA501234567", album_id="album1", popularity=9, explicit=False)
    world.send(entities(full, second=1))
    world.send(entities(track("Song (renamed)") | {"id": full["id"], "uri": full["uri"]}, second=2))
    world.run_queue()
    assert stored(world, "track", "Song") == {
        "name": "Song (renamed)",
        "duration_ms": 1000,
        "isrc": "NLA501234567",
        "album_id": "album1",
        "popularity": 9,
        "explicit": False,
    }


def test_an_older_full_answer_fills_what_a_newer_simplified_one_left_open(world: World) -> None:
    world.send(entities(track("Song"), second=9))
    world.run_queue()
    world.send(entities(track("Song", duration_ms=1000) | {"name": "Old name"}, second=3))
    world.run_queue()
    assert stored(world, "track", "Song") == {"name": "Song", "duration_ms": 1000}


def test_a_field_that_is_told_as_null_is_told(world: World) -> None:
    world.send(entities(track("Song", explicit=True), second=1))
    world.run_queue()
    world.send(entities(track("Song", explicit=None), second=2))
    world.run_queue()
    assert stored(world, "track", "Song") == {"name": "Song", "explicit": None}


def test_the_newer_wins_whatever_the_order(world: World) -> None:
    told = [
        entities(track("Song", duration_ms=1000, explicit=False), second=1),
        entities(track("Song", duration_ms=2000), second=2),
        entities(track("Song", explicit=True) | {"name": "Newest"}, second=3),
    ]
    for order in itertools.permutations(told):
        for body in order:
            world.send(body)
            world.run_queue()
        assert stored(world, "track", "Song") == {"name": "Newest", "duration_ms": 2000, "explicit": True}
        _forget(world)


def test_the_order_of_arrival_never_matters(world: World) -> None:
    """Many answers with many fields, each value told once, in random orders and batches: always the same record."""
    seed = 20261122
    print("seed", seed)
    random_ = random.Random(seed)
    fields = ["duration_ms", "disc_number", "track_number"]
    answers = []
    for second in range(1, 13):
        carried = random_.sample(fields, random_.randint(0, 3))
        told = track("Song", **{field: 100 * second + fields.index(field) for field in carried})
        answers.append(entities({**told, "name": f"Song at {second}"}, second=second))
    outcomes = []
    for _ in range(5):
        random_.shuffle(answers)
        for body in answers:
            world.send(body)
            if random_.random() < 0.5:
                world.run_queue()
        world.run_queue()
        outcomes.append(stored(world, "track", "Song"))
        _forget(world)
    assert outcomes[0] is not None
    assert outcomes[0]["name"] == "Song at 12"
    assert all(outcome == outcomes[0] for outcome in outcomes)


def test_two_answers_of_the_same_millisecond_end_the_same_way(world: World) -> None:
    told = [entities(track("Song", duration_ms=value), second=1) for value in (1, 2, 3)]
    found = []
    for order in itertools.permutations(told):
        world.send(*order)
        world.run_queue()
        found.append(stored(world, "track", "Song"))
        _forget(world)
    assert all(each == found[0] for each in found)


def test_redelivery_changes_nothing(world: World) -> None:
    body = entities(track("Song", duration_ms=1000), track("Other"), second=1)
    world.send(body)
    world.run_queue()
    before = world.text("catalogue")
    world.aws.clear()
    world.send(body, body, body)
    world.run_queue()
    assert world.aws.writes == []
    assert world.text("catalogue") == before


def test_the_same_entity_several_times_in_a_message_is_merged(world: World) -> None:
    world.send(entities(track("Song"), track("Song", duration_ms=1000), track("Song", explicit=True), second=1))
    world.run_queue()
    assert stored(world, "track", "Song") == {"name": "Song", "duration_ms": 1000, "explicit": True}
    assert len(world.items("catalogue", "E#")) == 1


def test_more_entities_than_one_batch_get_takes(world: World) -> None:
    world.send(entities(*(track(f"Song {number}") for number in range(250)), second=1))
    world.aws.clear()
    world.run_queue()
    assert len(world.items("catalogue", "E#track#")) == 250
    assert world.aws.names.count("BatchGetItem") == 3


def test_a_record_of_a_later_release_keeps_what_this_one_does_not_know(world: World) -> None:
    import boto3

    world.send(entities(track("Song"), second=1))
    world.run_queue()
    table = boto3.resource("dynamodb").Table("test-catalogue")
    key = {"pk": f"E#track#{identifier('Song')}", "sk": "E"}
    table.update_item(Key=key, UpdateExpression="SET later = :x", ExpressionAttributeValues={":x": "kept"})
    world.send(entities(track("Song", duration_ms=5), second=2))
    world.run_queue()
    assert table.get_item(Key=key)["Item"]["later"] == "kept"
    assert stored(world, "track", "Song") == {"name": "Song", "duration_ms": 5}


def test_texts_of_every_script_and_length_survive(world: World) -> None:
    names = ["音楽 🎧", "موسيقى", "e\u0301", "x" * 4000, '"quoted"\\', "a\u0000b"]
    records: list[dict[str, Any]] = [track(f"n{number}") | {"name": name} for number, name in enumerate(names)]
    world.send(entities(*records, second=1))
    world.run_queue()
    assert [(stored(world, "track", f"n{number}") or {})["name"] for number in range(len(names))] == names


def _forget(world: World) -> None:
    import boto3

    boto3.resource("dynamodb").Table("test-catalogue").delete_item(
        Key={"pk": f"E#track#{identifier('Song')}", "sk": "E"}
    )
