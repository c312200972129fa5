"""Tracks that cannot be played, and what could stand in for them."""

from __future__ import annotations

from typing import Any

import apsw
import pytest

from chalicelib.contexts.browser.housekeeping.service import Asked, overview, unplayable_tracks
from tests.unit.contexts.browser.kept import Kept


@pytest.fixture(scope="module")
def model() -> apsw.Connection:
    kept = Kept()
    kept.track("gone", "Song", isrc="GBAYE0601498")
    kept.track("again", "Song (remaster)", isrc="gb-aye-06-01498")
    kept.track("gonetoo", "Song (live)", isrc="GBAYE0601498")
    kept.track("alone", "Alone", isrc="USABC1234567")
    kept.playlist("old", "gone", "gonetoo", "alone", playable=False, name="Old")
    kept.playlist("new", "again", "nobodyknows", "spotify:local:Ann:Demos:Song:2", playable=True, name="New")
    kept.playlist("both", "alone", playable=None, name="Both")
    kept.likes("again")
    return kept.model()


def told(model: apsw.Connection, playlists: list[str] | None = None, limit: int = 25) -> list[Any]:
    found: list[Any] = []
    key: dict[str, Any] | None = None
    while True:
        page = unplayable_tracks(model, Asked("1", playlists, limit, key))
        found.extend(page.data)
        key = page.following
        if key is None:
            assert page.total == len(found)
            return found


@pytest.mark.parametrize("limit", [1, 2, 25])
def test_each_is_told_with_why_and_where_and_what_has_its_isrc(model: apsw.Connection, limit: int) -> None:
    alone, gone, live, unknown = told(model, limit=limit)
    assert [each["track"]["id"] for each in (alone, gone, live, unknown)] == ["alone", "gone", "gonetoo", "nobodyknows"]
    assert [each["reason"] for each in (alone, gone, live, unknown)] == ["unplayable"] * 3 + ["unknown"]
    assert [candidate["id"] for candidate in gone["candidates"]] == ["again"]
    assert [candidate["id"] for candidate in live["candidates"]] == ["again"]
    assert alone["candidates"] == unknown["candidates"] == []
    assert [holding["playlist"]["name"] for holding in alone["playlists"]] == ["Both", "Old"]
    assert unknown["playlists"][0]["rows"][0]["position"] == 1


def test_of_one_playlist(model: apsw.Connection) -> None:
    assert [each["track"]["id"] for each in told(model, ["new"])] == ["nobodyknows"]
    (alone,) = told(model, ["both"])
    assert [holding["playlist"]["id"] for holding in alone["playlists"]] == ["both"]
    assert told(model, ["nowhere"]) == []


def test_the_overview_counts_what_the_lists_have(model: apsw.Connection) -> None:
    found = overview(model)
    assert found["unplayable"] == {"total": 4, "all": "/api/v1/browser/housekeeping/unplayable"}
    assert found["unfiled"] == {"total": 0, "all": "/api/v1/browser/tracks?saved=true&in_playlist=false"}
    assert found["unliked"] == {"total": 5, "all": "/api/v1/browser/tracks?saved=false&in_playlist=true"}
    assert found["vanished"]["total"] == 0
    counted = {(each["by"], each["within"]): each["total"] for each in found["duplicates"]}
    assert counted[("isrc", "library")] == 1
    assert counted[("isrc", "playlist")] == 1
    assert counted[("id", "library")] == 1
