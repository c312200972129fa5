"""The whole of Dashspot over a simulated Spotify, with its functions run by their queues and schedules, in any weather.

Whoever uses it asks by HTTP, lets time pass, and looks into the tables.
"""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any
from unittest.mock import patch

from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from bench.spotify.moment import Moment
from bench.sync.chaos import Chaos, Killed, Odds
from bench.sync.messages import Luck, Messages
from bench.sync.spotify_wire import SpotifyWire
from bench.sync.store.operations import Store
from bench.sync.units import Meter
from chalicelib.core import aws, composition, declarations
from chalicelib.core.clock import Deadline
from chalicelib.core.declarations import FunctionDeclaration
from chalicelib.core.http import SESSION_COOKIE
from chalicelib.core.settings import settings
from infra.in_process.aws_calls import Forward, answer_with, body_text
from infra.in_process.browser import Browser
from infra.in_process.console import Console, listening
from infra.in_process.dashspot import Dashspot, in_process
from infra.in_process.events import Context, schedule_event, sqs_event
from infra.local.simulator.in_process import InProcessSimulator, in_process_simulator

SYNCS = "/v1/library/syncs"
ACTIVE = frozenset({"queued", "running", "waiting"})
TICK = timedelta(minutes=5)
SHORT_WAIT = timedelta(minutes=20)
"""Longer than any delay of a message: a job that waits longer is woken by the schedule."""
LONGEST_SYNC = timedelta(days=60)
FIVE_MINUTES = "rate(5 minutes)"


class DoesNotEnd(AssertionError):
    """A sync that is still under way after longer than any sync may take."""


@dataclass
class Person:
    """Somebody who is signed in: who they are at Spotify and here, and their browser."""

    spotify_id: str
    user_id: str
    browser: Browser


class World:
    """Dashspot, Spotify and time. ``invocations`` counts the runs of functions."""

    def __init__(
        self, dashspot: Dashspot, spotify: InProcessSimulator, moment: Moment, random_: random.Random, console: Console
    ) -> None:
        self.dashspot, self.spotify, self.moment, self.console = dashspot, spotify, moment, console
        self.store = Store()
        self.meter = Meter(self.store)
        self.chaos = Chaos(random_, Odds(), self._aws)
        self.messages = Messages(random_, Luck())
        self.wire = SpotifyWire(spotify, moment, self.chaos, lambda: 0.2)
        self.invocations = 0
        self.invoked_by: Callable[[FunctionDeclaration, Any], dict[str, Any]] = _here
        self._again_in: dict[str, int] = {}
        self._numbers = itertools.count(1)
        self._random = random_
        self._ticked_at = moment.now()
        dashspot.aws.remember = False
        dashspot.aws.around = self.chaos.around
        self.restart()

    def restart(self) -> None:
        """A deploy, or the next process after one that was killed: it knows only what is stored."""
        aws.forget()
        composition.use(composition.Services(settings(), self.moment))
        composition.services().accounts.__dict__["transport"] = self.wire

    # -- people --------------------------------------------------------------------------------------------------------

    def sign_in(self, number: int = 0) -> Person:
        """The simulator's person of that number signs in on the consent page."""
        spotify_id = self.spotify.truth.people[number].id
        browser = Browser(self.dashspot)
        begun = browser.get("/v1/user/login")
        answer = browser.get(self.wire.consent(begun.headers["location"], spotify_id))
        if answer.status != 302 or not browser.cookies:
            raise RuntimeError(f"{spotify_id} could not sign in: {answer.text}")
        return Person(spotify_id, browser.cookies[SESSION_COOKIE].partition(".")[0], browser)

    def begin(self, person: Person, **wanted: Any) -> str:
        """Ask for a sync; the id of the job. Raises RuntimeError where it is refused."""
        answer = person.browser.post(SYNCS, wanted)
        if answer.status != 202:
            raise RuntimeError(f"no sync: {answer.status} {answer.text}")
        return str(answer.json["id"])

    def job(self, person: Person, job_id: str) -> dict[str, Any]:
        """A job as the API shows it."""
        answer = person.browser.get(f"{SYNCS}/{job_id}")
        if answer.status != 200:
            raise RuntimeError(f"no job: {answer.status} {answer.text}")
        found: dict[str, Any] = answer.json
        return found

    def sync(self, person: Person, **wanted: Any) -> dict[str, Any]:
        """A whole sync, from the request to the end of its job."""
        job_id = self.begin(person, **wanted)
        self.until([person], {person.user_id: job_id})
        return self.job(person, job_id)

    # -- time ----------------------------------------------------------------------------------------------------------

    def until(
        self, people: Sequence[Person], jobs: Mapping[str, str], meanwhile: Callable[[], object] = lambda: None
    ) -> None:
        """Let functions work and time pass until the jobs of these people have ended (``jobs`` is by user id).

        ``meanwhile`` happens after each invocation. Raises DoesNotEnd.
        """
        last = self.moment.now() + LONGEST_SYNC
        look_again_at = self.moment.now()
        while True:
            if self.work():
                meanwhile()
                continue
            if self.messages.held and self.moment.now() < look_again_at:
                self._pass_time(None)
                continue
            look_again_at = self.moment.now() + TICK
            shown = [self.job(person, jobs[person.user_id]) for person in people]
            active = [job for job in shown if job["state"] in ACTIVE]
            if not active:
                return
            if self.moment.now() > last:
                raise DoesNotEnd(f"these syncs do not end: {active}")
            waits = [job["resume_at"] for job in active]
            self._pass_time(min(map(datetime.fromisoformat, waits)) if all(waits) else None)

    def settle(self) -> None:
        """Let everything come that is still under way: second copies and late messages."""
        until = self.moment.now() + self.messages.luck.latest + timedelta(minutes=20)
        while self.moment.now() < until or self.messages.held:
            if not self.work():
                self._pass_time(None)

    def work(self) -> bool:
        """One invocation of a function for which messages wait; False where none do."""
        self._tick_when_due()
        batch = self.messages.batch(self.moment.now())
        if not batch:
            return False
        function = batch[0].function
        answer = self._invoke(function, sqs_event([each.as_received() for each in batch], function.queue or ""))
        now = self.moment.now()
        failed = {each["itemIdentifier"] for each in (answer or {}).get("batchItemFailures", ())}
        for message in batch:
            if answer is not None and message.content["MessageId"] not in failed:
                self.messages.handled(message, now)
            else:
                wait = self._again_in.pop(message.content["ReceiptHandle"], None)
                self.messages.failed(message, None if wait is None else now + timedelta(seconds=wait))
        return True

    def _pass_time(self, wakes_at: datetime | None) -> None:
        """On to the next message or tick; or to ``wakes_at``, where nothing can happen before."""
        now, next_at = self.moment.now(), self.messages.next_at()
        following = self._ticked_at + TICK
        if next_at is not None:
            following = min(following, next_at)
        elif wakes_at is not None and wakes_at > now + SHORT_WAIT:
            following = wakes_at
        self.moment.reach(max(following, now + timedelta(seconds=1)))

    def _tick_when_due(self) -> None:
        if self.moment.now() < self._ticked_at + TICK:
            return
        self._ticked_at = self.moment.now()
        for function in declarations.functions():
            if function.schedule == FIVE_MINUTES:
                self._invoke(function, schedule_event())

    # -- functions -----------------------------------------------------------------------------------------------------

    def _invoke(self, function: FunctionDeclaration, event: Any) -> dict[str, Any] | None:
        """One invocation; its answer, or None where it was killed or failed as a whole."""
        self.invocations += 1
        try:
            with self.chaos.invocation():
                answer = self.invoked_by(function, event)
        except Killed:
            self.restart()
            return None
        except Exception as error:
            self.chaos.met[f"functions failed: {type(error).__name__}"] += 1
            return None
        return answer

    def _aws(self, name: str, request: AWSPreparedRequest, forward: Forward) -> AWSResponse:
        """What reaches AWS: DynamoDB and SQS answer from here, everything else from moto."""
        if name == "SendMessageBatch":
            asked = json.loads(body_text(request))
            sent = [
                {"Id": entry["Id"], "MessageId": self._send(asked["QueueUrl"], entry)} for entry in asked["Entries"]
            ]
            return answer_with(request, {"Successful": sent})
        if name == "ChangeMessageVisibility":
            asked = json.loads(body_text(request))
            self._again_in[asked["ReceiptHandle"]] = int(asked["VisibilityTimeout"])
            return answer_with(request, {})
        return self.meter.around(name, request, forward)

    def _send(self, url: str, entry: Mapping[str, Any]) -> str:
        function = next(queue.function for queue in self.dashspot.queues.values() if queue.url == url)
        name = f"message-{next(self._numbers)}"
        content = {"MessageId": name, "ReceiptHandle": name, "Body": entry["MessageBody"], "Attributes": {}}
        comes_at = self.moment.now() + timedelta(seconds=int(entry.get("DelaySeconds") or 0))
        self.messages.take(function, content, comes_at)
        return name


def _here(function: FunctionDeclaration, event: Any) -> dict[str, Any]:
    """An invocation in this process."""
    module, _, name = function.handler.rpartition(".")
    handler = getattr(import_module(module), name)
    answer: dict[str, Any] | None = handler(event, Context(function.name, function.timeout * 1000))
    return answer or {}


@contextmanager
def a_world(seed: int, **simulator: Any) -> Iterator[World]:
    """A fresh one; its Spotify is made with these options, and all of it follows from the seed.

    Deadlines of functions are told by simulated time, which only requests to Spotify make pass.
    """
    moment = Moment()
    ticks = patch.object(Deadline.__init__, "__defaults__", (moment.seconds,))
    with (
        in_process_simulator(now=moment.seconds, seed=seed, **simulator) as spotify,
        in_process(
            spotify_url=spotify.url,
            client_id=spotify.options.client_id,
            client_secret=spotify.options.client_secret,
            clock=moment,
        ) as dashspot,
        listening() as console,
        ticks,
    ):
        yield World(dashspot, spotify, moment, random.Random(seed), console)
