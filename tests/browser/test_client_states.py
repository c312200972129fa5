"""The reference client on the fake origin: above all the states that are hard to bring about with the whole system."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import fake_library as library
from tests.browser.conftest import PATIENCE, PHONE, OpenPage
from tests.browser.fake_server import FakeOrigin, Fault, Scenario

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (requirements-browser.txt)")

PLAYLIST = "#/playlists/playlist00000000000000"
TRACK = "#/tracks/track00000000000000007"


def expect(locator: Any) -> Any:
    """Playwright's waiting assertion, with patience for a busy machine."""
    sync_api.expect.set_options(timeout=PATIENCE)
    return sync_api.expect(locator)


def heading(page: Page) -> Any:
    return page.locator("#content h1")


# -- signing in and out


def test_signed_out_explains_and_offers_the_way_in(scenario: Scenario, open_page: OpenPage) -> None:
    scenario.signed_in = False
    page = open_page()
    expect(heading(page)).to_contain_text("Your Spotify library")
    assert page.locator("#sign-in").get_attribute("href") == "/api/v1/user/login?return_to=%2F"
    expect(page.locator("#simulated")).to_be_visible()
    expect(page.locator(".page-foot")).to_contain_text("Not affiliated with Spotify")
    expect(page.locator("#tabs")).to_be_hidden()
    expect(page.locator("#lcd")).to_be_hidden()


def test_no_badge_with_the_real_spotify(scenario: Scenario, open_page: OpenPage) -> None:
    scenario.signed_in = scenario.simulated = False
    page = open_page()
    expect(heading(page)).to_be_visible()
    expect(page.locator("#simulated")).to_be_hidden()
    expect(page.locator("#content")).to_contain_text("never sees your password")


def test_signing_in_returns_to_the_place_that_was_wanted(scenario: Scenario, open_page: OpenPage) -> None:
    scenario.signed_in = False
    page = open_page(PLAYLIST)
    page.click("#sign-in")
    expect(heading(page)).to_have_text("Night Bus Home")
    assert page.url.endswith(f"/{PLAYLIST}")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("access_denied", "You said no"),
        ("spotify_not_allowlisted", "developer dashboard"),
        ("invalid_request", "ten minutes"),
        ("never_heard_of", "Signing in did not work"),
    ],
)
def test_sign_in_errors_are_explained_once(scenario: Scenario, open_page: OpenPage, code: str, words: str) -> None:
    scenario.signed_in, scenario.sign_in_error = False, code
    page = open_page()
    page.click("#sign-in")
    expect(page.get_by_role("alert")).to_contain_text(words)
    expect(page.get_by_role("alert")).to_contain_text(code)
    assert "sign_in_error" not in page.url
    page.reload()
    expect(heading(page)).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_session_that_ends_shows_the_way_back(scenario: Scenario, open_page: OpenPage) -> None:
    page = open_page(PLAYLIST)
    expect(heading(page)).to_have_text("Night Bus Home")
    scenario.signed_in = False
    page.get_by_role("link", name="Saved tracks").click()
    expect(page.get_by_role("alert")).to_contain_text("Your session ended")
    page.click("#sign-in")
    expect(heading(page)).to_have_text("Saved tracks")


def test_sign_out(scenario: Scenario, open_page: OpenPage) -> None:
    page = open_page("#/account")
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("#sign-in")).to_be_visible()
    assert scenario.signed_in is False


# -- the library


def test_playlists_come_page_by_page(open_page: OpenPage) -> None:
    page = open_page()
    sleeves = page.locator(".sleeves > li")
    expect(sleeves).to_have_count(50)
    expect(page.locator(".paging-status")).to_have_text("Showing 50 of 64 playlists")
    page.get_by_role("button", name="Load more").click()
    expect(sleeves).to_have_count(64)
    expect(page.get_by_role("button", name="Load more")).to_be_hidden()
    expect(sleeves.nth(0)).to_contain_text("Ada · 130 items")


def test_odd_rows_are_shown_for_what_they_are(open_page: OpenPage) -> None:
    page = open_page(PLAYLIST)
    rows = page.locator(".rows tbody tr")
    expect(rows).to_have_count(50)
    episode, local, unavailable, unplayable = (rows.nth(index) for index in (2, 3, 4, 5))
    expect(episode).to_contain_text("Episode")
    expect(episode).to_contain_text("Tides & Tales")
    expect(episode).to_contain_text("1:02:33")
    expect(local).to_contain_text("Local file")
    expect(local.locator("a")).to_have_count(0)
    expect(unavailable).to_contain_text("No longer available")
    expect(unavailable).to_contain_text("5")
    expect(unplayable).to_contain_text("Not playable")
    page.get_by_role("button", name="Load more").click()
    expect(rows).to_have_count(100)
    expect(rows.nth(99).locator(".place")).to_have_text("100")


def test_texts_from_spotify_stay_text(open_page: OpenPage) -> None:
    page = open_page(PLAYLIST)
    expect(page.locator(".description")).to_have_text(
        'Bread & butter songs, don\'t skip <3 more <img src=x onerror="document.title=1">'
    )
    row = page.locator(".rows tbody tr").nth(6)
    expect(row.locator(".name")).to_have_text("<b>not bold</b>")
    assert page.locator("[href^='javascript']").count() == 0
    expect(page).to_have_title("Night Bus Home – Dashspot")


def test_entities_link_back_to_spotify(open_page: OpenPage) -> None:
    page = open_page(PLAYLIST)
    link = page.get_by_role("link", name="Open in Spotify (Night Bus Home)")
    assert link.get_attribute("href") == "https://open.spotify.com/playlist/playlist00000000000000"
    first = page.locator(".rows tbody tr").nth(0)
    assert "https://open.spotify.com/artist/" in (first.locator(".below a").nth(0).get_attribute("href") or "")


@pytest.mark.parametrize(
    ("place", "words"),
    [("", "No playlists yet"), (PLAYLIST, "This playlist is empty"), ("#/tracks", "No saved tracks yet")],
)
def test_empty_lists_say_so(scenario: Scenario, open_page: OpenPage, place: str, words: str) -> None:
    scenario.rows, scenario.saved = [], []
    if not place:
        scenario.playlists = []
    page = open_page(place)
    expect(page.locator(".nothing")).to_contain_text(words)
    expect(page.get_by_role("button", name="Load more")).to_be_hidden()


def test_a_saved_track_that_is_gone_keeps_its_row(open_page: OpenPage) -> None:
    page = open_page("#/tracks")
    expect(page.locator(".rows tbody tr")).to_have_count(50)
    expect(page.locator(".rows tbody tr").nth(4)).to_contain_text("No longer available")


def test_closed_audio_features_are_said_plainly_and_not_asked_for(origin: FakeOrigin, open_page: OpenPage) -> None:
    page = open_page(TRACK)
    expect(page.locator(".sound")).to_contain_text("There are no audio features here.")
    expect(page.locator(".sound")).to_contain_text("Spotify has closed audio features to this app.")
    assert not [asked for asked in origin.asked if asked.endswith("/data")]


def test_an_installation_without_audio_features_does_not_blame_spotify(
    scenario: Scenario, origin: FakeOrigin, open_page: OpenPage
) -> None:
    scenario.no_audio_features = "audio features are switched off in this installation"
    page = open_page(TRACK)
    expect(page.locator(".sound")).to_contain_text("switched off in this installation.")
    expect(page.locator(".sound")).not_to_contain_text("Spotify")
    assert not [asked for asked in origin.asked if asked.endswith("/data")]


def test_audio_features_found_closed_on_asking(scenario: Scenario, open_page: OpenPage) -> None:
    scenario.audio_features = None
    scenario.faults["/library/tracks/track00000000000000007/data"] = Fault(
        403, "feature_unavailable", "Not available", "Spotify does not give audio features to this app."
    )
    page = open_page(TRACK)
    expect(page.locator(".sound")).to_contain_text("Audio features are closed to this app.")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_open_audio_features(scenario: Scenario, open_page: OpenPage) -> None:
    scenario.audio_features = True
    page = open_page(TRACK)
    expect(page.get_by_role("meter", name="Energy")).to_have_attribute("value", "72")
    expect(page.locator(".sound")).to_contain_text("A minor")
    expect(page.locator(".sound")).to_contain_text("118 BPM")


def test_audio_features_name_who_measured_them(scenario: Scenario, open_page: OpenPage) -> None:
    scenario.audio_features = None
    scenario.track_data = {"source": "reccobeats"}
    page = open_page(TRACK)
    expect(page.get_by_role("meter", name="Energy")).to_have_attribute("value", "72")
    expect(page.locator(".sound")).to_contain_text("Measured by ReccoBeats")


def test_a_track_that_nobody_measured_is_no_error(scenario: Scenario, open_page: OpenPage) -> None:
    scenario.audio_features = None
    scenario.track_data = {"source": "reccobeats", "state": "not_found", "features": None, "fetched_at": None}
    page = open_page(TRACK)
    expect(page.locator(".sound")).to_contain_text("ReccoBeats has not measured this track.")
    expect(page.get_by_role("meter")).to_have_count(0)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_source_that_cannot_be_asked_now_says_why(scenario: Scenario, open_page: OpenPage) -> None:
    scenario.audio_features = None
    scenario.track_data = {
        "source": "reccobeats",
        "state": "unavailable",
        "reason": "ReccoBeats wants a pause until 2026-11-25T05:00:00Z",
        "again_at": "2026-11-25T05:00:00Z",
        "features": None,
        "fetched_at": None,
    }
    page = open_page(TRACK)
    expect(page.locator(".sound")).to_contain_text("There are no audio features at the moment.")
    expect(page.locator(".sound")).to_contain_text("ReccoBeats wants a pause until")
    expect(page.get_by_role("alert")).to_have_count(0)


# -- moving about


def test_reload_and_back_keep_the_place(open_page: OpenPage) -> None:
    page = open_page()
    page.locator(".sleeve-link").nth(2).click()
    expect(heading(page)).to_have_text("Long Walks & Short Songs")
    place = page.url
    page.reload()
    expect(heading(page)).to_have_text("Long Walks & Short Songs")
    assert page.url == place
    page.go_back()
    expect(heading(page)).to_have_text("Playlists")


def test_back_shows_what_was_loaded_where_it_was(origin: FakeOrigin, open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_role("button", name="Load more").click()
    expect(page.locator(".sleeves > li")).to_have_count(64)
    page.locator(".sleeve-link").nth(60).scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    asked = origin.asked.count("GET /library/playlists")
    page.locator(".sleeve-link").nth(60).click()
    expect(page.locator(".up a")).to_be_visible()
    page.go_back()
    expect(page.locator(".sleeves > li")).to_have_count(64)
    assert origin.asked.count("GET /library/playlists") == asked
    page.wait_for_function("expected => Math.abs(scrollY - expected) < 5", arg=before)


def test_after_a_move_the_focus_is_on_the_new_heading(open_page: OpenPage) -> None:
    page = open_page()
    page.locator(".sleeve-link").nth(0).focus()
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text("Night Bus Home")
    page.wait_for_function("document.activeElement?.textContent === 'Night Bus Home'")


def test_the_first_tab_stop_skips_to_the_content(open_page: OpenPage) -> None:
    page = open_page()
    expect(heading(page)).to_have_text("Playlists")
    page.keyboard.press("Tab")
    expect(page.locator("#skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
    expect(heading(page)).to_have_text("Playlists")


def test_an_unknown_place_leads_back(open_page: OpenPage) -> None:
    page = open_page("#/nowhere/at/all")
    expect(heading(page)).to_have_text("There is no such page")


# -- errors


@pytest.mark.parametrize(
    ("fault", "advice"),
    [
        (Fault(503, "spotify_unavailable", "Spotify did not answer", "It timed out."), "usually over in a minute"),
        (Fault(403, "spotify_forbidden_playlist", "Not yours", "Spotify refused."), "own or collaborate on"),
        (Fault(500, "internal_error", "Something went wrong", "Unforeseen."), "finds it in the logs"),
        (Fault(404, "not_found", "No such playlist", "Spotify does not know it."), "may have been deleted"),
        (Fault(418, "brand_new_code", "Something newer", "Than this client."), "report it with the request id"),
    ],
)
def test_problems_show_everything_a_person_needs(
    scenario: Scenario, open_page: OpenPage, fault: Fault, advice: str
) -> None:
    scenario.faults["/library/playlists/"] = fault
    page = open_page(PLAYLIST)
    problem = page.get_by_role("alert")
    for words in (fault.title, fault.detail, fault.code, advice):
        expect(problem).to_contain_text(words)
    expect(problem).to_contain_text(re.compile(r"fake-\d{4}"))
    scenario.faults.clear()
    problem.get_by_role("button", name="Try again").click()
    expect(heading(page)).to_have_text("Night Bus Home")


def test_a_named_wait_holds_the_retry_back(scenario: Scenario, open_page: OpenPage) -> None:
    scenario.faults["/library/tracks"] = Fault(429, "spotify_rate_limited", "Slow down", "Spotify said so.", 3600)
    page = open_page("#/tracks")
    expect(page.get_by_role("button", name="Try again in 60 min")).to_be_disabled()


def test_a_failed_next_page_leaves_the_rows(scenario: Scenario, open_page: OpenPage) -> None:
    page = open_page(PLAYLIST)
    expect(page.locator(".rows tbody tr")).to_have_count(50)
    scenario.faults["/library/"] = Fault(503, "spotify_unavailable", "Spotify did not answer")
    page.get_by_role("button", name="Load more").click()
    expect(page.get_by_role("alert")).to_contain_text("Spotify did not answer")
    expect(page.locator(".rows tbody tr")).to_have_count(50)
    scenario.faults.clear()
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".rows tbody tr")).to_have_count(100)


def test_ended_consent_offers_to_renew_it(scenario: Scenario, open_page: OpenPage) -> None:
    scenario.reauth_required = True
    scenario.faults["/library/"] = Fault(401, "reauth_required", "Spotify wants your consent again")
    page = open_page()
    expect(page.get_by_role("alert").get_by_role("link", name="Sign in with Spotify")).to_be_visible()
    page.get_by_role("link", name="Account").click()
    expect(page.locator("#content")).to_contain_text("Spotify does not accept your consent just now.")


def test_offline_is_said_and_over_when_it_is_over(open_page: OpenPage) -> None:
    page = open_page()
    expect(page.locator(".sleeves > li")).to_have_count(50)
    page.context.set_offline(True)
    expect(page.locator(".banner")).to_contain_text("You are offline")
    page.get_by_role("link", name="Saved tracks").click()
    expect(page.get_by_role("alert")).to_contain_text("You are offline")
    page.context.set_offline(False)
    expect(page.locator(".banner")).to_have_count(0)
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".rows tbody tr")).to_have_count(50)


# -- behind it


def test_a_playlist_is_followed_from_answer_to_record(open_page: OpenPage) -> None:
    page = open_page(PLAYLIST)
    trail = page.locator(".trail", has_text="/items")
    for kind in ("answer", "message", "function", "record"):
        expect(trail.locator(f".steps > li[data-kind={kind}]")).to_have_count(1)
    expect(trail.locator(".steps")).to_contain_text("40 records written")
    expect(page.locator("#lcd")).to_contain_text("51 records queued → 41 written, 10 already stored")
    expect(page.locator(".waiting")).to_have_count(0)
    trail.get_by_role("button", name="Show all 40").click()
    expect(trail.locator(".record-button")).to_have_count(40)
    trail.locator(".record-button").nth(0).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text('"pk": "TRACK#track00000000000000000"')
    expect(dialog).to_contain_text('"duration_ms": 1')
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator(".state")).to_contain_text("library-persist")
    expect(page.locator(".state")).to_contain_text("catalogue")


def test_watching_stops_when_everything_is_accounted_for(open_page: OpenPage) -> None:
    page = open_page(PLAYLIST)
    expect(page.locator("#lcd")).to_contain_text("51 records queued → 41 written")
    expect(page.locator(".waiting")).to_have_count(0)
    page.wait_for_load_state("networkidle")
    polls: list[str] = []
    page.on("request", lambda request: polls.append(request.url))
    page.wait_for_timeout(3_500)  # longer than the slowest pace of polling
    assert polls == []


def test_what_could_not_be_queued_is_said(scenario: Scenario, open_page: OpenPage) -> None:
    scenario.persist = "failed"
    page = open_page("#/tracks")
    expect(page.locator(".rows tbody tr")).to_have_count(50)
    expect(page.locator(".trail")).to_contain_text("this answer is not stored")
    expect(page.locator("#lcd")).to_contain_text("Answered, but not queued")


def test_dead_letters_show_their_reason(scenario: Scenario, open_page: OpenPage) -> None:
    letter = {"queue": "library-persist", "id": "m9", "reason": "track: name is not a string", "body": '{"v": 1}'}
    scenario.dead_letters = [{**letter, "received": "2026-11-22T10:00:00Z"}]
    page = open_page("#/tracks")
    expect(page.locator(".trail li[data-kind=dead_letter]")).to_contain_text("track: name is not a string")
    expect(page.locator(".letters")).to_contain_text("1 dead letter")
    expect(page.locator("#lcd")).to_contain_text("1 refused")


def test_without_an_inspector_the_headers_are_shown(scenario: Scenario, open_page: OpenPage) -> None:
    scenario.inspector = False
    page = open_page(PLAYLIST)
    trail = page.locator(".trail", has_text="/items")
    expect(trail).to_contain_text("What it read is on the queue")
    expect(trail).to_contain_text(re.compile(r"fake-\d{4}"))
    expect(trail).to_contain_text("ETag")


def test_away_from_a_local_machine_nothing_local_is_asked(scenario: Scenario, open_page: OpenPage) -> None:
    scenario.stage = "prod"
    page = open_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator(".sleeve-link").nth(0).click()
    expect(page.locator(".trail", has_text="/items")).to_contain_text("What it read is on the queue")
    expect(page.locator(".rows tbody tr")).to_have_count(50)
    assert asked and not [url for url in asked if "/_local/" in url]


def test_an_unchanged_answer_is_shown_as_such(open_page: OpenPage) -> None:
    page = open_page()
    expect(page.locator(".sleeves > li")).to_have_count(50)
    page.get_by_role("link", name="Saved tracks").click()
    expect(page.locator(".rows tbody tr")).to_have_count(50)
    page.get_by_role("link", name="Playlists", exact=True).click()
    expect(page.locator(".sleeves > li")).to_have_count(50)
    expect(page.locator(".trail").nth(0)).to_contain_text("304")
    expect(page.locator("#lcd")).to_contain_text("Unchanged")


# -- account


def test_a_token_is_shown_once_and_can_be_revoked(scenario: Scenario, open_page: OpenPage) -> None:
    page = open_page("#/account")
    page.get_by_label("Name").fill("Nightly <export>")
    page.get_by_role("button", name="Make a token").click()
    expect(page.locator(".secret")).to_have_text("made-up.token-shown-once-0123456789abcdef")
    page.reload()
    expect(page.locator("#content")).to_contain_text("Nightly <export>")
    expect(page.locator(".secret")).to_have_count(0)
    page.get_by_role("button", name="Revoke the token Nightly <export>").click()
    expect(page.locator("#content")).to_contain_text("No tokens yet.")
    assert scenario.tokens == []


def test_another_session_can_be_ended_this_one_not(scenario: Scenario, open_page: OpenPage) -> None:
    page = open_page("#/account")
    expect(page.locator("#content")).to_contain_text("Chrome on Linux (this one)")
    ends = page.get_by_role("button", name=re.compile("End the session"))
    expect(ends).to_have_count(1)
    ends.click()
    expect(ends).to_have_count(0)
    assert [session["id"] for session in scenario.sessions] == ["s1"]


def test_a_count_spotify_did_not_tell_is_no_zero(open_page: OpenPage) -> None:
    page = open_page("#/account")
    expect(page.locator(".tiles > div", has_text="Audiobooks").locator("dd")).to_have_text("–")
    expect(page.locator(".tiles > div", has_text="Tracks").locator("dd")).to_have_text("2,041")


@pytest.mark.parametrize(
    ("scenario_of", "said", "button"),
    [
        pytest.param({"warning": None}, None, None, id="far away"),
        pytest.param(
            {"warning": "ends_within_30_days", "days_left": 23}, "ends your consent in 23 days", "Renew it now", id="30"
        ),
        pytest.param({"warning": "ends_within_7_days", "days_left": 1}, "Only 1 day left", "Renew it now", id="7"),
        pytest.param(
            {"warning": "ended", "days_left": 0, "reauth_required": True},
            "ended on 20 May 2027",
            "Sign in with Spotify again",
            id="ended",
        ),
        pytest.param({"reauth_required": True}, "keeps trying", "Sign in with Spotify again", id="refused"),
    ],
)
def test_the_end_of_a_consent_is_told_in_time(
    scenario: Scenario, open_page: OpenPage, scenario_of: dict[str, Any], said: str | None, button: str | None
) -> None:
    for name, value in scenario_of.items():
        setattr(scenario, name, value)
    page = open_page("#/account")
    part = page.locator(".part", has=page.get_by_role("heading", name="What you allowed"))
    expect(part).to_be_visible()
    if said is None or button is None:
        expect(part.locator(".callout")).to_have_count(0)
        return
    expect(part.locator(".callout")).to_contain_text(said)
    scenario.warning, scenario.reauth_required = None, False
    link = part.get_by_role("link", name=button)
    assert "consent_again=true" in (link.get_attribute("href") or ""), "Spotify asks again, and six months begin anew"
    link.click()
    expect(heading(page)).to_have_text("Ada Lindqvist")
    expect(page.locator(".callout")).to_have_count(0)
    assert page.url.endswith("#/account"), "the person is back where they were"


def test_settings_are_kept(scenario: Scenario, open_page: OpenPage) -> None:
    scenario.settings = {"time_zone": "America/Nowhere_Known", "sync_period_hours": 5}
    page = open_page("#/account", timezone_id="Europe/Paris")
    zone, period = page.get_by_label("Time zone"), page.get_by_label("Read my library by itself")
    expect(zone).to_have_value("America/Nowhere_Known")
    expect(period).to_have_value("5")
    zone.select_option(label="This device’s: Europe/Paris")
    period.select_option(label="Every day")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert scenario.settings == {"time_zone": "Europe/Paris", "sync_period_hours": 24}
    page.get_by_label("Time zone").select_option(label="Not set")
    expect(page.get_by_text("Saved.")).to_have_count(0)
    page.get_by_label("Read my library by itself").select_option(label="Off")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert scenario.settings == {"time_zone": None, "sync_period_hours": None}


def test_settings_that_are_refused_say_why(scenario: Scenario, open_page: OpenPage) -> None:
    page = open_page("#/account")
    expect(page.get_by_label("Time zone")).to_be_visible()
    scenario.faults["/user"] = Fault(400, "invalid_request", "The request is not valid")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert").filter(has_text="The request is not valid")).to_be_visible()
    expect(page.get_by_role("button", name="Save")).to_be_enabled()
    scenario.faults.clear()


# -- sizes


@pytest.mark.parametrize("place", ["", PLAYLIST, "#/tracks", TRACK, "#/account"])
def test_nothing_sticks_out_sideways(scenario: Scenario, open_page: OpenPage, place: str) -> None:
    scenario.playlists[0] = {**scenario.playlists[0], "name": "Donaudampfschifffahrtsgesellschaft" * 4}
    scenario.rows = library.rows(12)
    page = open_page(place)
    expect(heading(page)).to_be_visible()
    expect(page.locator(".skeleton")).to_have_count(0)
    for width in (320, 390, 768, 1024, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_a_phone_the_panel_is_a_sheet(open_page: OpenPage) -> None:
    page = open_page(PLAYLIST, viewport=PHONE, has_touch=True, is_mobile=True)
    panel = page.locator("#behind")
    expect(page.locator(".rows tbody tr")).to_have_count(50)
    expect(panel).to_be_hidden()
    page.locator("#lcd").tap()
    expect(panel).to_be_visible()
    expect(panel).to_contain_text("records written")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page.locator("#lcd")).to_be_focused()
