"""Puts the endpoints on the wire: authentication, scopes, mode, JSON, ETag."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from infra.local.simulator.accounts.grants import Grant, TokenRefused
from infra.local.simulator.api.call import Call
from infra.local.simulator.api.endpoints import ENDPOINTS, REMOVED_IN_DEVELOPMENT, Endpoint
from infra.local.simulator.api.problems import ApiError, forbidden, insufficient_scope, unauthorized
from infra.local.simulator.api.render import Renderer
from infra.local.simulator.modes import REMOVED_FIELDS, Mode
from infra.local.simulator.routing import Handler, Router
from infra.local.simulator.state import Simulator
from infra.local.simulator.wire import Request, Response, json_response

DEFAULT_LOCALE = "en-US,en;q=0.5"
"""The locale in links for callers that send no Accept-Language. Spotify's links then have none; repeating one anyway
keeps clients honest that compare links as text."""


def add_routes(router: Router) -> None:
    """Adds every endpoint of the table, and a refusal for those that development mode has lost."""
    for endpoint in ENDPOINTS:
        router.add("GET", f"/v1{endpoint.path}", _handler(endpoint))
    for method, path in REMOVED_IN_DEVELOPMENT:
        router.add(method, f"/v1{path}", _removed)


def error_response(error: ApiError) -> Response:
    """The JSON answer for a refusal."""
    return json_response(error.body, error.status, error.headers)


def _handler(endpoint: Endpoint) -> Handler:
    def handle(simulator: Simulator, request: Request, parameters: dict[str, str]) -> Response:
        grant = _authenticate(request, simulator)
        if not (endpoint.in_development or simulator.mode.complete):
            raise forbidden()
        if not set(endpoint.scopes) <= set(grant.scopes):
            raise insufficient_scope()
        answer = endpoint.answer(_call(request, simulator, grant, parameters))
        if simulator.specification is not None:
            path = endpoint.specified or endpoint.path
            simulator.specification.check(path, answer, _may_miss(simulator.mode, request.query.get("market")))
        return _json(request, answer, private=endpoint.path.startswith("/me"))

    return handle


def _may_miss(mode: Mode, market: str | None) -> frozenset[str]:
    """Required fields that this answer may lack: those that development mode has lost, and the list of markets where
    the question was about one market (so it is in recordings).
    """
    lost = frozenset[str]() if mode.complete else frozenset[str]().union(*REMOVED_FIELDS.values())
    return lost | {"available_markets"} if market else lost


def _removed(simulator: Simulator, request: Request, parameters: dict[str, str]) -> Response:
    _authenticate(request, simulator)
    if simulator.mode.complete:
        raise ApiError(501, "The simulator does not play this endpoint")
    raise forbidden()


def _authenticate(request: Request, simulator: Simulator) -> Grant:
    header = request.headers.get("authorization")
    if header is None:
        raise unauthorized("No token provided")
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer":
        raise ApiError(400, "Only valid bearer authentication supported")
    if not token.strip():
        raise unauthorized("No token provided")
    try:
        grant = simulator.grants.check_access(token.strip()).grant
        simulator.library.person(grant.user_id)
    except TokenRefused as refused:
        raise unauthorized(str(refused)) from None
    except KeyError:
        raise unauthorized("Invalid access token") from None
    return grant


def _call(request: Request, simulator: Simulator, grant: Grant, parameters: dict[str, str]) -> Call:
    base = simulator.options.public_url or request.origin
    render = Renderer(
        library=simulator.library,
        mode=simulator.mode,
        base=base,
        market=request.query.get("market"),
        positions="user-read-playback-position" in grant.scopes,
    )
    return Call(
        library=simulator.library,
        mode=simulator.mode,
        person=simulator.library.person(grant.user_id),
        grant=grant,
        parameters=parameters,
        query=request.query,
        render=render,
        base=base,
        locale=request.headers.get("accept-language", DEFAULT_LOCALE),
    )


def _json(request: Request, answer: dict[str, Any], private: bool) -> Response:
    response = json_response(answer)
    tag = etag(response.body)
    cached = {"Cache-Control": f"{'private' if private else 'public'}, max-age=0", "ETag": tag, "Vary": "Authorization"}
    if request.headers.get("if-none-match") == tag:
        return Response(304, headers=cached)
    return Response(200, response.body, {**response.headers, **cached})


def etag(body: bytes) -> str:
    """Spotify's form of an entity tag: ``"MC-"`` and base64 of the quoted MD5, in hexadecimal, of the content."""
    digest = hashlib.md5(body, usedforsecurity=False).hexdigest()
    quoted = base64.b64encode(f'"{digest}"'.encode()).decode()
    return f'"MC-{quoted}"'
