"""A message's content without what may be personal: ids stay, everything else is told by its form."""

from __future__ import annotations

import re
from typing import Any

from chalicelib.core.observability import redact

SHOWN = 3
"""Items of a list that are shown."""

_ENVELOPE = ("v", "id", "kind", "user_id", "job_id", "hop", "request_id", "fetched_at")
_ID_NAME = re.compile(r"^(id|kind|uri|source|.*_id)$")
_ID = re.compile(r"^(spotify:(?!local:)[a-z_]+:)?[\w.-]{1,64}$")


def outline(content: dict[str, Any]) -> dict[str, Any]:
    """The envelope as it is, and the outline of everything else in it."""
    found = {name: _envelope(content[name]) for name in _ENVELOPE if name in content}
    rest = {name: _outline(name, value) for name, value in content.items() if name not in _ENVELOPE}
    shown: dict[str, Any] = redact({**found, **rest})
    return shown


def _envelope(value: Any) -> Any:
    # Nobody checked what is in it: text that is no id nor instant may be anything.
    if isinstance(value, str):
        return value if re.fullmatch(r"[\w.:+-]{1,64}", value) else _form(value)
    return value if isinstance(value, int | None) else _outline("", value)


def _outline(name: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _outline(key, item) for key, item in value.items()}
    if isinstance(value, list):
        rest = [f"... {len(value) - SHOWN} more"] if len(value) > SHOWN else []
        return [_outline(name, item) for item in value[:SHOWN]] + rest
    if isinstance(value, str) and _ID_NAME.match(name) and _ID.match(value):
        return value
    return _form(value)


def _form(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, str):
        return f"<text, {len(value)} characters>"
    return "<boolean>" if isinstance(value, bool) else "<number>"
