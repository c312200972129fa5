"""The envelope that every queue message travels in, and the publisher that sends many in one request."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from pydantic import AwareDatetime, ConfigDict, Field
from pydantic_core import to_json

from chalicelib.core.errors import PayloadTooLarge
from chalicelib.core.model import Model
from chalicelib.core.observability import count, logger

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef

    from chalicelib.core.accounts.spending import Report, Spending

VERSION = 1
ACCEPTED_VERSIONS = frozenset({VERSION})  # v and v-1 from the second version on
MAX_MESSAGE_BYTES = 200_000
MAX_BATCH_BYTES = 900_000  # SQS takes 1 MiB a batch since August 2025 (AWS: Amazon SQS message quotas)
MAX_BATCH_ENTRIES = 10
ENVELOPE_ROOM = 2_000  # bytes kept for everything around the payload


class Envelope(Model):
    """What every message is wrapped in; its consumer validates ``payload``.

    ``spent`` and ``answered`` travel along (``core.accounts.spending``): requests to Spotify by share, made on the day
    ``spent_on`` (UTC), and features that answered. They are about the client id, not about the message's person.
    """

    model_config = ConfigDict(frozen=True)

    v: int
    id: str
    kind: str
    user_id: str | None = None
    job_id: str | None = None
    hop: int = Field(0, ge=0, le=10)
    request_id: str
    fetched_at: AwareDatetime
    payload: dict[str, Any]
    spent_on: str | None = None
    spent: dict[str, int] | None = None
    answered: list[str] | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where messages come from: who asked, under which request, and when Spotify answered."""

    user_id: str | None
    request_id: str
    fetched_at: datetime
    job_id: str | None = None
    hop: int = 0


class PublishFailed(Exception):
    """Some messages were not taken by SQS; ``failed`` of ``total``."""

    def __init__(self, failed: int, total: int) -> None:
        super().__init__(f"{failed} of {total} messages were not sent")
        self.failed, self.total = failed, total


def envelope(kind: str, payload: dict[str, Any], source: Source) -> Envelope:
    """A new envelope around a payload."""
    return Envelope(
        v=VERSION,
        id=secrets.token_hex(12),
        kind=kind,
        user_id=source.user_id,
        job_id=source.job_id,
        hop=source.hop,
        request_id=source.request_id,
        fetched_at=source.fetched_at,
        payload=payload,
    )


def split(kind: str, name: str, records: Sequence[dict[str, Any]], source: Source) -> Iterator[Envelope]:
    """Envelopes whose payload ``{name: records}`` stays below 200 KB each; PayloadTooLarge for a record beyond that."""
    chunk: list[dict[str, Any]] = []
    size = ENVELOPE_ROOM
    for record in records:
        weight = len(to_json(record)) + 1
        if weight + ENVELOPE_ROOM > MAX_MESSAGE_BYTES:
            raise PayloadTooLarge(f"a record of {kind} has {weight} bytes, more than a message holds")
        if chunk and size + weight > MAX_MESSAGE_BYTES:
            yield envelope(kind, {name: chunk}, source)
            chunk, size = [], ENVELOPE_ROOM
        chunk.append(record)
        size += weight
    if chunk:
        yield envelope(kind, {name: chunk}, source)


def fits(payload: Any) -> bool:
    """Whether a payload, or a record that is to be its only one, stays below 200 KB in a message."""
    return len(to_json(payload)) + ENVELOPE_ROOM < MAX_MESSAGE_BYTES


_Body = tuple[Envelope, bytes]


def _with(message: Envelope, report: Report) -> Envelope:
    return message.model_copy(
        update={"spent_on": report.day, "spent": report.spent or None, "answered": sorted(report.answered) or None}
    )


class Publisher:
    """Sends envelopes to SQS, ten to a request. One retry for entries that SQS itself reports as failed.

    The first message takes along what ``spending`` has collected.
    """

    def __init__(self, sqs: SQSClient, spending: Spending | None = None) -> None:
        self._sqs, self._spending = sqs, spending

    def publish(self, queue_url: str, messages: Sequence[Envelope], *, delay: timedelta = timedelta()) -> None:
        """Send all of them, to be handed out after ``delay`` (15 minutes at most).

        Raises PublishFailed when some were not taken, from botocore's error when a call failed.
        What one request could not send keeps no other back.
        """
        report = self._spending.take() if self._spending is not None and messages else None
        if report:
            messages = [_with(messages[0], report), *messages[1:]]
        bodies = [(message, to_json(message)) for message in messages]
        queue = queue_url.rsplit("/", 1)[-1]
        lost = 0
        cause: Exception | None = None
        for batch in _batches(bodies):
            try:
                failed = self._send(queue_url, batch, delay)
                if failed:
                    failed = self._send(queue_url, failed, delay)
            except Exception as error:
                cause, failed = error, batch
            lost += len(failed)
            if report and self._spending is not None and any(message is messages[0] for message, _ in failed):
                self._spending.put_back(report, messages[0].fetched_at)
            for message, body in batch:
                if not any(message is other for other, _ in failed):
                    _log_sent(queue, message, len(body))
        count("MessagesSent", len(bodies) - lost)
        if lost:
            raise PublishFailed(lost, len(bodies)) from cause

    def _send(self, queue_url: str, batch: Sequence[_Body], delay: timedelta) -> list[_Body]:
        """Send one batch; what SQS did not take."""
        answer = self._sqs.send_message_batch(
            QueueUrl=queue_url,
            Entries=[_entry(str(index), body, delay) for index, (_, body) in enumerate(batch)],
        )
        return [batch[int(entry["Id"])] for entry in answer.get("Failed", [])]


def _entry(name: str, body: bytes, delay: timedelta) -> SendMessageBatchRequestEntryTypeDef:
    if not delay:
        return {"Id": name, "MessageBody": _text(body)}
    return {"Id": name, "MessageBody": _text(body), "DelaySeconds": int(delay.total_seconds())}


def _text(body: bytes) -> str:
    """The body as SQS takes it: U+FFFE and U+FFFF, which JSON may hold as they are, escaped
    (AWS: Amazon SQS API reference, SendMessage, characters allowed in a message)."""
    return body.decode().replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")


def _log_sent(queue: str, message: Envelope, size: int) -> None:
    records = sum(len(part) for part in message.payload.values() if isinstance(part, list))
    logger.info(
        "message sent",
        extra={"queue": queue, "kind": message.kind, "message_id": message.id, "records": records, "bytes": size},
    )


def _batches(bodies: Sequence[_Body]) -> Iterator[list[_Body]]:
    batch: list[_Body] = []
    size = 0
    for item in bodies:
        weight = len(item[1])
        if batch and (len(batch) == MAX_BATCH_ENTRIES or size + weight > MAX_BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(item)
        size += weight
    if batch:
        yield batch


class UnknownVersion(Exception):
    """An envelope of a version that this release does not read."""


def parse(body: str) -> Envelope:
    """The envelope of a message body; pydantic's ValidationError or ValueError when it is none.

    Raises UnknownVersion before anything else is looked at: nobody here knows what other versions look like.
    """
    try:
        content = json.loads(body)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    version = content.get("v") if isinstance(content, dict) else None
    if type(version) is int and version not in ACCEPTED_VERSIONS:
        raise UnknownVersion(f"version {version} is not known here")
    return Envelope.model_validate(content)
