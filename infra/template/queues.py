"""Queues, their dead-letter queues and the policies that refuse plain HTTP."""

from __future__ import annotations

from collections.abc import Iterable

from chalicelib.core.declarations import FunctionDeclaration
from chalicelib.core.settings import queue_variable
from infra.stages import Stage
from infra.template.cfn import Json, dead_letters_id, get_att, physical_name, queue_id, ref

RETENTION = 5 * 24 * 3600
"""Seconds that a dead letter is kept, from when its message was first sent. Spotify wants personal data gone within
five days of a person's disconnecting (Developer Terms, appendix A, 5c), and a dead letter may hold some."""

WAITING = 4 * 24 * 3600
"""Seconds that a message may wait in a queue itself; a dead letter keeps its first enqueue time, so less than above."""


def queues(functions: Iterable[FunctionDeclaration], stage: Stage) -> Json:
    """Queue, dead-letter queue and policy of every queue that a function consumes."""
    found: Json = {}
    for function in functions:
        if function.queue:
            found.update(_queue(function, function.queue, stage))
    return found


def queue_variables(functions: Iterable[FunctionDeclaration]) -> Json:
    """Every queue's URL as an environment variable."""
    return {queue_variable(f.queue): ref(queue_id(f.queue)) for f in functions if f.queue}


def _queue(function: FunctionDeclaration, queue: str, stage: Stage) -> Json:
    source, dead = queue_id(queue), dead_letters_id(queue)
    found: Json = {
        source: {
            "Type": "AWS::SQS::Queue",
            "Properties": {
                "QueueName": physical_name(queue),
                "VisibilityTimeout": function.visibility_timeout,
                "MessageRetentionPeriod": WAITING,
                "ReceiveMessageWaitTimeSeconds": 20,
                "SqsManagedSseEnabled": True,
                "RedrivePolicy": {
                    "deadLetterTargetArn": get_att(dead, "Arn"),
                    "maxReceiveCount": function.max_receive_count,
                },
            },
        },
        dead: {
            "Type": "AWS::SQS::Queue",
            # Dead letters are what an operator still has to look at: they outlive the stack where data does.
            "DeletionPolicy": "Retain" if stage.protected else "Delete",
            "UpdateReplacePolicy": "Retain" if stage.protected else "Delete",
            "Properties": {
                "QueueName": physical_name(f"{queue}-dead-letters"),
                "MessageRetentionPeriod": RETENTION,
                "SqsManagedSseEnabled": True,
            },
        },
    }
    if not stage.emulated:
        found.update({f"{source}Policy": _tls_only(source), f"{dead}Policy": _tls_only(dead)})
    return found


def _tls_only(queue: str) -> Json:
    return {
        "Type": "AWS::SQS::QueuePolicy",
        "Properties": {
            "Queues": [ref(queue)],
            "PolicyDocument": {
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Sid": "TlsOnly",
                        "Effect": "Deny",
                        "Principal": "*",
                        "Action": "sqs:*",
                        "Resource": get_att(queue, "Arn"),
                        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
                    }
                ],
            },
        },
    }
