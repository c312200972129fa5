"""The accounts host's three routes."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import Any

from infra.local.simulator.accounts.authorization import (
    Authorization,
    PageError,
    RedirectError,
    read_authorization,
    redirect_location,
)
from infra.local.simulator.accounts.consent import consent_page, refusal_page
from infra.local.simulator.accounts.grants import Grant, PendingCode, TokenRefused
from infra.local.simulator.routing import Router
from infra.local.simulator.state import Simulator
from infra.local.simulator.wire import Request, Response, json_response, text_response

APP_NAME = "Dashspot"


class TokenError(Exception):
    """A refusal of the token endpoint: 400 with ``error`` and ``error_description``."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.error = error
        self.description = description


def add_routes(router: Router) -> None:
    """Adds the consent page and the token endpoint."""
    router.add("GET", "/authorize", show_consent)
    router.add("POST", "/authorize", take_decision)
    router.add("POST", "/api/token", give_token)


def show_consent(simulator: Simulator, request: Request, parameters: dict[str, str]) -> Response:
    """GET /authorize: the page."""
    asked = _authorization(simulator, request.query)
    if isinstance(asked, Response):
        return asked
    page = consent_page(asked, request.query, simulator.library.people, APP_NAME)
    return text_response(page, media="text/html", Cache_Control="no-store")


def take_decision(simulator: Simulator, request: Request, parameters: dict[str, str]) -> Response:
    """POST /authorize: the page's form. Scripts may post the request's fields, ``person`` and ``decision`` directly.

    ``person`` is a user id (the first person where it is missing). With ``grant_listed`` only the scopes named as
    ``grant`` are granted; without it all that were asked for.
    """
    fields = request.form
    asked = _authorization(simulator, fields)
    if isinstance(asked, Response):
        return asked
    if fields.get("decision") != "agree":
        return _see_other(asked.location(error="access_denied"))
    user_id = fields.get("person") or simulator.library.people[0].id
    if not simulator.library.has_person(user_id):
        return _refusal("There is no such person here")
    listed = request.form_values("grant") if "grant_listed" in fields else asked.scopes
    withheld = simulator.options.withheld_scopes
    scopes = tuple(scope for scope in asked.scopes if scope in listed and scope not in withheld)
    code = simulator.grants.issue_code(user_id, scopes, asked.redirect_uri, asked.code_challenge)
    return _see_other(asked.location(code=code))


def give_token(simulator: Simulator, request: Request, parameters: dict[str, str]) -> Response:
    """POST /api/token: code or refresh token in, access token out."""
    no_store = {"Cache-Control": "no-store"}
    try:
        answer = _token(simulator, request.form, request.headers.get("authorization"))
    except TokenError as refusal:
        body = {"error": refusal.error, "error_description": refusal.description}
        return json_response(body, 400, no_store)
    return json_response(answer, headers=no_store)


def _authorization(simulator: Simulator, fields: dict[str, str]) -> Authorization | Response:
    try:
        return read_authorization(fields, simulator.options)
    except PageError as error:
        return _refusal(str(error))
    except RedirectError as error:
        return _see_other(redirect_location(fields["redirect_uri"], fields.get("state"), error=error.error))


def _see_other(location: str) -> Response:
    return Response(303, headers={"Location": location, "Cache-Control": "no-store"})


def _refusal(message: str) -> Response:
    return text_response(refusal_page(message), 400, "text/html")


def _token(simulator: Simulator, form: dict[str, str], authorization: str | None) -> dict[str, Any]:
    with_secret = _client(simulator, form, authorization)
    grant_type = form.get("grant_type")
    if grant_type == "authorization_code":
        grant = _exchange(simulator, form, with_secret)
        return _answer(simulator, grant, simulator.grants.refresh_token(grant))
    if grant_type == "refresh_token":
        return _refresh(simulator, form)
    description = "grant_type must be authorization_code or refresh_token" if grant_type else "grant_type is missing"
    raise TokenError("unsupported_grant_type", description)


def _client(simulator: Simulator, form: dict[str, str], authorization: str | None) -> bool:
    """Whether the client proved its secret; a public client (PKCE) names itself only."""
    if authorization is None:
        client_id, secret = form.get("client_id", ""), form.get("client_secret")
    else:
        scheme, _, credentials = authorization.partition(" ")
        try:
            client_id, separator, secret = base64.b64decode(credentials, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            scheme, separator = "", ""
        if scheme.lower() != "basic" or not separator:
            raise TokenError("invalid_client", "Invalid authorization header")
    if client_id != simulator.options.client_id:
        raise TokenError("invalid_client", "Invalid client")
    if secret is not None and not hmac.compare_digest(secret.encode(), simulator.options.client_secret.encode()):
        raise TokenError("invalid_client", "Invalid client secret")
    return secret is not None


def _exchange(simulator: Simulator, form: dict[str, str], with_secret: bool) -> Grant:
    for name in ("code", "redirect_uri"):
        if not form.get(name):
            raise TokenError("invalid_request", f"{name} must be supplied")
    try:
        pending = simulator.grants.take_code(form["code"])
    except TokenRefused as refused:
        raise TokenError("invalid_grant", str(refused)) from None
    if form["redirect_uri"] != pending.redirect_uri:
        raise TokenError("invalid_grant", "Invalid redirect URI")
    _verify(pending, form.get("code_verifier"), with_secret)
    return pending.grant


def _verify(pending: PendingCode, verifier: str | None, with_secret: bool) -> None:
    """PKCE (RFC 7636): a code that was asked for with a challenge needs the verifier, secret or no secret."""
    if pending.code_challenge is None:
        if not with_secret:
            raise TokenError("invalid_client", "Invalid client secret")
        return
    if verifier is None:
        raise TokenError("invalid_request", "code_verifier must be supplied")
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    if not 43 <= len(verifier) <= 128 or not hmac.compare_digest(digest, pending.code_challenge):
        raise TokenError("invalid_grant", "code_verifier was incorrect")


def _refresh(simulator: Simulator, form: dict[str, str]) -> dict[str, Any]:
    token = form.get("refresh_token")
    if not token:
        raise TokenError("invalid_request", "refresh_token must be supplied")
    try:
        grant, replaced = simulator.grants.use_refresh(token)
    except TokenRefused as refused:
        raise TokenError("invalid_grant", str(refused)) from None
    return _answer(simulator, grant, replaced)


def _answer(simulator: Simulator, grant: Grant, refresh_token: str | None) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "access_token": simulator.grants.access_token(grant),
        "token_type": "Bearer",
        "expires_in": simulator.grants.rules.token_seconds,
    }
    if refresh_token is not None:
        answer["refresh_token"] = refresh_token
    answer["scope"] = " ".join(grant.scopes)
    return answer
