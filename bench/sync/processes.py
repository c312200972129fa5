"""Runs each function of a world in a process of its own, and answers what it asks of AWS and Spotify."""

from __future__ import annotations

import multiprocessing
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from moto.core.botocore_stubber import BotocoreStubber, MockRawResponse

from bench.sync.function_process import Answered, AwsRequest, Ended, Invocation, SpotifyRequest, serve
from bench.sync.world import World
from chalicelib.core.declarations import FunctionDeclaration
from chalicelib.spotify.errors import Unavailable


@dataclass(slots=True)
class Cost:
    """What one function has cost so far: CPU and wall seconds, and its process's peak memory in bytes."""

    invocations: int = 0
    cpu_seconds: float = 0.0
    seconds: float = 0.0
    peak_memory: int = 0


class Processes:
    """The processes of a world's functions, each started when it is first needed. ``costs`` is by function name."""

    def __init__(self, world: World) -> None:
        self.costs: defaultdict[str, Cost] = defaultdict(Cost)
        self._world = world
        self._moto = BotocoreStubber()
        self._pipes: dict[str, Connection] = {}
        self._running: list[Any] = []
        world.invoked_by = self.invoke

    def invoke(self, function: FunctionDeclaration, event: Any) -> dict[str, Any]:
        """One invocation of a function; its answer."""
        pipe = self._pipe_of(function.name)
        now = self._world.moment.seconds()
        pipe.send(Invocation(function.handler, function.name, event, function.timeout, now))
        while True:
            said = pipe.recv()
            if isinstance(said, Ended):
                break
            content = self.of_aws(said) if isinstance(said, AwsRequest) else self._of_spotify(said)
            pipe.send(Answered(content, self._world.moment.seconds()))
        cost = self.costs[function.name]
        cost.invocations += 1
        cost.cpu_seconds += said.cpu_seconds
        cost.seconds += said.seconds
        cost.peak_memory = max(cost.peak_memory, said.peak_memory)
        answer: dict[str, Any] = said.answer or {}
        return answer

    def close(self) -> None:
        """End all of them."""
        for pipe in self._pipes.values():
            pipe.close()
        for process in self._running:
            process.join(10)

    def _pipe_of(self, name: str) -> Connection:
        if name not in self._pipes:
            context = multiprocessing.get_context("spawn")
            mine, its = context.Pipe()
            process = context.Process(target=serve, args=(its,), daemon=True)
            process.start()
            its.close()
            self._pipes[name] = mine
            self._running.append(process)
        return self._pipes[name]

    def of_aws(self, said: AwsRequest) -> tuple[int, dict[str, str], bytes]:
        """What AWS answers to a request of some process: status, headers, body."""
        request = AWSPreparedRequest(said.method, said.url, _headers(said.headers), said.body, False)
        name = said.headers.get("X-Amz-Target", "").rpartition(".")[2]

        def forward(asked: AWSPreparedRequest) -> Any:
            found = self._moto.process_request(asked)
            if found is None:
                raise LookupError(f"nobody answers {said.url}")
            status, _, body = found
            return AWSResponse(asked.url, status, HTTPHeaders(), MockRawResponse(body))

        answer = self._world.chaos.around(name, request, forward)
        return answer.status_code, {}, answer.content

    def _of_spotify(self, said: SpotifyRequest) -> tuple[int, dict[str, str], bytes] | None:
        try:
            answer = self._world.wire.send(said.request, said.timeout)
        except Unavailable:
            return None
        return answer.status, dict(answer.headers), answer.body


@contextmanager
def in_processes(world: World) -> Iterator[Processes]:
    """The world's functions run in processes for the length of the ``with`` block."""
    made = Processes(world)
    try:
        yield made
    finally:
        made.close()


def _headers(headers: dict[str, str]) -> HTTPHeaders:
    made = HTTPHeaders()
    for name, value in headers.items():
        made[name] = value
    return made
