"""The edge of the simulated week: every request to Spotify passes here and is noted with its answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

from bench.spotify.demand import Kind
from bench.spotify.moment import Moment
from bench.spotify.outcomes import Outcomes, Renewal, Sent
from chalicelib.spotify.errors import Unavailable
from chalicelib.spotify.transport import Answer, Request
from infra.local.simulator.in_process import InProcessSimulator, NoAnswer, TimedOut

TAKES = timedelta(milliseconds=300)
"""Time that a request to Spotify takes."""


@dataclass
class Asking:
    """For whom, and for what, the application works just now."""

    person: int = 0
    kind: Kind = "interactive"


class Wire:
    """A transport to the simulated Spotify, in place of the network."""

    def __init__(self, spotify: InProcessSimulator, moment: Moment, outcomes: Outcomes) -> None:
        self._spotify, self._moment, self._outcomes = spotify, moment, outcomes
        self.asking = Asking()

    def send(self, request: Request, timeout: float) -> Answer:
        """The answer. Raises `Unavailable` where none comes."""
        url = f"{request.url}?{urlencode(request.params)}" if request.params else request.url
        headers = dict(request.headers)
        body: str | None = None
        if request.form is not None:
            body = urlencode(request.form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        elif request.json is not None:
            body = json.dumps(request.json)
            headers["Content-Type"] = "application/json"
        try:
            found = self._spotify.ask(request.method, url, headers, body, timeout)
        except (NoAnswer, TimedOut):
            self._note(request, 0, {})
            self._moment.reach(self._moment.now() + TAKES)
            raise Unavailable("no answer came") from None
        answer = Answer(found.status, dict(found.headers), found.body)
        self._note(request, found.status, answer.headers)
        self._moment.reach(self._moment.now() + TAKES)
        return answer

    def consent(self, authorize_url: str, person_id: str) -> str:
        """Agree on the consent page as a person; gives the path and query of the callback, below ``/api``."""
        form = dict(parse_qsl(urlsplit(authorize_url).query)) | {"person": person_id, "decision": "agree"}
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = self._spotify.ask("POST", "/authorize", headers, urlencode(form))
        there = urlsplit(answer.headers["Location"])
        return f"{there.path.removeprefix('/api')}?{there.query}"

    def _note(self, request: Request, status: int, headers: Mapping[str, str]) -> None:
        asking, moment = self.asking, self._moment.now()
        if request.form is None:
            told = _retry_after(headers) if status == 429 else None
            self._outcomes.sent.append(Sent(moment, asking.kind, asking.person, status, told))
        elif request.form.get("grant_type") == "refresh_token":
            self._outcomes.renewals.append(Renewal(moment, asking.person, status))


def _retry_after(headers: Mapping[str, str]) -> int | None:
    found = headers.get("Retry-After", "")
    return int(found) if found.isdecimal() else None
