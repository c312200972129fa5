"""Starting, being in the way, stopping, and starting again with what was kept."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from infra.local.ports import busy
from infra.local.simulator import RunningSimulator
from infra.paths import ROOT
from tests.e2e.system import Ports, RunningSystem, environment_of, running_system

pytestmark = pytest.mark.e2e


def test_state_survives_a_clean_stop(spotify: RunningSimulator, tmp_path: Path) -> None:
    ports = Ports()
    with running_system(tmp_path, spotify, ports) as first:
        browser = first.browser()
        assert browser.sign_in().status_code == 302
        said = stop(first, signal.SIGINT)
    assert said == ["", "Stopping ..."]
    assert not [port for port in (ports.gateway, ports.cloud) if busy(port)]
    assert processes_with(tmp_path) == []

    with running_system(tmp_path, spotify, ports) as second:
        again = second.browser()
        again.session.cookies.update(browser.session.cookies)
        assert again.get("/api/v1/user").json()["authenticated"] is True
        assert again.get("/api/v1/library/playlists?limit=5").status_code == 200


def stop(system: RunningSystem, number: signal.Signals) -> list[str]:
    """Send a signal; gives what was said from then on, once the process has ended well."""
    said = len(system.output)
    system.process.send_signal(number)
    assert system.process.wait(60) == 0, "\n".join(system.output)
    system.reader.join(10)
    return system.output[said:]


def processes_with(folder: Path) -> list[str]:
    """Command lines of processes that know of the folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if str(folder).encode() in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue
    return [command for command in found if command]


@pytest.mark.parametrize(("port", "name"), [("gateway", "PORT"), ("cloud", "CLOUD_PORT")])
def test_a_busy_port_is_named_with_the_way_around(system: RunningSystem, tmp_path: Path, port: str, name: str) -> None:
    taken = getattr(system.ports, port)
    environment = {**environment_of(Ports(), tmp_path, "http://127.0.0.1:1"), name: str(taken)}
    done = start_in_vain(environment)
    assert done.returncode == 1
    assert f"Port {taken} is busy. Choose another one: make run {name}={taken + 1}" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_same_data_is_not_used_twice_at_a_time(system: RunningSystem) -> None:
    done = start_in_vain(environment_of(Ports(), system.folder, "http://127.0.0.1:1"))
    assert done.returncode == 1
    assert "runs already" in done.stderr


def test_a_wrong_setting_is_said_in_plain_words(tmp_path: Path) -> None:
    done = start_in_vain({**environment_of(Ports(), tmp_path, "http://127.0.0.1:1"), "PORT": "eight"})
    assert (done.returncode, done.stderr.strip()) == (1, "PORT=eight is no port number")


def start_in_vain(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "infra.local"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)
