"""What the functions log, followed as it is written: for the inspector, the metrics bridge and the console."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from infra.local.cloud import Cloud
from infra.stages import LOCAL

KEPT = 50_000
"""Lines kept in memory."""

_PREFIX = f"/aws/lambda/{LOCAL.stack}-"


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of one function; ``data`` when it is JSON. ``at`` is in milliseconds since the epoch."""

    function: str
    at: int
    text: str
    data: dict[str, Any] | None


class FunctionLogs:
    """The latest lines of all functions, oldest first."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self._since: dict[str, int] = {}
        self._seen: dict[str, set[str]] = {}
        self.lines: deque[LogLine] = deque(maxlen=KEPT)
        self._listeners: list[Callable[[LogLine], None]] = []

    def listen(self, listener: Callable[[LogLine], None]) -> None:
        """Call ``listener`` with every line that is read from now on."""
        self._listeners.append(listener)

    def read(self, since: int) -> None:
        """Read what was logged since the last call, in the first one since that instant (milliseconds)."""
        logs = self._cloud.client("logs")
        found: list[LogLine] = []
        for page in logs.get_paginator("describe_log_groups").paginate(logGroupNamePrefix=_PREFIX):
            for group in page["logGroups"]:
                found += self._read_group(logs, group["logGroupName"], since)
        for line in sorted(found, key=lambda line: line.at):
            self.lines.append(line)
            for listener in self._listeners:
                listener(line)

    def of_request(self, request_id: str) -> list[LogLine]:
        """Lines that carry the request id, oldest first."""
        return [line for line in tuple(self.lines) if line.data and line.data.get("request_id") == request_id]

    def _read_group(self, logs: Any, group: str, since: int) -> list[LogLine]:
        start = self._since.get(group, since)
        seen = self._seen.get(group, set())
        found: list[LogLine] = []
        latest, at_latest = start, set(seen)
        for page in logs.get_paginator("filter_log_events").paginate(logGroupName=group, startTime=start):
            for event in page["events"]:
                # The next call starts at the same millisecond again: lines of it that were read are skipped.
                # (The emulated cloud gives events no eventId.)
                key = f"{event['logStreamName']} {event['timestamp']} {event['message']}"
                if key in seen:
                    continue
                if event["timestamp"] > latest:
                    latest, at_latest = event["timestamp"], set()
                if event["timestamp"] == latest:
                    at_latest.add(key)
                text = event["message"].rstrip("\n")
                found.append(LogLine(group.removeprefix(_PREFIX), event["timestamp"], text, _parsed(text)))
        self._since[group], self._seen[group] = latest, at_latest
        return found


def _parsed(text: str) -> dict[str, Any] | None:
    if not text.startswith("{"):
        return None
    try:
        data = json.loads(text)
    except ValueError:
        return None
    return data if isinstance(data, dict) else None
