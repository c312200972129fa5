"""The browsing function in a process of its own: whole requests, from API Gateway's event to its answer.

Everything in it is the application and its clients. What AWS answers to a read comes through a pipe once, and from
memory whenever the same is asked again; the time that the pipe takes is left out.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import sys
import time
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from bench.sync.function_process import AwsRequest, body_of

KILOBYTE = 1024


class Request(NamedTuple):
    """A request to the API, with the headers of a browser; ``fresh``: as the first one that the process gets."""

    path: str
    headers: dict[str, str]
    fresh: bool = False


class Served(NamedTuple):
    """Its answer: status, size of the body in bytes, milliseconds of the process and on the clock without AWS, peak
    memory so far in bytes, how many things a list says it has; the body where it is no success."""

    status: int
    size: int
    milliseconds: float
    on_the_clock: float
    peak_memory: int
    total: int | None = None
    problem: str = ""


def serve(pipe: Connection, now: float) -> None:
    """Answer requests until the pipe is closed. What is logged goes nowhere, at the level of a deployed stage."""
    os.environ["STAGE"] = "prod"
    edge = _Edge(pipe, now)
    edge.install()
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        sys.stdout = nowhere
        while True:
            try:
                request: Request = pipe.recv()
            except EOFError:
                return
            pipe.send(edge.answer(request))


class _Edge:
    """Where requests leave the process, and the clock."""

    def __init__(self, pipe: Connection, now: float) -> None:
        self._pipe, self._now = pipe, now
        self._known: dict[bytes, tuple[int, dict[str, str], bytes]] = {}
        self._waited = self._busy = 0.0

    def now(self) -> datetime:
        """The application's clock, which stands."""
        return datetime.fromtimestamp(self._now, UTC)

    def install(self) -> None:
        """Take the network's place."""
        from botocore.httpsession import URLLib3Session

        def send(session: URLLib3Session, request: Any) -> Any:
            return self._aws(request)

        patch.object(URLLib3Session, "send", send).start()

    def answer(self, request: Request) -> Served:
        """The answer to one request."""
        from app import app
        from chalicelib.core import composition
        from chalicelib.core.settings import settings
        from infra.in_process.events import Context, api_event

        if composition._current is None:
            composition.use(composition.Services(settings(), self))
        if request.fresh:
            forget_models()
        event = api_event(app.routes, "GET", request.path, request.headers, None)
        if event is None:
            return Served(0, 0, 0.0, 0.0, 0, problem=f"no route for {request.path}")
        self._waited = self._busy = 0.0
        started, busy = time.perf_counter(), time.process_time()
        answer = app(event, Context())
        taken, spent = time.perf_counter() - started, time.process_time() - busy
        status, body = answer["statusCode"], _text_of(answer)
        return Served(
            status,
            len(body.encode()),
            (spent - self._busy) * 1000,
            (taken - self._waited) * 1000,
            _peak_memory(),
            (json.loads(body).get("page") or {}).get("total") if status == 200 else None,
            "" if status == 200 else body[:500],
        )

    def _aws(self, request: Any) -> Any:
        from botocore.awsrequest import AWSResponse
        from botocore.compat import HTTPHeaders

        headers = {name: _text(value) for name, value in request.headers.items()}
        body = body_of(request)
        target = headers.get("X-Amz-Target", "")
        key = hashlib.sha256("\n".join((request.method, request.url, target)).encode() + body).digest()
        if key not in self._known:
            started, busy = time.perf_counter(), time.process_time()
            self._pipe.send(AwsRequest(request.method, request.url, headers, body))
            self._known[key] = self._pipe.recv()
            self._waited += time.perf_counter() - started
            self._busy += time.process_time() - busy
        status, told, content = self._known[key]
        if request.method == "GET":
            del self._known[key]  # an object: large, and read once
        made = HTTPHeaders()
        for name, value in told.items():
            made[name] = value
        return AWSResponse(request.url, status, made, _Raw(content))


class _Raw:
    """A body as botocore reads it."""

    def __init__(self, content: bytes) -> None:
        self._content, self._at = content, 0

    def read(self, amt: int | None = None, **_: Any) -> bytes:
        """So many bytes of what is left, or all of it."""
        end = len(self._content) if amt is None else self._at + amt
        part = self._content[self._at : end]
        self._at += len(part)
        return part

    def stream(self, *_: Any, **__: Any) -> Any:
        """All of it, in one piece."""
        yield self.read()


def _text_of(answer: dict[str, Any]) -> str:
    body = answer.get("body") or ""
    if not answer.get("isBase64Encoded"):
        return str(body)
    raw = base64.b64decode(body)
    return (gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw).decode()


def forget_models() -> None:
    """Forget what was loaded, as a new process has nothing loaded; modules stay."""
    from chalicelib.contexts.browser.serving import loaded

    loaded.forget()


def _peak_memory() -> int:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM:")).split()[1]) * KILOBYTE


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
