"""A stand-in for the network, and the fixtures as objects."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from chalicelib.spotify.client import SpotifyClient
from chalicelib.spotify.errors import SpotifyError
from chalicelib.spotify.transport import Answer, Request

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


def client(transport: FakeTransport, deadline: Callable[[], float] = lambda: 20.0) -> SpotifyClient:
    """A client that never really pauses."""
    return SpotifyClient(transport, "https://api.example", "the-token", deadline, pause=lambda seconds: None)
