"""The functions of analyses: one works on them, one wakes those whose time has come."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.contexts.browser.analysis.messages import QUEUE
from chalicelib.contexts.browser.serving.library import PUBLISHES, USES
from chalicelib.core.accounts.syncs import QUEUE as SYNCS
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
        *USES,
        Use.ACCOUNTS_READ,
        Use.ACCOUNTS_WRITE,
        Use.CATALOGUE_WRITE,
        Use.VAULT_KEY,
        Use.SECRETS,
    ),
    publishes=(QUEUE, SYNCS, *PUBLISHES),
    timeout=120,
    memory=1024,
    batch_size=1,  # one message may take the whole invocation
    maximum_concurrency=5,
    validates="chalicelib.contexts.browser.analysis.running.job_of",
)
def analyze(delivery: Delivery) -> Outcome:
    """Have what is not known of some tracks told, as far as time allows."""
    from chalicelib.contexts.browser.analysis import running

    return running.run(delivery, services())


@scheduled_task(
    blueprint,
    schedule="rate(5 minutes)",
    uses=(Use.COORDINATION_READ, Use.COORDINATION_WRITE),
    publishes=(QUEUE,),
)
def wake(deadline: Deadline) -> None:
    """Wake analyses that wait for their time, or whose message was lost: none is forgotten."""
    from chalicelib.contexts.browser.analysis import running

    woken = running.resume(services(), deadline)
    count("AnalysesWoken", woken)
    logger.info("analyses looked after", extra={"woken": woken})
