"""Run by ``child.probe``: warm retrieves with Spotify and AWS taken out, each timed (milliseconds).

A transport answers with bytes that were fetched before, and clients of AWS return at once; everything between is real:
event, authentication, reading Spotify's answer, the answer's JSON, extraction, envelopes, log lines and metrics.
"""

from __future__ import annotations

import base64
import json
import os
import sys
import time
from typing import Any

sys.path[0] = sys.argv[1]

from app import app  # noqa: E402
from chalicelib.core import aws  # noqa: E402
from chalicelib.core.composition import services  # noqa: E402
from chalicelib.spotify.transport import Answer  # noqa: E402


class Context:
    """Lambda's context."""

    aws_request_id = "bench"
    function_name = "bench"

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds that are left."""
        return 29_000


class Dynamodb:
    """Returns the session and the grant at once."""

    def __init__(self, answer: dict[str, Any]) -> None:
        self.answer = answer

    def batch_get_item(self, **_: Any) -> dict[str, Any]:
        """The items."""
        return self.answer


class Kms:
    """Returns tokens at once."""

    def decrypt(self, **_: Any) -> dict[str, bytes]:
        """The plain text."""
        return {"Plaintext": b'["access", "refresh"]'}


class Sqs:
    """Takes everything at once."""

    sent = 0

    def send_message_batch(self, **given: Any) -> dict[str, Any]:
        """All taken."""
        self.sent += len(given["Entries"])
        return {"Successful": given["Entries"]}


class Transport:
    """Answers with one body at once."""

    body = b""

    def send(self, request: Any, timeout: float) -> Answer:
        """The answer."""
        return Answer(200, {"content-type": "application/json"}, self.body)


def main() -> dict[str, Any]:
    """Time every case of the file given."""
    with open(sys.argv[2], encoding="utf-8") as file:  # noqa: PTH123
        given = json.load(file)
    for item in given["authentication"]["Responses"]["accounts"]:
        if "sealed" in item:
            item["sealed"]["B"] = base64.b64decode(item["sealed"]["B"])
    dynamodb, kms, sqs, transport = Dynamodb(given["authentication"]), Kms(), Sqs(), Transport()
    # The edge: functions that make clients give these instead.
    aws.dynamodb, aws.kms, aws.sqs = (lambda: dynamodb), (lambda: kms), (lambda: sqs)  # type: ignore[assignment]
    services().accounts.__dict__["transport"] = transport
    services().secrets.__dict__["signing_key"] = lambda: bytes(32)
    out = sys.stdout
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    redirect(out)
    found: dict[str, Any] = {}
    for name, case in given["cases"].items():
        transport.body = base64.b64decode(case["body"])
        times = []
        for number in range(given["warm_up"] + given["runs"]):
            started = time.process_time()
            answer = app(case["event"], Context())
            ended = time.process_time()
            if answer["statusCode"] != 200 or answer["headers"]["Dashspot-Persist"] != "queued":
                raise RuntimeError(f"{name}: {answer}")
            if number >= given["warm_up"]:
                times.append((ended - started) * 1000)
        found[name] = {"times": times, "bytes": len(answer["body"])}
    sys.stdout = out
    return found


def redirect(out: Any) -> None:
    """Let the logger write where nobody reads, as fast as a pipe to Lambda would take it."""
    from chalicelib.core.observability import logger

    for handler in logger.handlers:
        if getattr(handler, "stream", None) is out:
            handler.setStream(sys.stdout)  # type: ignore[attr-defined]


print(json.dumps(main()))
