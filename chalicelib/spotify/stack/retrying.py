"""A passing failure is tried once more, within the deadline."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from ..errors import Unavailable
from ..refusals import classify
from ..transport import Answer, Request, Transport

LONGEST_TRY = 10.0  # seconds; Spotify answers within one, and a second try should fit in an API request's 29
SHORTEST_TRY = 0.25  # with less time left than this no request is begun
PAUSE: Callable[[float], None] = time.sleep


class Retrying:
    """Sends a GET again after a 5xx or a failed connection, once and after a short pause.

    Nothing waits for a Retry-After. Other methods are not repeated: Spotify may have done what it did not confirm.
    """

    def __init__(self, inner: Transport, deadline: Callable[[], float], pause: Callable[[float], None] = PAUSE) -> None:
        """`deadline` gives the seconds that are left to whoever asks; `pause` waits for seconds."""
        self._inner, self._deadline, self._pause = inner, deadline, pause

    def send(self, request: Request, timeout: float) -> Answer:
        """The answer of the last try. Raises `Unavailable` where none came, or where no time is left to ask."""
        left = self._left(timeout)
        if left <= SHORTEST_TRY:
            raise Unavailable("No time is left for a request to Spotify")
        try:
            answer = self._inner.send(request, left)
        except Unavailable:
            if not self._again(request, timeout):
                raise
        else:
            if answer.status < 400 or not _passes(answer) or not self._again(request, timeout):
                return answer
        # A short random pause, so that many people's second tries do not arrive together.
        self._pause(random.uniform(0.05, 0.25))  # noqa: S311 - no secret
        return self._inner.send(request, max(SHORTEST_TRY, self._left(timeout)))

    def _left(self, timeout: float) -> float:
        return min(timeout, self._deadline(), LONGEST_TRY)

    def _again(self, request: Request, timeout: float) -> bool:
        return request.method == "GET" and self._left(timeout) > SHORTEST_TRY * 2


def _passes(answer: Answer) -> bool:
    """Whether asking again at once may help: Spotify fails, and does not say for how long."""
    error = classify(answer.status, answer.headers, answer.body)
    return isinstance(error, Unavailable) and error.retry_after is None
