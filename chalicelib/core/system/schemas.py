"""Answers of the endpoints about the service itself."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from chalicelib.core.model import Model


class Health(Model):
    """The function runs."""

    status: Literal["ok"] = "ok"


class SpotifyOut(Model):
    """Which Spotify answers. ``simulated`` is true where a stand-in does."""

    simulated: bool
    api_url: str


class Feature(Model):
    """Whether something can work now; ``available`` is null until it has been tried."""

    available: bool | None
    reason: str | None = None


class Features(Model):
    """What depends on what Spotify allows this app."""

    audio_features: Feature
    followed_playlist_items: Feature


class Meta(Model):
    """What this installation is and what can work now."""

    name: str = "Dashspot"
    version: str
    stage: Literal["local", "home", "prod"]
    spotify: SpotifyOut
    features: Features
    quota_mode: Literal["development", "extended", "unknown"] = Field(
        description="told by which endpoints Spotify has refused to this app"
    )
