"""What changed, and how a playlist was, in the reference client."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.browser.conftest import PATIENCE, OpenPage
from tests.browser.fake_server import FakeOrigin, Fault, Scenario

pytestmark = pytest.mark.browser
sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (requirements-browser.txt)")

PLAYLIST = "#/playlists/playlist00000000000000"


def expect(locator: Any) -> Any:
    """Playwright's waiting assertion, with patience for a busy machine."""
    sync_api.expect.set_options(timeout=PATIENCE)
    return sync_api.expect(locator)


def test_changes_of_a_playlist_are_told_sync_by_sync(open_page: OpenPage) -> None:
    page = open_page(PLAYLIST)
    page.get_by_role("link", name="Changes", exact=True).click()
    sets = page.locator(".change-set")
    expect(sets).to_have_count(2)
    expect(sets.nth(0)).to_contain_text("24 Nov 2026, 19:05")
    newest, before = sets.nth(0).locator("li"), sets.nth(1).locator("li")
    expect(newest).to_have_count(5)
    expect(newest.nth(0)).to_contain_text("“Bus” is now “Night Bus Home”")
    expect(newest.nth(1).locator("strong")).to_have_text("<b>not bold</b>")
    expect(newest.nth(1)).to_contain_text("was row 5")
    expect(newest.nth(2)).to_contain_text("rehearsal_take_4.mp3")
    expect(newest.nth(2).locator("a")).to_have_count(0)
    expect(newest.nth(3)).to_contain_text("Added")
    expect(newest.nth(4)).to_contain_text("from row 12 to row 3")
    expect(before.nth(0)).to_contain_text("you follow it again")
    expect(before.nth(1)).to_contain_text("cannot be played in your market now")
    expect(before.nth(2)).to_contain_text("An episode")
    link = newest.nth(3).get_by_role("link", name="Open Harbour in Spotify")
    assert link.get_attribute("href") == "https://open.spotify.com/track/track00000000000000001"
    expect(page.locator("#content")).to_contain_text("Read whole for the first time on 20 Nov 2026, 18:00")


def test_changes_of_the_library_are_one_link_apart(origin: FakeOrigin, open_page: OpenPage) -> None:
    page = open_page("#/syncs")
    page.get_by_role("link", name="What changed").click()
    choice = page.get_by_role("navigation", name="Collections")
    expect(choice.get_by_role("link", name="Saved tracks")).to_have_attribute("aria-current", "page")
    choice.get_by_role("link", name="Followed artists").click()
    expect(choice.get_by_role("link", name="Followed artists")).to_have_attribute("aria-current", "page")
    expect(page.locator(".change-set")).to_have_count(2)
    expect(page.get_by_role("link", name="As it was before")).to_have_count(0)
    assert {"GET /library/tracks/changes", "GET /library/artists/changes"} <= set(origin.asked)


@pytest.mark.parametrize(
    ("since", "said"),
    [(None, "What the first sync finds is the beginning"), ("2026-11-20T18:00:00Z", "as it was on 20 Nov 2026, 18:00")],
)
def test_no_changes_yet_is_explained(scenario: Scenario, open_page: OpenPage, since: str | None, said: str) -> None:
    scenario.changes, scenario.changes_since = [], since
    page = open_page("#/changes/albums")
    expect(page.locator(".nothing")).to_contain_text(said)
    expect(page.locator(".nothing").get_by_role("link", name="Go to syncs")).to_have_count(0 if since else 1)


def test_a_playlist_is_shown_as_it_was_before_a_change(origin: FakeOrigin, open_page: OpenPage) -> None:
    page = open_page(f"{PLAYLIST}/changes")
    page.get_by_role("link", name="As it was before").first.click()
    expect(page.locator("#content h1")).to_have_text("Bus")
    expect(page.locator(".kind")).to_have_text("As it was on 24 Nov 2026, 19:05")
    rows = page.locator(".rows tbody tr")
    expect(rows).to_have_count(50)
    expect(rows.nth(2)).to_contain_text("An episode")
    page.get_by_role("button", name="Load more").click()
    expect(rows).to_have_count(60)
    assert origin.sent == ["2026-11-24T19:05:12.249Z"] * 2


def test_an_instant_is_meant_in_the_time_zone_of_the_device(origin: FakeOrigin, open_page: OpenPage) -> None:
    page = open_page(f"{PLAYLIST}/changes", timezone_id="Asia/Tokyo")
    page.get_by_label("As it was on").fill("2026-11-20T09:30:00")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".rows tbody tr")).to_have_count(50)
    expect(page.get_by_label("As it was on")).to_have_value(re.compile("^2026-11-20T09:30"))
    assert origin.sent == ["2026-11-20T00:30:00.000Z"]


def test_an_instant_that_nothing_is_known_of_says_why(scenario: Scenario, open_page: OpenPage) -> None:
    scenario.faults["/library/playlists/playlist00000000000000/as-of"] = Fault(
        409, "not_synced", "Not known that far back"
    )
    page = open_page(f"{PLAYLIST}/as-of/2020-01-01T00:00:00.000Z")
    expect(page.get_by_role("alert")).to_contain_text("Not known that far back")
    expect(page.get_by_role("alert")).to_contain_text("first whole reading")


@pytest.mark.parametrize("place", [f"{PLAYLIST}/changes", f"{PLAYLIST}/as-of/2026-11-20T00:30:00Z", "#/changes/tracks"])
def test_nothing_sticks_out_sideways(scenario: Scenario, open_page: OpenPage, place: str) -> None:
    long = "Donaudampfschifffahrtsgesellschaft" * 4
    scenario.changes[1]["item"]["name"] = scenario.past_rows[0]["item"]["name"] = long
    page = open_page(place)
    expect(page.get_by_text(long)).to_be_visible()
    for width in (320, 390, 768, 1024, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
