"""The edge between Dashspot and the simulated Spotify: requests are counted, take time, and may be the last ones."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

from bench.spotify.moment import Moment
from bench.sync.chaos import Chaos
from chalicelib.spotify.errors import Unavailable
from chalicelib.spotify.transport import Answer, Request
from infra.local.simulator.in_process import InProcessSimulator, NoAnswer, TimedOut

USUAL_SECONDS = 0.2


def usually() -> float:
    """How long Spotify takes to answer on a quiet day, in seconds."""
    return USUAL_SECONDS


def slowly(random_: random.Random) -> Callable[[], float]:
    """The same when it is in trouble: now and then so long that a function's time ends with a few pages."""
    return lambda: random_.choice((0.1, 0.2, 0.4, 0.4, 2.0, 8.0))


class SpotifyWire:
    """A transport to the simulated Spotify, in place of the network. ``asked`` counts requests by path."""

    def __init__(self, spotify: InProcessSimulator, moment: Moment, chaos: Chaos, takes: Callable[[], float]) -> None:
        self._spotify, self._moment, self._chaos = spotify, moment, chaos
        self.takes = takes
        self.asked: Counter[str] = Counter()

    @property
    def requests(self) -> int:
        """Requests to the Web API so far."""
        return sum(times for path, times in self.asked.items() if path.startswith("/v1/"))

    def send(self, request: Request, timeout: float) -> Answer:
        """The answer. Raises `Unavailable` where none comes, Killed where the function ends here."""
        dies = self._chaos.before()
        url = f"{request.url}?{urlencode(request.params)}" if request.params else request.url
        headers = dict(request.headers)
        body: str | None = None
        if request.form is not None:
            body = urlencode(request.form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        elif request.json is not None:
            body = json.dumps(request.json)
            headers["Content-Type"] = "application/json"
        self.asked[urlsplit(url).path] += 1
        self._pass(self.takes())
        try:
            found = self._spotify.ask(request.method, url, headers, body, timeout, wait=self._pass)
        except (NoAnswer, TimedOut):
            raise Unavailable("no answer came") from None
        finally:
            if dies:
                self._chaos.kill()
        return Answer(found.status, dict(found.headers), found.body)

    def consent(self, authorize_url: str, person_id: str) -> str:
        """Agree on the consent page as a person; gives the path and query of the callback, below ``/api``."""
        form = dict(parse_qsl(urlsplit(authorize_url).query)) | {"person": person_id, "decision": "agree"}
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = self._spotify.ask("POST", "/authorize", headers, urlencode(form))
        there = urlsplit(answer.headers["Location"])
        return f"{there.path.removeprefix('/api')}?{there.query}"

    def _pass(self, seconds: float) -> None:
        self._moment.reach(self._moment.now() + timedelta(seconds=seconds))
