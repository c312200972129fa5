"""Until when a provider asked to be left alone, told to every function of the installation."""

from __future__ import annotations

from datetime import datetime, timedelta

from chalicelib.core import aws
from chalicelib.core.accounts import keys
from chalicelib.core.catalogue.sources import FeaturesSource
from chalicelib.core.clock import Clock, from_text, to_epoch, to_text
from chalicelib.core.expressions import Update
from chalicelib.core.observability import logger
from chalicelib.core.settings import Settings


class Waits:
    """The wait of one provider. Read once in a process, when it first asks: a warm answer makes no database call."""

    def __init__(self, settings: Settings, source: FeaturesSource, clock: Clock) -> None:
        self._table, self._partition = settings.coordination_table, keys.client(settings.spotify_client_id)
        self._sort, self._clock = f"WAIT#{source}", clock
        self._until: datetime | None = None
        self._known = False

    def until(self) -> datetime | None:
        """When it may be asked again; None where that is now."""
        if not self._known:
            self._until = self._stored()
            self._known = True
        return self._until if self._until is not None and self._until > self._clock.now() else None

    def wait(self, seconds: int) -> datetime:
        """Leave it alone for that long; gives until when. Where it cannot be stored, this process knows it still."""
        stored = to_text(self._clock.now() + timedelta(seconds=seconds))
        until = from_text(stored)
        self._until, self._known = until, True
        update = Update(self._table, self._partition, self._sort)
        update.set("until", stored)
        update.set("expires_at", to_epoch(until))
        try:
            update.send()
        except Exception:
            logger.exception("a wait is not stored", extra={"wait": self._sort})
        return until

    def _stored(self) -> datetime | None:
        key = {"pk": {"S": self._partition}, "sk": {"S": self._sort}}
        try:
            item = aws.dynamodb().get_item(TableName=self._table, Key=key).get("Item")
        except Exception:
            # Asking once too often does less harm than not answering.
            logger.exception("a stored wait is not read", extra={"wait": self._sort})
            return None
        return from_text(item["until"]["S"]) if item else None
