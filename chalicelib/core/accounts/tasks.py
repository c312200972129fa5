"""Accounts' scheduled function."""

from __future__ import annotations

from datetime import timedelta

from chalice.app import Blueprint

from chalicelib.core.clock import Deadline
from chalicelib.core.composition import services
from chalicelib.core.declarations import Use
from chalicelib.core.observability import count, logger
from chalicelib.core.tasks import scheduled_task

blueprint = Blueprint(__name__)

NOTICE = timedelta(days=30)


@scheduled_task(blueprint, schedule="rate(1 hour)", uses=(Use.ACCOUNTS_READ,))
def watch_consents(deadline: Deadline) -> None:
    """Count the consents that end within 30 days, or have ended: Spotify ends each after six months, silently."""
    from chalicelib.core.accounts.grants import consents_ending_before
    from chalicelib.core.accounts.keys import DUE_SHARDS

    until = services().clock.now() + NOTICE
    ending = sum(consents_ending_before(until, shard) for shard in range(DUE_SHARDS))
    count("ConsentsEnding", ending)
    logger.info("consents watched", extra={"ending": ending, "days": NOTICE.days})
