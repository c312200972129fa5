"""What happened on behalf of one request, told from the log lines that carry its id."""

from __future__ import annotations

import datetime
from typing import Any

from infra.local.function_logs import FunctionLogs, LogLine

_HIDDEN = frozenset({"level", "location", "message", "timestamp", "service", "sampling_rate", "_aws", "xray_trace_id"})

KINDS = {
    "answered": "answer",
    "message sent": "message",
    "message handled": "function",
    "record written": "record",
    "record refused": "dead_letter",
}


def events_of(logs: FunctionLogs, request_id: str) -> list[dict[str, Any]]:
    """Events of one request, oldest first."""
    return [event for line in logs.of_request(request_id) if (event := _event(line)) is not None]


def _event(line: LogLine) -> dict[str, Any] | None:
    data = line.data or {}
    kind = KINDS.get(str(data.get("message")))
    if kind is None:
        return None
    detail = {name: value for name, value in data.items() if name not in _HIDDEN}
    detail.setdefault("function_name", line.function)
    return {"at": _instant(line, data), "kind": kind, "title": _title(kind, data, line.function), "detail": detail}


def _instant(line: LogLine, data: dict[str, Any]) -> str:
    # The function's own clock is finer than the log's: lines of one invocation arrive together.
    try:
        own = datetime.datetime.fromisoformat(str(data["timestamp"]))
    except (KeyError, ValueError):
        own = datetime.datetime.fromtimestamp(line.at / 1000, datetime.UTC)
    return own.astimezone(datetime.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _title(kind: str, data: dict[str, Any], function: str) -> str:
    if kind == "answer":
        return f"{data.get('method', '')} {data.get('path', '')} answered {data.get('status', '')}".strip()
    if kind == "message":
        return f"{data.get('records', 1)} record(s) sent to {data.get('queue', 'a queue')}"
    if kind == "function":
        counts = ", ".join(f"{data[name]} {name}" for name in ("created", "updated", "unchanged") if data.get(name))
        return f"{function} handled a message: {counts or 'nothing to write'}"
    if kind == "record":
        which = data.get("entity") or data.get("key", "")
        return f"{data.get('kind', 'record')} {which} {data.get('change', 'written')}"
    return f"{data.get('kind', 'record')} refused: {data.get('reason', 'no reason given')}"
