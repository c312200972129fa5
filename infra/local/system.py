"""The whole local system: starts its parts in order, keeps them going, stops them in reverse."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError
from watchfiles import awatch

from infra.deploy.changeset import DeploymentFailed
from infra.local.bridge import MetricsBridge
from infra.local.cloud import NOBODY, Cloud, start_cloud, wait_for_cloud
from infra.local.deployment import deploy, function_names, make_package
from infra.local.function_logs import FunctionLogs, LogLine
from infra.local.gateway.server import Gateway, serving
from infra.local.inspector.routes import Inspector
from infra.local.invocations import Invocations
from infra.local.processes import Child, stop_all
from infra.local.queues import Queues
from infra.local.secrets import put_secrets
from infra.local.settings import LocalSettings
from infra.local.simulator.options import CLIENT_ID, CLIENT_SECRET
from infra.local.tls import HOSTS, Certificate, certificate
from infra.package import PackageProblem
from infra.paths import ROOT

LOG_SECONDS = 0.5
"""How often the functions' logs are read."""

METRICS_SECONDS = 10
"""How often metrics are sent."""

WATCHED = ("app.py", "chalicelib", "requirements.txt")
"""What is deployed anew when it changes."""

Say = Callable[[str], None]


class LocalSystem:
    """Owns every part. Use ``running`` as a context; ``failed`` ends when a part dies."""

    def __init__(self, settings: LocalSettings, say: Say) -> None:
        self.settings = settings
        self.cloud = Cloud(settings.cloud_url)
        self._say = say
        self._children: list[Child] = []
        self._logs = FunctionLogs(self.cloud)
        invocations = Invocations()
        self._inspector = Inspector(self.cloud, self._logs, invocations, settings.simulated)
        self._bridge = MetricsBridge(self.cloud, invocations)
        self._queues = Queues(self.cloud)
        self._logs.listen(self._bridge.take_line)
        self._logs.listen(self._report)
        self._background: list[asyncio.Task[None]] = []

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[Certificate]:
        """Everything, from the first process to the last: the gateway answers while the context lasts."""
        started = int(time.time() * 1000)
        keys = certificate(self.settings.state / "tls")
        try:
            gateway = await self._start()
            async with serving(gateway, self.settings.port, keys):
                loops = [self._follow_logs(started), self._send_metrics()]
                if self.settings.watch:
                    loops.append(self._redeploy_on_edit(gateway))
                self._background = [asyncio.create_task(loop) for loop in loops]
                yield keys
        finally:
            for task in self._background:
                task.cancel()
            await asyncio.gather(*self._background, return_exceptions=True)
            await asyncio.to_thread(stop_all, self._children)

    async def failed(self) -> None:
        """Waits until a part ends by itself, and raises what ended it (ProcessFailed for a child process)."""
        while True:
            for child in self._children:
                child.check()
            for task in self._background:
                if task.done():
                    task.result()
            await asyncio.sleep(1)

    async def _start(self) -> Gateway:
        settings, cloud_child = self.settings, None
        if not settings.localstack_url:
            self._say("Starting the emulated cloud ...")
            cloud_child = start_cloud(settings)
            self._children.append(cloud_child)
        if settings.starts_simulator:
            self._say("Starting the Spotify simulator ...")
            self._children.append(start_simulator(settings))
        self._say("Packaging the application ...")
        packaging = asyncio.create_task(make_package(settings.state / "package"))
        try:
            await asyncio.to_thread(wait_for_cloud, self.cloud, cloud_child)
            await asyncio.to_thread(put_secrets, self.cloud, settings)
            package = await packaging
        finally:
            packaging.cancel()
        self._say("Deploying it to the emulated cloud ...")
        deployed = await asyncio.to_thread(deploy, package, self.cloud, settings)
        self._inspector.functions = function_names(package)
        hosts = {*HOSTS, settings.origin.removeprefix("https://").split(":")[0]}
        covers = settings.spotify_api_url if settings.simulated else ""
        return Gateway(deployed, self._inspector, ROOT / "web", settings.web_url, hosts, covers)

    async def _follow_logs(self, since: int) -> None:
        while True:
            with contextlib.suppress(BotoCoreError, ClientError):
                await asyncio.to_thread(self._logs.read, since)
            await asyncio.sleep(LOG_SECONDS)

    async def _send_metrics(self) -> None:
        while True:
            with contextlib.suppress(BotoCoreError, ClientError):
                depths = await asyncio.to_thread(self._queues.depths)
                self._bridge.take_depths(depths, time.time())
                await asyncio.to_thread(self._bridge.send)
            await asyncio.sleep(METRICS_SECONDS)

    async def _redeploy_on_edit(self, gateway: Gateway) -> None:
        paths = [ROOT / name for name in WATCHED]
        async for _ in awatch(*paths, debounce=200, step=50):
            await self._redeploy(gateway)

    async def _redeploy(self, gateway: Gateway) -> None:
        started = time.monotonic()
        self._say("An edit: packaging and deploying ...")
        try:
            package = await make_package(self.settings.state / "package")
            deployed = await asyncio.to_thread(deploy, package, self.cloud, self.settings)
        except (PackageProblem, DeploymentFailed, ClientError) as problem:
            self._say(f"{problem}\nNot deployed: what ran before goes on.")
            return
        gateway.deployed = deployed
        self._inspector.functions = function_names(package)
        self._say(f"Deployed after {time.monotonic() - started:.1f} s.")

    def _report(self, line: LogLine) -> None:
        if line.data and line.data.get("level") in ("ERROR", "CRITICAL"):
            self._say(f"{line.function}: {line.data.get('level')} {line.data.get('message')}")


def start_simulator(settings: LocalSettings) -> Child:
    """Start the Spotify simulator on loopback."""
    command = [sys.executable, "-m", "infra.local.simulator", "--port", str(settings.simulator_port)]
    command += ["--public-url", settings.origin, "--client-id", CLIENT_ID, "--client-secret", CLIENT_SECRET]
    command += settings.simulator_options
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", **NOBODY}
    log = settings.state / "logs" / "simulator.log"
    return Child("the Spotify simulator", command, environment, Path(log))
