"""The queues of the local stage as they stand."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from infra.local.cloud import Cloud
from infra.stages import LOCAL

DEAD_LETTERS = "-dead-letters"
_PREFIX = f"{LOCAL.stack}-"


@dataclass(frozen=True, slots=True)
class QueueDepth:
    """How many messages of a queue wait, are being handled, are delayed, and lie in its dead-letter queue."""

    name: str
    visible: int
    in_flight: int
    delayed: int
    dead_letters: int

    @property
    def physical_name(self) -> str:
        """The queue's name in SQS."""
        return _PREFIX + self.name

    @property
    def dead_letters_name(self) -> str:
        """The dead-letter queue's name in SQS."""
        return _PREFIX + self.name + DEAD_LETTERS


class Queues:
    """Depths of queues and content of dead-letter queues."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    def depths(self) -> list[QueueDepth]:
        """Every queue with its dead letters, by name."""
        counts = {name: self._counts(url) for name, url in self._urls().items()}
        found = []
        for name in sorted(counts):
            if not name.endswith(DEAD_LETTERS):
                dead = counts.get(name + DEAD_LETTERS, {})
                found.append(
                    QueueDepth(
                        name=name,
                        visible=_count(counts[name], ""),
                        in_flight=_count(counts[name], "NotVisible"),
                        delayed=_count(counts[name], "Delayed"),
                        dead_letters=_count(dead, "") + _count(dead, "NotVisible"),
                    )
                )
        return found

    def dead_letters(self) -> list[dict[str, Any]]:
        """At most ten messages of every dead-letter queue; they stay there."""
        sqs = self._cloud.client("sqs")
        found = []
        for name, url in sorted(self._urls().items()):
            if name.endswith(DEAD_LETTERS):
                answer = sqs.receive_message(
                    QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0, MessageSystemAttributeNames=["All"]
                )
                for message in answer.get("Messages", []):
                    found.append(_dead_letter(name.removesuffix(DEAD_LETTERS), message))
        return found

    def _urls(self) -> dict[str, str]:
        urls = self._cloud.client("sqs").list_queues(QueueNamePrefix=_PREFIX).get("QueueUrls", [])
        return {url.rsplit("/", 1)[-1].removeprefix(_PREFIX): url for url in urls}

    def _counts(self, url: str) -> dict[str, str]:
        names = [f"ApproximateNumberOfMessages{suffix}" for suffix in ("", "NotVisible", "Delayed")]
        found: dict[str, str] = self._cloud.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=names)[
            "Attributes"
        ]
        return found


def _count(counts: dict[str, str], suffix: str) -> int:
    return int(counts.get(f"ApproximateNumberOfMessages{suffix}", 0))


def _dead_letter(queue: str, message: dict[str, Any]) -> dict[str, Any]:
    try:
        body = json.loads(message["Body"])
    except ValueError:
        body = message["Body"]
    attributes = message.get("Attributes", {})
    return {
        "queue": queue,
        "id": message["MessageId"],
        "reason": None,
        "received": int(attributes.get("ApproximateReceiveCount", 0)),
        "sent_at": int(attributes.get("SentTimestamp", 0)),
        "body": body,
    }
