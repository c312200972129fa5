"""Functions without HTTP: ``queue_task`` and ``scheduled_task``.

On Lambda these functions are called without ``app.py``: no middleware of the app runs, so log context, partial batches,
refusals and metrics are dealt with here.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chalice.app import Blueprint
from pydantic import ValidationError

from chalicelib.core import aws, declarations, observability
from chalicelib.core.clock import Deadline, LambdaContext
from chalicelib.core.composition import services
from chalicelib.core.declarations import FunctionDeclaration, Use
from chalicelib.core.observability import count, logger
from chalicelib.core.outcome import Outcome

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

    from chalicelib.core.messages import Envelope

PLACEHOLDER_ACCOUNT = "000000000000"
LONGEST_PAUSE = 900  # seconds before a failed message is tried again
FIRST_PAUSE = 10


class Refused(Exception):
    """A message that cannot be valid, however often it is tried: it goes to the dead-letter queue, alone."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message as its function gets it, and how often it was given out, this time included."""

    message: Envelope
    deadline: Deadline
    received: int = 1

    @property
    def again(self) -> bool:
        """Whether it was given out before: whatever it brings may be done already, in part or whole."""
        return self.received > 1


MessageHandler = Callable[[Delivery], Outcome]
TickHandler = Callable[[Deadline], None]


def queue_arn_placeholder(queue: str) -> str:
    """Stands for the queue until the template puts the real one in its place."""
    return f"arn:aws:sqs:{aws.DEFAULT_REGION}:{PLACEHOLDER_ACCOUNT}:{queue}"


def function_name(blueprint_module: str, name: str) -> str:
    """``chalicelib.contexts.library.tasks`` and ``persist`` -> ``library_persist``."""
    return f"{blueprint_module.split('.')[-2]}_{name}"


def queue_task(
    blueprint: Blueprint,
    *,
    queue: str,
    uses: Iterable[Use],
    publishes: Iterable[str] = (),
    timeout: int = 60,
    memory: int = 512,
    batch_size: int = 10,
    max_receive_count: int = 3,
    maximum_concurrency: int = 10,
    validates: str | None = None,
    of_erased_people: bool = False,
) -> Callable[[MessageHandler], Any]:
    """Register a function that handles the messages of a queue, one by one.

    A handler that raises gives its message back; after ``max_receive_count`` tries SQS moves it to the dead-letter
    queue. Refused is told from failed: it is tried again at once, because waiting changes nothing, and logged on the
    last try. A message of a person who was erased is dropped, unless the function asks for it: however late or often
    it comes, it brings nothing back. ``validates``: see FunctionDeclaration.

    Every such function may write to coordination, because messages bring along what was asked of Spotify.
    """
    allowed = frozenset(uses) | {Use.COORDINATION_WRITE} | (frozenset() if of_erased_people else {Use.TOMBSTONES})

    def register(handler: MessageHandler) -> Any:
        module = blueprint._import_name
        name = function_name(module, handler.__name__)
        declaration = declarations.declare(
            FunctionDeclaration(
                name=name,
                handler=f"{module}.{handler.__name__}",
                timeout=timeout,
                memory=memory,
                uses=allowed,
                publishes=frozenset(publishes),
                queue=queue,
                batch_size=batch_size,
                max_receive_count=max_receive_count,
                maximum_concurrency=maximum_concurrency,
                validates=validates,
            )
        )

        handle = handler if of_erased_people else _unless_erased(handler)

        def run(event: Any) -> dict[str, Any]:
            return _run_batch(handle, declaration, event.to_dict(), event.context)

        run.__name__ = handler.__name__
        run.__doc__ = handler.__doc__
        return blueprint.on_sqs_message(
            queue_arn=queue_arn_placeholder(queue),
            batch_size=batch_size,
            name=name,
            maximum_concurrency=maximum_concurrency,
        )(run)

    return register


def scheduled_task(
    blueprint: Blueprint,
    *,
    schedule: str,
    uses: Iterable[Use],
    publishes: Iterable[str] = (),
    timeout: int = 60,
    memory: int = 256,
) -> Callable[[TickHandler], Any]:
    """Register a function that runs on a schedule (``rate(...)`` or ``cron(...)``, as EventBridge takes them)."""

    def register(handler: TickHandler) -> Any:
        module = blueprint._import_name
        name = function_name(module, handler.__name__)
        declarations.declare(
            FunctionDeclaration(
                name=name,
                handler=f"{module}.{handler.__name__}",
                timeout=timeout,
                memory=memory,
                uses=frozenset(uses),
                publishes=frozenset(publishes),
                schedule=schedule,
            )
        )

        def run(event: Any) -> None:
            _run_tick(handler, event.to_dict(), event.context)

        run.__name__ = handler.__name__
        run.__doc__ = handler.__doc__
        return blueprint.schedule(schedule, name=name)(run)

    return register


def _unless_erased(handler: MessageHandler) -> MessageHandler:
    """The handler, which does not get to see what belongs to a person who was erased."""

    def handle(delivery: Delivery) -> Outcome:
        from chalicelib.core.erasure import tombstones

        user_id = delivery.message.user_id
        if user_id is not None and tombstones.erased(user_id, services().clock.now()):
            count("MessagesOfErasedPeople")
            return Outcome()
        return handler(delivery)

    return handle


def _run_tick(handler: TickHandler, event: dict[str, Any], context: LambdaContext | None) -> None:
    observability.begin(request_id=event.get("id"))
    started = time.perf_counter()
    try:
        handler(Deadline.of(context, at_most=float("inf") if context else 60.0))
    except Exception:
        count("TicksFailed")
        logger.exception("tick failed")
        raise
    finally:
        logger.info("tick handled", extra={"milliseconds": _since(started)})
        observability.flush_metrics()


def _run_batch(
    handler: MessageHandler, function: FunctionDeclaration, event: dict[str, Any], context: LambdaContext | None
) -> dict[str, Any]:
    from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response

    deadline = Deadline.of(context, at_most=float("inf") if context else 60.0)
    first_received: list[Envelope] = []

    def handle(record: SQSRecord) -> None:
        _run_message(handler, function, record, deadline, first_received)

    processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
    try:
        answer = process_partial_response(event=event, record_handler=handle, processor=processor, context=None)
        _tell_what_came_along(first_received)
    finally:
        observability.flush_metrics()
    return dict(answer)


def _tell_what_came_along(messages: Sequence[Envelope]) -> None:
    """Add what messages brought along to the client id's ledger; the work itself does not depend on it."""
    carrying = [message for message in messages if message.spent or message.answered]
    if not carrying:
        return
    try:
        services().accounts.told(carrying)
    except Exception:
        count("LedgerWritesFailed")
        logger.exception("what messages brought along is not recorded", extra={"messages": len(carrying)})


def _run_message(
    handler: MessageHandler,
    function: FunctionDeclaration,
    record: SQSRecord,
    deadline: Deadline,
    first_received: list[Envelope],
) -> None:
    queue = function.queue or ""
    received = int(record.attributes.approximate_receive_count or 1)
    started = time.perf_counter()
    observability.begin()
    try:
        message = opened(record.body)
        observability.begin(request_id=message.request_id, user_id=message.user_id, job_id=message.job_id)
        if received == 1:
            # Once: a message that is tried again brings along what is counted already.
            first_received.append(message)
        outcome = handler(Delivery(message, deadline, received))
    except Refused as refusal:
        # Told once, on the try after which SQS moves it: an earlier one may have ended before it got here.
        if received >= function.max_receive_count:
            count("RecordsRefused")
            logger.error("record refused", extra={**_names(queue, record), "reason": str(refusal)})
        _try_again(queue, record, after=0)
        raise
    except Exception as error:
        count("MessagesFailed")
        logger.exception("message failed", extra={**_names(queue, record), "received": received})
        _try_again(queue, record, after=_pause(error, received))
        raise
    logger.info(
        "message handled",
        extra={
            "queue": queue,
            "kind": message.kind,
            "message_id": message.id,
            "updated": outcome.updated,
            "unchanged": outcome.unchanged,
            "removed": outcome.removed,
            "milliseconds": _since(started),
            observability.RESERVED: {"created": outcome.created},
        },
    )
    count("RecordsCreated", outcome.created)
    count("RecordsUpdated", outcome.updated)
    count("RecordsUnchanged", outcome.unchanged)
    observability.measure("PersistDelay", max(0.0, _age_ms(message)))


def opened(body: str) -> Envelope:
    """The envelope of a message body. Raises Refused when it is none, UnknownVersion for one of another release."""
    from chalicelib.core import messages

    # A consumer ships before its producer, so an unknown version is a deploy in progress: tried again, not dropped.
    try:
        return messages.parse(body)
    except ValidationError as error:
        wrong = ", ".join(".".join(str(part) for part in item["loc"]) or item["type"] for item in error.errors())
        raise Refused(f"not an envelope: {wrong}") from None
    except ValueError:
        raise Refused("not JSON") from None


def _try_again(queue: str, record: SQSRecord, *, after: int) -> None:
    """Set when SQS hands the message out again; else a failed message waits out its whole visibility time-out."""
    try:
        aws.sqs().change_message_visibility(
            QueueUrl=services().settings.queue_url(queue), ReceiptHandle=record.receipt_handle, VisibilityTimeout=after
        )
    except Exception:
        logger.warning("visibility not changed", exc_info=True, extra=_names(queue, record))


def _pause(error: Exception, received: int) -> int:
    from chalicelib.core.messages import UnknownVersion

    if isinstance(error, UnknownVersion):
        return LONGEST_PAUSE  # a deploy in progress, which the tries that are left should outlast
    return min(LONGEST_PAUSE, FIRST_PAUSE << (received - 1))


def _names(queue: str, record: SQSRecord) -> dict[str, str]:
    return {"queue": queue, "sqs_message_id": record.message_id}


def _since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 2)


def _age_ms(message: Envelope) -> float:
    return (services().clock.now() - message.fetched_at).total_seconds() * 1000
