"""The simulator inside a test: a server in a thread of this process, on a free loopback port."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from infra.local.simulator.app import make_app
from infra.local.simulator.clock import Clock
from infra.local.simulator.control.routes import throw
from infra.local.simulator.control.tokens import access_token
from infra.local.simulator.library import Library
from infra.local.simulator.library.people import Person
from infra.local.simulator.options import Options
from infra.local.simulator.requests_log import LoggedRequest
from infra.local.simulator.service import Service
from infra.local.simulator.specification import Difference
from infra.local.simulator.state import Simulator, make_simulator

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class RunningSimulator:
    """A simulator that answers at ``url`` (an origin, for both hosts)."""

    url: str
    simulator: Simulator
    service: Service

    @property
    def truth(self) -> Library:
        """The generated library, as it is now."""
        return self.simulator.library

    @property
    def options(self) -> Options:
        """What it was started with, the client id and secret among it."""
        return self.simulator.options

    @property
    def requests(self) -> list[LoggedRequest]:
        """What it was asked so far, oldest first."""
        return list(self.simulator.log.entries)

    @property
    def clock(self) -> Clock:
        """Its time: ``clock.advance(3600)`` lets an hour pass."""
        return self.simulator.clock

    @property
    def differences(self) -> list[Difference]:
        """Where answers differed from the OpenAPI description, if one was given."""
        specification = self.simulator.specification
        return list(specification.differences) if specification is not None else []

    def sign_in(self, person: Person | str | None = None, scopes: Iterable[str] | None = None) -> str:
        """An access token without the consent page: by default the first person's, with every scope."""
        return access_token(self.simulator, person, None if scopes is None else list(scopes))

    def switch(self, name: str, /, **fields: Any) -> dict[str, Any]:
        """Sets one of the switches under ``/_control/``. Raises ControlError where that is done wrongly."""
        return throw(self.simulator, name, fields)

    def fault(self, kind: str, /, **fields: Any) -> str:
        """Switches a fault on and gives its name; ``switch("remove-fault", name=...)`` switches it off."""
        name: str = self.switch("fault", kind=kind, **fields)["name"]
        return name


@contextmanager
def running_simulator(**options: Any) -> Iterator[RunningSimulator]:
    """Runs a simulator with these :class:`Options` for the length of the ``with`` block."""
    simulator = make_simulator(Options(**options))
    service = Service(simulator)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="spotify-simulator", daemon=True)
    thread.start()
    try:
        runner = web.AppRunner(make_app(service), access_log=None, shutdown_timeout=2)
        port = asyncio.run_coroutine_threadsafe(start(runner, 0), loop).result(30)
        try:
            yield RunningSimulator(f"http://{LOOPBACK}:{port}", simulator, service)
        finally:
            asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(30)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(30)
        loop.close()


async def start(runner: web.AppRunner, port: int) -> int:
    """Listens on loopback and gives the port, a free one for 0. Raises OSError where the port is taken."""
    await runner.setup()
    site = web.TCPSite(runner, LOOPBACK, port)
    await site.start()
    bound: int = runner.addresses[0][1]
    return bound
