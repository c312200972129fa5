"""A person who asks the simulator in this process, without a socket."""

from __future__ import annotations

import json
from typing import Any

from infra.local.simulator.in_process import Answer, InProcessSimulator
from infra.local.simulator.library.people import Person


class Asking:
    """Somebody with a token: by default the first person, with every scope."""

    def __init__(
        self, spotify: InProcessSimulator, person: Person | None = None, scopes: list[str] | None = None
    ) -> None:
        self.spotify = spotify
        self.person = person or spotify.truth.people[0]
        self.headers = {"Authorization": f"Bearer {spotify.sign_in(self.person, scopes)}"}

    def ask(self, method: str, path: str, body: Any = None) -> Answer:
        """A request to ``/v1`` + path, with a JSON body where one is given."""
        headers = self.headers if body is None else {**self.headers, "Content-Type": "application/json"}
        return self.spotify.ask(method, f"/v1{path}", headers, None if body is None else json.dumps(body))

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def read(self, path: str) -> Any:
        """The JSON of a successful GET."""
        answer = self.get(path)
        assert answer.status == 200, (path, answer.status, answer.body)
        return json.loads(answer.body)

    def does(self, method: str, path: str, body: Any = None, status: int | None = None) -> Any:
        """A successful request that changes something; gives its JSON, or None."""
        answer = self.ask(method, path, body)
        assert answer.status == (status or answer.status) < 300, (path, answer.status, answer.body)
        return json.loads(answer.body) if answer.body else None

    def refusal(self, path: str, method: str = "GET", body: Any = None) -> tuple[int, str]:
        """Status and message of a refused request."""
        answer = self.ask(method, path, body)
        error = json.loads(answer.body)["error"]
        assert error["status"] == answer.status
        return answer.status, error["message"]
