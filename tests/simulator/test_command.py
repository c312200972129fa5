"""The command line: python -m infra.local.simulator."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys

import pytest
import requests

COMMAND = [sys.executable, "-m", "infra.local.simulator"]


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_the_command_says_where_it_is_serves_and_stops_cleanly(stop: signal.Signals) -> None:
    arguments = ["--port", "0", "--tracks", "77", "--playlists", "5", "--mode", "extended", "--seed", "4"]
    with subprocess.Popen([*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert "extended mode" in line
            url = line.split()[-1].rstrip("/")
            token = requests.post(f"{url}/_control/sign-in", json={}, timeout=10).json()["access_token"]
            answer = requests.get(f"{url}/v1/me/tracks", headers={"Authorization": f"Bearer {token}"}, timeout=10)
            assert answer.json()["total"] == 77
            process.send_signal(stop)
            output, errors = process.communicate(timeout=20)
        finally:
            process.kill()
    assert (process.returncode, output, errors) == (0, "", "")


def test_a_taken_port_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run([*COMMAND, "--port", str(port)], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert str(port) in done.stderr
    assert "Traceback" not in done.stderr


def test_a_size_that_makes_no_sense_is_refused() -> None:
    done = subprocess.run([*COMMAND, "--people", "0"], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, "people must be at least 1" in done.stderr) == (1, True)
