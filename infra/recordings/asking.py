"""Recorded answers through the client: the declared endpoint is asked, over a transport that answers what was recorded.

Everything between is the product's own: declaration, stack, classification, reading, and for pages the walk.
"""

from __future__ import annotations

import json
import re
from typing import Any

from chalicelib.spotify import refusals
from chalicelib.spotify.client import SpotifyClient
from chalicelib.spotify.endpoints import player, users
from chalicelib.spotify.endpoints.declaration import Endpoint
from chalicelib.spotify.errors import SpotifyError
from chalicelib.spotify.oauth import OAuthClient
from chalicelib.spotify.stack.authorised import OneToken
from chalicelib.spotify.stack.build import stacked
from chalicelib.spotify.stack.coalescing import Flights
from chalicelib.spotify.transport import Answer, Request
from chalicelib.spotify.walk import Walk, page_of

from .answers import KINDS, Reading

URL = "https://spotify.example"


class NotAnswered(Exception):
    """The client did not give what was recorded. The message says how it differs."""


class Recorded:
    """Answers every request with one recorded answer."""

    def __init__(self, status: int, body: bytes) -> None:
        self._answer = Answer(status, {"Content-Type": "application/json"}, body)
        self.asked: list[Request] = []

    def send(self, request: Request, timeout: float) -> Answer:
        """The answer."""
        self.asked.append(request)
        return self._answer


def endpoint_of(kind: str) -> Endpoint[Any]:
    """The endpoint that is asked for a kind of answer; one that changes something where the kind is of no answer."""
    found = KINDS[kind].endpoint if kind in KINDS else player.PLAY
    return users.ME if found is None else found


def ask(reading: Reading) -> Endpoint[Any]:
    """Ask for an answer, and compare; gives the endpoint. Raises `NotAnswered`, and what the client raises."""
    kind, endpoint = KINDS.get(reading.kind), endpoint_of(reading.kind)
    empty = reading.model is None
    body = b"" if empty else json.dumps(reading.payload).encode()
    recorded = Recorded(204 if empty else 201 if endpoint.method == "POST" else 200, body)
    api, parameters = _client(recorded), _parameters(endpoint)
    if kind is not None and kind.counted:
        found, wanted = api.count(endpoint, **parameters), getattr(reading.model, "total", None)
    else:
        found, wanted = api.ask(endpoint, **parameters), reading.model
    if found != wanted:
        raise NotAnswered(f"{endpoint.method} {endpoint.path} answered something else than the models read")
    if [request.method for request in recorded.asked] != [endpoint.method]:
        raise NotAnswered(f"{len(recorded.asked)} requests for one answer")
    if not empty and endpoint.paging is not None and not (kind is not None and kind.counted):
        _walk(endpoint, found)
    return endpoint


def refusal(kind: str, status: int, body: bytes) -> SpotifyError:
    """The error that the client raises for a refusing answer. Raises `NotAnswered` where it raises none."""
    recorded = Recorded(status, body)
    told = refusals.read_refusal(body)
    try:
        if told is not None and told.accounts:
            OAuthClient(recorded, URL, "the-client", lambda: "the-secret").refresh("the-refresh-token")
        else:
            _client(recorded).ask(endpoint_of(kind), **_parameters(endpoint_of(kind)))
    except SpotifyError as error:
        return error
    raise NotAnswered(f"status {status} was taken for an answer")


def _client(recorded: Recorded) -> SpotifyClient:
    deadline = 20.0
    around = stacked(recorded, OneToken("a-token"), lambda: deadline, flights=Flights(), pause=lambda seconds: None)
    return SpotifyClient(around, URL, lambda: deadline, owner="somebody")


def _parameters(endpoint: Endpoint[Any]) -> dict[str, Any]:
    return dict.fromkeys(re.findall(r"{(\w+)}", endpoint.path), "0recorded")


def _walk(endpoint: Endpoint[Any], answer: Any) -> None:
    """A recorded page is also one that a walk can take, wherever in its collection it lay."""
    named = [endpoint.within] if endpoint.within else [name for name in type(answer).model_fields if name != "items"]
    pages = [page_of(answer)] if hasattr(answer, "items") else [page_of(answer, name) for name in named]
    for page in pages:
        begun = Walk.begin(endpoint)
        walk, rows = begun.model_copy(update={"at": getattr(page, "offset", None) or 0}).took(page)
        if walk.pages != 1 or len(rows) > len(page.items):
            raise NotAnswered("a walk takes other rows than the page holds")
