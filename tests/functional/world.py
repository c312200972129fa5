"""Dashspot in this process, and the people who use it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import quote, unquote_plus, urlsplit

import boto3
import pytest
import requests
from boto3.dynamodb.types import Binary

from infra.in_process import browser as in_process_browser
from infra.in_process.browser import ORIGIN, Answer
from infra.in_process.dashspot import ENVIRONMENT, QUEUE, Dashspot, MovableClock, in_process
from infra.in_process.events import Context, schedule_event
from infra.local.simulator import RunningSimulator, running_simulator

__all__ = ["ENVIRONMENT", "ORIGIN", "QUEUE", "Answer", "Browser", "TestClock", "World", "a_world", "shared_world"]


class TestClock(MovableClock):
    """The machine's clock, put forward by tests."""

    __test__ = False


class Browser(in_process_browser.Browser):
    """A browser on the web client's origin; or a script, when it holds a token."""

    def __init__(self, world: World, token: str | None = None) -> None:
        super().__init__(world, token)
        self.world = world

    def begin_sign_in(self, return_to: str = "/") -> str:
        """Press sign in; gives the address of the consent page."""
        answer = self.get(f"/v1/user/login?return_to={quote(return_to, safe='')}")
        assert answer.status == 302, answer.text
        return answer.headers["location"]

    def consent(self, authorize_url: str, decision: str = "agree", **form: Any) -> str:
        """Decide on the consent page; gives the path and query that Spotify sends the browser to."""
        parts = urlsplit(authorize_url)
        query = dict(item.split("=", 1) for item in parts.query.split("&"))
        answer = requests.post(
            f"{parts.scheme}://{parts.netloc}{parts.path}",
            data={name: unquote_plus(value) for name, value in query.items()} | {"decision": decision} | form,
            allow_redirects=False,
            timeout=10,
        )
        assert answer.status_code == 303, answer.text
        location = urlsplit(answer.headers["Location"])
        return f"{location.path.removeprefix('/api')}?{location.query}"

    def sign_in(self, return_to: str = "/", **form: Any) -> Answer:
        answer = self.get(self.consent(self.begin_sign_in(return_to), **form))
        assert answer.status == 302, answer.text
        return answer


@dataclass
class World(Dashspot):
    """The whole of Dashspot, with what stands around it."""

    spotify: RunningSimulator

    def browser(self) -> Browser:
        return Browser(self)

    def signed_in(self) -> Browser:
        browser = self.browser()
        browser.sign_in()
        return browser

    def waiting(self) -> list[dict[str, Any]]:
        """Messages on the queue, taken off it."""
        found: list[dict[str, Any]] = []
        while batch := self.sqs.receive_message(
            QueueUrl=self.queue_url, MaxNumberOfMessages=10, AttributeNames=["All"], VisibilityTimeout=30
        ).get("Messages"):
            found.extend(batch)
            for message in batch:
                self.sqs.delete_message(QueueUrl=self.queue_url, ReceiptHandle=message["ReceiptHandle"])
        return found

    def send(self, *bodies: str, queue: str = QUEUE) -> None:
        for body in bodies:
            self.sqs.send_message(QueueUrl=self.queues[queue].url, MessageBody=body)

    def asked(self, path: str = "") -> list[str]:
        """Paths that Spotify was asked for so far, of those that contain ``path``."""
        return [request.path for request in self.spotify.requests if path in request.path]

    def spotify_answers(self, path: str, **answer: Any) -> None:
        """Set Spotify's next answers of a path: status, headers, body, times, delay, method."""
        set_ = requests.post(f"{self.spotify.url}/_control/answer", json={"path": path, **answer}, timeout=10)
        assert set_.status_code == 200, set_.text

    def empty(self) -> None:
        """Forget what is kept and what waits: nothing in the catalogue, about its changes, and of who works on it,
        empty queues, an AWS that refuses nothing."""
        self.aws.refusals.clear()
        self.empty_queues()
        for name in ("catalogue", "personal", "coordination"):
            table = boto3.resource("dynamodb").Table(ENVIRONMENT[f"{name.upper()}_TABLE"])
            with table.batch_writer() as batch:
                for item in self.items(name):
                    batch.delete_item(Key={"pk": item["pk"], "sk": item["sk"]})

    def text(self, *tables: str) -> str:
        """Everything in tables, all of them by default, as one text: to look for what may not be there."""
        return "\n".join(
            str({name: _plain(value) for name, value in item.items()})
            for table in tables or ("accounts", "catalogue", "personal", "coordination")
            for item in self.items(table)
        )

    def advance(self, **amount: float) -> None:
        """Let time pass, here and at Spotify."""
        self.clock.advance(**amount)
        self.spotify.clock.advance(timedelta(**amount).total_seconds())

    def tick(self, handler: Any, milliseconds: int = 60_000) -> None:
        handler(schedule_event(), Context(milliseconds=milliseconds))


def _plain(value: Any) -> Any:
    held: Any = value
    return bytes(held) if isinstance(value, Binary) else value


@contextmanager
def a_world(*, every_queue: bool = True, **simulator: Any) -> Iterator[World]:
    """A fresh Dashspot over a fresh simulator."""
    with (
        running_simulator(**simulator) as spotify,
        in_process(
            spotify_url=spotify.url,
            client_id=spotify.options.client_id,
            client_secret=spotify.options.client_secret,
            clock=TestClock(),
            every_queue=every_queue,
        ) as made,
    ):
        yield World(made.clock, made.aws, made.queues, spotify)


def shared_world(**simulator: Any) -> Any:
    """A fixture: one world for all tests of a module. ``world = shared_world(...)`` at its top."""

    @pytest.fixture(scope="module")
    def world() -> Iterator[World]:
        with a_world(**simulator) as made:
            yield made

    return world
