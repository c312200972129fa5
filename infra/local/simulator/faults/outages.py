"""Spotify or the network fails: 5xx, HTML in place of JSON, silence, broken connections, broken bodies, slowness."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Literal

from pydantic import Field, PrivateAttr

from infra.local.simulator.faults.context import Context, Serve
from infra.local.simulator.faults.rules import AnsweringFault, Fault
from infra.local.simulator.wire import Request, Response, json_response, text_response

_REASONS = {500: "Internal server error", 502: "Bad gateway.", 503: "Service unavailable", 504: "Gateway timeout"}
_PAGE = (
    "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n"
    "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)


class ServerError(AnsweringFault):
    """5xx; ``body`` is Spotify's JSON, its gateway's HTML, or empty."""

    kind: Literal["server_error"]
    status: int = Field(default=503, ge=500, le=599)
    body: Literal["json", "html", "empty"] = "json"

    def response(self, context: Context) -> Response:
        """The error in the form asked for."""
        reason = _REASONS.get(self.status, "Server error")
        if self.body == "json":
            return json_response({"error": {"status": self.status, "message": reason}}, self.status)
        if self.body == "html":
            return text_response(_PAGE.format(title=f"{self.status} {reason}"), self.status, "text/html")
        return Response(self.status)


class Html(AnsweringFault):
    """An HTML page that calls itself a success, as captive portals and gateways send it."""

    kind: Literal["html"]
    status: int = Field(default=200, ge=200, le=599)
    content_type: str = "text/html"

    def response(self, context: Context) -> Response:
        """The page."""
        return text_response(_PAGE.format(title="Welcome"), self.status, self.content_type)


class TimeOut(AnsweringFault):
    """No answer: silence for ``seconds``, then the connection closes."""

    kind: Literal["timeout"]
    seconds: float = Field(default=60, ge=0)

    def response(self, context: Context) -> Response:
        """Silence."""
        return Response(504, delay=self.seconds, fate="reset")


class ConnectionReset(AnsweringFault):
    """The connection is closed at once, without an answer."""

    kind: Literal["reset"]

    def response(self, context: Context) -> Response:
        """Nothing."""
        return Response(502, fate="reset")


class Truncated(Fault):
    """Half of the real answer: a whole HTTP message with broken JSON, or with ``cut`` a connection that ends early."""

    kind: Literal["truncated"]
    cut: bool = False

    def apply(self, request: Request, context: Context, serve: Serve) -> Response:
        """The real answer, halved."""
        answer = serve(request)
        if self.cut:
            return replace(answer, fate="cut")
        return replace(answer, body=answer.body[: len(answer.body) // 2])


class Latency(Fault):
    """The real answer, ``seconds`` later, give or take ``jitter`` seconds (never less than none)."""

    kind: Literal["latency"]
    seconds: float = Field(default=0.3, ge=0)
    jitter: float = Field(default=0.0, ge=0)
    _waits: random.Random | None = PrivateAttr(default=None)

    def apply(self, request: Request, context: Context, serve: Serve) -> Response:
        """The real answer, late."""
        if self._waits is None:
            self._waits = random.Random(self.seed)
        wait = max(0.0, self.seconds + self._waits.uniform(-self.jitter, self.jitter))
        answer = serve(request)
        return replace(answer, delay=answer.delay + wait)
