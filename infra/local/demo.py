"""``make demo``: sign in, open a playlist, watch its records arrive, then sync the whole library, in the terminal.

Uses the system that ``make run`` started, or starts one for the length of the demonstration.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests

from infra.local.ports import busy
from infra.local.settings import LocalSettings, SettingsProblem, read_settings
from infra.local.tls import certificate
from infra.paths import ROOT

SHOWN = 6
"""Lines of each kind that are shown."""

WAIT_SECONDS = 60
SYNC_WAIT_SECONDS = 600


class DemoFailed(Exception):
    """Something did not answer as it should; the message says what."""


def main() -> int:
    """Run the demonstration; 1 when something in it failed."""
    try:
        settings = read_settings(os.environ)
        if not settings.simulated:
            raise DemoFailed("The demonstration signs in at the simulator: run it without Spotify credentials in .env.")
        with _system(settings):
            Demo(settings).show()
    except (DemoFailed, SettingsProblem, requests.RequestException) as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    return 0


class Demo:
    """One person's way through the API."""

    def __init__(self, settings: LocalSettings) -> None:
        self._origin = settings.origin
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.verify = str(certificate(settings.state / "tls").authority)

    def show(self) -> None:
        """Sign in, list playlists, open one, follow its records, sync everything."""
        self._sign_in()
        playlists = self._get("/api/v1/library/playlists?limit=50").json()["data"]
        _say(f"\n{len(playlists)} playlists:")
        for playlist in playlists[:SHOWN]:
            _say(f"  {playlist['name']}  ({playlist['items_total']} rows)")
        chosen = next(playlist for playlist in playlists if playlist["items_total"])
        answer = self._get(f"/api/v1/library/playlists/{chosen['id']}/items?limit=25")
        _say(f"\nThe first rows of {chosen['name']}:")
        for row in answer.json()["data"][:SHOWN]:
            _say(f"  {row['position'] + 1:4}  {row['kind']:11}  {(row['item'] or {}).get('name', '')}")
        request_id = answer.headers["Dashspot-Request-Id"]
        _say(f"\nWhat happened behind that answer (request {request_id}):")
        self._follow(request_id)
        _say("\nA sync reads the whole library:")
        self._sync()

    def _sign_in(self) -> None:
        begun = self._session.get(f"{self._origin}/api/v1/user/login?return_to=/", allow_redirects=False, timeout=30)
        if begun.status_code != requests.codes.found:
            raise DemoFailed(f"Sign-in answered {begun.status_code}: {begun.text}")
        consent = urlsplit(begun.headers["Location"])
        _say(f"Signing in: the consent page is at {consent.scheme}://{consent.netloc}{consent.path}")
        form = {**dict(parse_qsl(consent.query)), "decision": "agree"}
        page = f"{consent.scheme}://{consent.netloc}{consent.path}"
        agreed = requests.post(page, data=form, allow_redirects=False, timeout=30)
        self._session.get(agreed.headers["Location"], allow_redirects=False, timeout=30)
        user = self._get("/api/v1/user").json()
        if not user["authenticated"]:
            raise DemoFailed("Signing in did not work.")
        _say(f"Signed in as {user['user']['display_name']}.")

    def _follow(self, request_id: str) -> None:
        shown = 0
        end = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < end:
            events = self._get(f"/_local/activity.json?request_id={request_id}").json()["events"]
            for event in events[shown:]:
                self._tell(event, sum(earlier["kind"] == event["kind"] for earlier in events[:shown]))
                shown += 1
            if any(event["kind"] == "function" for event in events):
                break
            time.sleep(0.3)
        else:
            raise DemoFailed(f"No function handled the message within {WAIT_SECONDS} s: see {self._origin}/_local/")
        records = sum(event["kind"] == "record" for event in events)
        _say(f"\n{records} records were written" if records else "\nNothing was written: all of it was known already.")
        letters = self._get("/_local/dead-letters.json").json()["dead_letters"]
        _say(f"Dead letters: {len(letters)}. More at {self._origin}/_local/")

    def _tell(self, event: dict[str, Any], earlier: int) -> None:
        if event["kind"] != "record" or earlier < SHOWN:
            _say(f"  {event['at'][11:23]}  {event['kind']:11}  {event['title']}")
        elif earlier == SHOWN:
            _say("                ...")

    def _sync(self) -> None:
        begun = self._session.post(
            f"{self._origin}/api/v1/library/syncs", json={}, headers={"Origin": self._origin}, timeout=30
        )
        if begun.status_code != requests.codes.accepted:
            raise DemoFailed(f"Starting a sync answered {begun.status_code}: {begun.text}")
        end = time.monotonic() + SYNC_WAIT_SECONDS
        told = ""
        while time.monotonic() < end:
            job = self._get(begun.headers["Location"]).json()
            if (line := _progress(job)) != told:
                told = line
                _say(f"  {line}")
            if job["finished_at"] is not None:
                _tell_end(job)
                return
            time.sleep(1)
        raise DemoFailed(f"The sync did not end within {SYNC_WAIT_SECONDS} s: see {self._origin}/_local/")

    def _get(self, path: str) -> requests.Response:
        answer = self._session.get(self._origin + path, timeout=30)
        if answer.status_code != requests.codes.ok:
            raise DemoFailed(f"{path} answered {answer.status_code}: {answer.text}")
        return answer


@contextmanager
def _system(settings: LocalSettings) -> Iterator[None]:
    if busy(settings.port):
        yield
        return
    process = subprocess.Popen([sys.executable, "-m", "infra.local"], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        for line in process.stdout or ():
            if line.startswith("https://"):
                break
            _say(line.rstrip())
        else:
            raise DemoFailed("The local system did not start.")
        yield
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate()


def _progress(job: dict[str, Any]) -> str:
    """How far a sync is, in a line."""
    progress = job["progress"]
    total = "?" if progress["total"] is None else progress["total"]
    return f"{job['state']:10} {progress['done']:6} of {total} rows  {progress['current'] or ''}".rstrip()


def _tell_end(job: dict[str, Any]) -> None:
    counts = ", ".join(f"{number} {name}" for name, number in job["counts"].items() if number)
    cost = job["cost"]
    _say(f"\nThe sync {job['state']}: {counts or 'nothing had changed'}.")
    _say(f"It took {cost['requests']} requests to Spotify and {cost['write_units']:.0f} write units.")
    for each in job["collections"] or ():
        if each["reasons"]:
            _say(f"  {each['state']:8}  {each['label'] or each['name']}: {', '.join(each['reasons'])}")


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
