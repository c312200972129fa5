"""A playlist's rows in pages, also where it changes between two of them."""

from __future__ import annotations

from typing import Any

import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.contexts.browser.details.service import rows
from chalicelib.core.errors import NotFound
from tests.unit.contexts.browser.kept import Kept

EVERY_KIND = st.sampled_from(
    ("a", "b", "c", "d", "unknown", "spotify:episode:talk", "spotify:local:Ann:Demos:Song:2", "spotify:chapter:x")
)
DAYS = st.sampled_from((None, "2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z"))
ROWS = st.lists(st.tuples(EVERY_KIND, DAYS), max_size=30)


def model(found: list[Any]) -> apsw.Connection:
    kept = Kept()
    for identity in "abcd":
        kept.track(identity, name=identity)
    kept.is_told("episode", "talk", name="Talk", show_id="daily")
    kept.playlist("mix", *found)
    return kept.model()


def shown(of: apsw.Connection, revision: str, limit: int, key: dict[str, Any] | None = None) -> Any:
    return rows(of, revision, "mix", limit, key)


def as_kept(page: Any) -> list[tuple[str, str | None]]:
    return [(row["uri"].removeprefix("spotify:track:"), row["added_at"] and row["added_at"][:10]) for row in page.rows]


def plain(found: list[Any]) -> list[tuple[str, str | None]]:
    return [(identity, added_at[:10] if added_at else None) for identity, added_at in found]


@given(ROWS, st.integers(1, 7))
@settings(max_examples=60, deadline=None)
def test_pages_hold_every_row_in_order(found: list[Any], limit: int) -> None:
    of = model(found)
    told: list[tuple[str, str | None]] = []
    key: dict[str, Any] | None = None
    while True:
        page = shown(of, "1", limit, key)
        assert page.total == len(found)
        assert [row["position"] for row in page.rows] == list(range(len(told), len(told) + len(page.rows)))
        told.extend(as_kept(page))
        key = page.following
        if key is None:
            break
    assert told == plain(found)


@given(ROWS, ROWS, ROWS, st.integers(1, 9))
@settings(max_examples=60, deadline=None)
def test_a_list_goes_on_behind_the_last_row_when_others_came_before_it(
    front: list[Any], before: list[Any], behind: list[Any], limit: int
) -> None:
    marked = [(f"spotify:chapter:{number}", None) for number in range(limit)]
    page = shown(model([*marked, *behind]), "1", limit)
    if page.following is None:
        assert not behind
        return
    changed = shown(model([*front, *before, *marked, *behind]), "2", 100, page.following)
    assert changed.changed
    assert as_kept(changed) == plain(behind)


def test_a_list_goes_on_behind_the_row_before_where_the_last_one_is_gone() -> None:
    page = shown(model(["a", "b", "c", "d"]), "1", 3)
    assert as_kept(shown(model(["d", "a", "b", "unknown", "d"]), "2", 9, page.following)) == [
        ("unknown", None),
        ("d", None),
    ]


def test_of_equal_rows_it_is_the_one_with_the_same_rows_before_it() -> None:
    page = shown(model(["a", "b", "a", "c", "a", "d"]), "1", 3)
    assert as_kept(shown(model(["b", "a", "b", "a", "c", "a", "d"]), "2", 9, page.following)) == [
        ("c", None),
        ("a", None),
        ("d", None),
    ]


def test_a_list_goes_on_at_its_position_where_nothing_of_it_is_left() -> None:
    page = shown(model(["a", "a", "c"]), "1", 2)
    assert as_kept(shown(model(["b", "d", "b"]), "2", 9, page.following)) == [("b", None)]
    assert as_kept(shown(model(["b"]), "2", 9, page.following)) == []


def test_a_row_shows_what_it_is() -> None:
    of = model(
        [
            ("a", "2020-01-02T03:04:05Z"),
            "spotify:episode:talk",
            "spotify:local:Ann:Demos:Song:2",
            "unknown",
            "spotify:chapter:x",
        ]
    )
    track, episode, local, unknown, other = shown(of, "1", 9).rows
    assert [row["kind"] for row in (track, episode, local, unknown, other)] == [
        "track",
        "episode",
        "track",
        "track",
        "other",
    ]
    assert track["item"]["name"] == "a"
    assert track["added_at"] == "2020-01-02T03:04:05.000Z"
    assert (episode["item"]["name"], episode["item"]["show"]["id"]) == ("Talk", "daily")
    assert (local["item"]["id"], local["item"]["local"], local["item"]["name"]) == (None, True, "Song")
    assert (unknown["item"]["id"], unknown["item"]["name"]) == ("unknown", None)
    assert other["item"] is None


def test_a_playlist_that_the_library_does_not_have() -> None:
    with pytest.raises(NotFound):
        rows(model([]), "1", "nowhere", 9)
