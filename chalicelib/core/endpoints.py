"""What an endpoint declares, is given and returns. OpenAPI and the contract tests read the declarations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict

from chalicelib.core.errors import DashspotError
from chalicelib.core.model import Model

if TYPE_CHECKING:
    from chalicelib.core.accounts.person import AuthenticatedPerson
    from chalicelib.core.clock import Deadline

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Authentication = Literal["required", "optional", "none"]


class Nothing(Model):
    """No parameters, or no body: anything sent is refused by name."""

    model_config = ConfigDict(extra="forbid", frozen=True)


PathT = TypeVar("PathT", bound=BaseModel)
QueryT = TypeVar("QueryT", bound=BaseModel)
BodyT = TypeVar("BodyT", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Call(Generic[PathT, QueryT, BodyT]):
    """One request, parsed and authenticated. ``maybe_person`` is None only where authentication is not required."""

    path: PathT
    query: QueryT
    body: BodyT
    maybe_person: AuthenticatedPerson | None
    request_id: str
    headers: Mapping[str, str]
    cookies: Mapping[str, str]
    deadline: Deadline

    @property
    def person(self) -> AuthenticatedPerson:
        """Who asks; only for endpoints that require authentication."""
        if self.maybe_person is None:
            raise LookupError("this endpoint does not require authentication")
        return self.maybe_person


@dataclass(frozen=True, slots=True)
class Reply:
    """What an endpoint returns: a model that becomes JSON, or text of a media type, or nothing.

    ``beside_content`` names fields of the body that are no reason for a new ETag: when something was read, say. One
    within another is named with a dot: ``meta.built_at``.
    """

    body: BaseModel | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Sequence[str] = ()
    text: str | None = None
    media_type: str = "application/json"
    beside_content: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class EndpointDeclaration:
    """One method on one path, with everything that its documentation and its tests need."""

    method: Method
    path: str
    name: str
    tag: str
    summary: str
    description: str
    authentication: Authentication
    status: int
    path_model: type[BaseModel]
    query_model: type[BaseModel]
    body_model: type[BaseModel]
    answer: type[BaseModel] | None
    media_type: str
    errors: tuple[type[DashspotError], ...]
    scopes: tuple[str, ...]
    persists: bool


_endpoints: dict[tuple[str, str], EndpointDeclaration] = {}


def declare(endpoint: EndpointDeclaration) -> EndpointDeclaration:
    """Register an endpoint; the same method and path twice is a programming error (ValueError)."""
    key = (endpoint.method, endpoint.path)
    known = _endpoints.get(key)
    if known is not None and known != endpoint:
        raise ValueError(f"{endpoint.method} {endpoint.path} is declared twice")
    _endpoints[key] = endpoint
    return endpoint


def endpoints() -> tuple[EndpointDeclaration, ...]:
    """Every endpoint declared by the modules imported so far, by path and method (import ``app`` first to have all)."""
    return tuple(_endpoints[key] for key in sorted(_endpoints, key=lambda key: (key[1], key[0])))


AnyCall = Call[Any, Any, Any]
