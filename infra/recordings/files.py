"""Recordings as files: `<folder>/<kind>/<file>`, with an optional `INDEX.tsv` whose columns `file` and `kind` say more.

A file holds one body, or what recorders write around it: an interaction with request and response, a list of them, a
response with status and headers, a body within a string, or one wrapping key.
"""

import base64
import binascii
import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_NOT_RECORDINGS = {".tsv", ".md", ".txt.license", ".license"}
_WRAPPERS = {"data", "body", "payload", "result", "json", "content"}
_ENTITIES = {"track", "album", "artist", "episode", "show", "playlist", "user", "audiobook", "chapter"}


@dataclass(frozen=True)
class Body:
    """One recorded body; `status` is None where the recording does not tell it."""

    content: bytes
    status: int | None = None


@dataclass(frozen=True)
class Recording:
    """One file: its name below the folder, the kind it is filed under, and the bodies it holds."""

    name: str
    kind: str
    bodies: tuple[Body, ...]


def recordings(folder: Path) -> Iterator[Recording]:
    """Every recording below `folder`, in order of name. Raises `FileNotFoundError` if there is no such folder."""
    if not folder.is_dir():
        raise FileNotFoundError(f"no such folder: {folder}")
    kinds = _index(folder)
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        hidden = any(part.startswith(".") for part in parts)
        if not path.is_file() or hidden or path.suffix.lower() in _NOT_RECORDINGS or path.stem.upper() == "LICENSE":
            continue
        name = "/".join(parts)
        kind = kinds.get(name) or (parts[0] if len(parts) > 1 else "other")
        yield Recording(name, kind, tuple(bodies(path.read_bytes())))


def bodies(content: bytes) -> list[Body]:
    """The bodies in a file's content."""
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return [Body(content)]
    found = list(_unwrapped(value, None))
    # A file that is nothing but a body is kept byte for byte.
    return [Body(content)] if len(found) == 1 and found[0] == (value, None) else [_body(*entry) for entry in found]


def _index(folder: Path) -> dict[str, str]:
    index = folder / "INDEX.tsv"
    if not index.is_file():
        return {}
    with index.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["file"]: row["kind"] for row in rows if row.get("file") and row.get("kind")}


def _unwrapped(value: Any, status: int | None) -> Iterator[tuple[Any, int | None]]:
    if isinstance(value, str):
        yield _decoded(value), status
    elif not isinstance(value, dict):
        yield value, status
    elif isinstance(interactions := value.get("http_interactions", value.get("interactions")), list):
        for interaction in interactions:
            yield from _unwrapped(interaction, None)
    elif isinstance(value.get("response"), dict) and (value.keys() & {"request", "recorded_at"} or len(value) == 1):
        yield from _unwrapped(value["response"], None)
    elif "body" in value and value.keys() & {"status", "status_code", "statusCode", "headers"}:
        yield from _unwrapped(_content(value["body"]), _status(value))
    elif (
        len(value) == 1
        and isinstance(inner := next(iter(value.values())), (dict, list))
        and (next(iter(value)) in _WRAPPERS or (next(iter(value)) in _ENTITIES and isinstance(inner, dict)))
    ):
        yield from _unwrapped(inner, status)
    else:
        yield value, status


def _content(body: Any) -> Any:
    """The text in a recorder's body: `{"string"}`, `{"base64_string"}`, or the body itself."""
    if isinstance(body, dict) and isinstance(body.get("base64_string"), str):
        try:
            return base64.b64decode(body["base64_string"]).decode("utf-8", errors="replace")
        except binascii.Error:
            return ""
    if isinstance(body, dict) and "string" in body and body.keys() <= {"string", "encoding"}:
        return body["string"] or ""
    return "" if body is None else body


def _status(response: dict[str, Any]) -> int | None:
    status = response.get("status", response.get("status_code", response.get("statusCode")))
    if isinstance(status, dict):
        status = status.get("code")
    return status if isinstance(status, int) else None


def _decoded(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _body(value: Any, status: int | None) -> Body:
    content = value if isinstance(value, str) else json.dumps(value)
    return Body(content.encode("utf-8"), status)
