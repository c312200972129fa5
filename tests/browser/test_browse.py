"""Browsing the kept library in the reference client: searching, filtering, sorting, and what stands in the address."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import fake_kept, fake_syncs
from tests.browser.conftest import PATIENCE, PHONE, OpenPage
from tests.browser.fake_server import FakeOrigin, Fault, Scenario

if TYPE_CHECKING:
    from aiohttp import web
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (requirements-browser.txt)")

KINDS = tuple(fake_kept.MAKERS)


def expect(locator: Any) -> Any:
    """Playwright's waiting assertion, with patience for a busy machine."""
    sync_api.expect.set_options(timeout=PATIENCE)
    return sync_api.expect(locator)


def rows(page: Page) -> Any:
    """Rows of the list that is shown."""
    return page.locator(".browse-rows tbody tr")


def asked(scenario: Scenario) -> dict[str, str]:
    """What a list was last asked for."""
    return scenario.kept.queries[-1]


def facet(page: Page, name: str, value: str) -> Any:
    """The button of a value in one of the counts."""
    group = page.locator(".facet", has=page.locator("summary", has_text=name))
    return group.get_by_role("button", name=re.compile(f"^{re.escape(value)}"))


# -- lists


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_its_list(open_page: OpenPage, kind: str) -> None:
    page = open_page(f"#/browse/{kind}")
    amount = fake_kept.MAKERS[kind][1]
    expect(rows(page)).to_have_count(min(amount, 50))
    expect(page.locator(".found")).to_contain_text(f"{amount} {kind if amount != 1 else kind[:-1]}")
    expect(page.locator(".kinds [aria-current]")).to_contain_text(f"{kind.capitalize()} {amount}")


def test_the_tab_opens_tracks_and_more_are_loaded(open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_role("link", name="Browse").click()
    expect(page.locator("#content h1")).to_have_text("Browse tracks")
    expect(rows(page)).to_have_count(50)
    page.get_by_role("button", name="Load more").click()
    expect(rows(page)).to_have_count(100)
    expect(page.locator(".paging-status")).to_have_text("Showing 100 of 120 tracks")


def test_names_of_every_sort_stay_text(open_page: OpenPage) -> None:
    page = open_page("#/browse/tracks")
    expect(rows(page).nth(6).locator(".name")).to_have_text(fake_kept.MARKUP)
    long = rows(page).nth(9).locator(".name bdi")
    assert len(long.inner_text()) <= 301
    assert long.get_attribute("title") == fake_kept.LONG
    expect(rows(page).nth(3).locator(".name bdi")).to_contain_text(fake_kept.RTL)
    expect(page).to_have_title("Browse tracks – Dashspot")
    local = rows(page).nth(7)
    expect(local).to_contain_text("Local file")
    expect(local.get_by_role("link", name=re.compile("Spotify"))).to_have_count(0)
    link = rows(page).nth(1).get_by_role("link", name="Open Harbour 1 in Spotify")
    assert link.get_attribute("href") == "https://open.spotify.com/track/track00000000000000001"


def test_nothing_comes_from_spotify(origin: FakeOrigin, open_page: OpenPage) -> None:
    page = open_page("#/browse")
    expect(rows(page)).to_have_count(50)
    assert not [each for each in origin.asked if each.startswith("GET /library")]
    expect(page.locator("#lcd")).to_contain_text("nothing asked of Spotify")
    expect(page.locator("#behind")).to_be_hidden()
    page.get_by_role("link", name="Saved tracks").click()
    expect(page.locator("#behind")).to_be_visible()


# -- searching


def test_a_search_finds_as_it_is_typed(scenario: Scenario, open_page: OpenPage) -> None:
    page = open_page("#/browse")
    expect(rows(page)).to_have_count(50)
    box = page.get_by_role("searchbox")
    before = len(scenario.kept.queries)
    box.press_sequentially("harbour pap", delay=20)
    expect(page.locator(".found")).to_have_text("4 tracks")
    expect(box).to_be_focused()
    expect(box).to_have_value("harbour pap")
    assert len(scenario.kept.queries) - before <= 3, "not one request for each letter"
    assert "q=harbour+pap" in page.url
    page.reload()
    expect(page.get_by_role("searchbox")).to_have_value("harbour pap")
    expect(page.locator(".found")).to_have_text("4 tracks")


def test_an_answer_that_comes_too_late_is_not_shown(scenario: Scenario, open_page: OpenPage) -> None:
    async def slow(request: web.Request) -> None:
        if request.query.get("q") == "har":
            await asyncio.sleep(1.5)

    scenario.kept.slow = slow
    page = open_page("#/browse")
    expect(rows(page)).to_have_count(50)
    box = page.get_by_role("searchbox")
    box.fill("har")
    page.wait_for_function("() => location.hash.includes('q=har')")
    box.fill("undertow")
    expect(page.locator(".found")).to_have_text("14 tracks")
    page.wait_for_timeout(2_000)
    expect(page.locator(".found")).to_have_text("14 tracks")
    expect(rows(page)).to_have_count(14)


def test_what_is_searched_for_goes_along_to_other_kinds(open_page: OpenPage) -> None:
    page = open_page("#/browse/tracks?q=ada")
    expect(page.locator(".kinds a", has_text="Artists")).to_have_attribute("href", "#/browse/artists?q=ada")
    page.locator(".kinds a", has_text="Artists").click()
    expect(rows(page)).to_have_count(1)
    expect(rows(page)).to_contain_text("Ada Lindqvist")


def test_nothing_found_leads_back_to_everything(open_page: OpenPage) -> None:
    page = open_page("#/browse/tracks?q=zzz&genre=fado")
    expect(page.locator(".nothing")).to_contain_text("Nothing found")
    page.get_by_role("button", name="Take all filters away").click()
    expect(rows(page)).to_have_count(50)
    expect(page.get_by_role("searchbox")).to_have_value("")
    assert page.url.endswith("#/browse/tracks")


# -- filtering


def test_counts_filter_and_chips_take_filters_away(scenario: Scenario, open_page: OpenPage) -> None:
    page = open_page("#/browse")
    facet(page, "Genre", "techno & friends").click()
    expect(page.locator(".found")).to_have_text("30 tracks")
    facet(page, "Decade", "1990s").click()
    expect(page.locator(".found")).to_have_text("6 tracks")
    assert (asked(scenario)["genre"], asked(scenario)["decade"]) == ("techno & friends", "1990")
    expect(facet(page, "Genre", "techno & friends")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Take away Genre: techno & friends").click()
    expect(page.locator(".found")).to_have_text("20 tracks")
    expect(page.get_by_role("button", name="Take away Decade: 1990s")).to_be_focused()
    page.go_back()
    expect(page.locator(".found")).to_have_text("6 tracks")
    expect(page.locator(".chip-off")).to_have_count(2)
    page.get_by_role("button", name="Take all away").click()
    expect(page.locator(".found")).to_have_text("120 tracks")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_tracks_that_a_playlist_has_not(scenario: Scenario, open_page: OpenPage) -> None:
    page = open_page("#/browse")
    page.get_by_text("Playlist", exact=True).click()
    page.get_by_role("button", name="not in Kitchen, Sunday").click()
    expect(page.get_by_role("button", name="Take away Not in: Kitchen, Sunday")).to_be_visible()
    expect(page.locator(".found")).to_have_text("80 tracks")
    assert asked(scenario)["not_playlist"] == "playlist00000000000001"


def test_fields_are_told_in_a_persons_units(scenario: Scenario, open_page: OpenPage) -> None:
    page = open_page("#/browse")
    expect(rows(page)).to_have_count(50)
    page.get_by_role("combobox", name="Explicit", exact=True).select_option("No")
    page.get_by_label("Released, to").fill("1999")
    page.get_by_label("Length, from").fill("3.5")
    page.get_by_label("Added, to").fill("2024-12-31")
    page.get_by_text("Sound", exact=True).click()
    page.get_by_label("Energy, from").fill("20")
    page.get_by_label("Tempo, to").fill("128")
    page.get_by_label("Tempo, to").press("Enter")
    for words in (
        "Not explicit",
        "Released until 1999",
        "At least 3:30 long",
        "Added until 31 Dec 2024",
        "Energy from 20 %",
        "Tempo up to 128 BPM",
    ):
        expect(page.get_by_role("button", name=f"Take away {words}")).to_be_visible()
    expect(page.locator(".results")).not_to_have_attribute("aria-busy", "true")
    told = {
        "explicit": "false",
        "released_before": "2000",
        "min_duration_ms": "210000",
        "added_before": "2025-01-01",
        "min_energy": "0.2",
        "max_tempo": "128",
    }
    assert told.items() <= asked(scenario).items()
    page.reload()
    expect(page.get_by_label("Length, from")).to_have_value("3.5")
    expect(page.get_by_label("Added, to")).to_have_value("2024-12-31")


def test_a_filter_names_whom_it_is_about_even_where_no_answer_did(open_page: OpenPage) -> None:
    page = open_page("#/browse/tracks?artist=artist0000000000000002,artist0000000000000004&min_energy=2&frobnicate=1")
    expect(page.get_by_role("button", name="Take away Artist: Mori & Hana")).to_be_visible()
    expect(page.get_by_role("button", name="Take away frobnicate: 1")).to_be_visible()
    page.get_by_role("button", name="Take away Artist: Low Tide Quartet").click()
    page.wait_for_function("() => location.hash.includes('artist=artist0000000000000002&')")


def test_a_filter_that_is_refused_can_be_taken_away(scenario: Scenario, open_page: OpenPage) -> None:
    scenario.faults["/browser/tracks"] = Fault(400, "invalid_request", "The request is not valid")
    page = open_page("#/browse/tracks?year=never")
    expect(page.get_by_role("alert")).to_contain_text("The request is not valid")
    scenario.faults.clear()
    page.get_by_role("button", name="Take away Year: never").click()
    expect(rows(page)).to_have_count(50)


# -- sorting


def test_heads_sort_and_say_how(scenario: Scenario, open_page: OpenPage) -> None:
    page = open_page("#/browse")
    head = page.get_by_role("columnheader", name="Time")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(head.get_by_role("button")).to_be_focused()
    assert asked(scenario)["sort"] == "-duration_ms"
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    expect(page.get_by_role("columnheader", name="Title")).not_to_have_attribute("aria-sort", re.compile("."))
    page.get_by_role("columnheader", name="Artist").get_by_role("button").click(modifiers=["Shift"])
    page.wait_for_function("() => location.hash.includes('sort=duration_ms%2Cartist')")
    page.go_back()
    page.go_back()
    expect(head).to_have_attribute("aria-sort", "descending")


def test_what_it_is_sorted_by_has_a_column(open_page: OpenPage) -> None:
    page = open_page("#/browse")
    page.get_by_label("Sort by").select_option("Tempo")
    expect(page.get_by_role("columnheader", name="Tempo")).to_have_attribute("aria-sort", "descending")
    expect(rows(page).nth(0)).to_contain_text("159 BPM")
    page.get_by_role("button", name="highest first").click()
    expect(rows(page).nth(0)).to_contain_text("71 BPM")
    expect(page.get_by_role("button", name="lowest first")).to_be_visible()


# -- the copy


def test_it_says_how_old_the_copy_is_and_what_waits(scenario: Scenario, open_page: OpenPage) -> None:
    scenario.kept.meta = {"behind_since": fake_kept.BEHIND}
    page = open_page("#/browse")
    line = page.locator(".copy-line")
    expect(line).to_contain_text("From the copy of")
    expect(line).to_contain_text("25 Nov 2026, 12:00")
    expect(line).to_contain_text("Newer records have waited since 25 Nov 2026, 12:03")
    scenario.kept.meta = {}
    page.get_by_role("button", name="Look again").click()
    expect(line).not_to_contain_text("Newer records")


def test_a_copy_that_was_renewed_between_two_pages_is_said(scenario: Scenario, open_page: OpenPage) -> None:
    page = open_page("#/browse")
    expect(rows(page)).to_have_count(50)
    scenario.kept.meta = {"revision_changed": True}
    page.get_by_role("button", name="Load more").click()
    expect(page.locator(".copy-line")).to_contain_text("renewed while you read on")


def test_without_a_sync_there_is_the_button_that_starts_one(
    origin: FakeOrigin, scenario: Scenario, open_page: OpenPage
) -> None:
    scenario.faults["/browser/"] = Fault(404, "not_synced", "Not synced yet", "Nothing of your library is kept yet.")
    scenario.sync_story = [fake_syncs.running(100), fake_syncs.succeeded()]
    page = open_page("#/browse")
    expect(page.locator(".not-synced")).to_contain_text("Nothing of your library is kept yet.")
    expect(page.get_by_role("searchbox")).to_be_hidden()
    page.get_by_role("button", name="Sync my library").click()
    expect(page.locator(".sync-head h3")).to_have_text("Reading your library")
    scenario.faults.clear()
    expect(rows(page)).to_have_count(50)
    expect(page.get_by_role("searchbox")).to_be_visible()
    expect(page.locator(".kinds [aria-current]")).to_have_text("Tracks 120")
    assert origin.sent == [{}]


def test_a_copy_that_is_being_prepared_appears_by_itself(scenario: Scenario, open_page: OpenPage) -> None:
    scenario.faults["/browser/"] = Fault(
        404, "not_synced", "Not synced yet", "your library is being prepared for browsing: try again in a moment", 1
    )
    page = open_page("#/browse/tracks/track00000000000000006")
    expect(page.locator(".not-synced")).to_contain_text("The copy is being prepared")
    expect(page.locator(".not-synced")).to_contain_text("Your library is being prepared for browsing: try again")
    expect(page.get_by_role("button", name="Sync my library")).to_have_count(0)
    scenario.faults.clear()
    expect(page.locator("#content h1")).to_have_text(fake_kept.MARKUP)


def test_an_error_is_shown_and_tried_again(scenario: Scenario, open_page: OpenPage) -> None:
    scenario.faults["/browser/albums"] = Fault(500, "internal_error", "Something went wrong")
    page = open_page("#/browse/albums")
    expect(page.get_by_role("alert")).to_contain_text("Something went wrong")
    scenario.faults.clear()
    page.get_by_role("button", name="Try again").click()
    expect(rows(page)).to_have_count(20)


# -- coming back, and sizes


def test_back_shows_what_was_loaded_where_it_was(scenario: Scenario, open_page: OpenPage) -> None:
    page = open_page("#/browse/tracks?saved=false")
    page.get_by_role("button", name="Load more").click()
    expect(rows(page)).to_have_count(90)
    rows(page).nth(80).scroll_into_view_if_needed()
    # Where the row stands when it is pressed. (Not how far the page is scrolled: what is above may be drawn anew.)
    page.evaluate("addEventListener('click', (e) => { window.stood = e.target.getBoundingClientRect().top; }, true)")
    lists = len(scenario.kept.queries)
    rows(page).nth(80).locator(".name a").click()
    expect(page.locator(".entity")).to_be_visible()
    page.go_back()
    expect(rows(page)).to_have_count(90)
    assert len(scenario.kept.queries) == lists
    page.wait_for_function(
        "link => Math.abs(link.getBoundingClientRect().top - window.stood) < 5",
        arg=rows(page).nth(80).locator(".name a").element_handle(),
    )
    expect(page.get_by_role("button", name="Take away Not liked or saved")).to_be_visible()


def test_on_a_phone_filters_open_on_request(open_page: OpenPage) -> None:
    page = open_page("#/browse", viewport=PHONE, has_touch=True, is_mobile=True)
    expect(rows(page)).to_have_count(50)
    expect(page.locator("#filters")).to_be_hidden()
    toggle = page.get_by_role("button", name="Filters")
    toggle.tap()
    expect(toggle).to_have_attribute("aria-expanded", "true")
    facet(page, "Genre", "fado").tap()
    expect(page.locator(".found")).to_have_text("24 tracks")
    expect(page.get_by_role("button", name="Filters 1")).to_be_visible()


@pytest.mark.parametrize("place", ["#/browse?q=a&genre=fado&sort=-tempo", *(f"#/browse/{kind}" for kind in KINDS)])
def test_nothing_sticks_out_sideways(scenario: Scenario, open_page: OpenPage, place: str) -> None:
    for items in scenario.kept.library.values():
        items[0] = {**items[0], "name": fake_kept.LONG}
    page = open_page(place)
    expect(page.locator(".found")).to_be_visible()
    for width in (320, 390, 768, 1024, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
