"""Which handler answers a method and a path."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from infra.local.simulator.api.problems import ApiError
from infra.local.simulator.state import Simulator
from infra.local.simulator.wire import Request, Response

Handler = Callable[[Simulator, Request, dict[str, str]], Response]
"""Answers a request; the last argument has the path's parameters, decoded."""


@dataclass
class Router:
    """Handlers by method and path template, such as ``/v1/tracks/{id}``."""

    _routes: dict[int, list[tuple[tuple[str, ...], dict[str, Handler]]]] = field(default_factory=dict)

    def add(self, method: str, template: str, handler: Handler) -> None:
        """Registers a handler."""
        parts = tuple(template.split("/")[1:])
        same_length = self._routes.setdefault(len(parts), [])
        for known, handlers in same_length:
            if known == parts:
                handlers[method] = handler
                return
        same_length.append((parts, {method: handler}))

    def find(self, method: str, segments: Sequence[str]) -> tuple[Handler, dict[str, str]]:
        """The handler and the parameters. Raises ApiError 404 for an unknown path, 405 for another method of one."""
        known = False
        for parts, handlers in self._routes.get(len(segments), []):
            if not all(part == given or part.startswith("{") for part, given in zip(parts, segments, strict=True)):
                continue
            if method in handlers:
                parameters = {
                    part[1:-1]: given for part, given in zip(parts, segments, strict=True) if part.startswith("{")
                }
                return handlers[method], parameters
            known = True
        raise ApiError(405, "Method not allowed") if known else ApiError(404, "Service not found")
