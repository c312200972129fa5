"""What an expression makes of an item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bench.sync.store import grammar
from bench.sync.store.grammar import Node
from bench.sync.store.values import Item, Value, item_size, parts


@dataclass(frozen=True, slots=True)
class Words:
    """What the placeholders of a request stand for."""

    names: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Value] = field(default_factory=dict)

    @classmethod
    def of(cls, asked: Mapping[str, Any]) -> Words:
        """Those of a request."""
        return cls(asked.get("ExpressionAttributeNames", {}), asked.get("ExpressionAttributeValues", {}))

    def name(self, word: str | Node) -> str:
        """The attribute that a word, or an operand that must be a name, stands for."""
        text = word if isinstance(word, str) else _text(word)
        return self.names[text] if text.startswith("#") else text


def holds(text: str | None, item: Item | None, words: Words) -> bool:
    """Whether a condition holds for an item (None: for nothing); no condition always holds."""
    return text is None or _holds(grammar.condition(text), item or {}, words)


def updated(text: str, item: Item, words: Words) -> Item:
    """The item after an update. Raises ValueError where it cannot be done."""
    new = dict(item)
    for action in grammar.update(text):
        name = words.name(action.parts[0])
        if action.does == "remove":
            new.pop(name, None)
            continue
        # Values are those before the update, whatever it sets before.
        value = _value(_node(action.parts[1]), item, words)
        if value is None:
            raise ValueError(f"there is nothing to {action.does} {name} to")
        if action.does == "set":
            new[name] = value
        elif action.does == "add" and "N" in value:
            new[name] = _added(new.get(name), value)
        else:
            _change_set(new, name, value, adds=action.does == "add")
    return new


def projected(text: str | None, item: Item, words: Words) -> Item:
    """The attributes that a projection names, or all."""
    if text is None:
        return item
    wanted = [words.name(word) for word in grammar.names(text)]
    return {name: item[name] for name in wanted if name in item}


def _holds(node: Node, item: Item, words: Words) -> bool:
    if node.does == "and":
        return all(_holds(_node(part), item, words) for part in node.parts)
    if node.does == "or":
        return any(_holds(_node(part), item, words) for part in node.parts)
    if node.does == "not":
        return not _holds(_node(node.parts[0]), item, words)
    if node.does == "attribute_exists":
        return words.name(node.parts[0]) in item
    if node.does == "attribute_not_exists":
        return words.name(node.parts[0]) not in item
    found = [_value(_node(part), item, words) for part in node.parts]
    if node.does == "<>" and None in found:
        return True
    return all(value is not None for value in found) and _compare(node.does, [parts(value) for value in found if value])


def _compare(does: str, found: list[tuple[str, Any]]) -> bool:
    (kind, left), *others = found
    if does == "in":
        return (kind, left) in others
    if does in ("=", "<>"):
        return ((kind, left) == others[0]) == (does == "=")
    if any(each != kind for each, _ in others):
        return False
    right = [content for _, content in others]
    if does == "between":
        return bool(right[0] <= left <= right[1])
    if does == "begins_with":
        return bool(left.startswith(right[0]))
    if does == "contains":
        return right[0] in left
    if does in ("<", "<="):
        return bool(left < right[0]) or (does == "<=" and left == right[0])
    if does in (">", ">="):
        return bool(left > right[0]) or (does == ">=" and left == right[0])
    raise ValueError(f"{does} is not known here")


def _value(node: Node, item: Item, words: Words) -> Value | None:
    if node.does == "value":
        return words.values[_text(node)]
    if node.does == "name":
        return item.get(words.name(node))
    if node.does == "if_not_exists":
        return item.get(words.name(node.parts[0])) or _value(_node(node.parts[1]), item, words)
    left, *rest = [_value(_node(part), item, words) for part in node.parts]
    if left is None:
        return None
    if node.does == "size":
        kind, content = parts(left)
        return {"N": str(len(content.encode()) if kind == "S" else len(content))}
    right = rest[0]
    if right is None:
        return None
    if node.does == "list_append":
        return {"L": [*left["L"], *right["L"]]}
    return _added(left, right, -1 if node.does == "-" else 1)


def _added(old: Value | None, more: Value, sign: int = 1) -> Value:
    if "N" not in more or (old is not None and "N" not in old):
        raise ValueError("only numbers are added here")
    before = parts(old)[1] if old is not None else 0
    return {"N": str(before + sign * parts(more)[1])}


def _change_set(item: Item, name: str, value: Value, *, adds: bool) -> None:
    """Put elements into a set, or take them out; a set of which none is left is gone."""
    ((kind, elements),) = value.items()
    before = item.get(name, {kind: []})
    if kind not in ("SS", "NS", "BS") or kind not in before:
        raise ValueError("a set was expected")
    kept = set(before[kind]) | set(elements) if adds else set(before[kind]) - set(elements)
    if kept:
        item[name] = {kind: sorted(kept)}
    else:
        item.pop(name, None)


def _node(part: Node | str) -> Node:
    if isinstance(part, str):
        raise ValueError(f"{part!r} is no part of an expression")
    return part


def _text(node: Node) -> str:
    (word,) = node.parts
    if not isinstance(word, str):
        raise ValueError("a name was expected")
    return word


LARGEST_ITEM = 400 * 1024


def fits(item: Item) -> bool:
    """Whether DynamoDB takes an item of that size."""
    return item_size(item) <= LARGEST_ITEM
