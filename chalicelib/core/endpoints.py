"""What an endpoint declares, is given and returns. OpenAPI and the contract tests read the declarations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
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


@dataclass(frozen=True, slots=True)
class Later:
    """A model that is imported when a request, or the documentation, first needs it.

    ``name`` is an attribute of ``module``; with ``key`` it is a mapping that has the model. Importing every model of
    every endpoint would be the larger part of a cold start, and a request uses those of one.
    """

    module: str
    name: str
    key: str | None = None

    def load(self) -> type[BaseModel]:
        """The model."""
        found = getattr(import_module(self.module), self.name)
        model: type[BaseModel] = found if self.key is None else found[self.key]
        return model


Given = type[BaseModel] | Later
"""A model, or where to find it."""


def model_of(given: Given) -> type[BaseModel]:
    """The model that was given, or that is found there."""
    return given.load() if isinstance(given, Later) else given


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
    given_path: Given
    given_query: Given
    given_body: Given
    given_answer: Given | None
    media_type: str
    errors: tuple[type[DashspotError], ...]
    scopes: tuple[str, ...]
    persists: bool

    @property
    def path_model(self) -> type[BaseModel]:
        """The model of the path's parameters."""
        return model_of(self.given_path)

    @property
    def query_model(self) -> type[BaseModel]:
        """The model of the query's parameters."""
        return model_of(self.given_query)

    @property
    def body_model(self) -> type[BaseModel]:
        """The model of the body."""
        return model_of(self.given_body)

    @property
    def answer(self) -> type[BaseModel] | None:
        """The model of the answer's body; None where it has none."""
        return None if self.given_answer is None else model_of(self.given_answer)


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
