"""Pages that overlap, fall short, repeat or end early, as public threads report them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from infra.local.simulator.in_process import InProcessSimulator, in_process_simulator
from tests.simulator.asking import Asking


@pytest.fixture(scope="module")
def shared() -> Iterator[InProcessSimulator]:
    with in_process_simulator(tracks=100, playlists=4) as spotify:
        yield spotify


@pytest.fixture
def spotify(shared: InProcessSimulator) -> InProcessSimulator:
    shared.switch("reset")
    return shared


def _crawl(
    spotify: InProcessSimulator, path: str, most: int = 50, under: str | None = None
) -> tuple[list[str], list[int]]:
    """Ids in the order in which following ``next`` gives them, and the totals of the pages."""
    asking, ids, totals = Asking(spotify), list[str](), list[int]()
    following: str | None = path
    while following and len(totals) < most:
        body = asking.read(following)
        page: dict[str, Any] = body[under] if under else body
        ids += [(row.get("track") or row)["id"] for row in page["items"] if row]
        totals.append(page["total"])
        parts = urlsplit(page["next"]) if page["next"] else None
        following = f"{parts.path.removeprefix('/v1')}?{parts.query}" if parts else None
    return ids, totals


def _truth(spotify: InProcessSimulator) -> list[str]:
    return [saved.id for saved in spotify.truth.people[0].saved_tracks]


def test_pages_overlap(spotify: InProcessSimulator) -> None:
    spotify.fault("overlapping_pages", by=3)
    ids, totals = _crawl(spotify, "/me/tracks?limit=20")
    truth = _truth(spotify)
    assert ids == truth[:20] + truth[17:37] + truth[37:57] + truth[57:77] + truth[77:97]
    assert totals == [100] * 5


def test_pages_fall_short_and_lead_on(spotify: InProcessSimulator) -> None:
    spotify.fault("short_pages", by=3)
    ids, totals = _crawl(spotify, "/me/tracks?limit=20")
    assert ids == _truth(spotify)
    assert len(totals) == 6


def test_pages_fall_short_and_lose_rows(spotify: InProcessSimulator) -> None:
    spotify.fault("short_pages", by=3, losing=True)
    truth = _truth(spotify)
    assert _crawl(spotify, "/me/tracks?limit=50")[0] == truth[:47] + truth[50:97]


def test_the_first_page_comes_again_and_again(spotify: InProcessSimulator) -> None:
    spotify.fault("repeating_pages", name="again")
    assert _crawl(spotify, "/me/tracks?limit=50")[0] == _truth(spotify)[:50] * 2
    spotify.fault("repeating_pages", name="again", endless=True)
    assert len(_crawl(spotify, "/me/tracks?limit=50", most=14)[1]) == 14


def test_totals_shrink_and_rows_are_missing(spotify: InProcessSimulator) -> None:
    spotify.fault("shrinking_totals", by=10)
    ids, totals = _crawl(spotify, "/me/tracks?limit=20")
    assert totals == [100, 90, 80, 70]
    assert ids == _truth(spotify)[:70]


def test_a_long_list_fails_far_down(spotify: InProcessSimulator) -> None:
    spotify.fault("deep_offset", offset=60)
    asking = Asking(spotify)
    assert [asking.get(f"/me/tracks?offset={offset}").status for offset in (0, 59, 60, 80)] == [200, 200, 500, 500]


def test_the_first_page_of_followed_artists_skips_some(spotify: InProcessSimulator) -> None:
    truth = [saved.id for saved in spotify.truth.people[0].followed_artists if saved.shown == "whole"]
    spotify.fault("skipping_first_page", by=2)
    path = "/me/following?type=artist&limit=5"
    assert _crawl(spotify, path, under="artists")[0] == truth[2:]
    assert _crawl(spotify, f"{path}&after=0000000000000000000000", under="artists")[0] == truth


def test_what_is_no_list_is_left_alone(spotify: InProcessSimulator) -> None:
    for kind in ("overlapping_pages", "short_pages", "repeating_pages", "shrinking_totals"):
        spotify.fault(kind)
    person = spotify.truth.people[0]
    assert Asking(spotify).read("/me")["id"] == person.id
    assert Asking(spotify).get("/me/tracks?limit=99").status == 400
