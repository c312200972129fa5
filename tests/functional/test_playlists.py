"""Playlists and their rows, as Spotify has them: the odd rows, the paging, and what an app may not read."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from infra.local.simulator.library.playlists import Playlist
from tests.functional.listing import everything, pages, row_as_shown, row_shown
from tests.functional.world import Browser, World, shared_world

PLAYLISTS = "/v1/library/playlists"

world = shared_world(tracks=60, playlists=70, big_playlist=230)


@pytest.fixture(scope="module")
def browser(world: World) -> Browser:
    return world.signed_in()


def _owned(world: World) -> list[Playlist]:
    library, person = world.spotify.truth, world.spotify.truth.people[0]
    return [playlist for playlist in library.playlists_of(person) if playlist.readable_by(person.id)]


def _foreign(world: World) -> Playlist:
    library, person = world.spotify.truth, world.spotify.truth.people[0]
    return next(playlist for playlist in library.playlists_of(person) if not playlist.readable_by(person.id))


@pytest.mark.parametrize("limit", [None, 1, 2, 3, 7, 20, 50, 100])
def test_case_14_null_playlists_are_skipped_and_paging_to_the_end_gives_each_other_once_and_in_order(
    world: World, browser: Browser, limit: int | None
) -> None:
    """Spotify's own pages overlap where an editorial playlist fell out of them, and hold nulls."""
    truth = world.spotify.truth.playlists_of(world.spotify.truth.people[0])
    found = everything(browser, PLAYLISTS, limit)
    assert [playlist["id"] for playlist in found] == [playlist.id for playlist in truth]


def test_playlists_that_spotify_leaves_empty_are_counted(world: World, browser: Browser) -> None:
    editorial = sum(entry.editorial for entry in world.spotify.truth.people[0].playlists)
    found = pages(browser, PLAYLISTS, 20)
    assert editorial > 0
    assert sum(page["meta"].get("skipped", 0) for page in found) == editorial
    assert {page["page"]["total"] for page in found} == {len(world.spotify.truth.people[0].playlists)}


def test_a_playlist_is_told_whole(world: World, browser: Browser) -> None:
    truth = _owned(world)[0]
    told = browser.get(f"{PLAYLISTS}/{truth.id}").json
    person = world.spotify.truth.people[0]
    assert told == {
        "id": truth.id,
        "uri": truth.uri,
        "name": truth.name,
        "description": truth.description,
        "owner": {
            "id": person.id,
            "name": person.display_name,
            "spotify_url": f"https://open.spotify.com/user/{person.id}",
        },
        "public": truth.public,
        "collaborative": truth.collaborative,
        "snapshot_id": truth.snapshot_id,
        "images": told["images"],
        "items_total": truth.total,
        "spotify_url": f"https://open.spotify.com/playlist/{truth.id}",
    }
    assert len(told["images"]) == 3


def test_the_list_and_the_playlist_agree(world: World, browser: Browser) -> None:
    for listed in everything(browser, PLAYLISTS)[:6]:
        assert browser.get(f"{PLAYLISTS}/{listed['id']}").json["snapshot_id"] == listed["snapshot_id"]


def test_a_playlist_without_pictures_has_an_empty_list_of_them(world: World, browser: Browser) -> None:
    bare = [playlist for playlist in _owned(world) if playlist.picture in ("null", "none")]
    assert {playlist.picture for playlist in bare} == {"null", "none"}
    for playlist in bare[:4]:
        assert browser.get(f"{PLAYLISTS}/{playlist.id}").json["images"] == []


def test_every_row_is_told_in_order_with_every_odd_kind_of_row(world: World, browser: Browser) -> None:
    truth = _owned(world)[0]
    shown = everything(browser, f"{PLAYLISTS}/{truth.id}/items")
    expected = [row_as_shown(world, row, position) for position, row in enumerate(truth.rows)]
    assert [row_shown(item) for item in shown] == expected

    kinds = Counter(item["kind"] for item in shown)
    assert set(kinds) == {"track", "episode", "local", "unavailable"}
    uris = Counter(row["uri"] for row in expected if row["uri"])
    assert max(uris.values()) > 1, "duplicates are kept"
    assert any(row["added_at"] is None for row in expected), "very old rows know no date"


@pytest.mark.parametrize("limit", [1, 33, 50, 51, 100])
def test_rows_come_in_pages_of_any_size(world: World, browser: Browser, limit: int) -> None:
    truth = next(playlist for playlist in _owned(world)[1:] if 40 < playlist.total < 110)
    found = pages(browser, f"{PLAYLISTS}/{truth.id}/items", limit)
    rows = [item for page in found for item in page["data"]]
    assert [item["position"] for item in rows] == list(range(truth.total))
    assert [row_shown(item)["uri"] for item in rows] == [row.uri for row in truth.rows]
    assert {page["page"]["limit"] for page in found} == {min(limit, 50)}
    assert {page["page"]["total"] for page in found} == {truth.total}
    assert [page["page"]["next"] is None for page in found] == [False] * (len(found) - 1) + [True]


def test_rows_that_name_nothing_keep_their_place_and_are_counted(world: World, browser: Browser) -> None:
    truth = _owned(world)[0]
    page = browser.get(f"{PLAYLISTS}/{truth.id}/items?limit=40").json
    gone = [item for item in page["data"] if item["kind"] == "unavailable"]
    assert gone
    assert all(item["item"] is None for item in gone)
    assert page["meta"]["skipped"] == len(gone)


def test_a_local_file_is_told_by_its_own_words(world: World, browser: Browser) -> None:
    truth = _owned(world)[0]
    row = next(row for row in truth.rows if row.local and row.local.artist)
    assert row.local is not None
    item = next(i for i in everything(browser, f"{PLAYLISTS}/{truth.id}/items") if i["kind"] == "local")["item"]
    assert (item["id"], item["uri"], item["name"]) == (None, row.uri, row.local.title)
    assert [artist["name"] for artist in item["artists"]] == [row.local.artist]
    assert item["spotify_url"] is None
    assert item["duration_ms"] == row.local.duration_s * 1000


def test_an_empty_playlist_has_no_rows(world: World, browser: Browser) -> None:
    empty = next(playlist for playlist in _owned(world) if playlist.total == 0)
    answer = browser.get(f"{PLAYLISTS}/{empty.id}/items")
    assert answer.json == {"data": [], "page": {"next": None, "limit": 25, "total": 0}, "meta": {}}


def test_each_entity_has_an_address_at_spotify(world: World, browser: Browser) -> None:
    truth = _owned(world)[0]
    for item in everything(browser, f"{PLAYLISTS}/{truth.id}/items", 100):
        if item["kind"] in ("track", "episode"):
            assert item["item"]["spotify_url"].startswith("https://open.spotify.com/")
            inside = [*item["item"].get("artists", []), item["item"].get("album") or item["item"].get("show")]
            assert all(entity["spotify_url"].startswith("https://open.spotify.com/") for entity in inside)


# -- what may not be read ----------------------------------------------------------------------------------------------


def test_the_rows_of_a_followed_playlist_are_refused_with_a_code_of_their_own(world: World, browser: Browser) -> None:
    foreign = _foreign(world)
    answer = browser.get(f"{PLAYLISTS}/{foreign.id}/items")
    assert (answer.status, answer.code) == (403, "spotify_forbidden_playlist")
    # The playlist itself can be read, without rows.
    told = browser.get(f"{PLAYLISTS}/{foreign.id}")
    assert told.status == 200
    assert told.json["name"] == foreign.name
    meta = browser.get("/v1/meta").json
    assert meta["quota_mode"] == "development"
    assert meta["features"]["followed_playlist_items"]["available"] is False
    # One refusal says nothing about the person's own playlists.
    assert browser.get(f"{PLAYLISTS}/{_owned(world)[0].id}/items").status == 200


@pytest.mark.parametrize("path", [PLAYLISTS, f"{PLAYLISTS}/{{id}}", f"{PLAYLISTS}/{{id}}/items"])
def test_nothing_works_without_the_scope(world: World, path: str) -> None:
    person = world.browser()
    person.sign_in(grant_listed="1", grant=["user-library-read"], person=world.spotify.truth.people[2].id)
    before = len(world.asked("/v1/"))
    answer = person.get(path.format(id=_owned(world)[0].id))
    assert (answer.status, answer.code) == (403, "insufficient_scope")
    assert len(world.asked("/v1/")) == before


@pytest.mark.parametrize("tail", ["", "/items"])
def test_an_unknown_playlist_is_not_found(world: World, browser: Browser, tail: str) -> None:
    unknown = "7" * 22
    answer = browser.get(f"{PLAYLISTS}/{unknown}{tail}")
    assert (answer.status, answer.code) == (404, "not_found")


@pytest.mark.parametrize(
    "identifier",
    [
        "%2e%2e",
        "..%2f..%2fme",
        "a%20b",
        "a%00b",
        "%C3%A4",
        "a%2Fitems",
        "x" * 65,
        "me%3Ffields=id",
        "%25",
        "a%0a",
        "a;b",
    ],
)
def test_an_id_that_can_be_none_never_reaches_spotify(world: World, browser: Browser, identifier: str) -> None:
    before = len(world.spotify.requests)
    for tail in ("", "/items"):
        answer = browser.get(f"{PLAYLISTS}/{identifier}{tail}")
        assert (answer.status, answer.code) == (400, "invalid_request")
        assert answer.json["errors"][0]["parameter"] == "spotify_id"
    assert len(world.spotify.requests) == before


# -- limits and cursors ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", ["0", "-1", "101", "1000000000000", "x", "", "1.5", "1e2", "٣", "null", "+5x"])
def test_a_limit_outside_1_to_100_is_refused_by_name(browser: Browser, limit: str) -> None:
    answer = browser.get(f"{PLAYLISTS}?limit={limit}")
    assert (answer.status, answer.code) == (400, "invalid_request")
    assert [flaw["parameter"] for flaw in answer.json["errors"]] == ["limit"]


@pytest.mark.parametrize("query", ["offset=3", "limit=3&offset=3&fields=id", "LIMIT=3", "limit[]=3", "sort=name"])
def test_an_unknown_parameter_is_refused_by_name(browser: Browser, query: str) -> None:
    answer = browser.get(f"{PLAYLISTS}?{query}")
    assert (answer.status, answer.code) == (400, "invalid_request")
    named = {flaw["parameter"] for flaw in answer.json["errors"]}
    assert named == {part.partition("=")[0] for part in query.split("&")} - {"limit"}


def test_a_parameter_given_twice_is_refused_by_name(browser: Browser) -> None:
    answer = browser.get(f"{PLAYLISTS}?limit=3&limit=4")
    assert (answer.status, answer.json["errors"][0]["parameter"]) == (400, "limit")


def _cursor(browser: Browser, path: str) -> str:
    cursor = browser.get(f"{path}?limit=2").json["page"]["next"]
    assert isinstance(cursor, str)
    return cursor


def _refused(answer: Any) -> bool:
    return bool(
        (answer.status, answer.code) == (400, "invalid_request") and answer.json["errors"][0]["parameter"] == "cursor"
    )


def test_a_cursor_tells_nothing_and_cannot_be_made(world: World, browser: Browser) -> None:
    cursor = _cursor(browser, PLAYLISTS)
    before = len(world.asked("/v1/"))
    middle = len(cursor) // 2
    forged = [
        "",
        "x",
        cursor[:-1],
        cursor + "A",
        cursor[:middle] + ("A" if cursor[middle] != "A" else "B") + cursor[middle + 1 :],
        "!" + cursor[1:],
        "e30",
        "a" * 1025,
        cursor.swapcase(),
    ]
    for text in forged:
        assert _refused(browser.get(f"{PLAYLISTS}?cursor={text}")), text
    assert len(world.asked("/v1/")) == before


def test_a_cursor_of_another_list_is_refused(world: World, browser: Browser) -> None:
    first, second = [playlist for playlist in _owned(world) if playlist.total > 2][:2]
    cursor = _cursor(browser, f"{PLAYLISTS}/{first.id}/items")
    assert browser.get(f"{PLAYLISTS}/{first.id}/items?cursor={cursor}").status == 200
    assert _refused(browser.get(f"{PLAYLISTS}/{second.id}/items?cursor={cursor}"))
    assert _refused(browser.get(f"{PLAYLISTS}?cursor={cursor}"))
    assert _refused(browser.get(f"/v1/library/tracks?cursor={cursor}"))


def test_a_cursor_of_another_person_is_refused(world: World, browser: Browser) -> None:
    other = world.browser()
    other.sign_in(person=world.spotify.truth.people[1].id)
    assert _refused(other.get(f"{PLAYLISTS}?cursor={_cursor(browser, PLAYLISTS)}"))


def test_a_cursor_works_again_after_a_new_sign_in(world: World, browser: Browser) -> None:
    cursor = _cursor(browser, PLAYLISTS)
    again = world.signed_in()
    assert (
        again.get(f"{PLAYLISTS}?limit=2&cursor={cursor}").json["data"]
        == (browser.get(f"{PLAYLISTS}?limit=2&cursor={cursor}").json["data"])
    )
