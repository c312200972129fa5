"""A filtered list as a condition: what other parts of the Browser ask for."""

from __future__ import annotations

import apsw
import pytest
from pydantic import ValidationError

from chalicelib.contexts.browser.query.lists.all import LISTS
from chalicelib.contexts.browser.query.lists.tracks import TRACKS
from chalicelib.contexts.browser.query.resource import select
from tests.unit.contexts.browser.query import small


@pytest.fixture(scope="module")
def model() -> apsw.Connection:
    return small.model()


def found(model: apsw.Connection, **filters: str) -> list[int]:
    condition = select(TRACKS, TRACKS.filters.model_validate(filters), model)
    rows = model.execute(f"SELECT no FROM track WHERE {condition.sql} ORDER BY no", condition.values)  # noqa: S608
    return [no for (no,) in rows]


@pytest.mark.parametrize(
    ("filters", "tracks"),
    [
        ({}, [1, 2, 3]),
        ({"q": "de"}, [2]),
        ({"q": "STRASSE"}, [3]),
        ({"q": " "}, [1, 2, 3]),
        ({"artist": small.BOB}, [2]),
        ({"artist": f"{small.BOB},{small.ALICE}"}, [1, 2]),
        ({"artist": "nobody"}, []),
        ({"album": small.ALBUM}, [1, 2]),
        ({"playlist": small.OTHERS}, [2]),
        ({"not_playlist": small.OTHERS}, [1, 3]),
        ({"not_playlist": "unknown"}, [1, 2, 3]),
        ({"genre": "ROCK "}, [1, 2]),
        ({"genre": "roc"}, []),
        ({"genre": ""}, []),
        ({"owner": "carol"}, [2]),
        ({"mine": "true"}, [1, 2]),
        ({"mine": "false"}, [3]),
        ({"followed": "true"}, [2]),
        ({"public": "true"}, []),
        ({"public": "false"}, [1, 2, 3]),
        ({"saved": "true"}, [2]),
        ({"in_playlist": "false"}, [3]),
        ({"added_after": "1970-01-01T00:00:02Z"}, [2, 3]),
        ({"added_before": "1970-01-01T00:00:02Z"}, [1]),
        ({"added_after": "1970-01-01T00:00:02.0001Z"}, [3]),
        ({"released_after": "1999"}, [1, 2]),
        ({"released_after": "1999-01"}, []),
        ({"released_before": "1999-01"}, [1, 2]),
        ({"year": "1998,1999"}, [1, 2]),
        ({"decade": "1990"}, [1, 2]),
        ({"decade": "2000"}, []),
        ({"min_duration_ms": "200000"}, [1, 2]),
        ({"max_duration_ms": "199999"}, []),
        ({"explicit": "false"}, [2]),
        ({"playable": "true"}, [1, 2, 3]),
        ({"local": "true"}, [3]),
        ({"analysed": "true"}, [1]),
        ({"min_tempo": "120.5", "max_tempo": "120.5"}, [1]),
        ({"min_tempo": "120.6"}, []),
        ({"mode": "minor,major"}, [1]),
        ({"duplicate": "id"}, [1, 2]),
        ({"duplicate": "isrc,alike"}, []),
        ({"genre": "rock", "mine": "true", "q": "a", "explicit": "true"}, [1]),
    ],
)
def test_all_filters_hold(model: apsw.Connection, filters: dict[str, str], tracks: list[int]) -> None:
    assert found(model, **filters) == tracks


@pytest.mark.parametrize(
    ("filters", "told"),
    [
        ({"colour": "red"}, "Extra inputs are not permitted"),
        ({"q": "x" * 201}, "at most 200 characters"),
        ({"q": "".join(chr(0x2600 + at) for at in range(41))}, "at most 40 words"),
        ({"artist": "a b"}, "'a b' is not an id of Spotify's"),
        ({"artist": ","}, "'' is not an id of Spotify's"),
        ({"artist": ",".join(f"a{at}" for at in range(51))}, "at most 50 at once"),
        ({"saved": "yes"}, "'true' or 'false'"),
        ({"added_after": "yesterday"}, "RFC 3339"),
        ({"added_after": "2024-02-30"}, "RFC 3339"),
        ({"added_after": "2024-01-01T00:00:00"}, "RFC 3339"),
        ({"released_after": "1999-13"}, "YYYY-MM-DD"),
        ({"released_after": "1999-1"}, "YYYY-MM-DD"),
        ({"year": "99"}, "a year of four digits"),
        ({"decade": "1995"}, "first year of a decade"),
        ({"min_duration_ms": "-1"}, "greater than or equal to 0"),
        ({"min_tempo": "nan"}, "finite number"),
        ({"key": "12"}, "a number from 0 to 11"),
        ({"mode": "dorian"}, "one of: minor, major"),
        ({"duplicate": "name"}, "one of: id, isrc, alike"),
    ],
)
def test_what_cannot_be_understood_is_told_with_what_is_possible(filters: dict[str, str], told: str) -> None:
    with pytest.raises(ValidationError) as error:
        TRACKS.filters.model_validate(filters)
    (problem,) = error.value.errors()
    assert problem["loc"] == tuple(filters)
    assert told in problem["msg"]


@pytest.mark.parametrize("resource", LISTS, ids=lambda resource: resource.name)
def test_every_parameter_says_what_it_does(resource: type) -> None:
    properties = resource.query.model_json_schema()["properties"]  # type: ignore[attr-defined]
    assert all(parameter.get("description") for parameter in properties.values())
    assert {"q", "sort", "limit", "cursor"} <= set(properties)
