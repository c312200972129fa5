"""Syncs in the reference client: started, followed, cancelled, and told as what they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import fake_syncs
from tests.browser.conftest import PATIENCE, PHONE, OpenPage
from tests.browser.fake_server import FakeOrigin, Fault, Scenario

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (requirements-browser.txt)")

ONE = f"#/syncs/{fake_syncs.SYNC}"


def expect(locator: Any) -> Any:
    """Playwright's waiting assertion, with patience for a busy machine."""
    sync_api.expect.set_options(timeout=PATIENCE)
    return sync_api.expect(locator)


def heading(page: Page) -> Any:
    """The heading of the sync that is shown."""
    return page.locator(".sync-head").get_by_role("heading")


def tile(page: Page, name: str) -> Any:
    """The figure under one of the counts."""
    return page.locator(f".sync .tiles > [data-count={name}] dd")


def told(scenario: Scenario, *story: dict[str, Any]) -> None:
    """A sync under way that tells this, from one look to the next."""
    scenario.syncs = [story[0], *fake_syncs.earlier()]
    scenario.sync_story = list(story)


# -- starting


def test_the_first_one_is_explained_and_started(origin: FakeOrigin, scenario: Scenario, open_page: OpenPage) -> None:
    scenario.sync_story = [fake_syncs.running(100), fake_syncs.running(200), fake_syncs.succeeded()]
    page = open_page("#/syncs")
    expect(page.locator("#content")).to_contain_text("A sync reads your whole library")
    expect(page.locator("#content")).to_contain_text("None yet")
    page.get_by_role("button", name="Sync my library").click()
    expect(heading(page)).to_be_focused()
    expect(page.get_by_role("button", name="Sync my library")).to_be_hidden()
    expect(page.locator("#content")).not_to_contain_text("None yet")
    expect(heading(page)).to_have_text("Reading your library")
    expect(page.locator(".entries .state-tag").last).to_have_text("Done")
    expect(heading(page)).to_have_text("Up to date")
    expect(page.get_by_role("button", name="Sync my library")).to_be_visible()
    assert origin.sent == [{}], "everything, and no more than is needed"


def test_some_of_it_can_be_chosen(origin: FakeOrigin, scenario: Scenario, open_page: OpenPage) -> None:
    scenario.sync_story = [fake_syncs.succeeded()]
    page = open_page("#/syncs")
    page.get_by_text("Choose what is read").click()
    for name in ("Playlists", "Saved albums", "Followed artists", "Saved shows", "Saved episodes", "Saved audiobooks"):
        page.get_by_label(name, exact=True).uncheck()
    page.get_by_label("Read every page").check()
    page.get_by_role("button", name="Sync my library").click()
    expect(heading(page)).to_have_text("Up to date")
    assert origin.sent == [{"resources": ["tracks"], "full": True}]


def test_nothing_chosen_starts_nothing(origin: FakeOrigin, open_page: OpenPage) -> None:
    page = open_page("#/syncs")
    page.get_by_text("Choose what is read").click()
    for box in page.locator(".sync-start fieldset input").all():
        box.uncheck()
    page.get_by_role("button", name="Sync my library").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose at least one thing")
    assert origin.sent == []


def test_a_refusal_to_start_says_why(scenario: Scenario, open_page: OpenPage) -> None:
    page = open_page("#/syncs")
    expect(page.locator("#content")).to_contain_text("None yet")
    scenario.faults["/library/syncs"] = Fault(409, "conflict", "Syncs are paused", "Whoever runs this has paused them.")
    page.get_by_role("button", name="Sync my library").click()
    expect(page.get_by_role("alert")).to_contain_text("Whoever runs this has paused them.")
    expect(page.get_by_role("button", name="Sync my library")).to_be_enabled()
    scenario.faults.clear()


# -- following


def test_progress_is_shown_live(scenario: Scenario, open_page: OpenPage) -> None:
    told(scenario, fake_syncs.running(12_300), fake_syncs.running(12_300), fake_syncs.running(25_000))
    page = open_page("#/syncs")
    display = page.locator(".sync-display")
    expect(display).to_contain_text("Saved tracks")
    expect(display).to_contain_text("12,300 of 50,000 rows")
    expect(display).to_contain_text("About 754 requests to Spotify left, ready in 3 hours (")
    expect(page.get_by_role("progressbar", name="How far the sync is")).to_have_attribute("value", "12300")
    expect(tile(page, "created")).to_have_text("12,300")
    unread = page.locator(".sync .entries > li").filter(has_text="Followed artists")
    expect(unread).to_contain_text("To do")
    expect(unread).not_to_contain_text("row")
    expect(tile(page, "removed")).to_have_text("0")
    expect(page.locator(".sync .facts")).to_contain_text("12,904")
    expect(display).to_contain_text("25,000 of 50,000 rows")
    expect(display).to_contain_text("50 %")


def test_what_a_person_has_opened_stays_open(scenario: Scenario, open_page: OpenPage) -> None:
    gaps = fake_syncs.partial()
    under_way = {key: gaps[key] for key in ("collections", "skipped")}
    told(scenario, *(fake_syncs.running(done, **under_way) for done in (1_000, 1_000, 2_000, 3_000)))
    page = open_page("#/syncs")
    page.get_by_role("button", name="Show all 35").click()
    expect(page.locator(".sync > .sync-part > div > .entries > li")).to_have_count(35)
    page.get_by_text("Spotify sends these rows empty").click()
    focused = page.get_by_role("link", name="Tape 30")
    focused.focus()
    expect(page.locator(".sync-display")).to_contain_text("3,000 of 50,000 rows")
    expect(focused).to_be_focused()
    expect(page.locator(".reason[open] li").first).to_have_text("Saved tracks, row 5")
    expect(page.locator(".sync > .sync-part > div > .entries > li")).to_have_count(35)


def test_only_turns_are_told_to_people_who_hear_the_page(scenario: Scenario, open_page: OpenPage) -> None:
    running = [fake_syncs.running(done) for done in (1_000, 1_000, 2_000)]
    told(scenario, *running, fake_syncs.waiting())
    page = open_page(ONE)
    expect(page.locator(".sync-display")).to_contain_text("2,000 of")
    expect(page.locator("#live")).to_have_text("")
    expect(page.locator("#live")).to_have_text("Waiting to go on")


def test_a_total_that_nobody_knows_yet_is_no_number(scenario: Scenario, open_page: OpenPage) -> None:
    told(scenario, fake_syncs.job("running"))
    page = open_page(ONE)
    expect(page.locator(".sync-display")).to_contain_text("Finding out how much there is")
    assert page.get_by_role("progressbar").get_attribute("value") is None


def test_a_wait_says_when_it_goes_on(scenario: Scenario, open_page: OpenPage) -> None:
    told(scenario, fake_syncs.waiting())
    page = open_page(ONE)
    expect(heading(page)).to_have_text("Waiting to go on")
    expect(page.locator(".callout")).to_contain_text(re.compile(r"goes on by itself in 2[56] minutes \("))
    expect(page.locator(".callout")).to_contain_text("You need not keep this page open")


def test_looking_on_does_not_fill_the_panel_behind_it(
    origin: FakeOrigin, scenario: Scenario, open_page: OpenPage
) -> None:
    told(scenario, fake_syncs.running(1_000), fake_syncs.running(2_000), fake_syncs.succeeded())
    page = open_page(ONE)
    expect(heading(page)).to_have_text("Up to date")
    expect(page.locator(".trail")).to_have_count(0)
    looks = origin.asked.count(f"GET /library/syncs/{fake_syncs.SYNC}")
    page.wait_for_timeout(2_500)  # longer than the shortest pause between two looks
    assert origin.asked.count(f"GET /library/syncs/{fake_syncs.SYNC}") == looks, "what has ended is left alone"


def test_a_look_that_fails_leaves_what_was_shown(scenario: Scenario, open_page: OpenPage) -> None:
    told(scenario, fake_syncs.running(1_000), fake_syncs.running(2_000))
    page = open_page(ONE)
    expect(page.locator(".sync-display")).to_contain_text("1,000 of")
    scenario.faults["/library/syncs"] = Fault(503, "internal_error", "Not just now")
    expect(page.get_by_role("alert")).to_contain_text("Not just now")
    expect(page.locator(".sync-display")).to_be_visible()
    scenario.faults.clear()
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".sync-display")).to_contain_text("2,000 of")
    expect(page.get_by_role("alert")).to_have_count(0)


# -- cancelling


def test_a_sync_is_cancelled(origin: FakeOrigin, scenario: Scenario, open_page: OpenPage) -> None:
    told(scenario, fake_syncs.running())
    page = open_page("#/syncs")
    page.get_by_role("button", name="Cancel").click()
    expect(heading(page)).to_have_text("This sync was cancelled")
    expect(heading(page)).to_be_focused()
    expect(page.locator(".sync")).to_contain_text("What was read until then stays.")
    expect(page.get_by_role("button", name="Cancel")).to_be_hidden()
    expect(page.get_by_role("button", name="Sync my library")).to_be_visible()
    assert origin.asked.count(f"DELETE /library/syncs/{fake_syncs.SYNC}") == 1


def test_a_cancelling_that_is_refused_can_be_tried_again(scenario: Scenario, open_page: OpenPage) -> None:
    told(scenario, fake_syncs.waiting(resume_at=fake_syncs.instant(3600)))
    page = open_page(ONE)
    expect(heading(page)).to_have_text("Waiting to go on")
    scenario.faults["/library/syncs"] = Fault(409, "conflict", "It has just ended")
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("alert")).to_contain_text("It has just ended")
    expect(page.get_by_role("button", name="Cancel")).not_to_have_attribute("aria-disabled", "true")
    scenario.faults.clear()


# -- ends


def test_gaps_are_told_with_their_reasons(scenario: Scenario, open_page: OpenPage) -> None:
    told(scenario, fake_syncs.partial())
    page = open_page(ONE)
    expect(heading(page)).to_have_text("Read, with gaps")
    expect(page.locator(".sync")).to_contain_text("nothing was removed")
    rows = page.locator(".sync .entries > li")
    expect(rows.nth(0)).to_contain_text("48,700 of 49,000 rows")
    expect(rows.nth(0)).to_contain_text("Spotify gave fewer rows than it counts; it changed while it was read")
    expect(rows.nth(1)).to_contain_text("the reason is a_reason_from_the_future")
    known = rows.filter(has_text="Saved episodes")
    expect(known).to_contain_text("64 rows")
    expect(known).not_to_contain_text("50 of")
    expect(page.locator(".reason")).to_have_count(2)
    forbidden = page.locator(".reason").first
    expect(forbidden).to_contain_text("only those playlists that you own or collaborate on. (1)")
    forbidden.locator("summary").click()
    expect(forbidden.get_by_role("link", name="Discoveries 2019")).to_be_visible()
    page.get_by_text("Spotify sends these rows empty").click()
    empty = page.locator(".reason[open]").last
    expect(empty).to_contain_text("(21)")
    expect(empty.locator("li").first).to_have_text("Saved tracks, row 5")
    empty.get_by_role("button", name="Show all 21").click()
    expect(empty.locator("li").last).to_have_text("Night Bus Home, row 5")
    link = empty.get_by_role("link", name="Night Bus Home")
    assert link.get_attribute("href") == "#/playlists/playlist00000000000000"
    expect(page.locator(".sync")).to_contain_text("21 more rows are counted but not listed")
    expect(page.locator(".sync .facts")).to_contain_text("2 h 5 min")


def test_what_spotify_keeps_from_apps_is_no_gap(scenario: Scenario, open_page: OpenPage) -> None:
    forbidden = fake_syncs.collection(
        fake_syncs.FOLLOWED, "skipped", 0, 80, "spotify_forbidden_playlist", label="Mix #7"
    )
    told(scenario, fake_syncs.succeeded(collections=[forbidden], full=True, resources=[], playlists=["a", "b"]))
    page = open_page(ONE)
    expect(heading(page)).to_have_text("Up to date")
    expect(page.locator(".kind")).to_contain_text("only: 2 single playlists · every page")
    expect(page.locator(".sync")).to_contain_text(
        "All but what Spotify keeps from this app: 1 collection, under “Left out”."
    )
    page.locator(".reason summary").click()
    expect(page.locator(".reason")).to_contain_text("Mix #7")


def test_a_playlist_is_named_while_it_is_read(scenario: Scenario, open_page: OpenPage) -> None:
    told(scenario, fake_syncs.running(progress={"done": 3, "total": 9, "unit": "rows", "current": "Mix #7"}))
    page = open_page(ONE)
    expect(page.locator(".sync-display .now")).to_have_text("Mix #7")


def test_a_sync_that_failed_leads_to_what_mends_it(scenario: Scenario, open_page: OpenPage) -> None:
    told(scenario, fake_syncs.job("failed", error="reauth_required"))
    page = open_page(ONE)
    expect(page.get_by_role("alert")).to_contain_text("Spotify does not accept your consent any more")
    expect(page.get_by_role("alert").get_by_role("link", name="Sign in with Spotify")).to_be_visible()


def test_past_syncs_are_listed_and_lead_to_their_own_page(scenario: Scenario, open_page: OpenPage) -> None:
    scenario.syncs = fake_syncs.earlier(30)
    page = open_page("#/syncs")
    entries = page.locator(".part .entries > li")
    expect(entries).to_have_count(25)
    expect(entries.nth(0)).to_contain_text("nothing had changed")
    expect(entries.nth(1)).to_contain_text("Only Saved tracks: 12 new, 1 left out")
    expect(entries.nth(1)).to_contain_text("Incomplete")
    page.get_by_role("button", name="Load more").click()
    expect(entries).to_have_count(30)
    entries.nth(1).get_by_role("link").click()
    expect(page.locator("#content h1")).to_have_text("Read, with gaps")
    expect(page.locator(".kind")).to_contain_text("took 1 min 35 s · only: Saved tracks")
    page.get_by_role("link", name="‹ Syncs").click()
    expect(page.locator("#content h1")).to_have_text("Syncs")


def test_a_sync_that_is_gone_says_so(scenario: Scenario, open_page: OpenPage) -> None:
    scenario.faults["/library/syncs"] = Fault(404, "not_found", "There is nothing at this address")
    page = open_page("#/syncs/" + "0" * 40)
    expect(page.get_by_role("alert")).to_contain_text("There is nothing at this address")


# -- sizes


@pytest.mark.parametrize("place", ["#/syncs", ONE])
def test_nothing_sticks_out_sideways(scenario: Scenario, open_page: OpenPage, place: str) -> None:
    gaps = fake_syncs.partial()
    gaps["collections"][3]["label"] = "Donaudampfschifffahrtsgesellschaft" * 4
    told(scenario, fake_syncs.waiting(collections=gaps["collections"], skipped=gaps["skipped"]))
    page = open_page(place)
    expect(heading(page)).to_have_text("Waiting to go on")
    for reason in page.locator(".reason summary").all():
        reason.click()
    for width in (320, 390, 768, 1024, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_a_phone_syncs_are_one_of_five_tabs(scenario: Scenario, open_page: OpenPage) -> None:
    told(scenario, fake_syncs.running())
    page = open_page("", viewport=PHONE, has_touch=True, is_mobile=True)
    tabs = page.locator("#tabs a")
    expect(tabs).to_have_count(5)
    heights = {tab.locator("span").evaluate("label => label.offsetHeight") for tab in tabs.all()}
    assert len(heights) == 1, "every label has one line"
    page.get_by_role("link", name="Syncs").tap()
    expect(page.locator(".sync-display")).to_be_visible()
