"""Finding and driving a Chromium, and keeping watch over what a page does."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request

#: Debian's Chromium refuses its sandbox to root; the rest keeps it from asking hosts of its maker's for anything.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
)


def find_chromium(playwright: Playwright) -> str | None:
    """CHROMIUM from the environment, else the system's, else the one Playwright installed; None without any."""
    named = os.environ.get("CHROMIUM")
    found = named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found:
        return found
    own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


@contextmanager
def launched(playwright: Playwright, executable: str, *arguments: str) -> Iterator[Browser]:
    """A headless browser for as long as the block runs."""
    browser = playwright.chromium.launch(executable_path=executable, args=[*ARGUMENTS, *arguments])
    try:
        yield browser
    finally:
        browser.close()


@dataclass
class Watch:
    """What a page complained about: ``console`` (errors and warnings), ``errors`` (uncaught), ``failed`` requests,
    ``refused`` answers (status and address). Cancelled requests are no failure: leaving a view cancels its own."""

    console: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def over(self, page: Page) -> Watch:
        """Begin watching ``page``."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("requestfailed", self._failed)
        page.on(
            "response",
            lambda answer: self.refused.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None,
        )
        return self

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.console.append(f"{message.type}: {message.text}")

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":
            self.failed.append(f"{request.failure} {request.url}")

    def own_faults(self) -> list[str]:
        """Everything but the browser's remarks about answers and connections that a test refused on purpose."""
        return self.errors + [line for line in self.console if "Failed to load resource" not in line]

    def everything(self) -> list[str]:
        """All of it: for a run where nothing may go wrong."""
        return self.errors + self.console + self.failed + self.refused
