"""Endpoints about the service itself."""

from __future__ import annotations

import json

from chalice.app import Blueprint

from chalicelib.core.composition import services
from chalicelib.core.endpoints import AnyCall, Reply
from chalicelib.core.http import endpoint
from chalicelib.core.system.schemas import Health, Meta

blueprint = Blueprint(__name__)

TAG = "Service"


@endpoint(blueprint, "GET", "/v1/health", tag=TAG, answer=Health, authentication="none")
def health(call: AnyCall) -> Reply:
    """Whether the function runs; it asks nothing else."""
    return Reply(Health())


@endpoint(blueprint, "GET", "/v1/meta", tag=TAG, answer=Meta, authentication="none")
def meta(call: AnyCall) -> Reply:
    """Version, which Spotify answers, which features can work now, and how much may be asked of Spotify today.

    What Spotify has closed to this app is found out from its first refusal and forgotten after a week; audio features
    are those of the provider that this installation asks. The gate is closed while Spotify asks the app to wait; the
    budget is what everyone who shares the app has together.
    """
    from chalicelib.core.system import meta as told

    accounts, now = services().accounts, services().clock.now()
    none = services().audio_features.unavailable()
    return Reply(told.meta(services().settings, accounts.client_state(), accounts.plan, now, none))


@endpoint(blueprint, "GET", "/v1/openapi.json", tag=TAG, authentication="none", media_type="application/json")
def openapi(call: AnyCall) -> Reply:
    """This interface as an OpenAPI 3.1 document."""
    from chalicelib.core.system.openapi import document

    return Reply(text=json.dumps(document(), ensure_ascii=False, separators=(",", ":")))


@endpoint(blueprint, "GET", "/v1/docs", tag=TAG, authentication="none", media_type="text/html")
def docs(call: AnyCall) -> Reply:
    """This interface as a page to read."""
    from chalicelib.core.system.docs_page import policy, render
    from chalicelib.core.system.openapi import document

    return Reply(
        text=render(document()),
        media_type="text/html; charset=utf-8",
        headers={"Content-Security-Policy": policy() + "; frame-ancestors 'none'"},
    )
