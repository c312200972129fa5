"""Where a stage's dead letters lie: found from what the functions declare and what the stack made of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.exceptions import ClientError

from chalicelib.core.declarations import FunctionDeclaration
from infra.application import declared_functions
from infra.dead_letters.problem import Problem
from infra.local.cloud import Cloud
from infra.local.settings import read_settings
from infra.stages import Stage
from infra.template.cfn import dead_letters_id, log_group_id, queue_id

Clients = Callable[[str], Any]
"""A boto3 client by the name of its service."""


@dataclass(frozen=True, slots=True)
class Place:
    """A queue with its dead-letter queue, and the function that reads it. ``log_group`` is None where there is none."""

    queue: str
    source_url: str
    url: str
    log_group: str | None
    function: FunctionDeclaration


def clients_of(stage: Stage) -> Clients:
    """Clients of the emulated cloud for the local stage, else of AWS with the credentials and region of one's own.

    boto3 takes ``AWS_ENDPOINT_URL`` itself, so any other endpoint can stand in for AWS. SettingsProblem for a local
    setting that cannot be used.
    """
    if stage.emulated:
        return Cloud(read_settings(os.environ).cloud_url).client
    session: Any = boto3.Session()
    found: dict[str, Any] = {}

    def client(service: str) -> Any:
        if service not in found:
            found[service] = session.client(service)
        return found[service]

    return client


def places(clients: Clients, stage: Stage, queue: str | None = None) -> list[Place]:
    """The stage's dead-letter queues by name, or the one of ``queue``. What is declared but not deployed is left out.

    Problem names a stack or queue that is not there.
    """
    made = _resources(clients("cloudformation"), stage.stack)
    found = [
        Place(
            queue=function.queue,
            source_url=made[queue_id(function.queue)],
            url=made[dead_letters_id(function.queue)],
            log_group=made.get(log_group_id(function.name)),
            function=function,
        )
        for function in declared_functions()
        if function.queue and {queue_id(function.queue), dead_letters_id(function.queue)} <= made.keys()
    ]
    found.sort(key=lambda place: place.queue)
    if queue is None:
        return found
    chosen = [place for place in found if place.queue == queue]
    if not chosen:
        known = ", ".join(place.queue for place in found) or "none"
        raise Problem(f"{stage.stack} has no queue {queue!r}; its queues: {known}")
    return chosen


def _resources(cloudformation: Any, stack: str) -> dict[str, str]:
    found: dict[str, str] = {}
    try:
        for page in cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack):
            for resource in page["StackResourceSummaries"]:
                found[resource["LogicalResourceId"]] = resource.get("PhysicalResourceId", "")
    except ClientError as error:
        if "does not exist" in str(error):
            raise Problem(
                f"there is no stack {stack} here: has it been deployed, in this account and region?"
            ) from None
        raise
    return found
