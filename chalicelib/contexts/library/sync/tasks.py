"""The functions of syncs: one works on them, one wakes those whose time has come."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.contexts.library.sync.messages import QUEUE
from chalicelib.core.catalogue import model_messages
from chalicelib.core.clock import Deadline
from chalicelib.core.composition import services
from chalicelib.core.declarations import Use
from chalicelib.core.observability import count, logger
from chalicelib.core.outcome import Outcome
from chalicelib.core.tasks import Delivery, queue_task, scheduled_task

blueprint = Blueprint(__name__)


@queue_task(
    blueprint,
    queue=QUEUE,
    uses=(
        Use.ACCOUNTS_READ,
        Use.ACCOUNTS_WRITE,
        Use.CATALOGUE_READ,
        Use.CATALOGUE_WRITE,
        Use.PERSONAL_READ,
        Use.PERSONAL_WRITE,
        Use.COORDINATION_READ,
        Use.VAULT_KEY,
        Use.SECRETS,
    ),
    publishes=(QUEUE, model_messages.QUEUE),
    timeout=120,
    memory=1024,
    batch_size=1,  # one message may take the whole invocation
    maximum_concurrency=10,
    validates="chalicelib.contexts.library.sync.running.job_of",
)
def run(delivery: Delivery) -> Outcome:
    """Read a person's library from Spotify, page by page, as far as time allows."""
    from chalicelib.contexts.library.sync import running

    return running.run(delivery, services())


@scheduled_task(
    blueprint,
    schedule="rate(5 minutes)",
    uses=(Use.COORDINATION_READ, Use.COORDINATION_WRITE),
    publishes=(QUEUE,),
)
def resume(deadline: Deadline) -> None:
    """Wake syncs that wait for their time, or whose message was lost: none is forgotten."""
    from chalicelib.contexts.library.sync import running

    woken = running.resume(services(), deadline)
    count("SyncsWoken", woken)
    logger.info("syncs looked after", extra={"woken": woken})


@scheduled_task(
    blueprint,
    schedule="rate(5 minutes)",
    uses=(Use.ACCOUNTS_READ, Use.ACCOUNTS_WRITE, Use.COORDINATION_READ, Use.COORDINATION_WRITE),
    publishes=(QUEUE,),
    timeout=120,
    memory=512,
)
def plan(deadline: Deadline) -> None:
    """Start the syncs of people whose libraries are due to be read by themselves."""
    from chalicelib.contexts.library.sync import planning

    fates = planning.plan(planning.starter(services()), services(), deadline)
    count("SyncsPlanned", fates["started"])
    logger.info("syncs planned", extra={str(fate): people for fate, people in fates.items()})
