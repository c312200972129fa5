"""The OpenAPI 3.1 document, generated from what endpoints declare and from their Pydantic models."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from openapi_pydantic import OpenAPI
from openapi_pydantic.util import PydanticSchema, construct_open_api_with_schema_class
from pydantic import BaseModel

from chalicelib.core import endpoints, problem
from chalicelib.core.endpoints import EndpointDeclaration, Nothing
from chalicelib.core.errors import (
    DashspotError,
    InternalError,
    InvalidRequest,
    PayloadTooLarge,
    TooManyRequests,
    Unauthenticated,
)
from chalicelib.core.http import PERSIST_HEADER, REQUEST_ID_HEADER, SESSION_COOKIE
from chalicelib.core.jobs.schemas import JobOut

TITLE = "Dashspot"
API_VERSION = "1"
DESCRIPTION = (
    "The backend of a dashboard for a listener's own Spotify library. Not affiliated with Spotify. "
    "Errors are problem documents (RFC 9457) with a stable `code`. Lists continue with `cursor=<page.next>`."
)
BASE_PATH = "/api"
SECURITY: list[dict[str, list[str]]] = [{"session": []}, {"token": []}]


@cache
def document() -> dict[str, Any]:
    """The document of every endpoint declared so far, as JSON values; the same bytes for the same code."""
    raw = {
        "openapi": "3.1.1",
        "info": {"title": TITLE, "version": API_VERSION, "description": DESCRIPTION},
        "servers": [{"url": BASE_PATH}],
        "tags": [{"name": tag} for tag in sorted({endpoint.tag for endpoint in endpoints.endpoints()})],
        "paths": _paths(endpoints.endpoints()),
        "components": {
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": SESSION_COOKIE},
                "token": {"type": "http", "scheme": "bearer"},
            }
        },
    }
    made = construct_open_api_with_schema_class(OpenAPI.model_validate(raw))
    # Without what nobody set: the library's defaults for query parameters are not allowed in those of a path.
    return made.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_unset=True)


def _paths(declared: Iterable[EndpointDeclaration]) -> dict[str, dict[str, Any]]:
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in declared:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint)
    return paths


def _operation(endpoint: EndpointDeclaration) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "tags": [endpoint.tag],
        "operationId": endpoint.name,
        "summary": endpoint.summary.rstrip("."),
        "parameters": [*_parameters(endpoint.path_model, "path"), *_parameters(endpoint.query_model, "query")],
        "responses": _responses(endpoint),
    }
    description = endpoint.description
    if endpoint.scopes:
        needed = ", ".join(f"`{scope}`" for scope in endpoint.scopes)
        description = f"{description} Needs the Spotify scope {needed}.".strip()
    if description:
        operation["description"] = description
    if endpoint.authentication == "required":
        operation["security"] = SECURITY
    elif endpoint.authentication == "optional":
        operation["security"] = [*SECURITY, {}]
    if endpoint.body_model is not Nothing:
        content: dict[str, Any] = {"application/json": {"schema": PydanticSchema(schema_class=endpoint.body_model)}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _parameters(model: type[BaseModel], place: str) -> list[dict[str, Any]]:
    schema: dict[str, Any] = model.model_json_schema()
    required = set(schema.get("required", ()))
    found = []
    for name, full in schema.get("properties", {}).items():
        described = {key: value for key, value in full.items() if key != "title"}
        parameter = {"name": name, "in": place, "required": place == "path" or name in required}
        if "description" in described:
            parameter["description"] = described.pop("description")
        found.append({**parameter, "schema": described})
    return found


def _responses(endpoint: EndpointDeclaration) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": _said(endpoint.status), "headers": _headers(endpoint)}
    if endpoint.answer is not None:
        answer["content"] = {endpoint.media_type: {"schema": PydanticSchema(schema_class=endpoint.answer)}}
    elif endpoint.status == 200:
        kind = "object" if endpoint.media_type == "application/json" else "string"
        answer["content"] = {endpoint.media_type: {"schema": {"type": kind}}}
    responses = {str(endpoint.status): answer}
    if endpoint.method == "GET" and endpoint.status == 200:
        responses["304"] = {"description": "Nothing has changed since the `If-None-Match` given."}
    by_status: dict[int, set[str]] = {}
    for error in _errors(endpoint):
        by_status.setdefault(error.status, set()).add(error.code)
    for status in sorted(by_status):
        codes = ", ".join(f"`{code}`" for code in sorted(by_status[status]))
        responses[str(status)] = {
            "description": codes,
            "content": {problem.MEDIA_TYPE: {"schema": PydanticSchema(schema_class=problem.Problem)}},
        }
    return responses


def _errors(endpoint: EndpointDeclaration) -> set[type[DashspotError]]:
    # Every endpoint refuses parameters that it does not know.
    found = {*endpoint.errors, InvalidRequest, InternalError, TooManyRequests}
    if endpoint.authentication == "required":
        found.add(Unauthenticated)
    if endpoint.body_model is not Nothing:
        found.add(PayloadTooLarge)
    return found


def _headers(endpoint: EndpointDeclaration) -> dict[str, Any]:
    text = {"type": "string"}
    headers: dict[str, Any] = {
        REQUEST_ID_HEADER: {"description": "what logs, messages and problems know it by", "schema": text}
    }
    if endpoint.method == "GET" and endpoint.status == 200:
        headers["ETag"] = {"description": "for `If-None-Match`", "schema": text}
    if endpoint.answer is not None and endpoint.status == 202 and issubclass(endpoint.answer, JobOut):
        headers["Location"] = {"description": "where to follow the job", "schema": text}
    if endpoint.persists:
        headers[PERSIST_HEADER] = {
            "description": "whether what was read is on its way to be kept",
            "schema": {"type": "string", "enum": ["queued", "failed"]},
        }
    if endpoint.status == 302:
        headers["Location"] = {"description": "where the browser goes", "schema": {"type": "string", "format": "uri"}}
    return headers


def _said(status: int) -> str:
    return {200: "The answer", 201: "Made", 202: "Taken, and done later", 204: "Done", 302: "Go on there"}[status]
