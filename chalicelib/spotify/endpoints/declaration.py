"""What is declared of an endpoint. https://developer.spotify.com/documentation/web-api, February 2026 and before.

A declaration is data: the client asks by it, refusals are understood by it, and whoever acts for a person looks up here
which scopes and which feature it takes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from typing import Generic, Literal, TypeVar
from urllib.parse import quote

A_co = TypeVar("A_co", covariant=True)

Method = Literal["GET", "PUT", "POST", "DELETE"]
Paging = Literal["offset", "after", "before"]
Mode = Literal["extended", "development"]
"""How Spotify treats a client id: with extended quota, or in development mode."""

Parameter = str | int | bool | list[str] | tuple[str, ...] | None
"""A value in the path or query. Lists are joined by commas, None is left out."""

WITH_EPISODES = {"additional_types": "track,episode"}
"""Without it an episode is answered as nothing, or as a track (recorded in 2019)."""

NO_SCOPES: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Endpoint(Generic[A_co]):
    """One operation of the Web API, answering a model (None where nothing is answered, or where nothing may be)."""

    name: str
    method: Method
    path: str
    """Below `/v1`, with its parameters in braces."""
    model: Callable[[], type[A_co]] | None = None
    """Imports and gives what reads the answer, so that a declaration costs no import. None: the body is not read."""
    _: KW_ONLY
    may_be_empty: bool = False
    """Whether an answer without a body means that there is nothing (a silent player)."""

    scopes: frozenset[str] = NO_SCOPES
    """Every one is needed, else Spotify refuses."""
    one_of: frozenset[str] = NO_SCOPES
    """One of these is needed, which depends on what is asked (public and private playlists)."""
    more_with: frozenset[str] = NO_SCOPES
    """With these the answer holds more (where an episode was left, a person's e-mail)."""

    always: Mapping[str, str] = field(default_factory=dict)
    """Query parameters that every request has."""
    paging: Paging | None = None
    """How it continues: by offset, or by a cursor to newer (`after`) or older (`before`) things."""
    within: str = ""
    """The key that holds the page where the answer wraps it."""
    limit: int | None = None
    """The largest `limit` that any mode takes."""
    development_limit: int | None = None
    """The largest `limit` in development mode where it is smaller."""
    last_offset: int | None = None
    """The largest `offset` that is answered, None where none is known."""
    at_once: int | None = None
    """The most ids, uris or rows in one request."""

    content_type: str = ""
    """The type of a body that is no JSON."""

    feature: str | None = None
    """What a plain 403 closes (a name of `features`), None where it closes nothing."""
    of_playlist: bool = False
    """Whether a plain 403 means that the playlist is somebody else's."""

    def largest(self, mode: Mode) -> int | None:
        """The largest `limit` to send in a mode."""
        return self.development_limit if mode == "development" and self.development_limit else self.limit

    def place(self, parameters: Mapping[str, Parameter]) -> tuple[str, dict[str, str | int]]:
        """The path with its parameters, and the query of all others. Raises `LookupError` where one is missing."""
        path = self.path
        rest: dict[str, str | int] = {**self.always}
        for name, value in parameters.items():
            if value is None:
                continue
            part = "{" + name + "}"
            if part in path:
                path = path.replace(part, quote(str(value), safe=""))
            else:
                rest[name] = _in_query(value)
        if "{" in path:
            raise LookupError(f"{self.name} is asked without what {path} needs")
        return path, rest


def _in_query(value: str | int | bool | list[str] | tuple[str, ...]) -> str | int:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(value) if isinstance(value, list | tuple) else value
