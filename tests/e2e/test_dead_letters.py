"""A poison message, as whoever operates the system works with it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from infra.paths import ROOT
from tests.e2e.messages import artist, message
from tests.e2e.system import RunningSystem, environment_of
from tests.e2e.waiting import wait_for

pytestmark = pytest.mark.e2e


def command(system: RunningSystem, *arguments: str) -> subprocess.CompletedProcess[str]:
    """``python -m infra.dead_letters`` on the running system."""
    return subprocess.run(
        [sys.executable, "-m", "infra.dead_letters", *arguments],
        cwd=ROOT,
        env=environment_of(system.ports, system.folder, system.spotify.url),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_poison_message_is_listed_with_its_reason_redriven_and_dropped(system: RunningSystem) -> None:
    poison = message({**artist("a private remark"), "uri": "spotify:artist:anothers"})
    request = json.loads(poison)["request_id"]
    sqs = system.cloud.client("sqs")
    url = sqs.get_queue_url(QueueName="dashspot-local-library-records")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody=poison)

    first = wait_for_letter(system, request, tries=3)
    shown = command(system, "show", first)
    assert shown.returncode == 0, shown.stderr
    assert "library_persist" in shown.stdout
    assert "a private remark" not in shown.stdout

    redriven = command(system, "redrive", first)
    assert redriven.returncode == 0, redriven.stderr
    assert f"redriven {first} (library-records, library.entities)" in redriven.stdout
    second = wait_for_letter(system, request, tries=6)
    assert second != first

    dropped = command(system, "drop", second, "--yes")
    assert dropped.returncode == 0, dropped.stderr
    assert f"dropped {second}" in dropped.stdout
    assert request not in command(system, "list").stdout
    again = command(system, "drop", second, "--yes")
    assert again.returncode == 1
    assert f"no dead letter {second}" in again.stderr


def wait_for_letter(system: RunningSystem, request: str, tries: int) -> str:
    """The id of a request's dead letter, once it lies there with its reason as the function logged it."""
    found: list[str] = []

    def listed() -> bool:
        said = command(system, "list")
        assert said.returncode == 0, said.stderr
        lines = said.stdout.splitlines()
        here = next((number for number, line in enumerate(lines) if request in line), None)
        if here is None or "validated again" in lines[here + 1]:
            return False
        assert "uri is not that of artist" in lines[here + 1]
        assert f" {tries} tries " in lines[here]
        found.append(lines[here].split()[0])
        return True

    wait_for(listed, "the dead letter with its reason", pause=1)
    return found[0]
