"""Answers told in advance."""

from __future__ import annotations

import json
from typing import Any

from infra.local.simulator.canned import CannedAnswer
from infra.local.simulator.control.switch import ControlError, Fields
from infra.local.simulator.recordings import read_recording
from infra.local.simulator.state import Simulator


def answer(simulator: Simulator, fields: Fields) -> dict[str, Any]:
    """Set the next answers of a path: {path, method?, times?, delay?} and {recording} or {status?, headers?, body?}."""
    path = fields.get("path")
    if not isinstance(path, str) or not path.startswith("/"):
        raise ControlError("path must start with /")
    headers = {"Content-Type": "application/json; charset=utf-8", **fields.get("headers", {})}
    body = fields.get("body", "")
    if "recording" in fields:
        content = read_recording(simulator.options.recordings, str(fields["recording"]))
        if content is None:
            raise ControlError(f"there is no recording {fields['recording']}")
    else:
        content = body.encode() if isinstance(body, str) else json.dumps(body, ensure_ascii=False).encode()
    canned = CannedAnswer(
        path=path,
        status=int(fields.get("status", 200)),
        headers={name: str(value) for name, value in headers.items()},
        body=content,
        method=fields.get("method"),
        times=int(fields.get("times", 1)),
        delay=float(fields.get("delay", 0)),
    )
    simulator.canned.waiting.append(canned)
    return {"waiting": len(simulator.canned.waiting)}
