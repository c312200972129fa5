"""The kept library in any order, and counted."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.contexts.browser.query.lists.all import LISTS
from tests.functional.served import LOCAL, asked, browser, listed
from tests.functional.world import Browser, shared_world

__all__ = ["browser"]

world = shared_world(tracks=1, playlists=1)


@pytest.mark.parametrize(
    ("resource", "sort", "found"),
    [
        ("tracks", "name", [LOCAL, "b", "a", "c", "d"]),
        ("tracks", "-name", ["d", "a", "c", "b", LOCAL]),
        ("tracks", "artist,-duration_ms", ["b", "c", "a", LOCAL, "d"]),
        ("tracks", "album,disc_number,track_number", [LOCAL, "b", "a", "c", "d"]),
        ("tracks", "released", ["b", "a", "c", "d", LOCAL]),
        ("tracks", "-released", ["c", "d", "b", "a", LOCAL]),
        ("tracks", "-added_at", ["d", "c", "a", LOCAL, "b"]),
        ("tracks", "saved_at", ["b", "d", LOCAL, "a", "c"]),
        ("tracks", "-rows,name", ["b", "a", LOCAL, "c", "d"]),
        ("tracks", "-popularity", ["b", "a", "c", LOCAL, "d"]),
        ("tracks", "tempo", ["a", "b", LOCAL, "c", "d"]),
        ("tracks", "-tempo", ["b", "a", LOCAL, "c", "d"]),
        ("tracks", "-explicit", ["a", "b", "c", LOCAL, "d"]),
        ("albums", "-released", ["second", "first"]),
        ("albums", "saved_at", ["first", "second"]),
        ("artists", "-tracks", ["ana", "zoe"]),
        ("artists", "-popularity", ["zoe", "ana"]),
        ("genres", "-artists", ["rock", "Türkü"]),
        ("playlists", "name", ["hers", "party", "road"]),
        ("playlists", "-rows", ["road", "hers", "party"]),
        ("playlists", "owner,-last_added_at", ["hers", "party", "road"]),
        ("episodes", "-released", ["talk", "news"]),
        ("audiobooks", "-author", ["book"]),
    ],
)
def test_what_is_missing_comes_last_and_what_is_alike_by_name(
    browser: Browser, resource: str, sort: str, found: list[str]
) -> None:
    assert listed(browser, resource, sort=sort) == found


@pytest.mark.parametrize("resource", LISTS, ids=lambda resource: resource.name)
def test_a_list_can_be_sorted_by_everything_that_is_documented(browser: Browser, resource: Any) -> None:
    whole = sorted(listed(browser, resource.name))
    for field in resource.sorts:
        for way in ("", "-"):
            assert sorted(listed(browser, resource.name, sort=way + field.name)) == whole


def test_facets_count_what_the_filters_find_and_not_the_page(browser: Browser) -> None:
    answer = asked(browser, "tracks", artist="ana", limit="1", facets="genre,decade,playlist,key,mode,explicit,saved")
    facets = answer.json["meta"]["facets"]
    assert answer.json["page"]["total"] == 3
    assert facets == {
        "genre": {
            "values": [
                {"value": "rock", "label": "rock", "count": 3},
                {"value": "Türkü", "label": "Türkü", "count": 3},
            ],
            "more": 0,
            "without": 0,
        },
        "decade": {
            "values": [{"value": 1990, "label": "1990s", "count": 2}, {"value": 2000, "label": "2000s", "count": 1}],
            "more": 0,
            "without": 0,
        },
        "playlist": {
            "values": [
                {"value": "road", "label": "Road", "count": 2},
                {"value": "hers", "label": "Élan", "count": 1},
                {"value": "party", "label": "Party", "count": 1},
            ],
            "more": 0,
            "without": 0,
        },
        "key": {
            "values": [{"value": 0, "label": "C", "count": 1}, {"value": 9, "label": "A", "count": 1}],
            "more": 0,
            "without": 1,
        },
        "mode": {
            "values": [
                {"value": "minor", "label": "minor", "count": 1},
                {"value": "major", "label": "major", "count": 1},
            ],
            "more": 0,
            "without": 1,
        },
        "explicit": {
            "values": [{"value": False, "label": "false", "count": 2}, {"value": True, "label": "true", "count": 1}],
            "more": 0,
            "without": 0,
        },
        "saved": {
            "values": [{"value": False, "label": "false", "count": 2}, {"value": True, "label": "true", "count": 1}],
            "more": 0,
            "without": 0,
        },
    }


@pytest.mark.parametrize(
    ("resource", "facet", "values", "without"),
    [
        ("tracks", "artist", [("ana", "Ana", 3), ("zoe", "Zoë", 2)], 1),
        ("tracks", "album", [("first", "First", 2), ("second", "Second", 2)], 1),
        ("tracks", "genre", [("rock", "rock", 4), ("Türkü", "Türkü", 3)], 1),
        ("albums", "artist", [("ana", "Ana", 2), ("zoe", "Zoë", 1)], 0),
        ("albums", "decade", [(1990, "1990s", 1), (2000, "2000s", 1)], 0),
        ("artists", "followed", [(False, "false", 1), (True, "true", 1)], 0),
        ("playlists", "owner", [("me", "Me", 2), ("her", "Her", 1)], 0),
        ("playlists", "mine", [(True, "true", 2), (False, "false", 1)], 0),
        ("episodes", "show", [("daily", "Daily", 2)], 0),
    ],
)
def test_facets_of_a_whole_list(
    browser: Browser, resource: str, facet: str, values: list[tuple[Any, str, int]], without: int
) -> None:
    found = asked(browser, resource, facets=facet).json["meta"]["facets"][facet]
    assert [(each["value"], each["label"], each["count"]) for each in found["values"]] == values
    assert (found["more"], found["without"]) == (0, without)


def test_every_value_of_a_facet_is_one_that_its_filter_takes(browser: Browser) -> None:
    for resource in LISTS:
        for facet in resource.facets:
            found = asked(browser, resource.name, facets=facet.name).json["meta"]["facets"][facet.name]
            for each in found["values"]:
                value = str(each["value"]).lower() if isinstance(each["value"], bool) else str(each["value"])
                assert len(listed(browser, resource.name, **{facet.name: value})) == each["count"]
