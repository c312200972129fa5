"""The application with everything of AWS that it uses: tables, queue and dead letters, key, parameter."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

import boto3
from moto import mock_aws

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
    """The machine's clock, which can be put forward."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        """The present instant, in UTC."""
        return datetime.now(UTC) + self.ahead

    def advance(self, **amount: float) -> None:
        """Put it forward by an amount as ``timedelta`` takes it."""
        self.ahead += timedelta(**amount)


@dataclass
class Dashspot:
    """The running application. ``aws`` has every request that was sent to AWS."""

    clock: MovableClock
    queue_url: str
    dead_letters_url: str
    aws: AwsCalls = field(repr=False)

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

    def deliver(self) -> dict[str, Any]:
        """Hand one batch of waiting messages to the queue-triggered function, as Lambda does.

        Gives the function's answer, with the number of messages under ``handed``; nothing where none waited.
        """
        from chalicelib.contexts.library.tasks import persist

        messages = self.sqs.receive_message(
            QueueUrl=self.queue_url, MaxNumberOfMessages=10, AttributeNames=["All"]
        ).get("Messages")
        if not messages:
            return {}
        answer: dict[str, Any] = persist(sqs_event(messages, QUEUE), Context(milliseconds=60_000))
        failed = {failure["itemIdentifier"] for failure in answer["batchItemFailures"]}
        for message in messages:
            if message["MessageId"] not in failed:
                self.sqs.delete_message(QueueUrl=self.queue_url, ReceiptHandle=message["ReceiptHandle"])
        return {**answer, "handed": len(messages)}

    def run_queue(self, rounds: int = 20) -> int:
        """Let the queue-triggered function work until nothing waits; gives the number of messages it was handed.

        Raises RuntimeError if the queue does not empty.
        """
        handed = 0
        for _ in range(rounds):
            delivered = self.deliver()
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

    def in_queue(self) -> int:
        """How many messages the queue holds, those that failed and wait for their next try included."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        counted = self.sqs.get_queue_attributes(QueueUrl=self.queue_url, AttributeNames=names)["Attributes"]
        return sum(int(counted[name]) for name in names)

    def empty_queues(self) -> None:
        """Make the queue and its dead letters anew, with nothing in them (a purge is allowed once a minute)."""
        for url in (self.queue_url, self.dead_letters_url):
            self.sqs.delete_queue(QueueUrl=url)
        self.dead_letters_url, self.queue_url = _create_queues()

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
    *, spotify_url: str, client_id: str, client_secret: str, clock: MovableClock | None = None
) -> Iterator[Dashspot]:
    """A fresh Dashspot whose Spotify (both hosts) is at ``spotify_url``; the environment is put back afterwards.

    Raises RuntimeError where this process has one already.
    """
    from chalicelib.core import aws, composition
    from chalicelib.core.settings import settings

    if "QUEUE_URL_LIBRARY_RECORDS" in os.environ:
        raise RuntimeError("one Dashspot at a time: this process has one open")
    before = dict(os.environ)
    os.environ.pop("AWS_ENDPOINT_URL", None)
    os.environ.update(ENVIRONMENT)
    try:
        with aws_calls() as calls, quick_moto(), mock_aws():
            dead_letters_url, queue_url = _create_queues()
            _create_tables()
            os.environ.update(
                {
                    "KMS_KEY_ID": boto3.client("kms").create_key()["KeyMetadata"]["KeyId"],
                    "SPOTIFY_CLIENT_ID": client_id,
                    "SPOTIFY_API_URL": spotify_url,
                    "SPOTIFY_ACCOUNTS_URL": spotify_url,
                    "QUEUE_URL_LIBRARY_RECORDS": queue_url,
                }
            )
            _store_secrets(client_secret)
            settings.cache_clear()
            # Records read the names of their tables from the settings when they are first imported.
            from chalicelib.core import records

            aws.forget()
            records.forget()
            dashspot = Dashspot(clock or MovableClock(), queue_url, dead_letters_url, calls)
            composition.use(composition.Services(settings(), dashspot.clock))
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


def _store_secrets(client_secret: str) -> None:
    secrets = {
        "spotify_client_secret": client_secret,
        "signing_key": base64.b64encode(bytes(range(32))).decode(),
    }
    boto3.client("ssm").put_parameter(
        Name=ENVIRONMENT["SECRETS_PARAMETER"], Type="SecureString", Value=json.dumps(secrets)
    )


def _create_queues() -> tuple[str, str]:
    sqs = boto3.client("sqs")
    dead = sqs.create_queue(QueueName=f"{QUEUE}-dead")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 3})
    return dead, sqs.create_queue(QueueName=QUEUE, Attributes={"RedrivePolicy": policy})["QueueUrl"]


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
