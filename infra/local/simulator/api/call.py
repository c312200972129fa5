"""One request to the Web API, as endpoints see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from infra.local.simulator.accounts.grants import Grant
from infra.local.simulator.api.problems import ApiError, invalid, not_found
from infra.local.simulator.api.render import Renderer
from infra.local.simulator.library import Library
from infra.local.simulator.library.ids import looks_like_an_id
from infra.local.simulator.library.people import Person
from infra.local.simulator.modes import Mode

T = TypeVar("T")
MAXIMUM_OFFSET = 100_000


@dataclass(frozen=True)
class Call:
    """Who asks for what: path parameters, query, the person of the token, and how to write the answer."""

    library: Library
    mode: Mode
    person: Person
    grant: Grant
    parameters: Mapping[str, str]
    query: Mapping[str, str]
    render: Renderer
    base: str
    locale: str

    @property
    def id(self) -> str:
        """The ``{id}`` of the path. Raises ApiError 400 where it cannot be one."""
        identifier = self.parameters["id"]
        if not looks_like_an_id(identifier):
            raise ApiError(400, "Invalid base62 id")
        return identifier

    def has(self, scope: str) -> bool:
        """Whether the person granted that scope."""
        return scope in self.grant.scopes

    def limit(self, default: int = 20, maximum: int = 50) -> int:
        """The page size asked for. Raises ApiError 400 where it is out of range."""
        return self._number("limit", default, 1, maximum)

    def offset(self) -> int:
        """The first row asked for. Raises ApiError 400 where it is out of range."""
        return self._number("offset", 0, 0, MAXIMUM_OFFSET)

    def _number(self, name: str, default: int, least: int, most: int) -> int:
        text = self.query.get(name)
        if text is None:
            return default
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise invalid(name)
        return int(text)

    def wants_episodes(self) -> bool:
        """Whether the caller says that it understands episodes where it expected tracks."""
        return "episode" in self.query.get("additional_types", "").split(",")


def found(mapping: Mapping[str, T], identifier: str) -> T:
    """The entity with that id. Raises ApiError 404 where there is none."""
    try:
        return mapping[identifier]
    except KeyError:
        raise not_found() from None
