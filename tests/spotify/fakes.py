"""A stand-in for the network, and the fixtures as objects."""

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from chalicelib.spotify.client import SpotifyClient
from chalicelib.spotify.errors import SpotifyError
from chalicelib.spotify.stack.build import stacked
from chalicelib.spotify.transport import Answer, Request, Transport

FIXTURES = Path(__file__).parent / "fixtures"


def fixture(name: str) -> Any:
    """A fresh copy of a fixture, such as `track/relinked`."""
    return copy.deepcopy(json.loads((FIXTURES / f"{name}.json").read_bytes()))


class FakeTransport:
    """Answers in order with what it was given, and remembers what was asked."""

    def __init__(self, *answers: Answer | SpotifyError) -> None:
        self._answers = list(answers)
        self.requests: list[Request] = []
        self.timeouts: list[float] = []

    def send(self, request: Request, timeout: float) -> Answer:
        """The next answer; an error is raised."""
        self.requests.append(request)
        self.timeouts.append(timeout)
        answer = self._answers.pop(0)
        if isinstance(answer, SpotifyError):
            raise answer
        return answer


def ok(payload: Any) -> Answer:
    """A successful answer."""
    return Answer(200, {"Content-Type": "application/json"}, json.dumps(payload).encode())


def refused(status: int, payload: Any, **headers: str) -> Answer:
    """A refusing answer; header names with underscores for hyphens."""
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return Answer(status, {name.replace("_", "-"): value for name, value in headers.items()}, body)


class FakeTokens:
    """Tokens that are numbered, and remembers which were rejected."""

    def __init__(self) -> None:
        self.rejected: list[str] = []

    def access_token(self) -> str:
        """The token of now."""
        return f"token-{len(self.rejected) + 1}"

    def renewed(self, rejected: str) -> str:
        """The next one."""
        self.rejected.append(rejected)
        return self.access_token()


def no_pause(seconds: float) -> None:
    """No time passes in tests."""


def client(transport: Transport, deadline: Callable[[], float] = lambda: 20.0, **more: Any) -> SpotifyClient:
    """A client over the whole stack, which never really pauses."""
    around = stacked(transport, FakeTokens(), deadline, pause=no_pause)
    return SpotifyClient(around, "https://api.example", deadline, **more)


def countdown(*seconds: float) -> Callable[[], float]:
    """A deadline that says these in turn, and then the last one."""
    told: Iterator[float] = iter(seconds)
    last = seconds[-1]
    return lambda: next(told, last)
