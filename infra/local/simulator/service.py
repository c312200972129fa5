"""The simulator as one function from request to answer: Web API, accounts host, pictures, recordings, switches."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import replace

from infra.local.simulator.accounts import routes as accounts
from infra.local.simulator.accounts.grants import TokenRefused
from infra.local.simulator.api import routes as api
from infra.local.simulator.api.problems import ApiError
from infra.local.simulator.control import routes as control
from infra.local.simulator.covers import draw
from infra.local.simulator.faults.context import Context
from infra.local.simulator.reccobeats import routes as reccobeats
from infra.local.simulator.recordings import read_recording
from infra.local.simulator.requests_log import LoggedRequest, loggable
from infra.local.simulator.routing import Router
from infra.local.simulator.state import Simulator
from infra.local.simulator.wire import Request, Response, text_response

log = logging.getLogger("spotify-simulator")


class Service:
    """Answers requests, one at a time. Everything that Spotify would see is logged and may meet a fault."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self._lock = threading.Lock()
        self._spotify = Router()
        accounts.add_routes(self._spotify)
        api.add_routes(self._spotify)
        reccobeats.add_routes(self._spotify)
        self._switches = Router()
        control.add_routes(self._switches)

    def answer(self, request: Request) -> Response:
        """What is answered; the caller waits for its ``delay`` and plays its ``fate``."""
        with self._lock:
            if request.segments[0] == "_control":
                return self._handled(self._switches, request)
            own = self._own_page(request)
            return own if own is not None else self._logged(request)

    def _logged(self, request: Request) -> Response:
        started = time.perf_counter()
        context = Context(self.simulator.clock, self.simulator.grants, _whose(self.simulator, request))
        response = self._answer_as_spotify(request, context)
        entry = LoggedRequest(
            method=request.method,
            path=request.path,
            query=loggable(request.query),
            status=response.status,
            milliseconds=round((time.perf_counter() - started) * 1000, 3),
            user_id=context.user_id,
            grant_type=request.form.get("grant_type") if request.path == "/api/token" else None,
            at=self.simulator.clock.now(),
            faults=tuple(context.met),
        )
        self.simulator.log.add(entry)
        log.info("%s %s %s %s ms", entry.method, entry.path, entry.status, entry.milliseconds)
        return response

    def _answer_as_spotify(self, request: Request, context: Context) -> Response:
        canned = self.simulator.canned.take(request.method, request.path)
        if canned is not None:
            return Response(canned.status, canned.body, canned.headers, canned.delay)
        try:
            self.simulator.limits.count(request, context)
            return self.simulator.faults.around(request, context, lambda asked: self._handled(self._spotify, asked))
        except ApiError as refusal:
            return api.error_response(refusal)

    def _handled(self, router: Router, request: Request) -> Response:
        """The handler's answer; refusals become Spotify's JSON, those of the router included."""
        try:
            handler, parameters = router.find(request.method, request.segments)
            return handler(self.simulator, request, parameters)
        except ApiError as refusal:
            return api.error_response(refusal)

    def _own_page(self, request: Request) -> Response | None:
        """What is no part of Spotify's hosts: the front page, pictures and recordings."""
        options, first, rest = self.simulator.options, request.segments[0], "/".join(request.segments[1:])
        if request.path == "/":
            return text_response(
                f"Dashspot's simulated Spotify, {options.mode} mode, seed {options.seed}.\n"
                "Web API: /v1/..., accounts: /authorize and /api/token, switches: /_control/\n"
            )
        if first == "image":
            svg = draw(rest)
            return _missing() if svg is None else _picture(svg)
        if first == "recordings":
            content = read_recording(options.recordings, rest)
            media = {"Content-Type": "application/json; charset=utf-8"}
            return _missing() if content is None else Response(200, content, media)
        return None


def _picture(svg: str) -> Response:
    response = text_response(svg, media="image/svg+xml", Cache_Control="public, max-age=86400")
    # Pages of another origin show these pictures under a policy that asks for both.
    shared = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
    return replace(response, headers={**response.headers, **shared})


def _missing() -> Response:
    return api.error_response(ApiError(404, "Service not found"))


def _whose(simulator: Simulator, request: Request) -> str | None:
    """The user id behind the token that a request carries, where it is a valid one."""
    try:
        if request.path == "/api/token":
            return simulator.grants.check_refresh(request.form.get("refresh_token", "")).user_id
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        return simulator.grants.check_access(token.strip()).grant.user_id if scheme.lower() == "bearer" else None
    except TokenRefused:
        return None
