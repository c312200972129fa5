"""Dead letters, read from their queues under a lease and given back."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from infra.dead_letters.places import Place
from infra.dead_letters.problem import Problem

LEASE = 300
"""Seconds that nobody else sees a letter which was read: it is given back before, unless this process is killed."""

WAIT = 1
"""Seconds of long polling. Without it SQS asks only some of its servers and may answer nothing although there is more
(AWS: Amazon SQS short and long polling)."""

BATCH = 10  # messages in a request of SQS
SHORTEST_PREFIX = 4
REDRIVEN = "Dashspot-Redriven"
"""Message attribute: how often a letter was sent back to its queue."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that could not be handled. ``sent_at`` is when it was first sent; ``attributes`` are those that travel
    with it; ``content`` is its body as JSON, None where it is none."""

    place: Place
    id: str
    receipt: str
    body: str
    attributes: Mapping[str, Any]
    sent_at: datetime
    content: dict[str, Any] | None

    @property
    def redriven(self) -> int:
        """How often it was sent back to its queue by this command."""
        text = str(self.attributes.get(REDRIVEN, {}).get("StringValue", "0"))
        return int(text) if text.isdigit() else 0

    @property
    def tries(self) -> int:
        """How often its function was given it: that many times each time before SQS moved it here.

        SQS's own count cannot tell, because every listing adds to it.
        """
        return self.place.function.max_receive_count * (1 + self.redriven)

    @property
    def kind(self) -> str | None:
        """The kind that the envelope names."""
        return self._text("kind")

    @property
    def request_id(self) -> str | None:
        """The request that the envelope names."""
        return self._text("request_id")

    def _text(self, name: str) -> str | None:
        value = (self.content or {}).get(name)
        return value if isinstance(value, str) and value else None


@dataclass(slots=True)
class Reading:
    """Letters that are held for the moment, oldest first, and how many were seen to be held by somebody else."""

    letters: list[Letter]
    elsewhere: int

    def chosen(self, ids: Sequence[str]) -> list[Letter]:
        """The letters of these ids, or of beginnings that only one id has; Problem names what fits none or several."""
        found: dict[str, Letter] = {}
        for wanted in ids:
            fitting = [letter for letter in self.letters if letter.id.startswith(wanted)]
            exact = [letter for letter in fitting if letter.id == wanted]
            if not fitting or (not exact and len(wanted) < SHORTEST_PREFIX):
                raise Problem(self._unknown(wanted))
            if len(fitting) > 1 and not exact:
                raise Problem(f"{wanted} is the beginning of several: {', '.join(letter.id for letter in fitting)}")
            letter = (exact or fitting)[0]
            found[letter.id] = letter
        return list(found.values())

    def _unknown(self, wanted: str) -> str:
        held = f" {self.elsewhere} are held by another reader for up to {LEASE} s: try again." if self.elsewhere else ""
        return (
            f"no dead letter {wanted} among the {len(self.letters)} that are here: "
            f"it was redriven or dropped before, or its time was over.{held}"
        )


@contextmanager
def held(sqs: Any, places: Sequence[Place]) -> Iterator[Reading]:
    """Every letter of these places. Those that are still there at the end are visible to others again at once.

    Dead-letter queues have no dead-letter queue of their own, so being read often takes a letter nowhere.
    """
    reading = Reading([], 0)
    try:
        for place in places:
            found = _read(sqs, place, reading.letters)
            reading.elsewhere += max(0, _not_visible(sqs, place) - found)
        reading.letters.sort(key=lambda letter: letter.sent_at)
        yield reading
    finally:
        for place in places:
            _release(sqs, place, [letter for letter in reading.letters if letter.place is place])


def _read(sqs: Any, place: Place, into: list[Letter]) -> int:
    found: dict[str, int] = {}
    while messages := sqs.receive_message(
        QueueUrl=place.url,
        MaxNumberOfMessages=BATCH,
        VisibilityTimeout=LEASE,
        WaitTimeSeconds=WAIT,
        MessageSystemAttributeNames=["All"],
        MessageAttributeNames=["All"],
    ).get("Messages"):
        for message in messages:
            letter = _letter(place, message)
            # SQS may deliver twice, and a lease may end meanwhile: the latest receipt is the one that counts.
            if letter.id in found:
                into[found[letter.id]] = letter
            else:
                found[letter.id] = len(into)
                into.append(letter)
    return len(found)


def _letter(place: Place, message: dict[str, Any]) -> Letter:
    sent = int(message.get("Attributes", {}).get("SentTimestamp", 0))
    return Letter(
        place=place,
        id=message["MessageId"],
        receipt=message["ReceiptHandle"],
        body=message["Body"],
        attributes=message.get("MessageAttributes", {}),
        sent_at=datetime.fromtimestamp(sent / 1000, UTC),
        content=_content(message["Body"]),
    )


def _content(body: str) -> dict[str, Any] | None:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None


def _not_visible(sqs: Any, place: Place) -> int:
    name = "ApproximateNumberOfMessagesNotVisible"
    return int(sqs.get_queue_attributes(QueueUrl=place.url, AttributeNames=[name])["Attributes"].get(name, 0))


def _release(sqs: Any, place: Place, letters: Sequence[Letter]) -> None:
    for start in range(0, len(letters), BATCH):
        entries = [
            {"Id": str(number), "ReceiptHandle": letter.receipt, "VisibilityTimeout": 0}
            for number, letter in enumerate(letters[start : start + BATCH])
        ]
        # Those that are gone are refused here, and what cannot be given back now comes back when its lease ends.
        with contextlib.suppress(BotoCoreError, ClientError):
            sqs.change_message_visibility_batch(QueueUrl=place.url, Entries=entries)
