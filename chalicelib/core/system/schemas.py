"""Answers of the endpoints about the service itself."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, Field

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


class Gate(Model):
    """Whether Spotify may be asked now. After a closing it reopens gradually, interactive use first."""

    state: Literal["open", "closed", "reopening"]
    until: AwareDatetime | None = Field(description="when the closing ends; for background work it may last longer")
    reason: Literal["rate_limit", "quota", "owner_premium"] | None


class BudgetShares(Model):
    """Requests by what they are for."""

    interactive: int
    sync: int
    poll: int


class Budget(Model):
    """Requests to Spotify that everyone who shares this app has on a day (UTC)."""

    day: date
    limit: int | None = Field(description="null: no limit. Less than the setting where Spotify refused its quota")
    setting: int = Field(description="SPOTIFY_DAILY_BUDGET; 0: no limit")
    spent: BudgetShares
    shares: BudgetShares = Field(description="per cent of the limit; interactive use may take what is left of others'")
    left: int | None = Field(description="requests that interactive use has left today; null: no limit")
    resets_at: AwareDatetime


class Meta(Model):
    """What this installation is and what can work now."""

    name: str = "Dashspot"
    version: str
    stage: Literal["local", "home", "prod"]
    spotify: SpotifyOut
    features: dict[str, Feature] = Field(description="what Spotify closes to some apps, by name")
    quota_mode: Literal["development", "extended", "unknown"] = Field(
        description="told by what Spotify has refused to this app, and answered. An app in development mode that"
        " Spotify has not moved to its endpoints of February 2026 yet looks like one with extended quota"
    )
    gate: Gate
    background_paused_at: AwareDatetime | None = Field(
        description="since when an operator has paused syncs and polls for everybody; null: they are not paused"
    )
    budget: Budget
