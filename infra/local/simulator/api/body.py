"""Reading the body and the id lists of a request, as strictly as Spotify does."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from infra.local.simulator.api.problems import ApiError, invalid
from infra.local.simulator.library.ids import looks_like_an_id


def json_object(body: bytes) -> dict[str, Any]:
    """The body as a JSON object; an empty body is an empty one. Raises ApiError 400 for anything else."""
    if not body.strip():
        return {}
    try:
        content = json.loads(body)
    except ValueError:
        raise ApiError(400, "Error parsing JSON.") from None
    if not isinstance(content, dict):
        raise ApiError(400, "Malformed json")
    return content


def text_field(fields: Mapping[str, Any], name: str) -> str | None:
    """A text of the body. Raises ApiError 400 where it is something else."""
    value: str | None = _of_type(fields, name, str)
    return value


def bool_field(fields: Mapping[str, Any], name: str) -> bool | None:
    """A boolean of the body. Raises ApiError 400 where it is something else."""
    value: bool | None = _of_type(fields, name, bool)
    return value


def int_field(fields: Mapping[str, Any], name: str, least: int = 0) -> int | None:
    """A number of the body. Raises ApiError 400 where it is something else, or too small."""
    value: int | None = _of_type(fields, name, int)
    if value is not None and value < least:
        raise invalid(name)
    return value


def text_list(fields: Mapping[str, Any], name: str) -> list[str] | None:
    """A list of texts of the body. Raises ApiError 400 where it is something else."""
    value: list[str] | None = _of_type(fields, name, list)
    if value is not None and not all(isinstance(each, str) for each in value):
        raise invalid(name)
    return value


def ids_of(text: str | None, most: int, name: str = "ids") -> list[str]:
    """Comma-separated ids, at least one. Raises ApiError 400 for none, for too many, and for what is no id."""
    identifiers = [part.strip() for part in (text or "").split(",")]
    return checked_ids(identifiers if text else [], most, name)


def checked_ids(identifiers: list[str], most: int, name: str = "ids") -> list[str]:
    """The ids, one of each. Raises ApiError 400 as :func:`ids_of` does."""
    if not identifiers:
        raise ApiError(400, f"Missing required field: {name}")
    if len(identifiers) > most or not all(looks_like_an_id(each) for each in identifiers):
        raise invalid(name)
    return identifiers


def _of_type(fields: Mapping[str, Any], name: str, wanted: type) -> Any:
    value = fields.get(name)
    if value is None:
        return None
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        raise invalid(name)
    return value
