"""The reference client against the whole local system, in headless Chromium: sign in, open a playlist, see its record.

Screenshots go to the folder named by SCREENSHOTS, where it is set. TLS is checked: the browser is told to accept this
one server key, which was read over a connection verified with the local certificate authority.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from infra.local.simulator import RunningSimulator, running_simulator
from tests.browser.browsers import Watch, launched
from tests.e2e.system import Ports, RunningSystem, running_system

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Playwright

pytestmark = [pytest.mark.browser, pytest.mark.e2e]
sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (requirements-browser.txt)")

#: A function's first start in the emulated cloud takes seconds.
PATIENCE = 60_000
WHOLE_SYNC = 240_000
SEED = 7


def key_of(url: str, authority: Path) -> str:
    """The server's public key as Chromium's switch names it: SHA-256 of its SubjectPublicKeyInfo, base64. Raises
    ssl.SSLError when the certificate does not chain to ``authority`` or is for another host."""
    address = urlsplit(url)
    context = ssl.create_default_context(cafile=str(authority))
    with (
        socket.create_connection((address.hostname, address.port or 443), timeout=10) as plain,
        context.wrap_socket(plain, server_hostname=address.hostname) as secure,
    ):
        certificate = secure.getpeercert(binary_form=True)
    assert certificate is not None
    key = x509.load_der_x509_certificate(certificate).public_key()
    return base64.b64encode(
        hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()
    ).decode()


@pytest.fixture(scope="module")
def local_system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSystem]:
    """The packaged functions in the emulated cloud behind the TLS gateway, and a library of the simulator's."""
    print(f"simulator: seed {SEED}")
    ports = Ports()
    origin = f"https://127.0.0.1:{ports.gateway}"
    with (
        running_simulator(seed=SEED, tracks=400, playlists=24, public_url=origin) as spotify,
        running_system(tmp_path_factory.mktemp("local"), spotify, ports) as system,
    ):
        yield system


@pytest.fixture(scope="module")
def trusting_browser(playwright: Playwright, chromium_path: str, local_system: RunningSystem) -> Iterator[Browser]:
    """A Chromium that trusts the local system's key, and no other unknown one."""
    trusted = f"--ignore-certificate-errors-spki-list={key_of(local_system.url, local_system.authority)}"
    with launched(playwright, chromium_path, trusted) as browser:
        yield browser


def expect(locator: Any, patience: int = PATIENCE) -> Any:
    sync_api.expect.set_options(timeout=patience)
    return sync_api.expect(locator)


Shoot = Callable[["Page", str], None]


@pytest.fixture
def shoot() -> Shoot:
    """Takes a screenshot where SCREENSHOTS names a folder."""
    folder = os.environ.get("SCREENSHOTS")

    def take(page: Page, name: str) -> None:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=Path(folder) / f"{name}.png")

    return take


def sign_in(page: Page, name: str, shoot: Shoot) -> str:
    """From the welcome page through the consent page; returns the name of the person who signed in."""
    expect(page.locator("#simulated")).to_have_text("simulated Spotify")
    shoot(page, f"{name}-welcome")
    page.click("#sign-in")
    expect(page.get_by_text("Simulated Spotify", exact=True)).to_be_visible()
    shoot(page, f"{name}-consent")
    page.get_by_role("button", name="Agree").click()
    expect(page.locator("#content h1")).to_have_text("Playlists")
    return str(page.evaluate("fetch('/api/v1/user').then(answer => answer.json())")["user"]["display_name"])


def open_own_playlist(page: Page, person: str, name: str, shoot: Shoot) -> None:
    """In development mode Spotify gives the rows of a person's own playlists only, so one of those."""
    below = page.locator(".below", has_text=re.compile(rf"^{re.escape(person)} · [1-9]"))
    own = page.locator(".sleeve-link", has=below).first
    expect(own).to_be_visible()
    shoot(page, f"{name}-playlists")
    title = own.locator(".name").inner_text()
    own.click()
    expect(page.locator("#content h1")).to_have_text(title)
    expect(page.locator(".rows tbody tr").first).to_be_visible()
    shoot(page, f"{name}-playlist")


def follow_to_the_end(page: Page, name: str, shoot: Shoot) -> None:
    """The panel shows message and function, and everything that was queued is accounted for."""
    items = page.locator(".trail", has_text="/items")
    for kind in ("answer", "message", "function"):
        expect(items.locator(f".steps > li[data-kind={kind}]").first).to_be_visible()
    expect(page.locator(".trail .waiting")).to_have_count(0)
    expect(page.locator("#lcd")).to_contain_text(re.compile(r"records queued → .*\d+ (written|already stored)"))
    shoot(page, f"{name}-behind")


def open_a_record(page: Page, name: str, shoot: Shoot) -> None:
    """A written record's button shows the record as the table holds it."""
    record = page.locator(".record-button").first
    written = record.locator(".name").inner_text()
    record.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text('"pk"')
    expect(dialog.locator("pre").first).to_contain_text(written)
    shoot(page, f"{name}-record")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def look_around(page: Page, name: str, shoot: Shoot) -> None:
    """Saved tracks and the account."""
    page.get_by_role("link", name="Saved tracks").click()
    expect(page.locator(".rows tbody tr").first).to_be_visible()
    shoot(page, f"{name}-tracks")
    page.get_by_role("link", name="Account").click()
    expect(page.locator(".tiles dd").first).to_have_text(re.compile(r"\d"))
    expect(page.locator(".skeleton")).to_have_count(0)
    shoot(page, f"{name}-account")


def sync_the_library(page: Page, name: str, shoot: Shoot) -> None:
    """Started by hand, or by Dashspot itself a moment ago; followed to its end."""
    page.get_by_role("link", name="Syncs", exact=True).click()
    start = page.get_by_role("button", name="Sync my library")
    expect(start.or_(page.locator(".sync"))).to_be_visible()
    if start.is_visible():
        start.click()
    expect(page.locator(".sync-display")).to_be_visible()
    shoot(page, f"{name}-sync")
    expect(page.locator(".sync-head h2"), WHOLE_SYNC).to_have_text("Up to date")
    expect(page.locator(".sync .facts")).to_contain_text(re.compile(r"Requests to Spotify\s*[1-9]"))
    shoot(page, f"{name}-synced")


def counted(page: Page, name: str) -> Any:
    """A figure of the sync that is shown."""
    return page.locator(f".sync .tiles [data-count={name}] dd")


def see_what_changed(page: Page, spotify: RunningSimulator, person: str, name: str, shoot: Shoot) -> None:
    """A playlist is changed in Spotify's own app, synced, and shown as it is and as it was."""
    page.get_by_role("link", name="Playlists", exact=True).click()
    open_own_playlist(page, person, name, shoot)
    before = page.locator("#content h1").inner_text()
    spotify.switch("change-playlist", playlist=page.url.rsplit("/", 1)[-1], name=f"Renamed on a {name}", remove=[0])
    place = page.url
    sync_the_library(page, f"{name}-again", shoot)
    expect(counted(page, "removed")).to_have_text("1")
    expect(counted(page, "created")).to_have_text("0")
    page.goto(place)
    expect(page.locator("#content h1")).to_have_text(f"Renamed on a {name}")
    page.get_by_role("link", name="Changes", exact=True).click()
    newest = page.locator(".change-set").first
    expect(newest).to_contain_text(f"“{before}” is now “Renamed on a {name}”")
    expect(newest).to_contain_text("was row 1")
    shoot(page, f"{name}-changes")
    newest.get_by_role("link", name="As it was before").click()
    expect(page.locator("#content h1")).to_have_text(before)
    expect(page.locator(".rows tbody tr").first).to_be_visible()
    shoot(page, f"{name}-as-of")


def open_a_track(page: Page, name: str, shoot: Shoot) -> None:
    """Its audio features are closed to the app, as to any new one."""
    page.get_by_role("link", name="Saved tracks").click()
    page.locator(".rows .name a").first.click()
    expect(page.locator(".sound")).to_contain_text(
        re.compile("Audio features are closed to this app|There are no audio features here")
    )
    shoot(page, f"{name}-track")


def sign_out(page: Page) -> None:
    page.get_by_role("link", name="Account").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("#sign-in")).to_be_visible()


@pytest.mark.parametrize("name", ["desktop", "phone"])
def test_sign_in_open_a_playlist_and_see_its_record_arrive(
    trusting_browser: Browser, local_system: RunningSystem, shoot: Shoot, name: str
) -> None:
    is_phone = name == "phone"
    context = trusting_browser.new_context(
        viewport={"width": 390, "height": 844} if is_phone else {"width": 1280, "height": 800},
        color_scheme="dark" if is_phone else "light",
        has_touch=is_phone,
        locale="en-GB",
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    watch = Watch().over(page)
    page.goto(local_system.url)

    person = sign_in(page, name, shoot)
    open_own_playlist(page, person, name, shoot)
    if is_phone:
        page.locator("#lcd").tap()
    follow_to_the_end(page, name, shoot)
    if page.locator(".record-button").count():  # none where an earlier run has stored this library already
        open_a_record(page, name, shoot)
    page.keyboard.press("Escape")
    look_around(page, name, shoot)
    sync_the_library(page, name, shoot)
    # The first time everything is new; what is as it was is not written again.
    expect(counted(page, "created")).to_have_text("0" if is_phone else re.compile("[1-9]"))
    expect(page.locator(".sync")).to_contain_text("All but what Spotify keeps from this app")
    see_what_changed(page, local_system.spotify, person, name, shoot)
    assert watch.everything() == [], "no complaint of the browser's, no failed request, no refused one"

    open_a_track(page, name, shoot)
    # A new app learns by Spotify's refusal, once, that features are closed; from then on the page does not ask.
    assert [refused for refused in watch.refused if "/data" not in refused] == []
    assert watch.errors + watch.failed == []
    sign_out(page)
    context.close()


def test_saying_no_on_the_consent_page_is_explained(trusting_browser: Browser, local_system: RunningSystem) -> None:
    context = trusting_browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    watch = Watch().over(page)
    page.goto(local_system.url)
    page.click("#sign-in")
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("alert")).to_contain_text("You said no on Spotify’s page")
    assert watch.everything() == []
    context.close()


def test_the_api_reference_filters_and_complains_of_nothing(
    trusting_browser: Browser, local_system: RunningSystem, shoot: Shoot
) -> None:
    context = trusting_browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    watch = Watch().over(page)
    page.goto(f"{local_system.url}/api/v1/docs")
    every = page.locator("details.operation")
    total = every.count()
    assert total > 10
    shoot(page, "docs")
    page.get_by_label("Filter").fill("get {spotify_id}/items")
    expect(page.locator("details.operation:visible")).to_have_count(1)
    expect(page.locator("#found")).to_have_text(f"1 of {total} operations")
    assert watch.everything() == []
    context.close()
