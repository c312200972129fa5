"""Functions that run side by side, one step at a time, in an order that a test chooses."""

from __future__ import annotations

import threading
from collections.abc import Callable

_running = threading.local()
STEP_SECONDS = 20.0


class Died(BaseException):
    """The function was ended where it stood, as Lambda ends one: nothing of its own runs any more."""


class Function:
    """One function's work in a thread of its own; it stands still at each ``pause`` until it is told to go on."""

    def __init__(self, work: Callable[[], object]) -> None:
        self.result: object = None
        self.error: BaseException | None = None
        self.place = "start"
        self._dies = False
        self._go, self._stands = threading.Semaphore(0), threading.Semaphore(0)
        self._thread = threading.Thread(target=self._run, args=(work,), daemon=True)
        self._thread.start()

    @property
    def ended(self) -> bool:
        """Whether it has returned, raised or died."""
        return self.place == "end"

    def step(self) -> None:
        """Let it run to its next pause, or to its end."""
        self._go.release()
        if not self._stands.acquire(timeout=STEP_SECONDS):
            raise TimeoutError(f"stuck after {self.place}")

    def die(self) -> None:
        """End it where it stands."""
        self._dies = True
        self.step()

    def finish(self) -> None:
        """Let it run to its end."""
        while not self.ended:
            self.step()

    def _run(self, work: Callable[[], object]) -> None:
        _running.function = self
        self._go.acquire()
        try:
            if self._dies:
                raise Died
            self.result = work()
        except BaseException as error:
            self.error = error
        self.place = "end"
        self._stands.release()

    def _pause(self, place: str) -> None:
        self.place = place
        self._stands.release()
        self._go.acquire()
        if self._dies:
            raise Died


def pause(place: str) -> None:
    """A place where another function may come in between; outside of a Function nothing happens."""
    function: Function | None = getattr(_running, "function", None)
    if function is not None:
        function._pause(place)
