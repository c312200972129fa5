"""Single things of the kept library, analyses with their jobs, and housekeeping, in the reference client."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import fake_kept
from tests.browser.conftest import PATIENCE, PHONE, OpenPage
from tests.browser.fake_server import FakeOrigin, Fault, Scenario

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (requirements-browser.txt)")

PLAYLIST = "#/browse/playlists/playlist00000000000000"
TRACK = "#/browse/tracks/track00000000000000006"
ALBUM = "#/browse/albums/album00000000000000000"
ARTIST = "#/browse/artists/artist0000000000000000"
SHOW = "#/browse/shows/show000000000000000000"
EPISODE = "#/browse/episodes/episode000000000000000"
BOOK = "#/browse/audiobooks/book000000000000000000"
THINGS = (PLAYLIST, TRACK, ALBUM, ARTIST, SHOW, EPISODE, BOOK)
HOUSEKEEPING = "#/browse/housekeeping"


def expect(locator: Any) -> Any:
    """Playwright's waiting assertion, with patience for a busy machine."""
    sync_api.expect.set_options(timeout=PATIENCE)
    return sync_api.expect(locator)


def heading(page: Page) -> Any:
    """The page's heading."""
    return page.locator("#content h1")


def figure(page: Page, name: str) -> Any:
    """One of the charts."""
    return page.locator(f"figure[data-feature={name}]")


# -- single things


def test_a_track_tells_every_place_that_holds_it(open_page: OpenPage) -> None:
    page = open_page(TRACK)
    expect(heading(page)).to_have_text(fake_kept.MARKUP)
    places = page.locator(".entries li")
    expect(page.locator("#content")).to_contain_text("It is not liked, and in 2 playlists, in 3 rows.")
    expect(places.nth(0)).to_contain_text("Night Bus Home")
    expect(places.nth(0)).to_contain_text("rows 3, 17")
    expect(page.locator("[data-list=albums]")).to_contain_text("Slow Lantern")
    expect(page.locator("[data-list=artists] tbody tr")).to_have_count(2)
    link = page.get_by_role("link", name="Open in Spotify")
    assert link.get_attribute("href") == "https://open.spotify.com/track/track00000000000000006"
    places.nth(0).get_by_role("link", name="Night Bus Home").click()
    expect(heading(page)).to_have_text("Night Bus Home")
    page.go_back()
    expect(heading(page)).to_have_text(fake_kept.MARKUP)


def test_a_playlist_shows_its_rows_in_order(open_page: OpenPage) -> None:
    page = open_page(PLAYLIST)
    expect(heading(page)).to_have_text("Night Bus Home")
    expect(page.locator(".entity")).to_contain_text("60 (58 tracks, 1 episode); 1 row names nothing any more")
    expect(page.locator(".description")).to_have_text("Bread & butter")
    rows = page.locator(".browse-rows tbody tr")
    expect(rows).to_have_count(50)
    expect(rows.nth(1)).to_contain_text("Episode")
    expect(rows.nth(1).locator(".name a")).to_have_attribute("href", EPISODE)
    expect(rows.nth(2)).to_contain_text("Nothing is kept about it")
    expect(rows.nth(4)).to_contain_text("Not playable")
    page.get_by_role("button", name="Load more").click()
    expect(rows).to_have_count(60)
    expect(rows.nth(59).locator(".place")).to_have_text("60")
    page.get_by_role("link", name="Search in it").click()
    expect(page.get_by_role("button", name="Take away Playlist: Night Bus Home")).to_be_visible()


def test_a_playlist_whose_rows_nobody_may_read_says_so(open_page: OpenPage) -> None:
    page = open_page("#/browse/playlists/playlist00000000000001")
    expect(page.locator(".callout")).to_contain_text("Its rows are not all here.")
    expect(page.locator(".callout")).to_contain_text("only those playlists that you own or collaborate on")


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (ALBUM, ["Harbour <Records>", "6 of 12", "Tracks you have of it 6", "Night Bus Home"]),
        (ARTIST, ["You follow them", "24 tracks, 4 albums", "Albums 1"]),
        (SHOW, ["2 of 140", "From the <b>pier</b>", "Episodes you have of it 2"]),
        (EPISODE, ["Tides & Tales 0", "1:02:33", "It is liked, and in no playlist."]),
        (BOOK, ["A. Keeper, B. Light", "C. Voice", "14"]),
    ],
)
def test_everything_has_a_page_of_its_own(open_page: OpenPage, place: str, words: list[str]) -> None:
    page = open_page(place)
    for each in words:
        expect(page.locator("#content")).to_contain_text(each)
    expect(page.get_by_role("link", name="Open in Spotify").first).to_be_visible()


def test_what_is_not_kept_says_so(scenario: Scenario, open_page: OpenPage) -> None:
    scenario.faults["/browser/tracks/"] = Fault(404, "not_found", "There is nothing at this address")
    page = open_page("#/browse/tracks/track00000000000000001")
    expect(page.get_by_role("alert")).to_contain_text("There is nothing at this address")


def test_a_genre_leads_to_its_tracks(open_page: OpenPage) -> None:
    page = open_page("#/browse/genres?sort=-tracks")
    page.get_by_role("link", name="techno & friends").click()
    expect(page.locator(".found")).to_have_text("30 tracks")
    expect(page.get_by_role("button", name="Take away Genre: techno & friends")).to_be_visible()


def test_a_playlist_of_spotify_and_its_analysis_lead_to_each_other(open_page: OpenPage) -> None:
    page = open_page("#/playlists/playlist00000000000000")
    page.get_by_role("link", name="Analysis").click()
    expect(heading(page)).to_have_text("Analysis of Night Bus Home")
    page.get_by_role("link", name="‹ Playlist").click()
    page.get_by_role("link", name="Live from Spotify").click()
    expect(page.locator(".rows tbody tr").first).to_be_visible()


# -- analysis


def test_an_analysis_says_what_could_be_measured_and_draws_it(open_page: OpenPage) -> None:
    page = open_page(f"{PLAYLIST}/analysis")
    content = page.locator("#content")
    expect(content).to_contain_text("The sound of 38 of 42 tracks is measured (30 by Spotify, 8 by ReccoBeats).")
    expect(content).to_contain_text("Left out: 3 local files, 2 episodes, 1 row of another kind.")
    expect(content).to_contain_text("1 row repeats a track that stands further up, and counts again.")
    tempo = figure(page, "tempo")
    expect(tempo.get_by_role("img")).to_have_attribute(
        "aria-label",
        "Tempo of 38 tracks: from 50 BPM to 230 BPM, on average 130 BPM, median 140 BPM; most from 140 BPM to 150 BPM.",
    )
    expect(tempo.locator("rect.bar")).to_have_count(20)
    expect(tempo).to_contain_text(f"The fastest: {fake_kept.MARKUP} (230 BPM)")
    expect(page.locator(".extremes")).to_contain_text("Happiest")
    expect(figure(page, "mode")).to_contain_text("Major 24 (63 %)")
    expect(figure(page, "key").get_by_role("img")).to_have_attribute("aria-label", re.compile("Keys of 21 tracks: C♯"))
    expect(figure(page, "decades")).to_contain_text("most from the 1990s")
    expect(page.get_by_role("list", name="Genres").locator("li")).to_have_count(4)


def test_a_chart_leads_to_the_tracks_it_counts(scenario: Scenario, open_page: OpenPage) -> None:
    page = open_page(f"{PLAYLIST}/analysis")
    figure(page, "energy").get_by_text("As a table").click()
    figure(page, "energy").get_by_role("link", name="50 % to 55 %").click()
    expect(page.get_by_role("button", name="Take away Energy from 50 %")).to_be_visible()
    expect(page.get_by_role("button", name="Take away Playlist: Night Bus Home")).to_be_visible()
    assert scenario.kept.queries[-1]["max_energy"] == "0.55"


def test_without_measures_the_rest_is_there_and_it_says_why(scenario: Scenario, open_page: OpenPage) -> None:
    scenario.kept.measured = False
    page = open_page(f"{PLAYLIST}/analysis")
    expect(page.locator(".callout")).to_contain_text("Spotify has closed audio features to this app.")
    expect(figure(page, "tempo")).to_have_count(0)
    expect(figure(page, "decades")).to_be_visible()
    expect(page.locator(".extremes")).to_contain_text("Longest")
    expect(page.locator(".extremes")).not_to_contain_text("Fastest")


def test_any_selection_can_be_analysed(scenario: Scenario, open_page: OpenPage) -> None:
    page = open_page("#/browse/tracks?genre=fado&sort=-tempo&q=a")
    page.get_by_role("link", name="Analyse these").click()
    expect(heading(page)).to_have_text("Analysis of these tracks")
    chips = page.get_by_role("list", name="Which tracks")
    expect(chips).to_contain_text("“a”")
    expect(chips).to_contain_text("Genre: fado")
    assert scenario.kept.queries[-1] == {"analysis": "tracks/analysis", "genre": "fado", "q": "a"}
    scenario.kept.story = [fake_kept.job("succeeded")]
    page.get_by_role("button", name="Analyse these tracks").click()
    expect(page.locator(".job h3")).to_have_text("Done")
    assert scenario.kept.started == ["POST"]


def test_syncing_and_analysing_is_shown_as_it_goes(scenario: Scenario, open_page: OpenPage) -> None:
    running = {"done": 40, "total": 100, "unit": "tracks", "current": "Night Bus Home"}
    scenario.kept.measured = False
    scenario.kept.story = [
        fake_kept.job("running", progress=running),
        fake_kept.job("waiting", error="spotify_rate_limited", resume_at="2026-11-25T11:00:00Z"),
        fake_kept.job("succeeded", counts={"created": 12, "unchanged": 30}),
    ]
    page = open_page(f"{PLAYLIST}/analysis")
    page.get_by_role("button", name="Sync and analyse").click()
    job = page.locator(".job")
    expect(job).to_contain_text("40 of 100 tracks")
    expect(page.get_by_role("button", name="Sync", exact=True)).to_be_disabled()
    expect(job.get_by_role("heading")).to_have_text("Waiting to go on")
    expect(job).to_contain_text("Spotify asked this app to slow down.")
    scenario.kept.measured = True
    expect(job.get_by_role("heading")).to_have_text("Done")
    expect(job).to_contain_text("12 new, 30 unchanged.")
    expect(figure(page, "tempo")).to_be_visible()
    expect(page.get_by_role("button", name="Sync", exact=True)).to_be_enabled()
    assert scenario.kept.started == ["PUT"]


def test_one_of_the_two_can_be_asked_for_and_cancelled(scenario: Scenario, open_page: OpenPage) -> None:
    scenario.kept.story = [fake_kept.job("running")]
    page = open_page(f"{PLAYLIST}/analysis")
    page.get_by_role("button", name="Analyse", exact=True).click()
    expect(page.locator(".job h3")).to_have_text("At work")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".job h3")).to_have_text("Cancelled")
    page.get_by_role("button", name="Sync", exact=True).click()
    expect(page.locator(".job h3")).to_have_text("Cancelled")
    assert scenario.kept.started == ["PATCH analyze", "PATCH sync"]


def test_work_that_is_refused_says_why(scenario: Scenario, open_page: OpenPage) -> None:
    page = open_page(f"{PLAYLIST}/analysis")
    expect(figure(page, "tempo")).to_be_visible()
    scenario.faults["/browser/"] = Fault(409, "conflict", "Syncs are paused", "Whoever runs this has paused them.")
    page.get_by_role("button", name="Sync and analyse").click()
    expect(page.get_by_role("alert")).to_contain_text("Whoever runs this has paused them.")
    expect(page.get_by_role("button", name="Sync and analyse")).to_be_enabled()


# -- what is kept, housekeeping


def test_what_is_kept_is_told_with_its_gaps(open_page: OpenPage) -> None:
    page = open_page("#/browse/copy")
    content = page.locator("#content")
    expect(page.locator(".tiles > div", has_text="Hours").locator("dd")).to_have_text("8")
    expect(content).to_contain_text("80 tracks measured (80 by Spotify), 40 not.")
    expect(content).to_contain_text("29 of 34 rows")
    expect(content).to_contain_text("Not read whole; 1 more name nothing any more.")
    page.get_by_role("link", name="of 1 they are not").click()
    expect(page.locator(".found")).to_have_text("1 playlist")


def test_housekeeping_counts_what_there_is_and_leads_there(scenario: Scenario, open_page: OpenPage) -> None:
    page = open_page("#/browse")
    page.get_by_role("link", name="Housekeeping").click()
    expect(page.locator("#content")).to_contain_text("Dashspot only shows it, and changes nothing.")
    page.get_by_role("link", name="Liked, but in no playlist").click()
    expect(page.get_by_role("button", name="Take away In no playlist")).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="The same track, Inside of one playlist: 2 groups").click()
    group = page.locator(".report")
    expect(group).to_contain_text("In Night Bus Home: it stands in several rows")
    expect(group).to_contain_text("in Night Bus Home (rows 3, 17)")
    page.get_by_role("link", name="Alike").click()
    expect(page.locator(".report")).to_contain_text("they are alike")
    expect(page.locator(".report .found-track")).to_have_count(2)
    page.get_by_role("link", name="Anywhere in the library").click()
    expect(page.get_by_role("link", name="Anywhere in the library")).to_have_attribute("aria-current", "page")
    expect(page.locator(".paging-status")).to_have_text("Showing 1 of 1 groups")
    last = scenario.kept.queries[-1]
    assert (last["by"], last["within"]) == ("alike", "library")


def test_what_cannot_be_played_comes_with_the_same_recording(open_page: OpenPage) -> None:
    page = open_page(f"{HOUSEKEEPING}/unplayable?playlist=playlist00000000000000")
    expect(page.locator("#content")).to_contain_text("Only of Night Bus Home.")
    first, second = page.locator(".report").nth(0), page.locator(".report").nth(1)
    expect(first.locator(".instead")).to_contain_text("You have the same recording as")
    expect(first.locator(".instead")).to_contain_text("Ten Past Nine 2")
    expect(second).to_contain_text("nothing more is known of it")


def test_what_has_vanished_is_told_as_far_as_readings_saw_it(open_page: OpenPage) -> None:
    page = open_page(f"{HOUSEKEEPING}/vanished")
    report = page.locator(".report")
    expect(report).to_contain_text("Night Bus Home: 2 rows name nothing any more.")
    expect(report).to_contain_text("Glass Stairs stood at row 5, added 1 Mar 2019")


def test_a_tidy_library_is_told_so(scenario: Scenario, open_page: OpenPage) -> None:
    scenario.kept.untidy = False
    page = open_page(f"{HOUSEKEEPING}/duplicates")
    expect(page.locator(".nothing")).to_contain_text("Nothing to tidy up here")


@pytest.mark.parametrize("place", [HOUSEKEEPING, f"{PLAYLIST}/analysis", "#/browse/copy"])
def test_without_a_sync_every_page_offers_one(scenario: Scenario, open_page: OpenPage, place: str) -> None:
    scenario.faults["/browser/"] = Fault(404, "not_synced", "Not synced yet", "Nothing of your library is kept yet.")
    page = open_page(place)
    expect(page.get_by_role("button", name="Sync my library")).to_be_visible()


# -- sizes, keyboards


@pytest.mark.parametrize(
    "place",
    [
        *THINGS,
        f"{PLAYLIST}/analysis",
        "#/browse/copy",
        HOUSEKEEPING,
        f"{HOUSEKEEPING}/duplicates?by=isrc",
        f"{HOUSEKEEPING}/unplayable",
        f"{HOUSEKEEPING}/vanished",
    ],
)
def test_nothing_sticks_out_sideways(scenario: Scenario, open_page: OpenPage, place: str) -> None:
    for items in scenario.kept.library.values():
        items[0] = {**items[0], "name": fake_kept.LONG}
    page = open_page(place)
    expect(heading(page)).to_be_visible()
    expect(page.locator(".skeleton")).to_have_count(0)
    for width in (320, 390, 768, 1024, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_after_a_move_the_focus_is_on_the_new_heading(origin: FakeOrigin, open_page: OpenPage) -> None:
    page = open_page("#/browse/artists", viewport=PHONE)
    page.locator(".browse-rows .name a").nth(1).focus()
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text("The Paper Lanterns")
    expect(heading(page)).to_be_focused()
    assert "GET /browser/artists/artist0000000000000001" in origin.asked
