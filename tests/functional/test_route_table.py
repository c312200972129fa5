"""Every route against what it declares: who may call it, and that nothing is routed that is not declared."""

from __future__ import annotations

import re

import pytest

import app as chalice_app
from chalicelib.core.endpoints import EndpointDeclaration, endpoints
from tests.functional.world import World, shared_world

world = shared_world(tracks=20, playlists=3)

OPEN = {
    ("GET", "/v1/user"),
    ("GET", "/v1/user/login"),
    ("GET", "/v1/user/callback"),
    ("GET", "/v1/user/erasures/{id}"),
    ("GET", "/v1/health"),
    ("GET", "/v1/meta"),
    ("GET", "/v1/openapi.json"),
    ("GET", "/v1/docs"),
}
"""What answers without a session. Everything else is 401."""

OF_ONE_PERSON = {("GET", "/v1/user/callback"), ("GET", "/v1/user/erasures/{id}")}
"""What answers without a session, but only whoever was told an address."""

ROUTES = sorted((method, path) for path, methods in chalice_app.app.routes.items() for method in methods)


def _filled(path: str) -> str:
    return re.sub(r"{\w+}", "0" * 40, path)


def test_every_route_is_declared_and_every_declared_endpoint_is_routed() -> None:
    declared = sorted((endpoint.method, endpoint.path) for endpoint in endpoints())
    assert declared == ROUTES
    assert len(ROUTES) > 15


def test_open_routes_exist() -> None:
    assert set(ROUTES) >= OPEN


@pytest.mark.parametrize(("method", "path"), [route for route in ROUTES if route not in OPEN])
def test_without_a_session_it_is_401(world: World, method: str, path: str) -> None:
    browser = world.browser()
    world.aws.clear()
    asked = len(world.spotify.requests)
    body: dict[str, str] | None = {} if method in ("POST", "PUT", "PATCH") else None
    answer = browser.send(method, _filled(path), body=body)
    assert (answer.status, answer.code) == (401, "unauthenticated")
    assert answer.headers["www-authenticate"] == 'Bearer realm="Dashspot"'
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json["request_id"] == answer.headers["dashspot-request-id"]
    assert not answer.cookies
    assert world.aws.names == [], "nobody's request costs nothing"
    assert len(world.spotify.requests) == asked


@pytest.mark.parametrize(("method", "path"), sorted(OPEN - OF_ONE_PERSON))
def test_open_routes_answer_without_a_session(world: World, method: str, path: str) -> None:
    answer = world.browser().send(method, path)
    assert answer.status in (200, 302)
    assert answer.headers["dashspot-request-id"]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_declared_authentication_is_what_the_table_says() -> None:
    assert {(e.method, e.path) for e in endpoints() if e.authentication != "required"} == OPEN
    assert [e.path for e in endpoints() if e.authentication == "optional"] == ["/v1/user"]


@pytest.mark.parametrize("endpoint", endpoints(), ids=lambda e: f"{e.method} {e.path}")
def test_cors_is_declared_for_every_route(endpoint: EndpointDeclaration) -> None:
    cors = chalice_app.app.routes[endpoint.path][endpoint.method].cors
    headers = cors.get_access_control_headers()
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in headers
    assert "Authorization" in headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_unknown_query_parameters_are_named(world: World, method: str, path: str) -> None:
    if path == "/v1/user/callback":
        return  # RFC 6749, 4.1.2: unknown parameters of the answer are ignored
    browser = world.signed_in()
    playlist = world.spotify.truth.people[0].playlists[0].playlist_id
    target = path.replace("{spotify_id}", playlist).replace("{id}", "0" * 40)
    answer = browser.send(method, f"{target}?nonsense=1", body={"name": "x"} if path == "/v1/user/tokens" else None)
    assert (answer.status, answer.code) == (400, "invalid_request")
    assert [flaw["parameter"] for flaw in answer.json["errors"]] == ["nonsense"]
