"""The functions of read models: one builds them, one looks for those whose message was lost."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.core.catalogue.model_messages import QUEUE
from chalicelib.core.clock import Deadline
from chalicelib.core.composition import services
from chalicelib.core.declarations import Use
from chalicelib.core.observability import logger
from chalicelib.core.outcome import Outcome
from chalicelib.core.tasks import Delivery, queue_task, scheduled_task

blueprint = Blueprint(__name__)


@queue_task(
    blueprint,
    queue=QUEUE,
    uses=(
        Use.ACCOUNTS_READ,
        Use.CATALOGUE_READ,
        Use.COORDINATION_READ,
        Use.OBJECTS_READ,
        Use.OBJECTS_WRITE,
    ),
    publishes=(QUEUE,),
    timeout=300,
    memory=2048,
    batch_size=1,  # one message may take the whole invocation
    maximum_concurrency=10,
    validates="chalicelib.contexts.browser.building.running.person_of",
)
def build(delivery: Delivery) -> Outcome:
    """Build a person's read model from everything that is kept of their library."""
    from chalicelib.contexts.browser.building import running

    return running.build(delivery, services())


@scheduled_task(
    blueprint,
    schedule="rate(5 minutes)",
    uses=(Use.COORDINATION_READ, Use.COORDINATION_WRITE),
    publishes=(QUEUE,),
)
def resume(deadline: Deadline) -> None:
    """Have read models built whose message was lost, or whose builder was killed: none is forgotten."""
    from chalicelib.contexts.browser.building import running

    woken = running.resume(services(), deadline)
    logger.info("read models looked after", extra={"woken": woken})
