"""Says that a person's read model is behind what is kept: once, however much is written, and who builds it is told.

The model itself is the Browser's. Here is what those who write need: ``wrote`` when something is written, ``tell`` when
a piece of work is done. Only the flip from clean to dirty costs a message; while it is dirty, telling is one refused
conditional write.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from chalicelib.core.catalogue.model_head import ModelHead, ModelHeads
from chalicelib.core.catalogue.model_messages import KIND, QUEUE
from chalicelib.core.messages import Source, envelope
from chalicelib.core.observability import count, logger

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.core.composition import Services

LONGEST_DELAY = timedelta(minutes=15)  # of a message (AWS: Amazon SQS message timers)
LOOK_AGAIN_AFTER = timedelta(minutes=10)
"""After a message should have come: longer than a build holds its lease, so that a killed one is missed as well."""


class ReadModels:
    """Everybody's read models, from the side of those who write what they are made of."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self.heads = ModelHeads(services.settings.coordination_table)
        self._untold: set[str] = set()

    def wrote(self, user_id: str) -> None:
        """Remember, in this process, that something of this person's was written, or is about to be."""
        self._untold.add(user_id)

    def untold(self, user_id: str) -> bool:
        """Whether something was written that nobody was told of."""
        return user_id in self._untold

    def tell(self, user_id: str) -> None:
        """``changed``, where anything was written since it was told last."""
        if user_id in self._untold:
            self.changed(user_id)

    def changed(self, user_id: str) -> None:
        """The model is behind what is written: call it after the writes. Raises what AWS answers to the write.

        A message that cannot be sent is missed by a schedule.
        """
        now = self._services.clock.now()
        delay = timedelta(seconds=self._services.settings.model_build_delay_seconds)
        flipped = self.heads.flip(user_id, now, delay + LOOK_AGAIN_AFTER)
        self._untold.discard(user_id)
        if flipped is not None:
            # A library that takes long is built more rarely.
            self._send(flipped, now, min(max(delay, flipped.build_time), LONGEST_DELAY))

    def want_whole(self, user_id: str, damaged: str | None = None) -> None:
        """Have the model built from everything that is kept; nothing more where that was asked for already.

        ``damaged`` is the revision that cannot be read, where there is one.
        """
        now = self._services.clock.now()
        wanted = self.heads.want_whole(user_id, now, LOOK_AGAIN_AFTER, damaged)
        if wanted is not None:
            self._send(wanted, now, timedelta())

    def build_again(self, head: ModelHead) -> None:
        """Send another message for a model that is to be built."""
        self._send(head, self._services.clock.now(), timedelta())

    def _send(self, head: ModelHead, now: datetime, delay: timedelta) -> None:
        # It belongs to no request: many of them come to one build.
        source = Source(head.user_id, f"model-{secrets.token_hex(8)}", now)
        try:
            url = self._services.settings.queue_url(QUEUE)
            self._services.publisher.publish(url, [envelope(KIND, {}, source)], delay=delay)
        except Exception:
            count("WakesFailed")
            logger.exception("the read model's builder is not woken")
