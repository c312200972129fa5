"""What Spotify was found to refuse a client id, and to answer it: ``CLIENT#<client id>`` / ``CAPABILITIES``.

Each feature has an attribute of its own, so that functions that learn different things at the same time do not
overwrite one another. Everything is forgotten after a week: then it is tried again.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from chalicelib.core.accounts import keys
from chalicelib.core.clock import from_text, to_epoch, to_text
from chalicelib.core.expressions import ConditionFailed, Item, Update

REMEMBERED: Final = timedelta(days=7)
CLOSED: Final = "closed:"
ANSWERED: Final = "answered:"


def read(item: Item | None, now: datetime) -> tuple[frozenset[str], frozenset[str]]:
    """The features that are closed, and those that answered, as a raw item tells it."""
    return _names(item or {}, CLOSED, now), _names(item or {}, ANSWERED, now)


def remember_closed(table: str, client_id: str, feature: str, now: datetime) -> None:
    """Note that Spotify refused a feature, so that nobody asks again for a week."""
    update = _update(table, client_id, now)
    update.set(CLOSED + feature, to_text(now + REMEMBERED))
    update.set(ANSWERED + feature, None)
    update.send()


def remember_answered(table: str, client_id: str, feature: str, at: datetime, now: datetime) -> None:
    """Note that Spotify answered a feature at an instant; a refusal since then stays."""
    update = _update(table, client_id, now)
    before = update.compare(CLOSED + feature, "<", to_text(at + REMEMBERED))
    update.require(update.any_of([update.missing(CLOSED + feature), before]))
    update.set(ANSWERED + feature, to_text(at + REMEMBERED))
    update.set(CLOSED + feature, None)
    with suppress(ConditionFailed):
        update.send()


def _update(table: str, client_id: str, now: datetime) -> Update:
    update = Update(table, keys.client(client_id), keys.CAPABILITIES)
    update.set("schema", 1)
    update.set("expires_at", to_epoch(now + REMEMBERED))
    return update


def _names(item: Item, prefix: str, now: datetime) -> frozenset[str]:
    return frozenset(
        name.removeprefix(prefix)
        for name, value in item.items()
        if name.startswith(prefix) and from_text(value["S"]) > now
    )
