"""One request to the Web API, as endpoints see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from infra.local.simulator.accounts.grants import Grant
from infra.local.simulator.api.body import json_object
from infra.local.simulator.api.problems import ApiError, invalid, not_found
from infra.local.simulator.api.render import Renderer
from infra.local.simulator.library import Library
from infra.local.simulator.library.changes import rfc3339
from infra.local.simulator.library.ids import looks_like_an_id
from infra.local.simulator.library.people import Person
from infra.local.simulator.modes import Mode
from infra.local.simulator.wire import Request

T = TypeVar("T")
MAXIMUM_OFFSET = 100_000


@dataclass(frozen=True)
class Reply:
    """What an endpoint answers: JSON, or with None an empty body."""

    body: Any = None
    status: int = 200


EMPTY = Reply(None, 200)
NO_CONTENT = Reply(None, 204)


@dataclass(frozen=True)
class Call:
    """Who asks for what: path parameters, query, body, the person of the token, and how to write the answer.

    ``now`` is the simulator's time in seconds since the epoch.
    """

    library: Library
    mode: Mode
    person: Person
    grant: Grant
    parameters: Mapping[str, str]
    request: Request
    render: Renderer
    base: str
    locale: str
    now: float

    @property
    def query(self) -> Mapping[str, str]:
        """The query; of a repeated name the first value."""
        return self.request.query

    @cached_property
    def body(self) -> dict[str, Any]:
        """The body, a JSON object. Raises ApiError 400 where it is none."""
        return json_object(self.request.body)

    @property
    def now_text(self) -> str:
        """Now, as answers write it."""
        return rfc3339(self.now)

    @property
    def now_ms(self) -> int:
        """Now, in milliseconds since the epoch."""
        return int(self.now * 1000)

    @property
    def id(self) -> str:
        """The ``{id}`` of the path. Raises ApiError 400 where it cannot be one."""
        return self.identifier("id")

    def identifier(self, name: str) -> str:
        """An id of the path. Raises ApiError 400 where it cannot be one."""
        identifier = self.parameters[name]
        if not looks_like_an_id(identifier):
            raise ApiError(400, "Invalid base62 id")
        return identifier

    def has(self, scope: str) -> bool:
        """Whether the person granted that scope."""
        return scope in self.grant.scopes

    def limit(self, default: int = 20, maximum: int = 50) -> int:
        """The page size asked for. Raises ApiError 400 where it is out of range."""
        return self.number("limit", default, 1, maximum)

    def offset(self, maximum: int = MAXIMUM_OFFSET) -> int:
        """The first row asked for. Raises ApiError 400 where it is out of range."""
        return self.number("offset", 0, 0, maximum)

    def number(self, name: str, default: int, least: int, most: int) -> int:
        """A number of the query. Raises ApiError 400 where it is none, or out of range."""
        text = self.query.get(name)
        if text is None:
            return default
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise invalid(name)
        return int(text)

    def wants_episodes(self) -> bool:
        """Whether the caller says that it understands episodes where it expected tracks."""
        return "episode" in self.query.get("additional_types", "").split(",")

    def listed(self, entities: Mapping[str, T], identifier: str) -> T | None:
        """An entity by id, where the catalogue has it (still)."""
        return None if identifier in self.library.delisted else entities.get(identifier)


def found(call: Call, entities: Mapping[str, T], identifier: str) -> T:
    """The entity with that id. Raises ApiError 404 where there is none (any more)."""
    entity = call.listed(entities, identifier)
    if entity is None:
        raise not_found()
    return entity
