"""Playlists that change: through the Web API, under both names of its paths."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.local.simulator.in_process import InProcessSimulator, in_process_simulator
from infra.local.simulator.library.playlists import Playlist
from tests.simulator.asking import Asking

JPEG = base64.b64encode(b"\xff\xd8\xff a picture")


@pytest.fixture(scope="module", params=["development", "extended"])
def shared(request: pytest.FixtureRequest) -> Iterator[InProcessSimulator]:
    with in_process_simulator(tracks=90, playlists=12, big_playlist=45, mode=request.param) as spotify:
        yield spotify


@pytest.fixture
def person(shared: InProcessSimulator) -> Asking:
    shared.switch("reset")
    return Asking(shared)


def _big(person: Asking) -> Playlist:
    return person.spotify.truth.playlists_of(person.person)[0]


def _tracks(person: Asking, count: int) -> list[str]:
    catalogue = person.spotify.truth.catalogue
    return [catalogue.tracks[saved.id].uri for saved in person.person.saved_tracks[:count]]


def _uris(playlist: Playlist) -> list[str | None]:
    return [row.uri for row in playlist.rows]


def test_a_new_playlist_is_empty_and_at_the_top_of_the_list(person: Asking) -> None:
    made = person.does("POST", "/me/playlists", {"name": "Rain", "description": "Wet"}, status=201)
    key = person.spotify.simulator.mode.page_key
    assert (made["name"], made["description"], made["owner"]["id"]) == ("Rain", "Wet", person.person.id)
    assert (made[key]["items"], made[key]["total"], made["images"]) == ([], 0, [])
    assert person.read("/me/playlists?limit=1")["items"][0]["id"] == made["id"]
    second = person.does("POST", "/me/playlists", {"name": "Rain"}, status=201)
    assert second["id"] != made["id"], "a name need not be unique"


def test_public_false_is_accepted_but_cannot_be_seen(person: Asking) -> None:
    made = person.does("POST", "/me/playlists", {"name": "Mine", "public": False}, status=201)
    assert made["public"] is True
    before = made["snapshot_id"]
    person.does("PUT", f"/playlists/{made['id']}", {"public": False}, status=200)
    after = person.read(f"/playlists/{made['id']}")
    assert after["public"] is True
    assert after["snapshot_id"] != before


@pytest.mark.parametrize(
    "body", [{}, {"name": ""}, {"name": 3}, {"name": "x", "public": "no"}, {"name": "x", "collaborative": True}]
)
def test_a_playlist_needs_a_name_and_sense(person: Asking, body: Any) -> None:
    assert person.refusal("/me/playlists", "POST", body)[0] == 400


def test_a_body_that_is_no_json_is_refused(person: Asking) -> None:
    for body in (b"{", b"[]", b"name=x"):
        assert person.spotify.ask("POST", "/v1/me/playlists", person.headers, body).status == 400


def test_rows_are_added_at_the_end_or_where_it_is_told(person: Asking) -> None:
    playlist, uris = _big(person), _tracks(person, 3)
    before, snapshot = _uris(playlist), playlist.snapshot_id
    answer = person.does("POST", f"/playlists/{playlist.id}/items", {"uris": uris[:1]}, status=201)
    assert answer == {"snapshot_id": playlist.snapshot_id}
    assert playlist.snapshot_id != snapshot
    person.does("POST", f"/playlists/{playlist.id}/items", {"uris": uris[1:2], "position": 0}, status=201)
    person.does("POST", f"/playlists/{playlist.id}/items?uris={uris[2]}&position=1", {"uris": ["ignored"]})
    assert _uris(playlist) == [uris[1], uris[2], *before, uris[0]]
    added = playlist.rows[0]
    assert added.added_by == person.person.id
    assert added.added_at is not None


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"uris": []},
        {"uris": ["spotify:local:a:b:c:1"]},
        {"uris": ["spotify:album:4aawyAB9vmqN3uQ7FjRGTy"]},
        {"uris": ["spotify:track:4aawyAB9vmqN3uQ7FjRGTy"]},
        {"uris": "spotify:track:x"},
        {"uris": ["spotify:track:x"] * 101},
    ],
)
def test_what_cannot_be_added(person: Asking, body: Any) -> None:
    playlist = _big(person)
    snapshot = playlist.snapshot_id
    assert person.refusal(f"/playlists/{playlist.id}/items", "POST", body)[0] == 400
    assert playlist.snapshot_id == snapshot


def test_beyond_the_end_nothing_can_be_added(person: Asking) -> None:
    playlist, uris = _big(person), _tracks(person, 1)
    body = {"uris": uris, "position": playlist.total + 1}
    assert person.refusal(f"/playlists/{playlist.id}/items", "POST", body) == (400, "Index out of bounds.")


def test_every_row_with_a_uri_is_removed_local_files_too(person: Asking) -> None:
    playlist = _big(person)
    local = next(row.uri for row in playlist.rows if row.kind == "local")
    repeated = next(uri for uri in _uris(playlist) if uri and _uris(playlist).count(uri) > 1)
    body = {"items": [{"uri": local}, {"uri": repeated, "positions": [0]}], "snapshot_id": playlist.snapshot_id}
    kept = [uri for uri in _uris(playlist) if uri not in (local, repeated)]
    assert person.does("DELETE", f"/playlists/{playlist.id}/items", body) == {"snapshot_id": playlist.snapshot_id}
    assert _uris(playlist) == kept


@pytest.mark.parametrize(
    "body",
    [{}, {"items": []}, {"items": ["x"]}, {"items": [{"uri": "x"}]}, {"tracks": [{"uri": "spotify:track:x"}]}],
)
def test_what_cannot_be_removed(person: Asking, body: Any) -> None:
    assert person.refusal(f"/playlists/{_big(person).id}/items", "DELETE", body)[0] == 400


def test_a_snapshot_that_never_was_is_refused_an_older_one_is_not(person: Asking) -> None:
    playlist = _big(person)
    older = playlist.snapshot_id
    path = f"/playlists/{playlist.id}/items"
    person.does("POST", path, {"uris": _tracks(person, 1)})
    move = {"range_start": 0, "insert_before": 2}
    assert person.refusal(path, "PUT", {**move, "snapshot_id": "AAAA"}) == (400, "Invalid snapshot_id")
    person.does("PUT", path, {**move, "snapshot_id": older}, status=200)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"range_start": 0},
        {"range_start": 999, "insert_before": 0},
        {"range_start": 0, "insert_before": 999},
        {"range_start": 0, "insert_before": 1, "range_length": 0},
        {"range_start": 0, "insert_before": 1, "uris": []},
        {"range_start": -1, "insert_before": 1},
    ],
)
def test_moves_that_make_no_sense(person: Asking, body: Any) -> None:
    assert person.refusal(f"/playlists/{_big(person).id}/items", "PUT", body)[0] == 400


def test_rows_are_replaced(person: Asking) -> None:
    playlist, uris = _big(person), _tracks(person, 4)
    person.does("PUT", f"/playlists/{playlist.id}/items", {"uris": uris}, status=200)
    assert _uris(playlist) == uris
    person.does("PUT", f"/playlists/{playlist.id}/items?uris=", status=200)
    assert playlist.total == 0


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_move_is_what_taking_out_and_putting_in_gives(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 12))
    start = data.draw(st.integers(0, size - 1))
    length = data.draw(st.integers(1, size - start))
    before = data.draw(st.integers(0, size))
    with in_process_simulator(tracks=1, playlists=1, big_playlist=size) as spotify:
        playlist = spotify.truth.playlists_of(spotify.truth.people[0])[0]
        rows = list(playlist.rows)
        playlist.move(start, length, before)
        moved = rows[start : start + length]
        assert sorted(map(id, playlist.rows)) == sorted(map(id, rows))
        if not start <= before <= start + length:
            follower = rows[before] if before < size else None
            at = next(position for position, row in enumerate(playlist.rows) if row is moved[0])
            assert list(playlist.rows)[at : at + length] == moved
            after = playlist.rows[at + length] if at + length < size else None
            assert after is follower
        else:
            assert list(playlist.rows) == rows


def test_only_who_may_can_change_a_playlist(person: Asking) -> None:
    truth = person.spotify.truth
    foreign = next(
        each for each in truth.playlists_of(person.person) if not each.readable_by(person.person.id) and each.public
    )
    shared = next(
        each
        for each in truth.playlists_of(person.person)
        if each.owner_id != person.person.id and each.readable_by(person.person.id)
    )
    body = {"uris": _tracks(person, 1)}
    assert person.refusal(f"/playlists/{foreign.id}/items", "POST", body)[0] == 403
    assert person.refusal(f"/playlists/{foreign.id}", "PUT", {"name": "Mine"}) == (403, "Forbidden")
    person.does("POST", f"/playlists/{shared.id}/items", body, status=201)
    assert person.refusal(f"/playlists/{shared.id}", "PUT", {"name": "Mine"}) == (403, "Forbidden")


def test_changing_a_playlist_needs_its_scopes(person: Asking) -> None:
    reader = Asking(person.spotify, scopes=["playlist-read-private", "playlist-modify-public"])
    assert reader.refusal("/me/playlists", "POST", {"name": "x"}) == (403, "Insufficient client scope")


def test_details_change_and_so_does_the_snapshot(person: Asking) -> None:
    playlist = _big(person)
    rows, snapshot = _uris(playlist), playlist.snapshot_id
    person.does("PUT", f"/playlists/{playlist.id}", {"name": "Other", "description": "Words"}, status=200)
    answer = person.read(f"/playlists/{playlist.id}")
    assert (answer["name"], answer["description"]) == ("Other", "Words")
    assert answer["snapshot_id"] != snapshot
    assert _uris(playlist) == rows
    assert person.refusal(f"/playlists/{playlist.id}", "PUT", {})[0] == 400


def test_a_picture_is_uploaded(person: Asking) -> None:
    playlist = _big(person)
    path, snapshot = f"/playlists/{playlist.id}/images", playlist.snapshot_id
    headers = {**person.headers, "Content-Type": "image/jpeg"}
    assert person.spotify.ask("PUT", f"/v1{path}", headers, JPEG).status == 202
    [image] = person.read(path)
    assert image["width"] is None
    assert playlist.snapshot_id != snapshot
    for wrong in (b"not base64!", base64.b64encode(b"GIF89a")):
        assert person.spotify.ask("PUT", f"/v1{path}", headers, wrong).status == 400
    large = base64.b64encode(b"\xff\xd8" + bytes(300_000))
    assert person.spotify.ask("PUT", f"/v1{path}", headers, large).status == 413


def test_the_older_paths_do_the_same_where_they_exist(person: Asking) -> None:
    playlist, uris = _big(person), _tracks(person, 2)
    path = f"/playlists/{playlist.id}/tracks"
    if not person.spotify.simulator.mode.complete:
        assert person.refusal(path, "POST", {"uris": uris}) == (403, "Forbidden")
        assert person.refusal(f"/playlists/{playlist.id}/followers", "PUT") == (403, "Forbidden")
        return
    person.does("POST", path, {"uris": uris}, status=201)
    person.does("DELETE", path, {"tracks": [{"uri": uris[0]}]})
    assert uris[0] not in _uris(playlist)
    made = person.does("POST", f"/users/{person.person.id}/playlists", {"name": "Old way"}, status=201)
    assert person.refusal("/users/somebody/playlists", "POST", {"name": "x"})[0] == 403
    followers = f"/playlists/{made['id']}/followers"
    assert person.read(f"{followers}/contains") == [True]
    person.does("DELETE", followers, status=200)
    assert person.read(f"{followers}/contains?ids={person.person.id}") == [False]
    person.does("PUT", followers, {"public": False}, status=200)
    assert person.read(f"{followers}/contains") == [True]


def test_only_the_wanted_fields_are_answered(person: Asking) -> None:
    playlist = _big(person)
    mode = person.spotify.simulator.mode
    path = f"/playlists/{playlist.id}"
    assert person.read(f"{path}?fields=snapshot_id") == {"snapshot_id": playlist.snapshot_id}
    wanted = f"name,{mode.page_key}(total,items(added_at,{mode.row_key}.name))"
    answer = person.read(f"{path}?fields={wanted}")
    assert set(answer) == {"name", mode.page_key}
    assert set(answer[mode.page_key]["items"][0]) == {"added_at", mode.row_key}
    assert set(answer[mode.page_key]["items"][0][mode.row_key]) == {"name"}
    page = person.read(f"{path}/items?limit=2&fields=items.added_at,next")
    assert [set(row) for row in page["items"]] == [{"added_at"}] * 2
    assert "snapshot_id" not in json.dumps(person.read(f"{path}?fields=!snapshot_id,!owner"))
    for wrong in ("name,", "items(", "items)", "a b"):
        assert person.refusal(f"{path}?fields={wrong.replace(' ', '%20')}") == (400, "Invalid fields")
