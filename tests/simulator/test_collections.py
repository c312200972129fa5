"""Paging to the end of every collection yields exactly the truth, in both app modes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from infra.local.simulator import RunningSimulator
from infra.local.simulator.library.entities import Saved
from tests.simulator.listener import Json, Listener

COLLECTIONS = {
    "/me/tracks": ("saved_tracks", "track"),
    "/me/albums": ("saved_albums", "album"),
    "/me/shows": ("saved_shows", "show"),
    "/me/episodes": ("saved_episodes", "episode"),
}


def _seen(row: Json | None, key: str) -> tuple[str | None, str | None, str]:
    if row is None:
        return None, None, "null"
    identifier = row[key]["id"]
    return identifier, row["added_at"], "whole" if identifier else "hollow"


def _expected(saved: Saved) -> tuple[str | None, str | None, str]:
    if saved.shown == "null":
        return None, None, "null"
    return (saved.id if saved.shown == "whole" else None), saved.added_at, saved.shown


@pytest.mark.parametrize("path", COLLECTIONS)
@pytest.mark.parametrize("limit", [7, 20, 50])
def test_saved_things_are_all_there_in_order(listener: Listener, path: str, limit: int) -> None:
    collection, key = COLLECTIONS[path]
    truth: Sequence[Saved] = getattr(listener.spotify.truth.people[0], collection)
    pages = list(listener.pages(f"{path}?limit={limit}"))
    assert [_seen(row, key) for page in pages for row in page["items"]] == [_expected(saved) for saved in truth]
    assert {page["total"] for page in pages} == {len(truth)}
    assert [page["offset"] for page in pages] == list(range(0, max(1, len(truth)), limit))
    assert pages[0]["previous"] is None
    assert len({saved.id for saved in truth}) == len(truth) > 0


def test_saved_audiobooks_are_the_books_themselves_with_a_null_among_them(listener: Listener) -> None:
    truth = listener.spotify.truth.people[0].saved_audiobooks
    items = [item for page in listener.pages("/me/audiobooks?limit=4") for item in page["items"]]
    assert [item and item["id"] for item in items] == [None if each.shown == "null" else each.id for each in truth]
    assert None in items
    assert all(item["uri"] == f"spotify:show:{item['id']}" for item in items if item)


def test_followed_artists_come_by_cursor_under_artists(listener: Listener) -> None:
    truth = listener.spotify.truth.people[0].followed_artists
    pages = list(listener.pages("/me/following?type=artist&limit=9", under="artists"))
    seen = [item and item["id"] for page in pages for item in page["items"]]
    assert seen == [None if each.shown == "null" else each.id for each in truth]
    assert None in seen
    assert pages[-1]["cursors"] == {"after": None}
    assert "offset" not in pages[0]
    assert "previous" not in pages[0]
    ignored = listener.read("/me/following?type=artist&limit=9&offset=9")["artists"]
    assert ignored["items"] == pages[0]["items"]
    start = listener.read("/me/following?type=artist&limit=9&after=0000000000000000000000")["artists"]
    assert start["items"] == pages[0]["items"]


def test_following_wants_a_type(listener: Listener) -> None:
    assert listener.refusal("/me/following") == (400, "Invalid type")


def test_the_list_of_playlists_leads_to_every_playlist(extended: RunningSimulator) -> None:
    listener = Listener(extended, extended.sign_in())
    person = extended.truth.people[0]
    pages = list(listener.pages("/me/playlists?limit=20"))
    seen = [item["id"] for page in pages for item in page["items"] if item]
    assert list(dict.fromkeys(seen)) == [playlist.id for playlist in extended.truth.playlists_of(person)]
    assert any(item is None for page in pages for item in page["items"])
    for page in pages[:-1]:
        assert urlsplit(page["next"]).path == f"/v1/users/{person.id}/playlists"


def test_a_page_with_a_null_playlist_is_shorter_than_it_was_asked_for(developer: Listener) -> None:
    page = developer.read("/me/playlists?limit=20")
    assert (page["limit"], len(page["items"]), page["items"].count(None)) == (18, 19, 1)
    following = parse_qs(urlsplit(page["next"]).query)
    assert (following["offset"], following["limit"]) == (["18"], ["20"])
    again = developer.read("/me/playlists?limit=20&offset=18")
    assert again["items"][0]["id"] == page["items"][18]["id"]


def test_in_development_mode_the_next_page_of_playlists_points_at_a_closed_path(developer: Listener) -> None:
    page = developer.read("/me/playlists?limit=20")
    assert developer.refusal(page["next"]) == (403, "Forbidden")
    seen: list[str] = []
    path = "/me/playlists?limit=20"
    while path:
        page = developer.read(path)
        seen += [item["id"] for item in page["items"] if item]
        query = parse_qs(urlsplit(page["next"]).query) if page["next"] else None
        path = f"/me/playlists?offset={query['offset'][0]}&limit={query['limit'][0]}" if query else ""
    truth = developer.spotify.truth
    assert set(seen) == {playlist.id for playlist in truth.playlists_of(truth.people[0])}


def test_links_carry_the_locale(listener: Listener) -> None:
    body = listener.get("/me/tracks", **{"Accept-Language": "nl-NL,nl;q=0.8"}).json()
    assert parse_qs(urlsplit(body["next"]).query)["locale"] == ["nl-NL,nl;q=0.8"]
    assert "locale=" in listener.read("/me/tracks")["next"]


@pytest.mark.parametrize("path", [*COLLECTIONS, "/me/playlists", "/me/audiobooks"])
@pytest.mark.parametrize("query", ["limit=51", "limit=0", "limit=-1", "limit=many", "limit="])
def test_a_limit_out_of_range_is_refused(listener: Listener, path: str, query: str) -> None:
    assert listener.refusal(f"{path}?{query}") == (400, "Invalid limit")


def test_offsets(listener: Listener) -> None:
    assert listener.refusal("/me/tracks?offset=-1") == (400, "Invalid offset")
    assert listener.refusal("/me/tracks?offset=100001") == (400, "Invalid offset")
    beyond = listener.read("/me/tracks?offset=99999")
    assert (beyond["items"], beyond["next"]) == ([], None)
    assert len(listener.read("/me/tracks")["items"]) == 20


def _all_items(listener: Listener, page: Json) -> list[Json]:
    items: list[Json] = list(page["items"])
    if page["next"]:
        items += [item for each in listener.pages(page["next"]) for item in each["items"]]
    return items


def test_albums_shows_and_audiobooks_continue_where_their_first_page_ends(listener: Listener) -> None:
    catalogue = listener.spotify.truth.catalogue
    cases: list[tuple[str, Mapping[str, Any], str, str]] = [
        ("albums", catalogue.albums, "tracks", "track_ids"),
        ("shows", catalogue.shows, "episodes", "episode_ids"),
        ("audiobooks", catalogue.audiobooks, "chapters", "chapter_ids"),
    ]
    for path, entities, key, members in cases:
        entity = next(each for each in entities.values() if len(getattr(each, members)) > 50)
        first = listener.read(f"/{path}/{entity.id}")[key]
        assert (first["limit"], len(first["items"]), first["total"]) == (50, 50, len(getattr(entity, members)))
        assert [item["id"] for item in _all_items(listener, first)] == list(getattr(entity, members))


def test_each_thing_can_be_read_alone_and_agrees_with_the_truth(listener: Listener) -> None:
    truth = listener.spotify.truth
    person, catalogue = truth.people[0], truth.catalogue
    track = catalogue.tracks[person.saved_tracks[3].id]
    answer = listener.read(f"/tracks/{track.id}")
    assert (answer["name"], answer["uri"], answer["duration_ms"]) == (track.name, track.uri, track.duration_ms)
    assert answer["external_ids"] == {"isrc": track.isrc}
    assert answer["album"]["id"] == track.album_id
    assert [artist["id"] for artist in answer["artists"]] == list(track.artist_ids)
    assert listener.read(f"/artists/{track.artist_ids[0]}")["name"] == catalogue.artists[track.artist_ids[0]].name
    episode = catalogue.episodes[person.saved_episodes[0].id]
    assert listener.read(f"/episodes/{episode.id}")["show"]["id"] == episode.show_id
    book = catalogue.audiobooks[person.saved_audiobooks[0].id]
    chapter = listener.read(f"/chapters/{book.chapter_ids[0]}")
    assert (chapter["type"], chapter["audiobook"]["id"]) == ("chapter", book.id)


def test_ids_that_are_none_and_ids_that_nothing_has(listener: Listener) -> None:
    assert listener.refusal("/tracks/short") == (400, "Invalid base62 id")
    assert listener.refusal("/tracks/4rzfv0JLZfVhOhbSQ8o5jZ") == (404, "Resource not found")
    album = listener.spotify.truth.people[0].saved_albums[0].id
    assert listener.refusal(f"/tracks/{album}") == (404, "Resource not found")
    assert listener.refusal("/no/such/service") == (404, "Service not found")


def test_an_unchanged_answer_is_not_sent_again(listener: Listener) -> None:
    first = listener.get("/me/tracks")
    assert first.headers["ETag"].startswith('"MC-')
    again = listener.get("/me/tracks", **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert listener.get("/me/tracks?offset=1", **{"If-None-Match": first.headers["ETag"]}).status_code == 200
