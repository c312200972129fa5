"""Reads DynamoDB's expressions: conditions, updates, and lists of names. Each text is read once.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

T = TypeVar("T")

_TOKEN = re.compile(r"\s*(<>|<=|>=|[=<>(),+\-]|[#:]?[A-Za-z0-9_]+)")
_WORDS = frozenset({"AND", "OR", "NOT", "BETWEEN", "IN", "SET", "REMOVE", "ADD", "DELETE"})
_COMPARISONS = frozenset({"=", "<>", "<", "<=", ">", ">="})
_TESTS = frozenset({"attribute_exists", "attribute_not_exists", "begins_with", "contains", "attribute_type"})


@dataclass(frozen=True, slots=True)
class Node:
    """A part of an expression: what it does, and the names, values or parts that it does it with."""

    does: str
    parts: tuple[Node | str, ...]


@lru_cache(maxsize=4096)
def condition(text: str) -> Node:
    """A condition. Raises ValueError where it is none that is known here."""
    reader = _Reader(text)
    found = reader.any_of()
    reader.end()
    return found


@lru_cache(maxsize=4096)
def update(text: str) -> tuple[Node, ...]:
    """The actions of an update, in order. Raises ValueError."""
    reader = _Reader(text)
    found = reader.actions()
    reader.end()
    return found


@lru_cache(maxsize=4096)
def names(text: str) -> tuple[str, ...]:
    """The attributes that a projection names. Raises ValueError."""
    reader = _Reader(text)
    found = reader.many(reader.word)
    reader.end()
    return tuple(found)


class _Reader:
    """Goes through the words of one expression."""

    def __init__(self, text: str) -> None:
        self._text, self._words, at = text, list[str](), 0
        text = text.rstrip()
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None:
                raise ValueError(f"not known here: {text[at:]!r}")
            self._words.append(match[1])
            at = match.end()

    def end(self) -> None:
        if self._words:
            raise ValueError(f"{self._text!r} does not end before {self._words[0]!r}")

    def many(self, one: Callable[[], T]) -> list[T]:
        found = [one()]
        while self._taken(","):
            found.append(one())
        return found

    def word(self) -> str:
        if not self._words:
            raise ValueError(f"{self._text!r} ends too early")
        return self._words.pop(0)

    def any_of(self) -> Node:
        found = self._all_of()
        while self._taken("OR"):
            found = Node("or", (found, self._all_of()))
        return found

    def actions(self) -> tuple[Node, ...]:
        found: list[Node] = []
        while self._words:
            kind = self.word().upper()
            if kind == "SET":
                found.extend(self.many(self._set))
            elif kind == "REMOVE":
                found.extend(self.many(lambda: Node("remove", (self.word(),))))
            elif kind in ("ADD", "DELETE"):
                found.extend(self.many(self._adding if kind == "ADD" else self._deleting))
            else:
                raise ValueError(f"{kind} begins no clause of {self._text!r}")
        return tuple(found)

    def _all_of(self) -> Node:
        found = self._one()
        while self._taken("AND"):
            found = Node("and", (found, self._one()))
        return found

    def _one(self) -> Node:
        if self._taken("NOT"):
            return Node("not", (self._one(),))
        if self._taken("("):
            found = self.any_of()
            self._expect(")")
            return found
        if self._words and self._words[0] in _TESTS:
            return Node(self.word(), self._arguments())
        left = self._operand()
        how = self.word()
        if how in _COMPARISONS:
            return Node(how, (left, self._operand()))
        if how.upper() == "BETWEEN":
            low = self._operand()
            self._expect("AND")
            return Node("between", (left, low, self._operand()))
        if how.upper() == "IN":
            return Node("in", (left, *self._arguments()))
        raise ValueError(f"{how!r} is no comparison")

    def _adding(self) -> Node:
        return Node("add", (self.word(), self._operand()))

    def _deleting(self) -> Node:
        return Node("delete", (self.word(), self._operand()))

    def _set(self) -> Node:
        name = self.word()
        self._expect("=")
        value = self._operand()
        for sign in ("+", "-"):
            if self._taken(sign):
                value = Node(sign, (value, self._operand()))
        return Node("set", (name, value))

    def _operand(self) -> Node:
        word = self.word()
        if self._words and self._words[0] == "(" and word in ("size", "if_not_exists", "list_append"):
            return Node(word, self._arguments())
        if not re.fullmatch(r"[#:]?\w+", word) or word.upper() in _WORDS:
            raise ValueError(f"{word!r} is neither a name nor a value")
        return Node("value" if word.startswith(":") else "name", (word,))

    def _arguments(self) -> tuple[Node, ...]:
        self._expect("(")
        found = self.many(self._operand)
        self._expect(")")
        return tuple(found)

    def _taken(self, word: str) -> bool:
        if self._words and self._words[0].upper() == word:
            self._words.pop(0)
            return True
        return False

    def _expect(self, word: str) -> None:
        if not self._taken(word):
            raise ValueError(f"{self._text!r} lacks {word!r} before {self._words[:1]}")
