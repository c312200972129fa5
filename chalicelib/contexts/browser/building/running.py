"""The work of the functions that build read models."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from chalicelib.core.catalogue.model_messages import KIND
from chalicelib.core.catalogue.read_models import LOOK_AGAIN_AFTER
from chalicelib.core.messages import Envelope
from chalicelib.core.observability import count, gauge
from chalicelib.core.outcome import Outcome
from chalicelib.core.tasks import Delivery, Refused

if TYPE_CHECKING:
    from chalicelib.core.clock import Deadline
    from chalicelib.core.composition import Services

TICK_RESERVE = 5.0  # seconds
WOKEN_AT_ONCE = 500
OVERDUE = timedelta(minutes=45)
"""Longer than a build that was lost or killed twice takes to be done after all."""


def person_of(message: Envelope) -> str:
    """Whose read model a message has built. Raises Refused for a message that has none built."""
    if message.kind != KIND or message.user_id is None:
        raise Refused(f"nothing here handles {message.kind}")
    return message.user_id


def build(delivery: Delivery, services: Services) -> Outcome:
    """Build a person's read model where anything waits for it. Raises Refused, and what AWS answers."""
    user_id = person_of(delivery.message)
    from chalicelib.contexts.browser.building.builder import Builder

    head = Builder(user_id, services, delivery.deadline).run()
    if head is None:
        return Outcome(unchanged=1)
    if head.to_be_built:
        # Its message may have come while this build held the lease, and has gone.
        services.read_models.build_again(head)
    return Outcome(updated=1)


def resume(services: Services, deadline: Deadline) -> int:
    """Send a message for every read model whose own was lost, or whose builder was killed; how many."""
    woken = overdue = 0
    now = services.clock.now()
    for head in services.read_models.heads.due(now):
        if woken == WOKEN_AT_ONCE or deadline.seconds_left() < TICK_RESERVE:
            break
        # The next tick leaves it alone while its message is on the way.
        if services.read_models.heads.put_off(head, now + LOOK_AGAIN_AFTER):
            services.read_models.build_again(head)
            woken += 1
            since = min((each for each in (head.behind_since, head.whole_since) if each is not None), default=now)
            overdue += now - since > OVERDUE
    gauge("ReadModelsOverdue", overdue)
    count("ReadModelsWoken", woken)
    return woken
