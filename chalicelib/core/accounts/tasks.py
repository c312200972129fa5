"""Accounts' scheduled function."""

from __future__ import annotations

from dataclasses import asdict

from chalice.app import Blueprint

from chalicelib.core.clock import Deadline
from chalicelib.core.composition import services
from chalicelib.core.declarations import Use
from chalicelib.core.observability import count, logger
from chalicelib.core.tasks import scheduled_task

blueprint = Blueprint(__name__)


@scheduled_task(
    blueprint,
    schedule="rate(1 hour)",
    uses=(
        Use.ACCOUNTS_READ,
        Use.ACCOUNTS_WRITE,
        Use.COORDINATION_READ,
        Use.COORDINATION_WRITE,
        Use.VAULT_KEY,
        Use.SECRETS,
    ),
    timeout=120,
    memory=512,
)
def watch_consents(deadline: Deadline) -> None:
    """Try refused grants again for people who are away, erase dead ones, and count consents that end.

    Spotify ends each after six months, silently, and has refused good ones in outages.
    """
    from chalicelib.core.accounts.grant_watch import GrantWatch

    tick = GrantWatch(services().accounts.grants, services().clock, deadline).run()
    count("GrantsDoubted", tick.doubted)
    count("GrantsErased", tick.erased)
    counts = {name: value for name, value in asdict(tick).items() if isinstance(value, int)}
    logger.info("grants watched", extra=counts)
