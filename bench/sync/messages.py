"""Queues between functions as the storm has them: messages come late, twice and in another order, as SQS allows."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from chalicelib.core.declarations import FunctionDeclaration


@dataclass(frozen=True, slots=True)
class Luck:
    """How likely a message is to come again after it was handled, and to come late; how late at most."""

    twice: float = 0.25
    late: float = 0.2
    latest: timedelta = timedelta(minutes=40)


PUNCTUAL = Luck(twice=0, late=0)


@dataclass(slots=True)
class Message:
    """A message under way; ``at`` is when it can be handed out next."""

    function: FunctionDeclaration
    content: Mapping[str, Any]
    at: datetime
    received: int = 0

    def as_received(self) -> dict[str, Any]:
        """The message as SQS hands it out."""
        attributes = {**self.content.get("Attributes", {}), "ApproximateReceiveCount": str(self.received)}
        return {**self.content, "Attributes": attributes}


@dataclass(slots=True)
class Messages:
    """Messages taken from the queues and not handled for good yet."""

    random_: random.Random
    luck: Luck
    held: list[Message] = field(default_factory=list)
    dead: list[Message] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)

    def take(self, function: FunctionDeclaration, content: Mapping[str, Any], at: datetime) -> None:
        """A message was sent that shall come at an instant."""
        late = self.random_.random() < self.luck.late
        self.met["messages late"] += late
        self.held.append(Message(function, content, at + self._while() if late else at))

    def batch(self, now: datetime) -> list[Message]:
        """Messages for one invocation: of one function, in any order, as many as it takes at most."""
        ready = [message for message in self.held if message.at <= now]
        if not ready:
            return []
        first = self.random_.choice(ready)
        others = [each for each in ready if each.function == first.function and each is not first]
        self.random_.shuffle(others)
        found = [first, *others[: self.random_.randint(0, first.function.batch_size - 1)]]
        for message in found:
            message.received += 1
            message.at = now + timedelta(seconds=first.function.visibility_timeout)
        return found

    def handled(self, message: Message, now: datetime) -> None:
        """Its function is done with it; SQS may have another copy."""
        if self.random_.random() < self.luck.twice:
            self.met["messages twice"] += 1
            message.at = now + self._while()
        else:
            self.held.remove(message)

    def failed(self, message: Message, again_at: datetime | None) -> None:
        """Its function has failed, or was killed; ``again_at`` where the function said when to try again."""
        self.met["messages failed"] += 1
        message.at = again_at or message.at
        if message.received >= message.function.max_receive_count:
            self.held.remove(message)
            self.dead.append(message)

    def next_at(self) -> datetime | None:
        """When the next one can be handed out."""
        return min((message.at for message in self.held), default=None)

    def _while(self) -> timedelta:
        return self.luck.latest * self.random_.random() ** 3
