"""What goes to AWS, counted where a request leaves the process, and AWS refusing it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from moto.core.botocore_stubber import BotocoreStubber, MockRawResponse

WRITES = frozenset({"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"})


Forward = Callable[[AWSPreparedRequest], AWSResponse]
Around = Callable[[str, AWSPreparedRequest, Forward], AWSResponse]
"""Takes the name of an operation, its request, and what AWS would answer to a request."""


def operation(request: AWSPreparedRequest) -> str:
    """The name of what is asked for, of services that speak JSON; nothing for others."""
    target = request.headers.get("X-Amz-Target", "")
    return (target.decode() if isinstance(target, bytes) else target).rpartition(".")[2]


def body_text(request: AWSPreparedRequest) -> str:
    """What a request carries."""
    body = request.body or b""
    return body.decode() if isinstance(body, bytes) else str(body)


def answer_with(request: AWSPreparedRequest, content: Mapping[str, Any], status: int = 200) -> AWSResponse:
    """An answer of AWS's making that is JSON."""
    return AWSResponse(request.url, status, {}, MockRawResponse(json.dumps(content)))  # type: ignore[arg-type]


def refused(request: AWSPreparedRequest, code: str, status: int, **more: Any) -> AWSResponse:
    """AWS's refusal of a request."""
    return answer_with(request, {"__type": f"com.amazonaws#{code}", "message": "refused on demand", **more}, status)


@dataclass
class Refusal:
    """AWS refuses an operation, the next ``times`` it is asked, once it was asked ``after`` times more."""

    operation: str
    code: str
    status: int
    times: int
    after: int = 0


@dataclass
class AwsCalls:
    """Requests to AWS, newest last: names of operations, and what they carried.

    ``meanwhile`` is what happens elsewhere just before an operation arrives, the next time it is asked for. ``around``
    stands between a request and AWS: it may change, repeat, refuse or count it, and raise in its place. With
    ``remember`` off neither names nor bodies are kept: millions of requests are too many.
    """

    names: list[str] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    meanwhile: dict[str, Callable[[], object]] = field(default_factory=dict)
    around: Around | None = None
    remember: bool = True

    def clear(self) -> None:
        """Forget what was sent so far."""
        self.names.clear()
        self.bodies.clear()

    @property
    def writes(self) -> list[str]:
        """Requests that write to DynamoDB."""
        return [name for name in self.names if name in WRITES]

    def writes_except(self, table: str) -> list[str]:
        """Requests that write to DynamoDB, without those to a table of that name."""
        sent = zip(self.names, self.bodies, strict=True)
        return [name for name, body in sent if name in WRITES and f'"{table}"' not in body]

    def refuse(self, operation: str, code: str, *, status: int = 400, times: int = 1_000, after: int = 0) -> None:
        """Let an operation fail as AWS lets it fail, retries included."""
        self.refusals.append(Refusal(operation, code, status, times, after))

    def __call__(self, request: AWSPreparedRequest) -> AWSResponse | None:
        """Note a request; the answer where AWS is to refuse it, else None."""
        name = operation(request)
        if self.remember:
            self.names.append(name)
            self.bodies.append(body_text(request))
        elsewhere = self.meanwhile.pop(name, None)
        if elsewhere is not None:
            elsewhere()
        for refusal in self.refusals:
            if refusal.operation == name and refusal.after > 0:
                refusal.after -= 1
            elif refusal.operation == name and refusal.times > 0:
                refusal.times -= 1
                return refused(request, refusal.code, refusal.status)
        return None


@contextmanager
def aws_calls() -> Iterator[AwsCalls]:
    """Listens in front of moto; pauses between botocore's own tries are left out."""
    calls = AwsCalls()
    answered = BotocoreStubber.__call__
    one_by_one = threading.RLock()

    def in_front(stubber: BotocoreStubber, event_name: str, request: AWSPreparedRequest, **more: Any) -> Any:
        # A conditional write of DynamoDB is atomic; moto looks and writes without a lock.
        with one_by_one:
            refusal = calls(request)
            if refusal is not None or calls.around is None or not stubber.enabled:
                return refusal or answered(stubber, event_name, request, **more)

            def forward(asked: AWSPreparedRequest) -> AWSResponse:
                answer = answered(stubber, event_name, asked, **more)
                if answer is None:
                    raise LookupError(f"nobody answers {asked.url}")
                return answer

            return calls.around(operation(request), request, forward)

    at_once = SimpleNamespace(sleep=lambda seconds: None, time=time.time)
    with patch.object(BotocoreStubber, "__call__", in_front), patch("botocore.endpoint.time", at_once):
        yield calls
