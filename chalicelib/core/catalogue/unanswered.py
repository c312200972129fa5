"""What a source was asked for in vain, so that nobody asks it the same again for a while:
``UNANSWERED#<what>#<id>`` / ``UNANSWERED`` in coordination."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from chalicelib.core import aws
from chalicelib.core.catalogue import items, keys, parallel
from chalicelib.core.clock import Clock, to_epoch
from chalicelib.core.settings import Settings

ASKED_AGAIN_AFTER = timedelta(days=30)
SCHEMA = 1


class Unanswered:
    """Questions about entities, whoever asked them."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._table, self._clock = settings.coordination_table, clock

    def among(self, what: str, ids: Sequence[str]) -> frozenset[str]:
        """Those of these ids for which ``what`` was asked in vain lately."""
        wanted = {keys.unanswered(what, each): each for each in ids}
        asked = [(self._table, pk, keys.UNANSWERED) for pk in wanted]
        now = to_epoch(self._clock.now())
        found = items.get_many(asked, attributes=("pk", "expires_at"))
        return frozenset(wanted[item["pk"]] for item in found if item["expires_at"] > now)

    def note(self, what: str, ids: Sequence[str]) -> None:
        """Remember that ``what`` was asked for these ids in vain."""
        expires_at = to_epoch(self._clock.now() + ASKED_AGAIN_AFTER)

        def write(entity_id: str) -> None:
            key = {"pk": keys.unanswered(what, entity_id), "sk": keys.UNANSWERED}
            item = items.encode({**key, "schema": SCHEMA, "expires_at": expires_at})
            aws.dynamodb().put_item(TableName=self._table, Item=item)

        parallel.each(write, list(dict.fromkeys(ids)))
