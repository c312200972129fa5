"""The simulator without a socket: a function call in place of HTTP, for benchmarks that simulate days.

The same handlers answer, the same faults are met, the log is the same. Nothing sleeps: a wait is handed to the caller,
who may let it pass on a clock of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from infra.local.simulator.clock import Clock
from infra.local.simulator.options import Options
from infra.local.simulator.running import RunningSimulator
from infra.local.simulator.service import Service
from infra.local.simulator.state import make_simulator
from infra.local.simulator.wire import Request

ORIGIN = "http://spotify.invalid"
"""The origin of links in answers, and of addresses that may be asked. Nothing listens there."""


class NoAnswer(ConnectionError):
    """The connection broke before an answer, or in the middle of one."""


class TimedOut(TimeoutError):
    """The answer would have come later than the caller waits."""


class Answer(NamedTuple):
    """What came back, and how many seconds it took on the way (faults' delays; nothing else takes time here)."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float


class InProcessSimulator(RunningSimulator):
    """A simulator that is called: :meth:`ask` takes the place of HTTP, everything else is as with a running one."""

    def ask(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None = None,
        body: bytes | str | None = None,
        timeout: float | None = None,
        wait: Callable[[float], object] | None = None,
    ) -> Answer:
        """One request, answered at once. ``url`` may have any origin, or none.

        ``wait`` is called with the seconds that a fault lets pass before the answer or the failure, ``timeout`` seconds
        at most. Raises TimedOut where the answer takes longer than ``timeout``, NoAnswer where the connection breaks.
        """
        origin, target = _split(url)
        asked = Request(
            method=method.upper(),
            target=target,
            headers={name.lower(): value for name, value in (headers or {}).items()},
            body=body.encode() if isinstance(body, str) else body or b"",
            origin=origin or ORIGIN,
        )
        answer = self.service.answer(asked)
        late = timeout is not None and answer.delay > timeout
        if answer.delay and wait is not None:
            wait(min(answer.delay, timeout) if timeout is not None else answer.delay)
        if late:
            raise TimedOut(f"no answer within {timeout} s")
        if answer.fate != "whole":
            raise NoAnswer("the connection was closed")
        return Answer(answer.status, answer.headers, answer.body, answer.delay)


@contextmanager
def in_process_simulator(now: Callable[[], float] | None = None, **options: Any) -> Iterator[InProcessSimulator]:
    """A simulator with these :class:`Options`; ``now`` gives its time in seconds since the epoch (the machine's)."""
    simulator = make_simulator(Options(**options), Clock() if now is None else Clock(now))
    yield InProcessSimulator(ORIGIN, simulator, Service(simulator))


def _split(url: str) -> tuple[str, str]:
    """Origin and target of an address."""
    scheme, separator, rest = url.partition("://")
    if not separator:
        return "", url
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host}", slash + path or "/"
