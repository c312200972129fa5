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


_UNDESCRIBED = frozenset({
    # Nothing plays. The description has this status for the player's state only; both endpoints answer so.
    ("GET", "/me/player/currently-playing", 204),
})  # fmt: skip


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
    _validators: dict[tuple[str, str, int, frozenset[str]], Draft202012Validator | None] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Specification:
        """Reads the YAML file. Raises OSError where it cannot be read."""
        with path.open(encoding="utf-8") as file:
            # The C loader is ten times faster where PyYAML was built with it.
            document = yaml.load(file, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 (both are safe)
        return cls(document)

    def check(
        self, method: str, endpoint: str, status: int, answer: Any, may_miss: frozenset[str] | None = frozenset()
    ) -> list[Difference]:
        """Compares one answer: its status, its schema, and that it is empty where no content is described.

        Fields in ``may_miss`` are not required, whatever the description says; with None nothing is compared.
        """
        self.checked += 1
        found = [
            Difference(f"{method} {endpoint}", place, message[:300])
            for place, message in self._wrong(method, endpoint, status, answer, may_miss)
        ]
        self.differences.extend(found)
        for difference in found:
            log.warning("not as described: %s", difference)
        return found

    def _wrong(
        self, method: str, endpoint: str, status: int, answer: Any, may_miss: frozenset[str] | None
    ) -> list[tuple[str, str]]:
        if endpoint not in self.document["paths"] or method.lower() not in self.document["paths"][endpoint]:
            return [("$", "the description has no such endpoint")]
        if (method, endpoint, status) in _UNDESCRIBED or may_miss is None:
            return []
        if status < 400 and str(status) not in self.document["paths"][endpoint][method.lower()]["responses"]:
            return [("$", f"status {status} is not described")]
        key = (method, endpoint, status, may_miss)
        if key not in self._validators:
            self._validators[key] = self._validator(method, endpoint, status, may_miss)
        validator = self._validators[key]
        if validator is None:
            return [] if answer is None else [("$", "a body where none is described")]
        return [(error.json_path, error.message) for error in validator.iter_errors(_regular(answer))]

    def _validator(
        self, method: str, endpoint: str, status: int, may_miss: frozenset[str]
    ) -> Draft202012Validator | None:
        """None where the description has no content.

        All refusals have the form of the 403: the 400 of ``/me/library`` is described without its ``error`` envelope,
        which no recorded refusal lacks, and most others are not described at all.
        """
        responses = self.document["paths"][endpoint][method.lower()]["responses"]
        response = _described(self.document, responses[str(status) if status < 400 else "403"])
        if "content" not in response:
            return None
        schemas = {
            name: _as_json_schema(schema, may_miss) for name, schema in self.document["components"]["schemas"].items()
        }
        _relax(schemas)
        top = _as_json_schema(response["content"]["application/json"]["schema"], may_miss)
        return Draft202012Validator({**top, "components": {"schemas": schemas}})


def _described(document: dict[str, Any], response: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in response:
        return response
    found: dict[str, Any] = document["components"]["responses"][response["$ref"].rsplit("/", 1)[1]]
    return found


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
        # The last cursor page; an empty page of plays has no cursors at all.
        "CursorPagingObject": ("next", "cursors"),
        "CursorObject": ("after",),
        # What was not played from a playlist or the like (recorded); nothing known plays, as in an advertisement.
        "CurrentlyPlayingContextObject": ("context", "item"),
        "CurrentlyPlayingObject": ("context", "item"),
        "PlayHistoryObject": ("context",),
        # Nothing plays.
        "QueueObject": ("currently_playing",),
        # Recorded: a genre has no address.
        "RecommendationSeedObject": ("href",),
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
        return {key: _regular(value) for key, value in answer.items() if not _irregular(value)}
    return answer


def _irregular(member: Any) -> bool:
    if not isinstance(member, dict):
        return False
    episode = member.get("episode")
    return member.get("is_local") is True or (isinstance(episode, dict) and episode.get("id") is None)
