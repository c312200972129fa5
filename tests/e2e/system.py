"""The whole local system as ``make run`` starts it, on free ports, with its data in a folder of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests

from infra.local.cloud import Cloud
from infra.local.ports import free_port
from infra.local.simulator import RunningSimulator
from infra.paths import ROOT
from tests.e2e.waiting import wait_for
from tests.e2e.wire import Wire, counting

START_SECONDS = 180


@dataclass(frozen=True)
class Ports:
    """Ports that nothing listened on when they were chosen."""

    gateway: int = field(default_factory=free_port)
    cloud: int = field(default_factory=free_port)
    wire: int = field(default_factory=free_port)


@dataclass
class RunningSystem:
    """A running system, and what stands around it."""

    folder: Path
    ports: Ports
    cloud: Cloud
    wire: Wire
    spotify: RunningSimulator
    process: subprocess.Popen[str]
    reader: threading.Thread
    output: list[str]

    @property
    def url(self) -> str:
        """Its origin."""
        return f"https://127.0.0.1:{self.ports.gateway}"

    @property
    def authority(self) -> Path:
        """The authority of its certificate."""
        return self.folder / "tls" / "authority.pem"

    def browser(self) -> Browser:
        """A browser nobody is signed in with."""
        return Browser(self)

    def inspect(self, document: str) -> Any:
        """A document of the inspector."""
        return self.browser().get(f"/_local/{document}").json()

    def queues_empty(self, *names: str) -> bool:
        """Whether no message waits and none is being handled, in the queues named or, without names, in any."""
        return all(
            queue["visible"] + queue["in_flight"] + queue["delayed"] == 0
            for queue in self.inspect("state.json")["queues"]
            if not names or queue["name"] in names
        )


class Browser:
    """Somebody's browser: keeps cookies, trusts the system's certificate authority."""

    def __init__(self, system: RunningSystem) -> None:
        self._system = system
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.verify = str(system.authority)

    def get(self, path: str, **more: Any) -> requests.Response:
        return self.session.get(self._system.url + path, timeout=60, **more)

    def send(self, method: str, path: str, **more: Any) -> requests.Response:
        headers = {"Origin": self._system.url, "Content-Type": "application/json", **more.pop("headers", {})}
        return self.session.request(method, self._system.url + path, headers=headers, timeout=60, **more)

    def sign_in(self, return_to: str = "/", person: str | None = None) -> requests.Response:
        """Press sign in, agree on the consent page, follow Spotify's redirect back; gives the answer to that.

        ``person`` is the Spotify id of who agrees: by default the first of the simulator's people.
        """
        begun = self.get("/api/v1/user/login", params={"return_to": return_to}, allow_redirects=False)
        assert begun.status_code == 302, begun.text
        consent = urlsplit(begun.headers["Location"])
        form = {**dict(parse_qsl(consent.query)), "decision": "agree", **({"person": person} if person else {})}
        agreed = requests.post(
            f"{consent.scheme}://{consent.netloc}{consent.path}", data=form, allow_redirects=False, timeout=60
        )
        assert agreed.status_code == 303, agreed.text
        return self.session.get(agreed.headers["Location"], allow_redirects=False, timeout=60)


@contextmanager
def running_system(folder: Path, spotify: RunningSimulator, ports: Ports | None = None) -> Iterator[RunningSystem]:
    """Start everything, wait for the address to be printed, and stop it by SIGTERM if it still runs."""
    ports = ports or Ports()
    cloud = Cloud(f"http://127.0.0.1:{ports.cloud}")
    with counting(cloud.url, ports.wire) as wire:
        process = subprocess.Popen(
            [sys.executable, "-m", "infra.local"],
            cwd=ROOT,
            env={**environment_of(ports, folder, spotify.url), "DYNAMODB_URL": wire.url},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        output: list[str] = []
        reader = threading.Thread(target=_read, args=(process, output), daemon=True)
        reader.start()
        system = RunningSystem(folder, ports, cloud, wire, spotify, process, reader, output)
        try:
            wait_for(lambda: f"{system.url}/" in output or process.poll() is not None, "the address", START_SECONDS)
            assert process.poll() is None, "\n".join(output)
            yield system
        finally:
            process.terminate()
            try:
                process.wait(60)
            finally:
                process.kill()


def environment_of(ports: Ports, folder: Path, spotify_url: str) -> dict[str, str]:
    """The environment of ``python -m infra.local``.

    The developer's own stays (package indexes, proxies, certificates), but for what is set up here.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "SPOTIFY_"))}
    return {
        **kept,
        "PUBLIC_URL": "",
        "LOCALSTACK_URL": "",
        "WEB_URL": "",
        "PORT": str(ports.gateway),
        "CLOUD_PORT": str(ports.cloud),
        "SPOTIFY_API_URL": spotify_url,
        "SPOTIFY_ACCOUNTS_URL": spotify_url,
        "DASHSPOT_STATE": str(folder),
        "SYNC_PERIOD_HOURS": "0",  # nothing is read but what a test asks for
        "WATCH": "0",
    }


def _read(process: subprocess.Popen[str], lines: list[str]) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
