"""HTTP as the simulator sees it: plain values, so that the same handlers answer a socket and a function call."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal
from urllib.parse import parse_qsl, unquote, urlsplit

Fate = Literal["whole", "reset", "cut"]


@dataclass(frozen=True)
class Request:
    """A request: ``target`` is path and query as they were sent, ``headers`` have lower-case names.

    ``origin`` is the scheme and host that were asked, without a slash at the end.
    """

    method: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    origin: str = ""

    @cached_property
    def path(self) -> str:
        """The decoded path."""
        return unquote(urlsplit(self.target).path)

    @cached_property
    def segments(self) -> tuple[str, ...]:
        """The decoded parts between the slashes; an encoded slash stays inside its part."""
        return tuple(unquote(part) for part in urlsplit(self.target).path.split("/")[1:])

    @cached_property
    def query(self) -> dict[str, str]:
        """The query; of a repeated name the first value."""
        return _first(urlsplit(self.target).query)

    @cached_property
    def form(self) -> dict[str, str]:
        """The body as a form; of a repeated name the first value. Nothing where the body is no form."""
        return _first(self._form_text)

    def form_values(self, name: str) -> list[str]:
        """All values of a name of the form."""
        return [value for each, value in parse_qsl(self._form_text, keep_blank_values=True) if each == name]

    @property
    def _form_text(self) -> str:
        is_form = self.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
        return self.body.decode("utf-8", "replace") if is_form else ""

    @property
    def content_type(self) -> str:
        """The media type of the body, without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass(frozen=True)
class Response:
    """An answer, and what becomes of it on its way.

    ``delay`` is in seconds. ``fate`` tells whether it arrives: ``whole``, not at all because the connection is closed
    after the delay (``reset``), or with half of the announced body (``cut``).
    """

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    fate: Fate = "whole"


def json_response(answer: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """``answer`` as compact JSON."""
    body = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()
    return Response(status, body, {"Content-Type": "application/json; charset=utf-8", **(headers or {})})


def text_response(text: str, status: int = 200, media: str = "text/plain", **headers: str) -> Response:
    """A text; keyword ``Cache_Control`` becomes the header ``Cache-Control``."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status, text.encode(), {"Content-Type": f"{media}; charset=utf-8", **named})


def _first(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        found.setdefault(name, value)
    return found
