"""Playlists: whose they are, who may read them, and every odd kind of row."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
import requests

from infra.local.simulator import RunningSimulator, running_simulator
from infra.local.simulator.library.entities import Row
from infra.local.simulator.library.playlists import Playlist
from tests.simulator.listener import Json, Listener

WITH_EPISODES = "additional_types=track,episode"


def _big(listener: Listener) -> Playlist:
    truth = listener.spotify.truth
    return truth.playlists_of(truth.people[0])[0]


def _seen(row: Json, key: str) -> Row:
    """The row that an answer shows, without what a local file says of itself."""
    item, adder = row[key], row["added_by"]
    kind = "local" if row["is_local"] else item["type"] if item else "unavailable"
    return Row(
        kind,  # type: ignore[arg-type]
        item["id"] if item else None,
        item["uri"] if item else None,
        row["added_at"],
        None if adder is None else adder["id"],
    )


def _plain(row: Row) -> Row:
    return Row(row.kind, row.id, row.uri, row.added_at, row.added_by)


def test_every_row_of_a_big_playlist_is_there_in_order(either: RunningSimulator) -> None:
    listener = Listener(either, either.sign_in())
    playlist = _big(listener)
    mode = either.simulator.mode
    for path_end in {"items", mode.page_key}:
        pages = list(listener.pages(f"/playlists/{playlist.id}/{path_end}?limit=50&{WITH_EPISODES}"))
        rows = [_seen(row, mode.row_key) for page in pages for row in page["items"]]
        assert rows == [_plain(row) for row in playlist.rows]
        assert len(rows) == 430
        assert all(f"/{path_end}?" in page["href"] for page in pages)


@pytest.mark.parametrize("size", [0, 40, 1000])
def test_a_big_playlist_of_any_size_holds_every_odd_kind_of_row(size: int) -> None:
    with running_simulator(tracks=50, playlists=1, big_playlist=size) as spotify:
        listener = Listener(spotify, spotify.sign_in())
        playlist = _big(listener)
        rows = [
            row for page in listener.pages(f"/playlists/{playlist.id}/items?{WITH_EPISODES}") for row in page["items"]
        ]
    assert len(rows) == size
    if not size:
        return
    kinds = Counter(_seen(row, "item").kind for row in rows)
    assert set(kinds) == {"track", "episode", "local", "unavailable"}
    uris = [row["item"]["uri"] for row in rows if row["item"]]
    assert any(first == second for first, second in pairwise(uris)), "a duplicate side by side"
    assert any(row["added_at"] is None and row["added_by"] is None for row in rows), "a very old row"
    assert any(row["item"] is None and row["added_by"]["id"] == "" for row in rows), "a row whose adder is lost"
    assert any(row["added_by"] and row["added_by"]["id"] not in ("", playlist.owner_id) for row in rows), "a guest's"
    local = [row["item"] for row in rows if row["is_local"]]
    assert any(not item["album"]["name"] for item in local)
    assert any(item["album"]["name"] for item in local)
    for item in local:
        assert item["uri"].startswith("spotify:local:")
        assert item["id"] is item["href"] is item["album"]["id"] is item["album"]["uri"] is None
        assert item["album"]["release_date_precision"] is None
        assert all(artist["id"] is None for artist in item["artists"])


def test_an_episode_shows_up_only_where_it_is_asked_for(developer: Listener) -> None:
    playlist = _big(developer)
    episodes = [position for position, row in enumerate(playlist.rows[:50]) if row.kind == "episode"]
    assert episodes
    plain = developer.read(f"/playlists/{playlist.id}/items?limit=50")["items"]
    asked = developer.read(f"/playlists/{playlist.id}/items?limit=50&{WITH_EPISODES}")["items"]
    for position in episodes:
        assert plain[position]["item"] is None
        assert asked[position]["item"]["type"] == "episode"
        assert asked[position]["item"]["show"]["name"]


def test_a_playlist_carries_its_first_hundred_rows(either: RunningSimulator) -> None:
    listener = Listener(either, either.sign_in())
    mode, playlist = either.simulator.mode, _big(listener)
    answer = listener.read(f"/playlists/{playlist.id}?{WITH_EPISODES}")
    page = answer[mode.page_key]
    assert (page["limit"], len(page["items"]), page["total"]) == (100, 100, 430)
    assert f"/v1/playlists/{playlist.id}/{mode.page_key}?offset=100&limit=100" in page["next"]
    assert {"items", "tracks"} & set(answer) == {mode.page_key}
    assert {"item", "track"} & set(page["items"][0]) == {mode.row_key}


def test_the_list_tells_how_many_rows_there_are(either: RunningSimulator) -> None:
    listener = Listener(either, either.sign_in())
    key = either.simulator.mode.page_key
    for item in listener.read("/me/playlists?limit=50")["items"]:
        if item:
            playlist = either.truth.playlists[item["id"]]
            assert item[key] == {
                "href": f"{either.url}/v1/playlists/{playlist.id}/{key}",
                "total": len(playlist.rows),
            }
            assert item["snapshot_id"] == playlist.snapshot_id


def test_a_library_has_own_followed_and_collaborative_playlists_and_all_sorts_of_pictures(
    developer: Listener,
) -> None:
    me = developer.read("/me")["id"]
    items = [item for item in developer.read("/me/playlists?limit=50")["items"] if item]
    assert any(item["owner"]["id"] == me and item["public"] for item in items)
    assert any(item["owner"]["id"] == me and not item["public"] for item in items)
    assert any(item["owner"]["id"] != me and not item["collaborative"] for item in items)
    assert any(item["owner"]["id"] != me and item["collaborative"] for item in items)
    assert any("&amp;" in item["description"] and "&#x27;" in item["description"] for item in items)
    pictures = [item["images"] for item in items]
    assert None in pictures
    assert [] in pictures
    assert any(images and images[0]["width"] is None for images in pictures)
    assert any(images and len(images) == 3 for images in pictures)


def test_in_development_mode_a_followed_playlist_has_no_rows(developer: Listener) -> None:
    truth = developer.spotify.truth
    me = truth.people[0]
    followed = next(each for each in truth.playlists_of(me) if not each.readable_by(me.id))
    answer = developer.read(f"/playlists/{followed.id}")
    assert answer["name"] == followed.name
    assert "items" not in answer
    assert "tracks" not in answer
    assert developer.refusal(f"/playlists/{followed.id}/items") == (403, "Forbidden")


def test_in_extended_mode_a_followed_playlist_can_be_read(extended: RunningSimulator) -> None:
    listener = Listener(extended, extended.sign_in())
    truth = extended.truth
    me = truth.people[0]
    followed = next(each for each in truth.playlists_of(me) if not each.readable_by(me.id) and each.total)
    assert listener.read(f"/playlists/{followed.id}/tracks")["total"] == followed.total
    assert listener.read(f"/playlists/{followed.id}/tracks?limit=100")["limit"] == 100
    assert listener.refusal(f"/playlists/{followed.id}/tracks?limit=101") == (400, "Invalid limit")


def test_a_collaborator_reads_what_is_not_theirs(developer: Listener) -> None:
    truth = developer.spotify.truth
    me = truth.people[0]
    shared = next(each for each in truth.playlists_of(me) if each.owner_id != me.id and each.readable_by(me.id))
    page = developer.read(f"/playlists/{shared.id}/items?limit=50&{WITH_EPISODES}")
    assert page["total"] == shared.total


def test_one_person_follows_what_another_owns(development: RunningSimulator) -> None:
    first, second = development.truth.people[:2]
    shared = next(each for each in development.truth.playlists_of(first) if each.owner_id == second.id)
    follower = Listener(development, development.sign_in(first))
    owner = Listener(development, development.sign_in(second))
    assert follower.refusal(f"/playlists/{shared.id}/items") == (403, "Forbidden")
    assert owner.read(f"/playlists/{shared.id}/items")["total"] == shared.total


def test_private_playlists_of_others_do_not_exist(development: RunningSimulator) -> None:
    first, second = development.truth.people[:2]
    private = next(
        each for each in development.truth.playlists_of(first) if each.owner_id == first.id and not each.public
    )
    stranger = Listener(development, development.sign_in(second))
    assert stranger.refusal(f"/playlists/{private.id}") == (404, "Resource not found")


def test_scopes_decide_which_playlists_are_seen(development: RunningSimulator) -> None:
    nothing = Listener(development, development.sign_in(scopes=[]))
    assert nothing.refusal("/me/playlists") == (403, "Insufficient client scope")
    some = Listener(development, development.sign_in(scopes=["playlist-read-private"]))
    items = [item for item in some.read("/me/playlists?limit=50")["items"] if item]
    assert items
    assert not any(item["collaborative"] for item in items)


def test_a_change_gives_another_snapshot_and_nothing_else_does(developer: Listener) -> None:
    playlist = developer.spotify.truth.playlists_of(developer.spotify.truth.people[0])[1]
    before = developer.read(f"/playlists/{playlist.id}")
    assert developer.read(f"/playlists/{playlist.id}")["snapshot_id"] == before["snapshot_id"]
    uri = developer.spotify.truth.catalogue.tracks[developer.spotify.truth.people[0].saved_tracks[0].id].uri
    requests.post(
        f"{developer.spotify.url}/_control/change-playlist",
        json={"playlist": playlist.id, "name": "Renamed", "remove": [0], "append": [uri]},
        timeout=10,
    ).raise_for_status()
    after = developer.read(f"/playlists/{playlist.id}")
    assert after["name"] == "Renamed"
    assert after["snapshot_id"] != before["snapshot_id"]
    assert after["items"]["total"] == before["items"]["total"]
    assert after["items"]["items"][0] == before["items"]["items"][1]
    assert playlist.rows[-1].uri == uri
