"""Keeps what Library's messages bring: validated once more, compared, and written only where it differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from chalicelib.contexts.library.messages import COLLECTION, ENTITIES, QUEUE, CollectionPayload
from chalicelib.core.catalogue import entities
from chalicelib.core.catalogue.entities import AnyEntity
from chalicelib.core.catalogue.reading import Reading
from chalicelib.core.messages import Envelope, Source, envelope
from chalicelib.core.observability import logger
from chalicelib.core.outcome import Outcome
from chalicelib.core.tasks import Delivery, Refused

if TYPE_CHECKING:
    from chalicelib.core.composition import Services


@dataclass(frozen=True, slots=True)
class Records:
    """The entities of a message: those that can be kept, and the others with what is wrong with them."""

    valid: Sequence[AnyEntity]
    refused: Sequence[tuple[Any, str]]


@dataclass(frozen=True, slots=True)
class Rows:
    """A person's whole collection."""

    user_id: str
    collection: CollectionPayload


def keep(delivery: Delivery, services: Services) -> Outcome:
    """Keep one message's records. Raises Refused for a message that cannot be valid."""
    message = delivery.message
    content = validated(message)
    if delivery.again and message.user_id is not None:
        services.read_models.wrote(message.user_id)  # by the try before this one, as far as it came
    try:
        if isinstance(content, Records):
            return _keep_entities(content, message, services)
        return _keep_collection(content, message, services)
    finally:
        # Also of what a message wrote before it failed: this try may be its last.
        if message.user_id is not None:
            services.read_models.tell(message.user_id)


def validated(message: Envelope) -> Records | Rows:
    """What a message brings. Raises Refused where nothing in it can ever be kept; touches nothing."""
    if message.kind == ENTITIES:
        return _entities(message)
    if message.kind == COLLECTION:
        return _collection(message)
    raise Refused(f"nothing here handles {message.kind}")


def _entities(message: Envelope) -> Records:
    records = message.payload.get("entities")
    if not isinstance(records, list) or not records:
        raise Refused("the payload has no entities")
    valid: list[AnyEntity] = []
    refused: list[tuple[Any, str]] = []
    for record in records:
        try:
            valid.append(entities.parse(record))
        except ValidationError as error:
            refused.append((record, _reason(error)))
    if refused and len(records) == 1:
        raise Refused(refused[0][1])
    return Records(valid, refused)


def _collection(message: Envelope) -> Rows:
    if message.user_id is None:
        raise Refused("a collection belongs to a person, and this one names none")
    try:
        return Rows(message.user_id, CollectionPayload.model_validate(message.payload))
    except ValidationError as error:
        raise Refused(_reason(error)) from None


def _keep_entities(content: Records, message: Envelope, services: Services) -> Outcome:
    outcome = services.catalogue.save(content.valid, _milliseconds(message), message.user_id)
    if content.refused:
        _send_alone([record for record, _ in content.refused], message, services)
    return outcome


def _keep_collection(content: Rows, message: Envelope, services: Services) -> Outcome:
    collection = content.collection
    return services.collections.save(
        content.user_id,
        collection.name,
        collection.rows,
        Reading(
            at=_milliseconds(message),
            cause=message.id,
            unnamed=collection.unnamed,
            snapshot_id=collection.snapshot_id,
            total=len(collection.rows) + collection.unnamed,
        ),
    )


def _send_alone(records: Sequence[Any], message: Envelope, services: Services) -> None:
    """Each refused record as a message of its own, which is then refused alone while its neighbours have landed."""
    source = Source(message.user_id, message.request_id, message.fetched_at, message.job_id, message.hop + 1)
    found = [envelope(message.kind, {"entities": [record]}, source) for record in records]
    services.publisher.publish(services.settings.queue_url(QUEUE), found)
    logger.warning("records set apart", extra={"message_id": message.id, "records": len(found)})


def _reason(error: ValidationError) -> str:
    """What is wrong and where, without the values, which may be personal."""
    return "; ".join(
        f"{'/'.join(str(part) for part in item['loc']) or 'record'}: {item['msg']}"
        for item in error.errors(include_input=False, include_context=False, include_url=False)
    )


def _milliseconds(message: Envelope) -> int:
    return int(message.fetched_at.timestamp() * 1000)
