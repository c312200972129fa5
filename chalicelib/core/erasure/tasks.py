"""The function that erases people, and the schedule that wakes erasures whose message was lost."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.core.clock import Deadline
from chalicelib.core.composition import services
from chalicelib.core.declarations import Use
from chalicelib.core.erasure.messages import QUEUE
from chalicelib.core.observability import count, logger
from chalicelib.core.outcome import Outcome
from chalicelib.core.tasks import Delivery, queue_task, scheduled_task

blueprint = Blueprint(__name__)


@queue_task(
    blueprint,
    queue=QUEUE,
    uses=(
        *(Use.ACCOUNTS_READ, Use.ACCOUNTS_ERASE, Use.CATALOGUE_READ, Use.CATALOGUE_ERASE),
        *(Use.PERSONAL_READ, Use.PERSONAL_ERASE, Use.COORDINATION_READ, Use.COORDINATION_ERASE),
        *(Use.COORDINATION_WRITE, Use.OBJECTS_ERASE),
    ),
    publishes=(QUEUE,),
    timeout=120,
    batch_size=1,  # one message may take the whole invocation
    maximum_concurrency=5,
    validates="chalicelib.core.erasure.service.job_of",
    of_erased_people=True,
)
def erase(delivery: Delivery) -> Outcome:
    """Erase a person, page by page, as far as time allows."""
    from chalicelib.core.erasure import service

    return service.erase(delivery, services())


@scheduled_task(blueprint, schedule="rate(15 minutes)", uses=(Use.COORDINATION_READ,), publishes=(QUEUE,))
def resume(deadline: Deadline) -> None:
    """Wake erasures that are parked, or whose message was lost: none ends before nothing is left."""
    from chalicelib.core.erasure import service

    woken = service.resume(services())
    count("ErasuresWoken", woken)
    logger.info("erasures looked after", extra={"woken": woken})
