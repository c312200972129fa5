"""What the gateway plays of API Gateway, by the real template of the local stage."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from infra.local.gateway.rest_api import RestApi


@pytest.fixture(scope="module")
def api(templates: dict[str, dict[str, Any]]) -> RestApi:
    return RestApi(templates["local"], {"WebOrigin": "https://dashspot.example"})


@pytest.mark.parametrize(
    ("method", "path", "known"),
    [
        ("GET", "/v1/health", True),
        ("get", "/v1/library/playlists/37i9dQZF1DX0000000000a/items", True),
        ("DELETE", "/v1/user/sessions/s1", True),
        ("POST", "/v1/health", False),
        ("GET", "/v1/health/", False),
        ("GET", "/v1/healthy", False),
        ("GET", "/v1", False),
        ("GET", "/v1/library/playlists//items", False),
        ("GET", "/v1/library/playlists/a/b/items", False),
    ],
)
def test_paths_and_methods_are_those_of_the_template(api: RestApi, method: str, path: str, known: bool) -> None:
    assert api.has(method, path) is known


def test_a_literal_path_wins_over_a_parameter() -> None:
    paths: dict[str, Any] = {"/v1/{id}": {"get": {}}, "/v1/me": {"post": {}}}
    api = RestApi(
        {"Resources": {"RestAPI": {"Properties": {"GatewayResponses": {}, "DefinitionBody": {"paths": paths}}}}}, {}
    )
    assert api.has("POST", "/v1/me") and not api.has("GET", "/v1/me")
    assert api.has("GET", "/v1/you")


def test_preflight_answers_as_the_template_says(api: RestApi) -> None:
    answer = api.preflight("/v1/user/tokens")
    assert answer is not None
    assert answer.status == 200
    assert set(answer.headers["Access-Control-Allow-Methods"].split(",")) == {"GET", "POST", "DELETE", "OPTIONS"}
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"].split(",")
    assert "'" not in "".join(answer.headers.values())
    assert api.preflight("/v1/nothing") is None


@pytest.mark.parametrize(
    ("kind", "given", "status", "code"),
    [
        ("MISSING_AUTHENTICATION_TOKEN", None, 404, "not_found"),
        ("REQUEST_TOO_LARGE", None, 413, "payload_too_large"),
        ("THROTTLED", None, 429, "too_many_requests"),
        ("INTEGRATION_TIMEOUT", 504, 504, "internal_error"),
        ("DEFAULT_4XX", 418, 418, "invalid_request"),
        ("SOMETHING_NEW", 503, 503, "internal_error"),
    ],
)
def test_own_errors_are_problem_documents(api: RestApi, kind: str, given: int | None, status: int, code: str) -> None:
    answer = api.problem(kind, "request-1", given)
    document = json.loads(answer.body)
    assert (answer.status, document["code"]) == (status, code)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert document["request_id"] == answer.headers["Dashspot-Request-Id"] == "request-1"


@pytest.mark.parametrize(("kind", "status"), [("DEFAULT_4XX", 403), ("DEFAULT_5XX", 504)])
def test_a_default_names_no_status_and_no_cause(api: RestApi, kind: str, status: int) -> None:
    document = json.loads(api.problem(kind, "r", status).body)
    assert "status" not in document
    assert document["title"] not in {"Bad Request", "Internal Server Error"}


def test_throttling_says_when_to_come_back(api: RestApi) -> None:
    answer = api.problem("THROTTLED", "r")
    assert int(answer.headers["Retry-After"]) == json.loads(answer.body)["retry_after"] == 1


@pytest.mark.parametrize(
    ("status", "headers", "body", "kind"),
    [
        (502, {}, b'{"message": "Internal server error"}', "INTEGRATION_FAILURE"),
        (429, {}, b'{"message":"Too Many Requests"}', "THROTTLED"),
        (403, {}, b'{"message":"Missing Authentication Token"}', "MISSING_AUTHENTICATION_TOKEN"),
        (500, {}, b'{"message":"x"}', "DEFAULT_5XX"),
        (200, {}, b'{"message": "fine"}', None),
        (404, {"Dashspot-Request-Id": "r"}, b'{"message": "the function\'s own"}', None),
        (415, {}, b'{"Code":"UnsupportedMediaType","Message":"x"}', None),
        (500, {}, b"not json", None),
        (500, {}, b"[]", None),
    ],
)
def test_answers_of_the_emulator_are_told_from_the_functions(
    api: RestApi, status: int, headers: dict[str, str], body: bytes, kind: str | None
) -> None:
    assert api.emulator_error(status, headers, body) == kind


@pytest.mark.parametrize(
    ("size", "headers", "accepted", "squeezed"),
    [
        (5000, {}, "gzip, br", True),
        (5000, {}, "br;q=1, GZIP;q=0.5".lower(), True),
        (5000, {}, "", False),
        (5000, {}, "br", False),
        (5000, {}, "gzip;q=0", False),
        (5000, {"Content-Encoding": "br"}, "gzip", False),
        (1023, {}, "gzip", False),
        (1024, {}, "gzip", True),
    ],
)
def test_long_answers_are_compressed_for_who_takes_it(
    api: RestApi, size: int, headers: dict[str, str], accepted: str, squeezed: bool
) -> None:
    body = b"a" * size
    found = api.compressed(headers, body, accepted)
    assert (found is not None) is squeezed
    if found is not None:
        assert gzip.decompress(found) == body
