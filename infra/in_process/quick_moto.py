"""Moto without the work that it does anew for every request, though the outcome is always the same.

Nothing here changes an answer (``tests/infra/test_quick_moto.py`` holds both beside each other): names of methods are
spelt once, classes are looked through once, and of an attribute value only what it has is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import Any
from unittest.mock import patch

from moto import backends
from moto.core import responses, utils
from moto.core.serialize import ResponseSerializer
from moto.dynamodb.parsing import ast_nodes

_structure = ResponseSerializer._serialize_type_structure
_nodes: Any = ast_nodes  # it declares no types


def _present_members(serializer: Any, serialized: Any, value: Any, shape: Any, key: str) -> None:
    # An attribute value of DynamoDB is a mapping such as {"S": "text"}, of ten members it has one.
    if shape.name != "AttributeValue" or type(value) is not dict:
        _structure(serializer, serialized, value, shape, key)
        return
    wrapper = serializer.MAP_TYPE() if key else serialized
    for name, held in value.items():
        member = shape.members.get(name)
        if member is not None and held is not None:
            member.parent = shape
            serializer._serialize(wrapper, held, member, name)
    if key:
        serializer._default_serialize(serialized, wrapper, shape, key)


@cache
def _is_node(kind: type) -> bool:
    return issubclass(kind, _nodes.Node)


@cache
def _has_clauses(kind: type) -> bool:
    return issubclass(kind, (_nodes.Expression, _nodes.UpdateExpressionFunction))


def _processor(traverser: Any, kind: type) -> Callable[[Any], Any] | None:
    """What a traverser does with nodes of a class; looked up once for each of them."""
    known: dict[type, Callable[[Any], Any] | None] = traverser.__dict__.setdefault("_known_processors", {})
    if kind not in known:
        fitting = (processor for each, processor in traverser._processing_map().items() if issubclass(kind, each))
        known[kind] = next(fitting, None)
    return known[kind]


def _traverse(traverser: Any, node: Any, child_id: int = -1) -> Any:
    kind: Any = type(node)
    if not _is_node(kind):
        return node
    parent = node.parent
    for position, child in enumerate(node.children or ()):
        traverser.pre_processing_of_child(node, position)
        _traverse(traverser, child, position)
    processor = _processor(traverser, kind)
    if processor is not None:
        node = processor(node)
        node.parent = parent
        if parent:
            parent.children[child_id] = node
    return node


def _find_clauses(node: Any, kinds: Any) -> list[Any]:
    found: list[Any] = []
    for child in node.children or ():
        kind: Any = type(child)
        if kind in kinds:
            found.append(child)
        elif _has_clauses(kind):
            found.extend(_find_clauses(child, kinds))
    return found


@contextmanager
def quick_moto() -> Iterator[None]:
    """For the length of the ``with`` block."""
    with ExitStack() as stack:
        for place, name, quick in (
            (backends, "_import_backend", cache(backends._import_backend)),
            (responses, "camelcase_to_underscores", cache(utils.camelcase_to_underscores)),
            (responses, "method_names_from_class", cache(utils.method_names_from_class)),
            (ResponseSerializer, "_serialize_type_structure", _present_members),
            (_nodes.DepthFirstTraverser, "traverse_node_recursively", _traverse),
            (_nodes.Node, "find_clauses", _find_clauses),
        ):
            stack.enter_context(patch.object(place, name, quick))
        yield
