"""The ``fields`` parameter of playlists: which parts of the answer are wanted.

``items(added_at,item(name)),total`` and ``tracks.items(added_by.id)`` are the documented forms; ``!`` leaves something
out.
"""

from __future__ import annotations

from typing import Any

from infra.local.simulator.api.problems import invalid

Wanted = dict[str, "Wanted | None"]


def only(answer: Any, fields: str | None) -> Any:
    """The answer's wanted part, all of it where ``fields`` is empty. Raises ApiError 400 where it cannot be read."""
    return _picked(answer, _Parser(fields).read()) if fields else answer


def _picked(answer: Any, wanted: Wanted | None) -> Any:
    if wanted is None:
        return answer
    if isinstance(answer, list):
        return [_picked(each, wanted) for each in answer]
    if not isinstance(answer, dict):
        return answer
    left_out = {name[1:] for name in wanted if name.startswith("!")}
    if left_out:
        return {name: value for name, value in answer.items() if name not in left_out}
    return {name: _picked(answer[name], inside) for name, inside in wanted.items() if name in answer}


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def read(self) -> Wanted:
        wanted = self._list()
        if self._at != len(self._text):
            raise invalid("fields")
        return wanted

    def _list(self) -> Wanted:
        wanted: Wanted = {}
        while True:
            name = self._name()
            wanted[name] = self._inside()
            if self._peek() != ",":
                return wanted
            self._at += 1

    def _inside(self) -> Wanted | None:
        mark = self._peek()
        if mark == ".":
            self._at += 1
            name = self._name()
            return {name: self._inside()}
        if mark != "(":
            return None
        self._at += 1
        inside = self._list()
        if self._peek() != ")":
            raise invalid("fields")
        self._at += 1
        return inside

    def _name(self) -> str:
        start = self._at
        while self._peek().isalnum() or self._peek() in ("_", "!"):
            self._at += 1
        if start == self._at:
            raise invalid("fields")
        return self._text[start : self._at]

    def _peek(self) -> str:
        return self._text[self._at] if self._at < len(self._text) else " "
