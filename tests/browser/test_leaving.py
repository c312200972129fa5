"""Leaving Dashspot in the reference client: asked twice, followed to the receipt, readable without a session."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import PATIENCE, PHONE, OpenPage
from tests.browser.fake_server import FakeOrigin, Fault, Scenario

pytestmark = pytest.mark.browser
sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (requirements-browser.txt)")

ASK, CONFIRM, KEEP = "Disconnect and erase …", "Disconnect and erase", "Keep everything"


def expect(locator: Any) -> Any:
    """Playwright's waiting assertion, with patience for a busy machine."""
    sync_api.expect.set_options(timeout=PATIENCE)
    return sync_api.expect(locator)


def test_nothing_happens_before_it_is_confirmed(origin: FakeOrigin, open_page: OpenPage) -> None:
    page = open_page("#/account")
    page.get_by_role("button", name=ASK).click()
    expect(page.get_by_role("heading", name="Erase everything")).to_be_focused()
    expect(page.locator(".confirm")).to_contain_text("can’t be undone")
    page.get_by_role("button", name=KEEP).click()
    expect(page.get_by_role("button", name=ASK)).to_be_focused()
    assert "DELETE /user" not in origin.asked


@pytest.mark.parametrize("settings", [{}, {"viewport": PHONE}], ids=["desktop", "phone"])
def test_it_is_followed_to_its_receipt(
    scenario: Scenario, origin: FakeOrigin, open_page: OpenPage, settings: dict[str, Any]
) -> None:
    page = open_page("#/account", **settings)
    page.get_by_role("button", name=ASK).click()
    page.get_by_role("button", name=CONFIRM, exact=True).click()
    expect(page.locator("#content h1")).to_have_text("Erasing what Dashspot keeps about you")
    expect(page.locator("#tabs")).to_be_hidden()
    assert not scenario.signed_in
    expect(page.locator("#content")).to_contain_text("looks once more at")
    expect(page.locator("#content h1")).to_have_text("Everything is erased")
    expect(page.locator(".facts")).to_contain_text("4,808 erased")
    asked = origin.asked.count("GET /user/erasures/" + "c0ffee" * 6 + "c0ff")
    page.reload()
    expect(page.locator("#content h1")).to_have_text("Everything is erased")
    page.get_by_role("link", name="To the start page").click()
    expect(page.locator("#sign-in")).to_be_visible()
    assert origin.asked.count("DELETE /user") == 1
    assert asked == 3, "an erasure that has ended is asked about no more"


def test_a_refusal_says_why_and_leaves_everything_in_place(scenario: Scenario, open_page: OpenPage) -> None:
    page = open_page("#/account")
    expect(page.get_by_role("button", name=ASK)).to_be_visible()
    scenario.faults["/user"] = Fault(503, "internal_error", "Not just now")
    page.get_by_role("button", name=ASK).click()
    page.get_by_role("button", name=CONFIRM, exact=True).click()
    expect(page.locator(".confirm").get_by_role("alert")).to_contain_text("Not just now")
    expect(page.get_by_role("button", name=CONFIRM, exact=True)).to_be_enabled()
    assert scenario.signed_in
    scenario.faults.clear()


def test_an_address_that_leads_to_no_erasure_says_so(scenario: Scenario, open_page: OpenPage) -> None:
    scenario.signed_in = False
    scenario.faults["/user/erasures"] = Fault(404, "not_found", "There is nothing at this address")
    page = open_page("#/erasures/" + "0" * 40)
    expect(page.get_by_role("alert")).to_contain_text("There is nothing at this address")
