"""Answers set from outside: the next requests of a path get them instead of what the library would say."""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase


@dataclass
class CannedAnswer:
    """An answer for the next ``times`` requests whose path matches ``path`` (``*`` stands for anything).

    It is given ``delay`` seconds after the request.
    """

    path: str
    status: int
    headers: dict[str, str]
    body: bytes
    method: str | None = None
    times: int = 1
    delay: float = 0.0

    def matches(self, method: str, path: str) -> bool:
        """Whether this answer is for such a request."""
        return self.method in (None, method) and fnmatchcase(path, self.path)


@dataclass
class CannedAnswers:
    """Answers waiting for their request, in the order in which they were set."""

    waiting: list[CannedAnswer] = field(default_factory=list)

    def take(self, method: str, path: str) -> CannedAnswer | None:
        """The first waiting answer for that request; it is used up by one."""
        for answer in self.waiting:
            if answer.matches(method, path):
                answer.times -= 1
                if answer.times <= 0:
                    self.waiting.remove(answer)
                return answer
        return None
