"""Identical reads at the same time are one request."""

from __future__ import annotations

from collections.abc import Hashable
from threading import Event, Lock

from ..errors import Unavailable
from ..transport import Answer, Request, Transport


class _Flight:
    """A request on its way, and what became of it."""

    def __init__(self) -> None:
        self.landed = Event()
        self.answer: Answer | None = None
        self.error: BaseException | None = None


class Flights:
    """The reads on their way in this process. One for all transports: that is what makes them meet."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._flights: dict[Hashable, _Flight] = {}

    def join(self, key: Hashable) -> tuple[_Flight, bool]:
        """The flight of this key, and whether it was begun by this call: then the caller flies it and lands it."""
        with self._lock:
            flight = self._flights.get(key)
            if flight is not None:
                return flight, False
            self._flights[key] = flight = _Flight()
            return flight, True

    def land(self, key: Hashable, flight: _Flight) -> None:
        """End a flight: those who wait go on, and who comes later begins another."""
        with self._lock:
            del self._flights[key]
        flight.landed.set()

    def __len__(self) -> int:
        """How many are on their way."""
        return len(self._flights)


class Coalescing:
    """Gives identical concurrent GETs of one owner one answer, or one error; anything else is sent as it is.

    Requests without an owner share nothing: an answer may be about whoever asked.
    """

    def __init__(self, inner: Transport, flights: Flights) -> None:
        self._inner, self._flights = inner, flights

    def send(self, request: Request, timeout: float) -> Answer:
        """The answer. Who waits for another's request waits at most `timeout` seconds, then raises `Unavailable`."""
        if request.method != "GET" or not request.owner:
            return self._inner.send(request, timeout)
        key = _identity(request)
        flight, ours = self._flights.join(key)
        if not ours:
            return _awaited(flight, timeout)
        try:
            flight.answer = self._inner.send(request, timeout)
        except BaseException as error:
            flight.error = error
            raise
        finally:
            self._flights.land(key, flight)
        return flight.answer


def _identity(request: Request) -> Hashable:
    return (
        request.owner,
        request.url,
        tuple(sorted((name, str(value)) for name, value in request.params.items())),
        tuple(sorted(request.headers.items())),
    )


def _awaited(flight: _Flight, timeout: float) -> Answer:
    if not flight.landed.wait(timeout):
        raise Unavailable("The same request of another caller was not answered in time")
    if flight.answer is None:
        raise flight.error or Unavailable("The same request of another caller was given up")
    return flight.answer
