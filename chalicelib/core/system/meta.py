"""What is known of the installation's Spotify client id, as ``GET /v1/meta`` shows it: nothing of any person."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from chalicelib.core.accounts import budget, features
from chalicelib.core.accounts.budget import Plan
from chalicelib.core.accounts.client_item import Stored
from chalicelib.core.accounts.person import ClientState
from chalicelib.core.system.schemas import Budget, BudgetShares, Feature, Gate, Meta, SpotifyOut

if TYPE_CHECKING:
    from chalicelib.core.audio_features.provider import Unavailable
    from chalicelib.core.settings import Settings

AUDIO_FEATURES = "audio_features"


def meta(
    settings: Settings, client: ClientState, plan: Plan, now: datetime, no_audio_features: Unavailable | None
) -> Meta:
    """The whole answer. ``no_audio_features``: why the installation itself asks nobody for them, if it does not."""
    shown = {name: _feature(name, client) for name in features.CLOSED}
    if no_audio_features is not None:
        shown[AUDIO_FEATURES] = Feature(available=False, reason=no_audio_features.reason)
    elif settings.audio_features != "spotify":
        shown[AUDIO_FEATURES] = Feature(available=None)  # what Spotify closed keeps nobody from another source
    return Meta(
        version=settings.version,
        stage=settings.stage,
        spotify=SpotifyOut(simulated=settings.simulated_spotify, api_url=settings.spotify_api_url),
        features=shown,
        quota_mode=features.quota_mode(client.closed_features, client.answered_features),
        gate=_gate(client.stored, now),
        background_paused_at=client.stored.paused_at,
        budget=_budget(client.stored, plan, now),
    )


def _feature(name: str, client: ClientState) -> Feature:
    if name in client.closed_features:
        return Feature(available=False, reason=features.reason_closed(name))
    return Feature(available=True if name in client.answered_features else None)


def _gate(stored: Stored, now: datetime) -> Gate:
    gate = stored.gate
    state = gate.state(now)
    if state == "open":
        return Gate(state=state, until=None, reason=None)
    ends = [end for end in (gate.interactive_until, gate.background_until) if end is not None and end > now]
    return Gate(state=state, until=min(ends, default=None), reason=gate.reason)


def _budget(stored: Stored, plan: Plan, now: datetime) -> Budget:
    ledger = budget.begin_day(stored.ledger, plan, now)
    return Budget(
        day=date.fromisoformat(budget.day_of(now)),
        limit=budget.limit(ledger, plan, now),
        setting=plan.requests,
        spent=BudgetShares(interactive=ledger.interactive, sync=ledger.sync, poll=ledger.poll),
        shares=BudgetShares(interactive=plan.interactive, sync=plan.sync, poll=plan.poll),
        left=budget.left(ledger, plan, now),
        resets_at=budget.resets_at(now),
    )
