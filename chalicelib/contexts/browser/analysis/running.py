"""The work of the functions of analyses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.contexts.browser.analysis.messages import KIND, QUEUE
from chalicelib.contexts.browser.analysis.worker import Worker
from chalicelib.core.jobs import running

if TYPE_CHECKING:
    from chalicelib.core.clock import Deadline
    from chalicelib.core.composition import Services
    from chalicelib.core.messages import Envelope
    from chalicelib.core.outcome import Outcome
    from chalicelib.core.tasks import Delivery


def job_of(message: Envelope) -> str:
    """The id of the analysis that a message wakes. Raises Refused for a message that wakes none."""
    return running.job_of(message, KIND)


def run(delivery: Delivery, services: Services) -> Outcome:
    """Work on an analysis as long as the invocation lasts, and see to it that it goes on. Raises Refused."""
    return running.run(delivery, services, KIND, QUEUE, Worker)


def resume(services: Services, deadline: Deadline) -> int:
    """Wake every analysis whose time has come, or whose message was lost; how many."""
    return running.resume(services, deadline, KIND, QUEUE)
