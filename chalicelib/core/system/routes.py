"""Endpoints about the service itself."""

from __future__ import annotations

import json

from chalice.app import Blueprint

from chalicelib.core.accounts.features import CLOSED, FOLLOWED_PLAYLIST_ITEMS
from chalicelib.core.composition import services
from chalicelib.core.endpoints import AnyCall, Reply
from chalicelib.core.http import endpoint
from chalicelib.core.system.schemas import Feature, Features, Health, Meta, SpotifyOut

blueprint = Blueprint(__name__)

TAG = "Service"


@endpoint(blueprint, "GET", "/v1/health", tag=TAG, answer=Health, authentication="none")
def health(call: AnyCall) -> Reply:
    """Whether the function runs; it asks nothing else."""
    return Reply(Health())


@endpoint(blueprint, "GET", "/v1/meta", tag=TAG, answer=Meta, authentication="none")
def meta(call: AnyCall) -> Reply:
    """Version, which Spotify answers, and which features can work now.

    Audio features are closed to apps registered since November 2024; that is found out from Spotify's first refusal.
    """
    settings = services().settings
    closed = services().accounts.client_state().closed_features
    return Reply(
        Meta(
            version=settings.version,
            stage=settings.stage,
            spotify=SpotifyOut(simulated=settings.simulated_spotify, api_url=settings.spotify_api_url),
            features=Features(**{feature: _feature(feature, closed) for feature in Features.model_fields}),
            # Only development mode refuses the rows of playlists that a person merely follows.
            quota_mode="development" if FOLLOWED_PLAYLIST_ITEMS in closed else "unknown",
        )
    )


def _feature(feature: str, closed: frozenset[str]) -> Feature:
    if feature not in closed:
        return Feature(available=None)
    return Feature(available=False, reason=CLOSED[feature])


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
