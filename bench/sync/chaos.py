"""What can happen to a function at each of its requests: it is killed, or AWS throttles, loses or leaves things out."""

from __future__ import annotations

import json
import math
import random
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from infra.in_process.aws_calls import Around, Forward, answer_with, body_text, refused

DYNAMODB = frozenset(
    {
        "BatchGetItem", "BatchWriteItem", "DeleteItem", "GetItem",
        "PutItem", "Query", "TransactWriteItems", "UpdateItem",
    }
)  # fmt: skip
_REFUSALS = (
    ("ProvisionedThroughputExceededException", 400),
    ("ThrottlingException", 400),
    ("RequestLimitExceeded", 400),
    ("InternalServerError", 500),
)


class Killed(BaseException):
    """The function was ended where it stood, as Lambda ends one: nothing of its own has any effect any more."""


@dataclass(frozen=True, slots=True)
class Odds:
    """How likely each trouble is: ``killed`` of an invocation, the others of a request to AWS.

    A function is killed at its n-th request, n anywhere from 1 to ``killed_within`` with small numbers as likely as
    large ones. A ``burst`` is how many requests in a row are throttled at most.
    """

    killed: float = 0.3
    killed_within: int = 20_000
    throttled: float = 0.004
    burst: int = 12
    lost: float = 0.002
    unprocessed: float = 0.05
    unsent: float = 0.01


CALM = Odds(killed=0, throttled=0, lost=0, unprocessed=0, unsent=0)


class Chaos:
    """Stands around the requests of one function at a time; ``met`` counts what happened, by name.

    Outside of :meth:`invocation` everything passes unharmed: who looks on is no function.
    """

    def __init__(self, random_: random.Random, odds: Odds, around: Around) -> None:
        """``around`` is what stands next to AWS, and sees what reaches it."""
        self.odds = odds
        self.met: Counter[str] = Counter()
        self._random, self._next = random_, around
        self._lock = threading.RLock()
        self._running = self._dead = False
        self._dies_in: int | None = None
        self._throttled = 0

    @contextmanager
    def invocation(self) -> Iterator[None]:
        """One invocation of a function. Killed passes through it."""
        self._running, self._dead, self._throttled = True, False, 0
        self._dies_in = self._moment() if self._random.random() < self.odds.killed else None
        try:
            yield
        finally:
            self._running = self._dead = False

    def before(self) -> bool:
        """A request is about to leave: raises Killed where the function ends here.

        Gives True where it ends as soon as the request has taken effect; the caller then calls :meth:`kill`.
        """
        with self._lock:
            if not self._running:
                return False
            if self._dead:
                raise Killed
            if self._dies_in is None:
                return False
            self._dies_in -= 1
            if self._dies_in > 0:
                return False
            if self._random.random() < 0.5:
                self.kill("killed before a request")
            return True

    def kill(self, how: str = "killed after a request") -> None:
        """Raises Killed, here and wherever the function asks for anything from now on."""
        self._dead = True
        self.met[how] += 1
        raise Killed

    def around(self, name: str, request: AWSPreparedRequest, forward: Forward) -> AWSResponse:
        """A request to AWS, and what becomes of it."""
        dies = self.before()

        def on(asked: AWSPreparedRequest) -> AWSResponse:
            answer = self._next(name, asked, forward)
            if dies:
                self.kill()
            return answer

        return self._troubled(name, request, on) if self._running else on(request)

    def _troubled(self, name: str, request: AWSPreparedRequest, on: Forward) -> AWSResponse:
        if name in DYNAMODB:
            if self._throttles():
                return self._refusal(name, request)
            if self._random.random() < self.odds.lost:
                # It took effect, and nobody hears of it.
                self.met["answers of AWS lost"] += 1
                on(request)
                return refused(request, "InternalServerError", 500)
            if name in ("BatchGetItem", "BatchWriteItem") and self._random.random() < self.odds.unprocessed:
                return self._in_part(name, request, on)
        elif name.startswith("SendMessage") and self._random.random() < self.odds.unsent:
            self.met["messages not taken"] += 1
            return refused(request, "InternalFailure", 500)
        return on(request)

    def _throttles(self) -> bool:
        if self._throttled == 0 and self._random.random() < self.odds.throttled:
            self._throttled = self._random.randint(1, self.odds.burst)
        if self._throttled == 0:
            return False
        self._throttled -= 1
        return True

    def _refusal(self, name: str, request: AWSPreparedRequest) -> AWSResponse:
        self.met["throttled"] += 1
        if name == "TransactWriteItems" and self._random.random() < 0.5:
            actions = json.loads(body_text(request))["TransactItems"]
            reasons = [{"Code": "TransactionConflict"}, *[{"Code": "None"}] * (len(actions) - 1)]
            return refused(request, "TransactionCanceledException", 400, CancellationReasons=reasons)
        code, status = self._random.choice(_REFUSALS)
        return refused(request, code, status)

    def _in_part(self, name: str, request: AWSPreparedRequest, on: Forward) -> AWSResponse:
        """A batch of which DynamoDB does a part, and gives the rest back (all of it, at times)."""
        asked = json.loads(body_text(request))
        done: dict[str, Any] = {}
        left: dict[str, Any] = {}
        for table, wanted in asked["RequestItems"].items():
            part, rest = _split(wanted, self._random)
            if _size(part):
                done[table] = part
            if _size(rest):
                left[table] = rest
        self.met["left unprocessed"] += sum(_size(rest) for rest in left.values())
        answer: dict[str, Any] = {"Responses": {}} if name == "BatchGetItem" else {}
        if done:
            request.body = json.dumps({**asked, "RequestItems": done}).encode()
            found = on(request)
            if found.status_code != 200:
                return found
            answer = json.loads(found.text)
        answer["UnprocessedKeys" if name == "BatchGetItem" else "UnprocessedItems"] = left
        return answer_with(request, answer)

    def _moment(self) -> int:
        return int(math.exp(self._random.uniform(0, math.log(self.odds.killed_within))))


def _size(wanted: Any) -> int:
    return len(wanted["Keys"] if isinstance(wanted, Mapping) else wanted)


def _split(wanted: Any, random_: random.Random) -> tuple[Any, Any]:
    """What is done of a table's part of a batch, and what is left: keys to read, or items to write."""
    entries = wanted["Keys"] if isinstance(wanted, Mapping) else wanted
    share = random_.random()
    chosen = [random_.random() < share for _ in entries]
    done = [entry for entry, now in zip(entries, chosen, strict=True) if now]
    left = [entry for entry, now in zip(entries, chosen, strict=True) if not now]
    if isinstance(wanted, Mapping):
        return {**wanted, "Keys": done}, {**wanted, "Keys": left}
    return done, left
