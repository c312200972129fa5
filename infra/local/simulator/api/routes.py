"""Puts the endpoints on the wire: authentication, scopes, mode, JSON, ETag."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

from infra.local.simulator.accounts.grants import Grant, TokenRefused
from infra.local.simulator.api.call import Call, Reply
from infra.local.simulator.api.endpoints import ENDPOINTS, Endpoint
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
    """Adds every endpoint of the table."""
    for endpoint in ENDPOINTS:
        router.add(endpoint.method, f"/v1{endpoint.path}", _handler(endpoint))


def error_response(error: ApiError) -> Response:
    """The JSON answer for a refusal."""
    return json_response(error.body, error.status, error.headers)


def _handler(endpoint: Endpoint) -> Handler:
    def handle(simulator: Simulator, request: Request, parameters: dict[str, str]) -> Response:
        try:
            reply = _answer(endpoint, simulator, request, parameters)
        except ApiError as refusal:
            reply = Reply(refusal.body, refusal.status)
            response = error_response(refusal)
        else:
            response = _success(endpoint, request, reply)
        if simulator.specification is not None:
            may_miss = _may_miss(simulator.mode, request.query)
            simulator.specification.check(endpoint.method, endpoint.path, reply.status, reply.body, may_miss)
        return response

    return handle


def _answer(endpoint: Endpoint, simulator: Simulator, request: Request, parameters: dict[str, str]) -> Reply:
    """The endpoint's answer. Raises ApiError for the token's, the app's and the endpoint's own refusals."""
    grant = _authenticate(request, simulator)
    if not (endpoint.in_development or simulator.mode.complete):
        raise forbidden()
    if not set(endpoint.scopes) <= set(grant.scopes):
        raise insufficient_scope()
    return endpoint.answer(_call(request, simulator, grant, parameters))


def _success(endpoint: Endpoint, request: Request, reply: Reply) -> Response:
    if reply.body is None:
        return Response(reply.status, headers={"Cache-Control": "private, max-age=0"})
    if endpoint.method != "GET":
        return json_response(reply.body, reply.status)
    return _cacheable(request, reply.body, private=endpoint.path.startswith("/me"))


def _may_miss(mode: Mode, query: Mapping[str, str]) -> frozenset[str] | None:
    """Required fields that this answer may lack: those that development mode has lost, and the list of markets where
    the question was about one market (so it is in recordings). None where the caller chose the fields.
    """
    if "fields" in query:
        return None
    lost = frozenset[str]() if mode.complete else frozenset[str]().union(*REMOVED_FIELDS.values())
    return lost | {"available_markets"} if "market" in query else lost


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
        request=request,
        render=render,
        base=base,
        now=simulator.clock.now(),
        locale=request.headers.get("accept-language", DEFAULT_LOCALE),
    )


def _cacheable(request: Request, answer: Any, private: bool) -> Response:
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
