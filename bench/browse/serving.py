"""A browsing function that is asked over a pipe, in a process of its own."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

from bench.browse.mix import Asked
from bench.browse.serving_process import Request, Served, serve
from bench.sync.processes import Processes
from bench.sync.world import Person, World
from chalicelib.core.http import SESSION_COOKIE


class Serving:
    """Answers a person's requests; AWS is that of the world."""

    def __init__(self, pipe: Connection, processes: Processes, person: Person) -> None:
        self._pipe, self._processes = pipe, processes
        cookie = f"{SESSION_COOKIE}={person.browser.cookies[SESSION_COOKIE]}"
        self._headers = {"Accept": "application/json", "Cookie": cookie, "User-Agent": "bench"}

    def ask(self, asked: Asked, *, fresh: bool = False) -> Served:
        """The answer to a request. ``fresh``: with nothing in memory of any read model. Raises RuntimeError where the
        answer is no success."""
        self._pipe.send(Request(asked.address, self._headers, fresh))
        while True:
            said = self._pipe.recv()
            if isinstance(said, Served):
                break
            self._pipe.send(self._processes.of_aws(said))
        if said.status != 200:
            raise RuntimeError(f"GET {asked.address}: {said.status} {said.problem}")
        return said


@contextmanager
def serving(world: World, processes: Processes, person: Person) -> Iterator[Serving]:
    """The function of a person's requests for the length of the ``with`` block."""
    context = multiprocessing.get_context("spawn")
    mine, its = context.Pipe()
    process = context.Process(target=serve, args=(its, world.moment.seconds()), daemon=True)
    process.start()
    its.close()
    try:
        yield Serving(mine, processes, person)
    finally:
        mine.close()
        process.join(10)
