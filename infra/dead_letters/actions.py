"""Send a dead letter back to its queue, or drop it.

SQS has a task for this (StartMessageMoveTask), which is not used: it moves a whole dead-letter queue, never one letter,
and the emulated cloud does not have it, so what runs on AWS would never have been tried. Receive, send and delete do
the same on both.

**Nothing is lost, and no care is needed.** A letter is sent before it is deleted. Interrupted between the two, it is on
its queue and here as well; the same command again sends it a second time, and handling a message twice is harmless.
"""

from __future__ import annotations

from typing import Any

from infra.dead_letters.letters import REDRIVEN, Letter

MOST_ATTRIBUTES = 10
"""Attributes that SQS takes with a message (AWS: Amazon SQS message metadata)."""


def redrive(sqs: Any, letter: Letter) -> str:
    """Send the letter to the queue it came from, its attributes kept, then delete it here; gives its new id."""
    attributes = {name: _sendable(value) for name, value in letter.attributes.items()}
    if REDRIVEN in attributes or len(attributes) < MOST_ATTRIBUTES:
        attributes[REDRIVEN] = {"DataType": "Number", "StringValue": str(letter.redriven + 1)}
    sent = sqs.send_message(QueueUrl=letter.place.source_url, MessageBody=letter.body, MessageAttributes=attributes)
    drop(sqs, letter)
    return str(sent["MessageId"])


def drop(sqs: Any, letter: Letter) -> None:
    """Delete the letter; harmless where it is gone already."""
    sqs.delete_message(QueueUrl=letter.place.url, ReceiptHandle=letter.receipt)


def _sendable(attribute: dict[str, Any]) -> dict[str, Any]:
    """An attribute as it may be sent: SQS takes no lists, which answers of some emulators hold empty."""
    return {name: attribute[name] for name in ("DataType", "StringValue", "BinaryValue") if name in attribute}
