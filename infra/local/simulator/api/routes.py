"""Puts the endpoints on the wire: authentication, scopes, mode, JSON, ETag."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from infra.local.simulator.accounts.grants import Grant, TokenRefused
from infra.local.simulator.api.call import Call
from infra.local.simulator.api.endpoints import ENDPOINTS, REMOVED_IN_DEVELOPMENT, Endpoint
from infra.local.simulator.api.problems import ApiError, forbidden, insufficient_scope, unauthorized
from infra.local.simulator.api.render import Renderer
from infra.local.simulator.modes import REMOVED_FIELDS, Mode
from infra.local.simulator.state import SIMULATOR, Simulator

USER_ID = web.RequestKey("user_id", str)
DEFAULT_LOCALE = "en-US,en;q=0.5"
"""The locale in links for callers that send no Accept-Language. Spotify's links then have none; repeating one anyway
keeps clients honest that compare links as text."""


def add_routes(app: web.Application) -> None:
    """Adds every endpoint of the table, and a refusal for those that development mode has lost."""
    for endpoint in ENDPOINTS:
        app.router.add_get(f"/v1{endpoint.path}", _handler(endpoint), allow_head=False)
    for method, path in REMOVED_IN_DEVELOPMENT:
        app.router.add_route(method, f"/v1{path}", _removed)


def error_response(error: ApiError) -> web.Response:
    """The JSON answer for a refusal."""
    return web.json_response(error.body, status=error.status, headers=error.headers)


def _handler(endpoint: Endpoint) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        simulator = request.app[SIMULATOR]
        grant = _authenticate(request, simulator)
        if not (endpoint.in_development or simulator.mode.complete):
            raise forbidden()
        if not set(endpoint.scopes) <= set(grant.scopes):
            raise insufficient_scope()
        answer = endpoint.answer(_call(request, simulator, grant))
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


async def _removed(request: web.Request) -> web.Response:
    simulator = request.app[SIMULATOR]
    _authenticate(request, simulator)
    if simulator.mode.complete:
        raise ApiError(501, "The simulator does not play this endpoint")
    raise forbidden()


def _authenticate(request: web.Request, simulator: Simulator) -> Grant:
    header = request.headers.get("Authorization")
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
    request[USER_ID] = grant.user_id
    return grant


def _call(request: web.Request, simulator: Simulator, grant: Grant) -> Call:
    base = simulator.options.public_url or f"{request.scheme}://{request.host}"
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
        parameters=request.match_info,
        query=request.query,
        render=render,
        base=base,
        locale=request.headers.get("Accept-Language", DEFAULT_LOCALE),
    )


def _json(request: web.Request, answer: dict[str, Any], private: bool) -> web.Response:
    body = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()
    headers = {
        "Cache-Control": f"{'private' if private else 'public'}, max-age=0",
        "ETag": etag(body),
        "Vary": "Authorization",
    }
    if request.headers.get("If-None-Match") == headers["ETag"]:
        return web.Response(status=304, headers=headers)
    return web.Response(body=body, content_type="application/json", charset="utf-8", headers=headers)


def etag(body: bytes) -> str:
    """Spotify's form of an entity tag: ``"MC-"`` and base64 of the quoted MD5, in hexadecimal, of the content."""
    digest = hashlib.md5(body, usedforsecurity=False).hexdigest()
    quoted = base64.b64encode(f'"{digest}"'.encode()).decode()
    return f'"MC-{quoted}"'
