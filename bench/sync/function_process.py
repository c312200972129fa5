"""A function in a process of its own, as on Lambda: nothing is in it but the application and what it needs.

Its requests to AWS and to Spotify go through a pipe to whoever runs it, who answers them, and tells it the time.
"""

from __future__ import annotations

import io
import os
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

KILOBYTE = 1024


class AwsRequest(NamedTuple):
    """A request to AWS that leaves the function."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes


class SpotifyRequest(NamedTuple):
    """A request to Spotify that leaves the function; ``request`` is the client's own, ``timeout`` in seconds."""

    request: Any
    timeout: float


class Answered(NamedTuple):
    """An answer of AWS or Spotify, and the time by then (seconds since the epoch). ``content`` None: no answer came."""

    content: tuple[int, dict[str, str], bytes] | None
    now: float


class Invocation(NamedTuple):
    """One invocation: the handler's dotted path, its event, the seconds it may take, and the time."""

    handler: str
    name: str
    event: Any
    seconds: int
    now: float


@dataclass(frozen=True, slots=True)
class Ended:
    """The invocation's end: the handler's answer, its CPU and wall seconds, and the process's peak memory in bytes."""

    answer: Any
    cpu_seconds: float
    seconds: float
    peak_memory: int


def serve(pipe: Connection) -> None:
    """Run invocations until the pipe is closed. What they log goes nowhere, at the level of a deployed stage."""
    os.environ["STAGE"] = "prod"
    edge = _Edge(pipe)
    edge.install()
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        sys.stdout = nowhere
        while True:
            try:
                invocation: Invocation = pipe.recv()
            except EOFError:
                return
            pipe.send(edge.run(invocation))


class _Edge:
    """Where requests leave the process."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe, self._lock, self._now = pipe, threading.Lock(), 0.0

    def now(self) -> datetime:
        """The simulated instant: the application's clock."""
        return datetime.fromtimestamp(self._now, UTC)

    def install(self) -> None:
        """Take the network's place."""
        from botocore.httpsession import URLLib3Session

        from chalicelib.core.clock import Deadline

        def send(session: URLLib3Session, request: Any) -> Any:
            return self._aws(request)

        patch.object(URLLib3Session, "send", send).start()
        patch.object(Deadline.__init__, "__defaults__", (lambda: self._now,)).start()

    def run(self, invocation: Invocation) -> Ended:
        """One invocation of a handler."""
        from chalicelib.core import composition
        from chalicelib.core.settings import settings

        self._now = invocation.now
        if composition._current is None:
            composition.use(composition.Services(settings(), self))
            composition.services().accounts.__dict__["transport"] = self
        module, _, name = invocation.handler.rpartition(".")
        handler = getattr(import_module(module), name)
        started, busy = time.perf_counter(), time.process_time()
        answer = handler(invocation.event, _Context(invocation.name, invocation.seconds * 1000))
        return Ended(
            answer,
            time.process_time() - busy,
            time.perf_counter() - started,
            _peak_memory(),
        )

    def send(self, request: Any, timeout: float) -> Any:
        """Spotify's answer: this is the application's transport. Raises `Unavailable` where none comes."""
        from chalicelib.spotify.errors import Unavailable
        from chalicelib.spotify.transport import Answer

        content = self._ask(SpotifyRequest(request, timeout))
        if content is None:
            raise Unavailable("no answer came")
        return Answer(*content)

    def _aws(self, request: Any) -> Any:
        from botocore.awsrequest import AWSResponse
        from botocore.compat import HTTPHeaders

        headers = {name: _text(value) for name, value in request.headers.items()}
        content = self._ask(AwsRequest(request.method, request.url, headers, body_of(request)))
        if content is None:
            raise ConnectionError("AWS did not answer")
        status, _, text = content
        return AWSResponse(request.url, status, HTTPHeaders(), _Raw(text))

    def _ask(self, request: AwsRequest | SpotifyRequest) -> tuple[int, dict[str, str], bytes] | None:
        with self._lock:
            self._pipe.send(request)
            answered: Answered = self._pipe.recv()
        self._now = answered.now
        return answered.content


def body_of(request: Any) -> bytes:
    """What a request of botocore's carries: text, bytes, or a file, which objects are put from."""
    body = request.body or b""
    if hasattr(body, "read"):
        body = body.read()
    return body if isinstance(body, bytes) else str(body).encode()


@dataclass
class _Context:
    """Lambda's context."""

    function_name: str
    milliseconds: int
    aws_request_id: str = "invocation"

    def get_remaining_time_in_millis(self) -> int:
        return self.milliseconds


class _Raw(io.BytesIO):
    """A body as botocore reads it."""

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.read()


def _peak_memory() -> int:
    """Bytes. Not of ``getrusage``, which remembers the process that this one was forked from."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM:")).split()[1]) * KILOBYTE


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
