"""What a list refuses, and how; text that means something to SQL is text."""

from __future__ import annotations

import time

import apsw
import pytest

from chalicelib.contexts.browser.query.bounded import bounded
from chalicelib.contexts.browser.query.lists.all import LISTS
from chalicelib.core.errors import InvalidRequest
from tests.functional.served import asked, browser, listed, listener
from tests.functional.world import Browser, World, shared_world

__all__ = ["browser"]

world = shared_world(tracks=1, playlists=1)


@pytest.mark.parametrize(
    ("resource", "parameters", "told"),
    [
        ("tracks", {"colour": "red"}, "not a known parameter"),
        ("genres", {"facets": "genre"}, "not a known parameter"),
        ("tracks", {"q": "x" * 201}, "at most 200 characters"),
        ("tracks", {"sort": "size"}, "one of: name, artist, album"),
        ("tracks", {"sort": "name,-name"}, "each field once"),
        ("tracks", {"sort": "name,artist,album,rows,key"}, "at most 4 fields"),
        ("tracks", {"sort": ""}, "one of: name"),
        ("tracks", {"facets": "size"}, "one of: genre, decade"),
        ("tracks", {"saved": "yes"}, "'true' or 'false'"),
        ("tracks", {"limit": "101"}, "less than or equal to 100"),
        ("tracks", {"limit": "0"}, "greater than or equal to 1"),
        ("tracks", {"artist": "a b"}, "not an id"),
        ("tracks", {"playlist": ",".join(f"p{number}" for number in range(51))}, "at most 50 at once"),
        ("tracks", {"added_after": "soon"}, "RFC 3339"),
        ("tracks", {"released_before": "2001-5"}, "YYYY-MM"),
        ("tracks", {"decade": "1995"}, "first year of a decade"),
        ("tracks", {"min_tempo": "fast"}, "valid number"),
        ("tracks", {"max_energy": "inf"}, "finite"),
        ("tracks", {"key": "12"}, "0 to 11"),
        ("tracks", {"mode": "dorian"}, "one of: minor, major"),
        ("tracks", {"cursor": "x"}, "not a cursor"),
        ("tracks", {"cursor": "x" * 6001}, "at most 6000"),
        ("artists", {"saved": "true"}, "not a known parameter"),
    ],
    ids=str,
)
def test_what_is_wrong_is_named_with_what_is_possible(
    browser: Browser, resource: str, parameters: dict[str, str], told: str
) -> None:
    answer = asked(browser, resource, **parameters)
    assert (answer.status, answer.json["code"]) == (400, "invalid_request")
    (flaw,) = answer.json["errors"]
    assert flaw["parameter"] == next(iter(parameters))
    assert told in flaw["detail"]


@pytest.mark.parametrize("text", ["'; DROP TABLE track; --", '"a" OR (b', "a\x00b", "%_*", "NEAR(a b)"])
def test_text_that_means_something_to_sql_is_text(browser: Browser, text: str) -> None:
    whole = listed(browser, "tracks")
    assert asked(browser, "tracks", q=text).status == 200
    assert asked(browser, "tracks", genre=text).json["data"] == []
    assert asked(browser, "tracks", artist=text).status == 400
    assert listed(browser, "tracks") == whole


def test_a_query_that_takes_too_long_is_ended_with_a_problem(browser: Browser) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    model = apsw.Connection(":memory:")
    began = time.monotonic()
    with pytest.raises(InvalidRequest, match="too long"), bounded(model, 0.2):
        model.execute(endless).fetchall()
    assert time.monotonic() - began < 5
    assert model.execute("SELECT 1").get == 1, "and the model is good for the next one"


def test_without_a_library_the_lists_say_what_to_do(world: World) -> None:
    nobody, _ = listener(world, 1)
    for resource in LISTS:
        answer = asked(nobody, resource.name)
        assert (answer.status, answer.json["code"]) == (404, "not_synced")
        assert "sync" in answer.json["detail"]
