"""Why a message became a dead letter: as its function logged it, or found by validating it again."""

from __future__ import annotations

import importlib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from botocore.exceptions import ClientError

from chalicelib.core import tasks
from chalicelib.core.messages import Envelope, UnknownVersion
from infra.dead_letters.letters import Letter
from infra.dead_letters.places import Place

TERM = "sqs_message_id"
"""Only lines about one message have this key. A term and not a JSON pattern: the emulated cloud takes any of those for
"everything", and answers no more than the first 10,000 lines."""

LONGEST = 300
TOLD = ("record refused", "message failed")
Origin = Literal["logged", "logged of its request", "validated again", "unknown"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, in one line; where that was found; and when it was logged, as the function wrote it."""

    text: str
    origin: Origin
    logged_at: str | None = None


class Logged:
    """What functions said of messages that they could not handle."""

    def __init__(self) -> None:
        self._by_message: dict[str, Reason] = {}
        self._by_request: dict[tuple[str, str], Reason] = {}

    def add(self, line: dict[str, Any]) -> None:
        """Take one line of a function; a later one of the same message replaces it."""
        if line.get("message") not in TOLD:
            return
        text, at = _said(line), line.get("timestamp")
        logged_at = at if isinstance(at, str) else None
        self._by_message[str(line.get(TERM))] = Reason(text, "logged", logged_at)
        request = (str(line.get("queue")), str(line.get("request_id")))
        self._by_request[request] = Reason(text, "logged of its request", logged_at)

    def of(self, letter: Letter) -> Reason | None:
        """What was said of this letter, else of another message of the same queue and request."""
        return self._by_message.get(letter.id) or self._by_request.get((letter.place.queue, str(letter.request_id)))


def reasons(logs: Any, letters: Iterable[Letter]) -> dict[str, Reason]:
    """The reason of every letter, by id. ``logs`` is a client of CloudWatch Logs."""
    by_place: dict[str, list[Letter]] = defaultdict(list)
    for letter in letters:
        by_place[letter.place.url].append(letter)
    found: dict[str, Reason] = {}
    for group in by_place.values():
        logged = _logged(logs, group[0].place, group)
        for letter in group:
            found[letter.id] = logged.of(letter) or validated_again(letter)
    return found


def validated_again(letter: Letter) -> Reason:
    """What the function's own validation says of the letter now."""
    try:
        message = tasks.opened(letter.body)
    except tasks.Refused as refusal:
        return Reason(_one_line(str(refusal)), "validated again")
    except UnknownVersion as unknown:
        return Reason(f"this release does not read it: {unknown}", "validated again")
    validate = _validation(letter.place)
    if validate is None:
        return Reason("no log lines of it are left, and its function has no validation to repeat", "unknown")
    try:
        validate(message)
    except tasks.Refused as refusal:
        return Reason(_one_line(str(refusal)), "validated again")
    return Reason("it is valid; what kept its function from handling it is in no log line that is left", "unknown")


def _validation(place: Place) -> Callable[[Envelope], object] | None:
    path = place.function.validates
    if path is None:
        return None
    module, _, name = path.rpartition(".")
    found: Callable[[Envelope], object] = getattr(importlib.import_module(module), name)
    return found


def _logged(logs: Any, place: Place, letters: Sequence[Letter]) -> Logged:
    found = Logged()
    if place.log_group is None:
        return found
    since = int(min(letter.sent_at for letter in letters).timestamp() * 1000)
    pages = logs.get_paginator("filter_log_events").paginate(
        logGroupName=place.log_group, startTime=since, filterPattern=TERM
    )
    try:
        for page in pages:
            for event in page["events"]:
                found.add(_parsed(event["message"]))
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceNotFoundException":
            raise
    return found


def _parsed(text: str) -> dict[str, Any]:
    try:
        line = json.loads(text)
    except ValueError:
        return {}
    return line if isinstance(line, dict) else {}


def _said(line: dict[str, Any]) -> str:
    """The reason of a refusal; of a failure its exception, which is the last unindented line of the trace."""
    if line["message"] == "record refused":
        return _one_line(str(line.get("reason") or "refused, without a reason"))
    name = str(line.get("exception_name") or "an error")
    raised = re.findall(rf"^[\w.]*{re.escape(name)}(?::.*)?$", str(line.get("exception") or ""), re.MULTILINE)
    return _one_line(str(raised[-1]) if raised else name)


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 3]}..."
