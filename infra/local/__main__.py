"""``make run``: start the local system, say where it is, and stop it cleanly."""

from __future__ import annotations

import asyncio
import fcntl
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from infra.deploy.changeset import DeploymentFailed
from infra.local.banner import banner
from infra.local.ports import busy
from infra.local.processes import ProcessFailed
from infra.local.settings import LocalSettings, SettingsProblem, read_settings
from infra.local.system import LocalSystem
from infra.package import PackageProblem


class CannotStart(Exception):
    """Something is in the way; the message says what and how to go around it."""


def main() -> int:
    """Run until Ctrl-C or SIGTERM; 1 when something went wrong, which is said in plain words."""
    try:
        settings = read_settings(os.environ)
        settings.state.mkdir(parents=True, exist_ok=True)
        with only_one(settings.state):
            check_ports(settings)
            return asyncio.run(run(settings))
    except (CannotStart, SettingsProblem, ProcessFailed, PackageProblem, DeploymentFailed) as problem:
        print(f"\n{problem}", file=sys.stderr)
    except (BotoCoreError, ClientError) as problem:
        print(f"\nThe emulated cloud refused a request: {problem}", file=sys.stderr)
    return 1


async def run(settings: LocalSettings) -> int:
    """Start everything, print the banner, wait for a signal."""
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    work = asyncio.create_task(_work(settings))
    stop = asyncio.create_task(stopped.wait())
    await asyncio.wait({work, stop}, return_when=asyncio.FIRST_COMPLETED)
    if not stopped.is_set():
        stop.cancel()
        await work  # raises what went wrong
        return 1
    _say("\nStopping ...")
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    return 0


async def _work(settings: LocalSettings) -> None:
    system = LocalSystem(settings, _say)
    async with system.running() as certificate:
        _say(banner(settings, certificate))
        await system.failed()


@contextmanager
def only_one(state: Path) -> Iterator[None]:
    """Hold the state folder for this process; CannotStart when another one has it."""
    with (state / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CannotStart(f"Dashspot runs already with its data in {state}: stop that one first.") from None
        yield


def check_ports(settings: LocalSettings) -> None:
    """CannotStart names a busy port and how to take another one."""
    wanted = {"PORT": settings.port}
    if not settings.localstack_url:
        wanted["CLOUD_PORT"] = settings.cloud_port
    if settings.starts_simulator:
        wanted["SIMULATOR_PORT"] = settings.simulator_port
    for name, port in wanted.items():
        if busy(port):
            raise CannotStart(f"Port {port} is busy. Choose another one: make run {name}={port + 1}")


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
