"""Whoever calls the API: a browser on the web client's origin, or a script that holds a token."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

ORIGIN = "https://127.0.0.1:8443"


@dataclass
class Answer:
    """What the API answered; names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    text: str
    cookies: list[str] = field(default_factory=list)

    @property
    def json(self) -> Any:
        """The body, decoded. Raises ValueError where it is no JSON."""
        return json.loads(self.text)

    @property
    def code(self) -> str:
        """The code of a problem document. Raises ValueError where the answer is none."""
        if self.headers.get("content-type") != "application/problem+json":
            raise ValueError(f"no problem document: {self.status} {self.text[:300]}")
        return str(self.json["code"])


class Api(Protocol):
    """What takes a request."""

    def request(self, method: str, path: str, headers: Mapping[str, str], body: str | None) -> Answer:
        """The answer to one request."""
        ...


class Browser:
    """Keeps cookies as a browser does; sends a bearer token instead when it holds one."""

    def __init__(self, api: Api, token: str | None = None) -> None:
        self._api = api
        self.token = token
        self.cookies: dict[str, str] = {}

    def send(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        headers: Mapping[str, str | None] | None = None,
        raw: str | None = None,
    ) -> Answer:
        """Send a request; ``headers`` replace those a browser sends by itself, None takes one out."""
        sent: dict[str, str | None] = {"Accept": "application/json", "User-Agent": "Test Browser"}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        if method != "GET":
            sent["Origin"] = ORIGIN
            sent["Content-Type"] = "application/json"
        sent.update(headers or {})
        answer = self._api.request(
            method,
            path,
            {name: value for name, value in sent.items() if value is not None},
            raw if raw is not None else json.dumps(body) if body is not None else None,
        )
        for cookie in answer.cookies:
            name, _, value = cookie.partition(";")[0].partition("=")
            if "Max-Age=0" in cookie:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        return answer

    def get(self, path: str, **more: Any) -> Answer:
        """GET."""
        return self.send("GET", path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> Answer:
        """POST."""
        return self.send("POST", path, body=body, **more)

    def put(self, path: str, body: Any = None, **more: Any) -> Answer:
        """PUT."""
        return self.send("PUT", path, body=body, **more)

    def patch(self, path: str, body: Any = None, **more: Any) -> Answer:
        """PATCH."""
        return self.send("PATCH", path, body=body, **more)

    def delete(self, path: str, **more: Any) -> Answer:
        """DELETE."""
        return self.send("DELETE", path, **more)
