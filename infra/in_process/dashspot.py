"""The application with everything of AWS that it uses: tables, queues and dead letters, bucket, key, parameter."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from importlib import import_module
from typing import Any
from unittest.mock import patch

import boto3
from moto import mock_aws

from chalicelib.core.declarations import FunctionDeclaration
from infra.in_process.aws_calls import AwsCalls, aws_calls
from infra.in_process.browser import ORIGIN, Answer
from infra.in_process.events import Context, api_event, sqs_event
from infra.in_process.quick_moto import quick_moto

QUEUE = "library-records"
ENVIRONMENT = {
    "STAGE": "local",
    "VERSION": "test",
    "PUBLIC_URL": ORIGIN,
    "SPOTIFY_CLIENT_ID": "replaced by that of the Spotify beside it",
    "SPOTIFY_DAILY_BUDGET": "0",  # no limit: a trial asks more in a minute than a household in a day
    "SECRETS_PARAMETER": "/dashspot/test/secrets",
    "ACCOUNTS_TABLE": "test-accounts",
    "CATALOGUE_TABLE": "test-catalogue",
    "PERSONAL_TABLE": "test-personal",
    "COORDINATION_TABLE": "test-coordination",
    "BUCKET": "test-bucket",
    "KMS_KEY_ID": "replaced by the key's",
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}


class MovableClock:
    """The machine's clock, which can be put forward, and stopped."""

    def __init__(self) -> None:
        self.ahead = timedelta()
        self._stands_at: datetime | None = None

    def now(self) -> datetime:
        """The present instant, in UTC."""
        return (self._stands_at or datetime.now(UTC)) + self.ahead

    def stop(self) -> None:
        """Stand still but for what it is put forward: for waits so short that a busy machine outlasts them."""
        self._stands_at = datetime.now(UTC)

    def advance(self, **amount: float) -> None:
        """Put it forward by an amount as ``timedelta`` takes it."""
        self.ahead += timedelta(**amount)


@dataclass(frozen=True)
class Queue:
    """A queue, its dead letters, and the function that its messages are handed to."""

    url: str
    dead_letters_url: str
    function: FunctionDeclaration


@dataclass
class Dashspot:
    """The running application. ``aws`` has every request that was sent to AWS; ``queues`` every queue by name."""

    clock: MovableClock
    aws: AwsCalls = field(repr=False)
    queues: dict[str, Queue]

    @property
    def queue_url(self) -> str:
        """The queue of what a retrieve read."""
        return self.queues[QUEUE].url

    @property
    def dead_letters_url(self) -> str:
        """What could not be kept of it."""
        return self.queues[QUEUE].dead_letters_url

    def add_queues(self) -> None:
        """Make the queue of every function declared so far that has none yet, and tell the application."""
        from chalicelib.core import composition, declarations
        from chalicelib.core.settings import queue_variable, settings

        for function in declarations.queues():
            if function.queue and function.queue not in self.queues:
                made = _create_queue(self.sqs, function)
                self.queues[function.queue] = made
                os.environ[queue_variable(function.queue)] = made.url
        settings.cache_clear()
        composition.use(composition.Services(settings(), self.clock))

    def request(self, method: str, path: str, headers: Mapping[str, str], body: str | None) -> Answer:
        """The API's answer. Raises LookupError where API Gateway itself would answer."""
        from app import app

        event = api_event(app.routes, method, path, headers, body)
        if event is None:
            raise LookupError(f"API Gateway knows no {method} {path}")
        answer = app(event, Context())
        text = answer.get("body") or ""
        if answer.get("isBase64Encoded"):
            text = base64.b64decode(text).decode()
        found = {name.lower(): value for name, value in answer["headers"].items()}
        many = {name.lower(): values for name, values in (answer.get("multiValueHeaders") or {}).items()}
        return Answer(answer["statusCode"], found, text, many.get("set-cookie", []))

    @cached_property
    def sqs(self) -> Any:
        """SQS, beside the application's own client."""
        return boto3.client("sqs")

    def deliver(self, queue: str = QUEUE) -> dict[str, Any]:
        """Hand waiting messages of a queue to its function, as Lambda does: one batch of the size it declares.

        Gives the function's answer, with the number of messages under ``handed``; nothing where none waited.
        """
        function = self.queues[queue].function
        url = self.queues[queue].url
        messages = self.sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=function.batch_size, AttributeNames=["All"]
        ).get("Messages")
        if not messages:
            return {}
        module, _, name = function.handler.rpartition(".")
        handler = getattr(import_module(module), name)
        answer: dict[str, Any] = handler(sqs_event(messages, queue), Context(milliseconds=function.timeout * 1000))
        failed = {failure["itemIdentifier"] for failure in answer["batchItemFailures"]}
        for message in messages:
            if message["MessageId"] not in failed:
                self.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return {**answer, "handed": len(messages)}

    def run_queue(self, rounds: int = 20, queue: str = QUEUE) -> int:
        """Let a queue's function work until nothing waits; gives the number of messages it was handed.

        Raises RuntimeError if the queue does not empty.
        """
        handed = 0
        for _ in range(rounds):
            delivered = self.deliver(queue)
            if not delivered:
                return handed
            handed += delivered["handed"]
        raise RuntimeError("the queue does not empty")

    def dead_letters(self) -> list[str]:
        """Bodies of dead letters, ten at most, left where they are."""
        found = self.sqs.receive_message(QueueUrl=self.dead_letters_url, MaxNumberOfMessages=10, VisibilityTimeout=0)
        return [message["Body"] for message in found.get("Messages", [])]

    def items(self, table: str, prefix: str = "") -> list[dict[str, Any]]:
        """Every item of a table (``catalogue``, ``accounts``, ...) whose partition begins with a prefix."""
        resource = self._tables.Table(ENVIRONMENT[f"{table.upper()}_TABLE"])
        found: list[dict[str, Any]] = []
        more: dict[str, Any] = {}
        while True:
            page = resource.scan(**more)
            found.extend(item for item in page["Items"] if item["pk"].startswith(prefix))
            if "LastEvaluatedKey" not in page:
                return found
            more = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

    def in_queue(self, queue: str = QUEUE) -> int:
        """How many messages a queue holds, those that failed or are delayed and wait for their time included."""
        names = [f"ApproximateNumberOfMessages{which}" for which in ("", "NotVisible", "Delayed")]
        url = self.queues[queue].url
        counted = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
        return sum(int(counted[name]) for name in names)

    def empty_queues(self) -> None:
        """Make all queues and their dead letters anew, with nothing in them (a purge is allowed once a minute)."""
        for name, queue in self.queues.items():
            for url in (queue.url, queue.dead_letters_url):
                self.sqs.delete_queue(QueueUrl=url)
            self.queues[name] = _create_queue(self.sqs, queue.function)

    def empty_table(self, table: str) -> None:
        """Make a table anew, with nothing in it."""
        name = ENVIRONMENT[f"{table.upper()}_TABLE"]
        self._tables.meta.client.delete_table(TableName=name)
        _create_tables(table)

    @cached_property
    def _tables(self) -> Any:
        return boto3.resource("dynamodb")


@contextmanager
def in_process(
    *,
    spotify_url: str,
    client_id: str,
    client_secret: str,
    clock: MovableClock | None = None,
    every_queue: bool = True,
) -> Iterator[Dashspot]:
    """A fresh Dashspot whose Spotify (both hosts) is at ``spotify_url``; the environment is put back afterwards.

    It has the queues of all contexts' functions; those of functions declared so far where ``every_queue`` is False, so
    that no other module is imported. Time in SQS is that of ``clock``. Raises RuntimeError where this process has one
    already.
    """
    from chalicelib.core import aws, composition
    from chalicelib.core.settings import QUEUE_URL_PREFIX, settings

    if any(name.startswith(QUEUE_URL_PREFIX) for name in os.environ):
        raise RuntimeError("one Dashspot at a time: this process has one open")
    before = dict(os.environ)
    os.environ.pop("AWS_ENDPOINT_URL", None)
    os.environ.update(ENVIRONMENT)
    try:
        time = clock or MovableClock()
        with aws_calls() as calls, quick_moto(), mock_aws(), _time_in_sqs(time):
            _create_tables()
            boto3.client("s3").create_bucket(Bucket=ENVIRONMENT["BUCKET"])
            os.environ.update(
                {
                    "KMS_KEY_ID": boto3.client("kms").create_key()["KeyMetadata"]["KeyId"],
                    "SPOTIFY_CLIENT_ID": client_id,
                    "SPOTIFY_API_URL": spotify_url,
                    "SPOTIFY_ACCOUNTS_URL": spotify_url,
                }
            )
            _store_secrets(client_secret)
            settings.cache_clear()
            # Records read the names of their tables from the settings when they are first imported.
            from chalicelib.core import records

            aws.forget()
            records.forget()
            if every_queue:
                # Without the app: functions of queues do not import it, and tests try just that.
                list(import_module("chalicelib.contexts").modules("tasks"))
            dashspot = Dashspot(time, calls, {})
            dashspot.add_queues()
            try:
                yield dashspot
            finally:
                composition.use(None)
                aws.forget()
                records.forget()
                settings.cache_clear()
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def _time_in_sqs(clock: MovableClock) -> Iterator[None]:
    """A delayed message comes when the clock says so, not when the machine's does."""

    with patch("moto.sqs.models.unix_time_millis", lambda: clock.now().timestamp() * 1000):
        yield


def _store_secrets(client_secret: str) -> None:
    secrets = {
        "spotify_client_secret": client_secret,
        "signing_key": base64.b64encode(bytes(range(32))).decode(),
    }
    boto3.client("ssm").put_parameter(
        Name=ENVIRONMENT["SECRETS_PARAMETER"], Type="SecureString", Value=json.dumps(secrets)
    )


def _create_queue(sqs: Any, function: FunctionDeclaration) -> Queue:
    dead = sqs.create_queue(QueueName=f"{function.queue}-dead")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": function.max_receive_count})
    made = sqs.create_queue(QueueName=function.queue, Attributes={"RedrivePolicy": policy})
    return Queue(made["QueueUrl"], dead, function)


def _create_tables(only: str | None = None) -> None:
    """The template's tables, or only the one of that name."""
    from infra.stages import STAGES
    from infra.template.tables import TABLES, tables

    dynamodb = boto3.client("dynamodb")
    for table, resource in zip(TABLES, tables(STAGES["local"]).values(), strict=True):
        if only is not None and table.name != only:
            continue
        properties = resource["Properties"]
        dynamodb.create_table(
            TableName=ENVIRONMENT[table.variable],
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=properties["AttributeDefinitions"],
            KeySchema=properties["KeySchema"],
            GlobalSecondaryIndexes=properties["GlobalSecondaryIndexes"],
        )
