"""Library's queue-triggered function: validates every record again and keeps it."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.contexts.library.messages import QUEUE
from chalicelib.core.catalogue import model_messages
from chalicelib.core.composition import services
from chalicelib.core.declarations import Use
from chalicelib.core.outcome import Outcome
from chalicelib.core.tasks import Delivery, queue_task

blueprint = Blueprint(__name__)


@queue_task(
    blueprint,
    queue=QUEUE,
    uses=(Use.CATALOGUE_READ, Use.CATALOGUE_WRITE, Use.PERSONAL_READ, Use.PERSONAL_WRITE, Use.COORDINATION_WRITE),
    publishes=(QUEUE, model_messages.QUEUE),
    validates="chalicelib.contexts.library.keeping.validated",
)
def persist(delivery: Delivery) -> Outcome:
    """Keep what a retrieve read. A record that cannot be valid goes to the dead-letter queue alone."""
    from chalicelib.contexts.library import keeping

    return keeping.keep(delivery, services())
