"""Checks answers against Spotify's OpenAPI description (sonallux/spotify-web-api, MIT), where that file is given.

The description is stricter than real answers in known places; those are taken out of the answer or of the schema before
the comparison, each with its reason, so that everything else is compared as written.
"""

from __future__ import annotations

import logging
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

_KEPT = 1000
log = logging.getLogger("spotify-simulator")


@dataclass(frozen=True)
class Difference:
    """An answer that is not what the description says: path of the endpoint, place in the answer, what is wrong."""

    endpoint: str
    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.endpoint} {self.place}: {self.message}"


@dataclass
class Specification:
    """The description, made into JSON schemas, and what differed so far."""

    document: dict[str, Any]
    differences: deque[Difference] = field(default_factory=lambda: deque(maxlen=_KEPT))
    checked: int = 0
    _validators: dict[tuple[str, frozenset[str]], Draft202012Validator] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Specification:
        """Reads the YAML file. Raises OSError where it cannot be read."""
        with path.open(encoding="utf-8") as file:
            # The C loader is ten times faster where PyYAML was built with it.
            document = yaml.load(file, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 (both are safe)
        return cls(document)

    def check(self, endpoint: str, answer: dict[str, Any], may_miss: frozenset[str] = frozenset()) -> list[Difference]:
        """Compares one 200 answer of a GET endpoint; fields in ``may_miss`` are not required, whatever it says."""
        key = (endpoint, may_miss)
        if key not in self._validators:
            self._validators[key] = self._validator(endpoint, may_miss)
        self.checked += 1
        found = [
            Difference(endpoint, error.json_path, error.message[:300])
            for error in self._validators[key].iter_errors(_regular(answer))
        ]
        self.differences.extend(found)
        for difference in found:
            log.warning("not as described: %s", difference)
        return found

    def _validator(self, endpoint: str, may_miss: frozenset[str]) -> Draft202012Validator:
        response = self.document["paths"][endpoint]["get"]["responses"]["200"]
        if "$ref" in response:
            response = self.document["components"]["responses"][response["$ref"].rsplit("/", 1)[1]]
        schemas = {
            name: _as_json_schema(schema, may_miss) for name, schema in self.document["components"]["schemas"].items()
        }
        _relax(schemas)
        top = _as_json_schema(response["content"]["application/json"]["schema"], may_miss)
        return Draft202012Validator({**top, "components": {"schemas": schemas}})


def _as_json_schema(node: Any, may_miss: frozenset[str]) -> Any:
    """OpenAPI 3.0 to JSON Schema: ``nullable`` becomes a type, the ``discriminator`` goes.

    Its ``type`` discriminator has no mapping and would make every track-or-episode fail.
    """
    if isinstance(node, list):
        return [_as_json_schema(each, may_miss) for each in node]
    if not isinstance(node, dict):
        return node
    schema = {
        key: _as_json_schema(value, may_miss) for key, value in node.items() if key not in ("discriminator", "example")
    }
    if node.get("nullable") is True and "type" in schema:
        schema["type"] = [schema["type"], "null"]
    if isinstance(schema.get("required"), list):
        schema["required"] = [name for name in schema["required"] if name not in may_miss]
    return schema


def _relax(schemas: dict[str, Any]) -> None:
    """Where recorded answers are known to differ from the description."""
    for name, properties in {
        # Playlists without a picture have ``images: null``.
        "PlaylistObject": ("images",),
        "SimplifiedPlaylistObject": ("images",),
        # Very old rows know neither when nor by whom; gone ones have no content.
        "PlaylistTrackObject": ("added_at", "added_by", "item", "track"),
        # The last cursor page.
        "CursorPagingObject": ("next",),
        "CursorObject": ("after",),
    }.items():
        for each in properties:
            schemas[name]["properties"][each] = {"anyOf": [schemas[name]["properties"][each], {"type": "null"}]}
    # The description says ``episode``; recorded chapters say ``chapter``.
    schemas["ChapterBase"]["properties"]["type"] = {"enum": ["episode", "chapter"]}


def _regular(answer: Any) -> Any:
    """The answer without its null list members, hollow episodes and local files, which no schema foresees."""
    if isinstance(answer, list):
        return [_regular(each) for each in answer if each is not None and not _irregular(each)]
    if isinstance(answer, dict):
        return {key: _regular(value) for key, value in answer.items()}
    return answer


def _irregular(member: Any) -> bool:
    if not isinstance(member, dict):
        return False
    episode = member.get("episode")
    return member.get("is_local") is True or (isinstance(episode, dict) and episode.get("id") is None)
