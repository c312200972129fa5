"""Lists of the kept library page by page: totals, cursors, and what becomes of them when the library changes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.functional.browse_truth.facts import Row
from tests.functional.served import LOCAL, asked, listed, listener, serve, small_library
from tests.functional.world import Browser, World, shared_world

world = shared_world(tracks=1, playlists=1)
SAVED = "SAVED_TRACKS"


@pytest.fixture
def person(world: World) -> tuple[Browser, str]:
    """Somebody whose small library is served anew."""
    browser, user_id = listener(world)
    serve(small_library(user_id), "1-small")
    return browser, user_id


def walk(browser: Browser, resource: str, **parameters: str) -> list[dict[str, Any]]:
    """Every page."""
    pages = [asked(browser, resource, **parameters).json]
    while pages[-1]["page"]["next"] is not None:
        pages.append(asked(browser, resource, cursor=pages[-1]["page"]["next"], **parameters).json)
    return pages


def ids(page: dict[str, Any]) -> list[str]:
    return [entry["id"] or entry["uri"] for entry in page["data"]]


@pytest.mark.parametrize("limit", ["1", "2", "3", "4", "5", "100"])
@pytest.mark.parametrize("sort", ["name", "-name", "-released,artist", "tempo,-energy", "saved_at"])
def test_the_pages_are_the_list(person: tuple[Browser, str], limit: str, sort: str) -> None:
    browser, _ = person
    pages = walk(browser, "tracks", limit=limit, sort=sort)
    assert [each for page in pages for each in ids(page)] == listed(browser, "tracks", sort=sort)
    assert {page["page"]["total"] for page in pages} == {5}
    assert all(len(page["data"]) == int(limit) for page in pages[:-1])


def test_the_limit_may_change_on_the_way_and_facets_come_when_asked_for(person: tuple[Browser, str]) -> None:
    browser, _ = person
    first = asked(browser, "tracks", limit="2", facets="saved").json
    second = asked(browser, "tracks", limit="3", cursor=first["page"]["next"]).json
    assert ids(first) + ids(second) == listed(browser, "tracks")
    assert "facets" in first["meta"]
    assert "facets" not in second["meta"]
    assert second["page"] == {"next": None, "limit": 3, "total": 5}


def test_when_the_library_has_changed_the_list_goes_on_behind_the_same_track(person: tuple[Browser, str]) -> None:
    browser, user_id = person
    first = asked(browser, "tracks", limit="2").json
    assert "revision_changed" not in first["meta"]
    assert ids(first) == [LOCAL, "b"]
    changed = small_library(user_id)
    changed.entities["track", "e"] = {"name": "A new one", "artists": [], "album_id": None}
    changed.entities["track", "f"] = {"name": "Pop", "artists": [], "album_id": None}
    changed.rows[SAVED] += [Row("spotify:track:e"), Row("spotify:track:f")]
    serve(changed, "2-changed")
    second = asked(browser, "tracks", limit="9", cursor=first["page"]["next"]).json
    assert ids(second) == ["f", "a", "c", "d"], "what is new before the place is not given"
    assert second["meta"]["revision_changed"] is True
    assert second["meta"]["revision"] == "2-changed"


@pytest.mark.parametrize("sort", ["name", "-artist,-name", "-popularity", "-energy,name", "album,-duration_ms"])
def test_where_the_last_track_is_gone_the_list_goes_on_where_it_stood(person: tuple[Browser, str], sort: str) -> None:
    browser, user_id = person
    whole = listed(browser, "tracks", sort=sort)
    for size in range(1, 5):
        serve(small_library(user_id), f"{size}0-small")
        first = asked(browser, "tracks", limit=str(size), sort=sort).json
        gone = ids(first)[-1]
        changed = small_library(user_id)
        uri = gone if gone == LOCAL else f"spotify:track:{gone}"
        changed.rows = {name: [row for row in rows if row.uri != uri] for name, rows in changed.rows.items()}
        serve(changed, f"{size}1-without")
        second = asked(browser, "tracks", sort=sort, cursor=first["page"]["next"]).json
        assert ids(first) + ids(second) == whole


def test_where_the_last_track_has_moved_nothing_between_is_lost(person: tuple[Browser, str]) -> None:
    browser, user_id = person
    first = asked(browser, "tracks", sort="-popularity", limit="1").json
    assert ids(first) == ["b"]
    changed = small_library(user_id)
    changed.entities["track", "b"]["popularity"] = 1
    serve(changed, "2-unpopular")
    second = asked(browser, "tracks", sort="-popularity", limit="2", cursor=first["page"]["next"]).json
    assert ids(second) == ["a", "c"]


@pytest.mark.parametrize(
    "other",
    [
        {"sort": "-name"},
        {"q": "b"},
        {"saved": "true"},
    ],
)
def test_a_cursor_goes_on_with_the_same_filters_and_sort_only(
    person: tuple[Browser, str], other: dict[str, str]
) -> None:
    browser, _ = person
    cursor = asked(browser, "tracks", limit="1").json["page"]["next"]
    answer = asked(browser, "tracks", limit="1", cursor=cursor, **other)
    assert answer.status == 400
    assert answer.json["errors"][0]["parameter"] == "cursor"


def test_a_cursor_is_of_one_list_and_one_person(world: World, person: tuple[Browser, str]) -> None:
    browser, _ = person
    cursor = asked(browser, "tracks", limit="1").json["page"]["next"]
    assert asked(browser, "albums", cursor=cursor).status == 400
    other, other_id = listener(world, 1)
    serve(small_library(other_id))
    assert asked(other, "tracks", limit="1", cursor=cursor).status == 400
    assert asked(browser, "tracks", limit="1", cursor=cursor[:-2] + "AA").status == 400


def test_names_of_any_length_and_script_fit_into_a_cursor(person: tuple[Browser, str]) -> None:
    browser, user_id = person
    odd = small_library(user_id)
    name = "😀" * 5000 + '"\\\x01'
    for number in range(3):
        odd.entities["track", f"long{number}"] = {
            "name": name, "album_id": f"long{number}", "artists": [{"id": None, "name": name}],
        }  # fmt: skip
        odd.entities["album", f"long{number}"] = {"name": name, "artists": []}
        odd.rows[SAVED].append(Row(f"spotify:track:long{number}"))
    serve(odd, "3-odd")
    sort = "-name,-artist,-album,-explicit"
    pages = walk(browser, "tracks", limit="1", sort=sort)
    assert [each for page in pages for each in ids(page)] == listed(browser, "tracks", sort=sort)


def test_an_answer_that_says_the_same_is_not_sent_twice(person: tuple[Browser, str]) -> None:
    browser, user_id = person
    first = asked(browser, "tracks")
    serve(small_library(user_id), "1-small")
    again = asked(browser, "tracks")
    assert again.json["meta"]["built_at"] >= first.json["meta"]["built_at"]
    assert again.headers["etag"] == first.headers["etag"], "that it was looked at again is no news"
    assert browser.get("/v1/browser/tracks", headers={"If-None-Match": first.headers["etag"]}).status == 304
    changed = small_library(user_id)
    changed.entities["track", "a"]["name"] = "Another"
    serve(changed, "2-renamed")
    assert asked(browser, "tracks").headers["etag"] != first.headers["etag"]
