"""Events as API Gateway, SQS and EventBridge hand them to a function, and the context beside them."""

from __future__ import annotations

import itertools
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass
class Context:
    """Lambda's context; ``milliseconds`` is what is left of the invocation."""

    function_name: str = "in-process"
    milliseconds: int = 29_000
    aws_request_id: str = "invocation"

    def get_remaining_time_in_millis(self) -> int:
        """What is left of the invocation."""
        return self.milliseconds


def api_event(
    routes: Mapping[str, Any],
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: str | None,
    request_id: str | None = None,
) -> dict[str, Any] | None:
    """The event of a request to the REST API (payload 1.0), or None where API Gateway itself would answer 404."""
    parts = urlsplit(url)
    # What is named by itself comes before a parameter in its place.
    for template in sorted(routes, key=lambda path: [part.startswith("{") for part in path.split("/")]):
        names = re.findall(r"{(\w+)}", template)
        pattern = re.sub(r"{\w+}", r"([^/]+)", template)
        match = re.fullmatch(pattern, parts.path)
        if match and method in routes[template]:
            break
    else:
        return None
    query: dict[str, list[str]] = {}
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        query.setdefault(name, []).append(value)
    return {
        "resource": template,
        "path": parts.path,
        "httpMethod": method,
        "headers": dict(headers),
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": {name: values[-1] for name, values in query.items()} or None,
        "multiValueQueryStringParameters": query or None,
        "pathParameters": dict(zip(names, match.groups(), strict=True)) or None,
        "stageVariables": None,
        "requestContext": {
            "requestId": request_id or str(uuid.uuid4()),
            "resourcePath": template,
            "httpMethod": method,
            "stage": "api",
            "identity": {"sourceIp": "127.0.0.1"},
        },
        "body": body,
        "isBase64Encoded": False,
    }


_numbers = itertools.count(1)


def sqs_event(messages: Sequence[Mapping[str, Any]], queue: str) -> dict[str, Any]:
    """An event with messages as ``receive_message`` gives them; each keeps its own id."""
    return {
        "Records": [
            {
                "messageId": message.get("MessageId") or f"message-{next(_numbers)}",
                "receiptHandle": message.get("ReceiptHandle", "handle"),
                "body": message["Body"],
                "attributes": {"ApproximateReceiveCount": "1", **message.get("Attributes", {})},
                "messageAttributes": {},
                "md5OfBody": "",
                "eventSource": "aws:sqs",
                "eventSourceARN": f"arn:aws:sqs:us-east-1:123456789012:{queue}",
                "awsRegion": "us-east-1",
            }
            for message in messages
        ]
    }


def schedule_event() -> dict[str, Any]:
    """A tick of an EventBridge rule, in its full shape."""
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "123456789012",
        "time": "2026-11-22T12:00:00Z",
        "region": "us-east-1",
        "resources": ["arn:aws:events:us-east-1:123456789012:rule/in-process"],
        "detail": {},
    }
