"""The Web API as one question: `ask` of a declared endpoint gives its model, or raises from `errors`.

Requests go to `api_url` and nowhere else; links in answers are never followed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from . import parsing
from .endpoints.declaration import Endpoint, Mode, Parameter
from .errors import MalformedAnswer
from .models.totals import Total
from .refusals import classify
from .transport import Answer, Request, Transport

A = TypeVar("A")


class SpotifyClient:
    """Asks the Web API for one person, over a transport that adds the person's token (`stack.build`)."""

    def __init__(
        self,
        transport: Transport,
        api_url: str,
        deadline: Callable[[], float],
        *,
        owner: str = "",
        mode: Mode = "development",
        permit: Callable[[Endpoint[Any]], None] | None = None,
        on_fault: Callable[[parsing.Fault], None] | None = None,
        on_unknown: Callable[[frozenset[str]], None] | None = None,
    ) -> None:
        """`api_url` is the origin without `/v1`; `deadline` gives the seconds that are left.

        `owner` is an opaque word for the person. `mode` decides how large a `limit` may be: development mode's is taken
        by every app. `permit` is asked before anything is sent, and raises where the app or the person cannot ask this.
        `on_fault` hears of parts of answers that were set aside unread, `on_unknown` of names that no model knows.
        """
        self._transport = transport
        self._base = api_url.rstrip("/") + "/v1"
        self._deadline = deadline
        self._owner, self._mode, self._permit = owner, mode, permit
        self._on_fault, self._on_unknown = on_fault, on_unknown

    def ask(
        self, endpoint: Endpoint[A], /, *, json: Any = None, body: bytes | None = None, **parameters: Parameter
    ) -> A:
        """What the endpoint answers. Parameters of its path go there, all others into the query.

        `json` or `body` (a JPEG in base64, say) is what a change carries. A `limit` larger than the app's mode takes is
        lowered. Raises `SpotifyError`, what `permit` and the transport raise, and `LookupError` where a parameter of
        the path is missing.
        """
        answer = self._answer(endpoint, parameters, json, body)
        if endpoint.model is None:
            return cast(A, None)
        if endpoint.may_be_empty and answer.body.strip() in {b"", b"null"}:
            return cast(A, None)
        model: type[Any] = endpoint.model()
        read: A = parsing.parse(model, answer.body, self._on_fault, self._on_unknown)
        return read

    def count(self, endpoint: Endpoint[Any], /, **parameters: Parameter) -> int | None:
        """How many things a paged endpoint has in all, None where Spotify does not say. Reads one row."""
        answer = self._answer(endpoint, {**parameters, "limit": 1}, None, None)
        page = parsing.load(answer.body)
        if endpoint.within:
            page = page.get(endpoint.within) if isinstance(page, dict) else None
        if not isinstance(page, dict):
            raise MalformedAnswer("Spotify's answer is no page")
        return parsing.parse_payload(Total, page).total

    def _answer(
        self, endpoint: Endpoint[Any], parameters: dict[str, Parameter], json: Any, body: bytes | None
    ) -> Answer:
        if self._permit is not None:
            self._permit(endpoint)
        path, query = endpoint.place(parameters)
        largest = endpoint.largest(self._mode)
        if largest is not None and isinstance(limit := query.get("limit"), int):
            query["limit"] = min(limit, largest)
        request = Request(
            endpoint.method,
            self._base + path,
            headers={"Content-Type": endpoint.content_type} if endpoint.content_type else {},
            params=query,
            json=json,
            body=body,
            endpoint=endpoint.name,
            owner=self._owner,
        )
        answer = self._transport.send(request, self._deadline())
        if not 200 <= answer.status < 300:
            raise classify(answer.status, answer.headers, answer.body, endpoint)
        return answer
