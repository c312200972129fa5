"""The HTTP boundary: ``install(app)`` and the ``endpoint`` decorator.

A view gets a parsed, authenticated :class:`Call` and returns a :class:`Reply` or raises an error of ``core.errors``.
Everything else happens here, once: authentication, parsing, serialising, ETag, problem documents, log line and metrics.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import unquote

from chalice.app import Blueprint, Chalice, CORSConfig, Request, Response
from pydantic import BaseModel, ValidationError

from chalicelib.core import declarations, endpoints, observability, problem
from chalicelib.core.clock import Deadline
from chalicelib.core.composition import services
from chalicelib.core.declarations import Use
from chalicelib.core.endpoints import AnyCall, Authentication, EndpointDeclaration, Given, Method, Nothing, Reply
from chalicelib.core.errors import (
    CsrfRejected,
    DashspotError,
    Flaw,
    InternalError,
    InvalidRequest,
    MethodNotAllowed,
    Misconfigured,
    Unauthenticated,
    UnsupportedMediaType,
)
from chalicelib.core.observability import logger

SESSION_COOKIE = "__Host-dashspot"
REQUEST_ID_HEADER = "Dashspot-Request-Id"
PERSIST_HEADER = "Dashspot-Persist"
HANDLER_SECONDS = 27.0  # of the 29 s that API Gateway waits
UNSAFE_METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE"})

CORS = CORSConfig(
    allow_origin="*",
    allow_headers=["Authorization", "Content-Type", "If-None-Match", "Idempotency-Key"],
    expose_headers=[REQUEST_ID_HEADER, PERSIST_HEADER, "ETag", "Location", "Retry-After"],
    max_age=600,
    allow_credentials=False,
)

View = Callable[[AnyCall], Reply]


def cookie(name: str, value: str, seconds: int) -> str:
    """A cookie as an answer sets it, or takes it back after no seconds.

    ``__Host-``: only over HTTPS, only this host, the whole of it (RFC 6265bis, 4.1.3.2).
    """
    return f"{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; Secure; SameSite=Lax"


def install(app: Chalice) -> None:
    """Set CORS and the last line of error handling. Call before registering blueprints.

    Any origin may call with a bearer token of its own; cookies never cross origins, so no credentials are allowed.
    """
    app.api.cors = CORS
    app.register_middleware(_problems_for_chalice_errors, "http")


def _problems_for_chalice_errors(event: Any, get_response: Callable[[Any], Response]) -> Response:
    """Errors that Chalice itself answers, before a view is reached, become problem documents too."""
    response = get_response(event)
    if response.status_code < 400 or response.headers.get("Content-Type") == problem.MEDIA_TYPE:
        return response
    request_id = _request_id(getattr(event, "context", None) or {})
    known: Mapping[int, type[DashspotError]] = {400: InvalidRequest, 405: MethodNotAllowed, 415: UnsupportedMediaType}
    told = _problem_response(known.get(response.status_code, InternalError)(), request_id)
    told.headers.update(CORS.get_access_control_headers())
    return told


def endpoint(
    blueprint: Blueprint,
    method: Method,
    path: str,
    *,
    tag: str,
    answer: Given | None = None,
    path_model: Given = Nothing,
    query: Given = Nothing,
    body: Given = Nothing,
    status: int = 200,
    authentication: Authentication = "required",
    errors: Iterable[type[DashspotError]] = (),
    scopes: Iterable[str] = (),
    media_type: str = "application/json",
    uses: Iterable[Use] = (),
    publishes: Iterable[str] = (),
    persists: bool = False,
) -> Callable[[View], View]:
    """Register a view on a blueprint; its docstring is its documentation (first line: summary).

    ``uses`` and ``publishes`` say what the endpoint touches beyond authentication; policies follow from them.
    ``persists``: it sends what it read to be kept, and its answer says so (``PERSIST_HEADER``).
    """

    def register(view: View) -> View:
        declarations.declare_api(uses=uses, publishes=publishes)
        summary, _, description = (view.__doc__ or view.__name__).strip().partition("\n")
        declaration = endpoints.declare(
            EndpointDeclaration(
                method=method,
                path=path,
                name=view.__name__,
                tag=tag,
                summary=summary,
                description=" ".join(description.split()),
                authentication=authentication,
                status=status,
                given_path=path_model,
                given_query=query,
                given_body=body,
                given_answer=answer,
                media_type=media_type,
                errors=tuple(errors),
                scopes=tuple(scopes),
                persists=persists,
            )
        )

        def handle(**path_values: str) -> Response:
            return _handle(declaration, view, blueprint.current_app, path_values)

        # Chalice names a view by its function's name, and takes one registration per method and path.
        handle.__name__ = view.__name__
        blueprint.route(path, methods=[method])(handle)
        return view

    return register


def _handle(declaration: EndpointDeclaration, view: View, app: Chalice, path_values: Mapping[str, str]) -> Response:
    started = time.perf_counter()
    request = app.current_request
    if request is None:
        raise LookupError("a view runs only for a request")
    request_id = _request_id(request.context)
    observability.begin(request_id=request_id)
    try:
        deadline = Deadline.of(app.lambda_context, at_most=HANDLER_SECONDS)
        response = _answer(declaration, view, request, deadline, path_values)
    except Misconfigured as error:
        # Its detail is for operators: it names parts of the installation.
        logger.error("misconfigured", extra={"detail": error.detail})
        response = _problem_response(Misconfigured(), request_id)
    except DashspotError as error:
        if error.status >= 500:
            logger.warning("refused", extra={"error_code": error.code, "detail": error.detail})
        response = _problem_response(error, request_id)
    except Exception:
        logger.exception("unforeseen error")
        observability.count("UnforeseenErrors")
        response = _problem_response(InternalError("The log holds the reason under this request id."), request_id)
    milliseconds = (time.perf_counter() - started) * 1000
    logger.info(
        "answered",
        extra={
            "method": declaration.method,
            "path": declaration.path,
            "status": response.status_code,
            "milliseconds": round(milliseconds, 2),
        },
    )
    observability.count(f"Answers{response.status_code // 100}xx")
    observability.measure("AnswerTime", milliseconds)
    observability.flush_metrics()
    return response


def _answer(
    declaration: EndpointDeclaration, view: View, request: Request, deadline: Deadline, path_values: Mapping[str, str]
) -> Response:
    request_id = _request_id(request.context)
    cookies = _cookies(request.headers.get("cookie"))
    person = None
    if declaration.authentication != "none":
        person = _authenticate(declaration, request.headers, cookies)
    call: AnyCall = endpoints.Call(
        path=_parameters(declaration.path_model, {name: unquote(value) for name, value in path_values.items()}),
        query=_parameters(declaration.query_model, _query_values(request.query_params)),
        body=_body(declaration, request.raw_body),
        maybe_person=person,
        request_id=request_id,
        headers=request.headers,
        cookies=cookies,
        deadline=deadline,
    )
    reply = view(call)
    return _response(declaration, reply, request_id, request.headers.get("if-none-match"))


def _authenticate(declaration: EndpointDeclaration, headers: Mapping[str, str], cookies: Mapping[str, str]) -> Any:
    scheme, _, shown = headers.get("authorization", "").partition(" ")
    by_cookie = scheme.lower() != "bearer"
    token = cookies.get(SESSION_COOKIE, "") if by_cookie else shown.strip()
    try:
        if not token:
            raise Unauthenticated()
        person = services().accounts.authenticate(token, kind="session" if by_cookie else "token")
    except Unauthenticated:
        if declaration.authentication == "optional":
            return None
        raise
    logger.append_keys(user_id=person.user_id)
    if by_cookie and declaration.method in UNSAFE_METHODS:
        settings = services().settings
        if headers.get("origin") not in (settings.public_url, settings.web_origin):
            raise CsrfRejected("send this request from the web client, or use a bearer token")
    return person


def _parameters(model: type[BaseModel], values: Mapping[str, Any]) -> BaseModel:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise problem.invalid_parameters(error) from None


def _body(declaration: EndpointDeclaration, raw: str | bytes) -> BaseModel:
    if declaration.body_model is Nothing:
        return Nothing()
    try:
        return declaration.body_model.model_validate_json(raw or b"{}")
    except ValidationError as error:
        raise problem.invalid_body(error) from None


def _query_values(query: Any) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name in query or {}:
        given = query.getlist(name)
        if len(given) > 1:
            raise InvalidRequest(f"{name} is given twice", flaws=[Flaw("give it once", parameter=name)])
        values[name] = given[0]
    return values


def _cookies(header: str | None) -> dict[str, str]:
    """Name and value of each cookie (RFC 6265, 5.4). ``http.cookies`` would drop all of them for one it cannot read,
    and other services on the same host set their own."""
    pairs = (part.partition("=") for part in (header or "").split(";"))
    return {name.strip(): value.strip().strip('"') for name, _, value in pairs if name.strip()}


def _response(declaration: EndpointDeclaration, reply: Reply, request_id: str, if_none_match: str | None) -> Response:
    headers: dict[str, Any] = {
        REQUEST_ID_HEADER: request_id,
        "Cache-Control": "private, no-cache" if declaration.method == "GET" else "no-store",
        "X-Content-Type-Options": "nosniff",
        **reply.headers,
    }
    if reply.cookies:
        headers["Set-Cookie"] = list(reply.cookies)
    text = reply.text or ""
    if reply.body is not None:
        text = reply.body.model_dump_json()
    if text:
        headers["Content-Type"] = reply.media_type
    if declaration.method == "GET" and reply.status == 200:
        headers["ETag"] = _etag(reply, text)
        if _matches(if_none_match, headers["ETag"]):
            headers.pop("Content-Type", None)
            return Response(body="", status_code=304, headers=headers)
    return Response(body=text, status_code=reply.status, headers=headers)


def _etag(reply: Reply, text: str) -> str:
    """Weak, because API Gateway may compress what is hashed here, and because answers that differ in an instant alone
    are the same to whoever has one (RFC 9110, section 8.8.1)."""
    if reply.body is not None and reply.beside_content:
        text = reply.body.model_dump_json(exclude=_without(reply.beside_content))
    return f'W/"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def _without(names: Iterable[str]) -> dict[str, Any]:
    """Fields to leave out, as Pydantic wants them told."""
    excluded: dict[str, Any] = {}
    for name in names:
        *outer, field = name.split(".")
        within = excluded
        for each in outer:
            within = within.setdefault(each, {})
        within[field] = True
    return excluded


def _matches(if_none_match: str | None, etag: str) -> bool:
    if not if_none_match:
        return False
    wanted = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return "*" in wanted or etag.removeprefix("W/") in wanted


def _problem_response(error: DashspotError, request_id: str) -> Response:
    headers: dict[str, str | list[str]] = {
        "Content-Type": problem.MEDIA_TYPE,
        "Cache-Control": "no-store",
        REQUEST_ID_HEADER: request_id,
        "X-Content-Type-Options": "nosniff",
    }
    if error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    if error.status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="Dashspot"'
    body = problem.of(error, request_id).model_dump_json(exclude_none=True)
    return Response(body=body, status_code=error.status, headers=headers)


def _request_id(context: Mapping[str, Any]) -> str:
    return str(context.get("requestId") or "local")
