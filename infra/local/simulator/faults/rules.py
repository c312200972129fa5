"""Rules: which requests a fault meets, how often, and until when."""

from __future__ import annotations

import random
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

from infra.local.simulator.faults.context import Context, Serve
from infra.local.simulator.wire import Request, Response


class Match(BaseModel):
    """Which requests. What is left out matches everything that the fault is about; in ``path`` a ``*`` stands for
    anything, and a fault without one meets requests to the Web API, or to its own usual path.

    ``person`` is a user id, ``query`` holds parameters with the values that they must have, ``grant_type`` is that of a
    request to ``/api/token``.
    """

    model_config = ConfigDict(extra="forbid")

    method: str | None = None
    path: str | None = None
    person: str | None = None
    query: Mapping[str, str] = {}
    grant_type: str | None = None

    def holds(self, request: Request, user_id: str | None, usual_path: str) -> bool:
        """Whether the request is such a one."""
        return (
            self.method in (None, request.method)
            and fnmatchcase(request.path, self.path or usual_path)
            and self.person in (None, user_id)
            and all(request.query.get(name) == value for name, value in self.query.items())
            and self.grant_type in (None, request.form.get("grant_type"))
        )


class Fault(BaseModel):
    """A way to misbehave, and the rule for when.

    Of the requests that ``match``, the first ``skip`` pass; of the others the ``share`` is met (by a random draw that
    follows from ``seed``), at most ``times`` of them (without end where that is null), and only within ``for_seconds``
    of the simulator's time after the fault was set. ``name`` is how it is switched off and what the log calls it.
    """

    model_config = ConfigDict(extra="forbid")

    usual_path: ClassVar[str] = "/v1/*"

    kind: str
    name: str = ""
    match: Match = Match()
    skip: int = Field(default=0, ge=0)
    share: float = Field(default=1.0, ge=0, le=1)
    seed: int = 1
    times: int | None = Field(default=None, ge=1)
    for_seconds: float | None = Field(default=None, gt=0)

    _matched: int = PrivateAttr(default=0)
    _met: int = PrivateAttr(default=0)
    _since: float | None = PrivateAttr(default=None)
    _draws: random.Random | None = PrivateAttr(default=None)

    @abstractmethod
    def apply(self, request: Request, context: Context, serve: Serve) -> Response:
        """The answer that the request gets instead of ``serve(request)``."""

    def concerns(self, request: Request) -> bool:
        """Whether this kind of fault can happen to such a request at all."""
        return True

    @property
    def met(self) -> int:
        """How many requests it met so far."""
        return self._met

    def begin(self, now: float) -> None:
        """Starts the rule's own time."""
        self._since = now

    def over(self, now: float) -> bool:
        """Whether it meets nothing any more."""
        spent = self.times is not None and self._met >= self.times
        return spent or (
            self.for_seconds is not None and self._since is not None and now >= self._since + self.for_seconds
        )

    def meets(self, request: Request, context: Context) -> bool:
        """Whether this request is met; counts it."""
        if self.over(context.clock.now()) or not self.concerns(request):
            return False
        if not self.match.holds(request, context.user_id, self.usual_path):
            return False
        self._matched += 1
        if self._matched <= self.skip or self._draw() >= self.share:
            return False
        self._met += 1
        return True

    def _draw(self) -> float:
        if self.share >= 1:
            return 0.0
        if self._draws is None:
            self._draws = random.Random(self.seed)
        return self._draws.random()


class AnsweringFault(Fault):
    """A fault that answers in Spotify's place. With ``executed`` the request takes effect first: a change is made whose
    success nobody hears of.
    """

    executed: bool = False

    def apply(self, request: Request, context: Context, serve: Serve) -> Response:
        """The fault's own answer."""
        if self.executed:
            serve(request)
        return self.response(context)

    @abstractmethod
    def response(self, context: Context) -> Response:
        """What is answered instead."""


@dataclass
class Faults:
    """The faults that are switched on, in the order in which they were set: the first is met first."""

    active: list[Fault] = field(default_factory=list)
    _set_so_far: int = 0

    def add(self, fault: Fault, now: float) -> Fault:
        """Switches one on. One of the same name is replaced."""
        self._set_so_far += 1
        if not fault.name:
            fault.name = f"{fault.kind}-{self._set_so_far}"
        fault.begin(now)
        self.active = [each for each in self.active if each.name != fault.name]
        self.active.append(fault)
        return fault

    def remove(self, name: str) -> bool:
        """Switches one off; tells whether it was there."""
        before = len(self.active)
        self.active = [each for each in self.active if each.name != name]
        return len(self.active) < before

    def clear(self) -> None:
        """Switches all off."""
        self.active = []
        self._set_so_far = 0

    def around(self, request: Request, context: Context, serve: Serve) -> Response:
        """The answer to a request with the faults that it meets."""
        return self._step(0, tuple(self.active), request, context, serve)

    def _step(
        self, position: int, faults: tuple[Fault, ...], request: Request, context: Context, serve: Serve
    ) -> Response:
        while position < len(faults) and not faults[position].meets(request, context):
            position += 1
        if position == len(faults):
            return serve(request)
        context.met.append(faults[position].name)
        return faults[position].apply(
            request, context, lambda asked: self._step(position + 1, faults, asked, context, serve)
        )

    def described(self, now: float) -> list[dict[str, Any]]:
        """Every fault that is switched on, with how often it was met and whether it is over."""
        return [{**each.model_dump(), "met": each.met, "over": each.over(now)} for each in self.active]


RetryAfter = int | Literal["past"] | str | None
"""Seconds; nothing; an HTTP date that has gone by an hour ago (``past``); or any text, sent as it is."""
