"""A Chromium for the tests here, and pages on the fake origin. Without a browser the tests are skipped, saying why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.browsers import Watch, find_chromium, launched
from tests.browser.fake_server import FakeOrigin, Scenario, running_fake

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Playwright

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 800}
PATIENCE = 45_000  # ms that an expected sight may take on a busy machine


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Playwright's driver. Module scope: its event loop must not outlive these tests in a shared worker."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (requirements-browser.txt)")
    with api.sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def chromium_path(playwright: Playwright) -> str:
    """Where Chromium is."""
    found = find_chromium(playwright)
    if found is None:
        pytest.skip("no Chromium: install Debian's chromium, or name one in CHROMIUM")
    return found


@pytest.fixture(scope="module")
def browser(playwright: Playwright, chromium_path: str) -> Iterator[Browser]:
    """A headless Chromium."""
    with launched(playwright, chromium_path) as running:
        yield running


@pytest.fixture
def scenario() -> Scenario:
    """What the fake origin is like; a test changes it before or while the page is open."""
    return Scenario()


@pytest.fixture
def origin(scenario: Scenario) -> Iterator[FakeOrigin]:
    """The fake origin, running."""
    with running_fake(scenario) as running:
        yield running


OpenPage = Callable[..., "Page"]


@pytest.fixture
def open_page(browser: Browser, origin: FakeOrigin) -> Iterator[OpenPage]:
    """Opens a place of the client: ``open_page("#/tracks", viewport=PHONE)``. Afterwards no page may have failed by
    itself (uncaught errors, policy violations)."""
    contexts = []
    watches = []

    def open_(place: str = "", **settings: Any) -> Page:
        context = browser.new_context(**{"viewport": DESKTOP, "locale": "en-GB", "timezone_id": "UTC", **settings})
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        watches.append(Watch().over(page))
        page.goto(f"{origin.url}/{place}")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert [fault for watch in watches for fault in watch.own_faults()] == []
