"""Moto, and botocore before it, without the work that they do anew for every request or client with the same outcome.

Nothing here changes an answer (``tests/infra/test_quick_moto.py`` holds both beside each other): services' descriptions
are read once, names of methods are spelt once, classes are looked through once, keys that are texts are compared as
texts, and of an attribute value only what it has is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from functools import cache, lru_cache
from typing import Any
from unittest.mock import patch

from botocore import useragent
from botocore.loaders import JSONFileLoader
from moto import backends
from moto.core import responses, utils
from moto.core.serialize import ResponseSerializer
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table
from moto.dynamodb.parsing import ast_nodes
from moto.kms import models as kms
from moto.kms import utils as kms_utils

_structure = ResponseSerializer._serialize_type_structure
_all_items = Table.all_items
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


_private_key = cache(kms_utils.generate_private_key)
_read = JSONFileLoader.load_file
_descriptions: dict[str, Any] = {}


def _load_file(loader: JSONFileLoader, path: str) -> Any:
    # Every session reads the descriptions of services anew, megabytes of them, and changes none.
    if path not in _descriptions:
        _descriptions[path] = _read(loader, path)
    return _descriptions[path]


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


def _copied(node: Any, memo: dict[int, Any]) -> Any:
    """A node with copies of all that is below it; what is above it is whoever's who takes it."""
    kind: Any = type(node)
    made = kind.__new__(kind)
    made.type, made.parent = node.type, None
    made.children = None if node.children is None else [deepcopy(child, memo) for child in node.children]
    for child in made.children or ():
        below: Any = type(child)
        if _is_node(below):
            child.parent = made
    return made


def _find_clauses(node: Any, kinds: Any) -> list[Any]:
    found: list[Any] = []
    for child in node.children or ():
        kind: Any = type(child)
        if kind in kinds:
            found.append(child)
        elif _has_clauses(kind):
            found.extend(_find_clauses(child, kinds))
    return found


def _all_in_order(table: Table) -> list[Any]:
    # Keys of our tables are texts, which sort as they are; moto asks each for its type with every comparison.
    if table.range_key_attr:
        items: list[Any] = [item for partition in table.items.values() for item in partition.values()]
        if all(item.hash_key.type == item.range_key.type == "S" for item in items):
            return sorted(items, key=lambda item: (item.hash_key.value, item.range_key.value))
    return _all_items(table)


def _equal(one: Any, other: Any) -> bool:
    if one.type == "S":
        return bool(other.type == "S" and one.value == other.value)
    return bool(one.type == other.type and one.cast_value == other.cast_value)


@contextmanager
def quick_moto() -> Iterator[None]:
    """For the length of the ``with`` block."""
    with ExitStack() as stack:
        for place, name, quick in (
            (JSONFileLoader, "load_file", _load_file),
            (
                useragent,
                "sanitize_user_agent_string_component",
                lru_cache(4096)(useragent.sanitize_user_agent_string_component),
            ),
            # Every key gets a pair of RSA as well, which only asymmetric ones use.
            (kms, "generate_private_key", _private_key),
            (backends, "_import_backend", cache(backends._import_backend)),
            (responses, "camelcase_to_underscores", cache(utils.camelcase_to_underscores)),
            (responses, "method_names_from_class", cache(utils.method_names_from_class)),
            (Table, "all_items", _all_in_order),
            (DynamoType, "__eq__", _equal),
            (ResponseSerializer, "_serialize_type_structure", _present_members),
            (_nodes.DepthFirstTraverser, "traverse_node_recursively", _traverse),
            (_nodes.Node, "find_clauses", _find_clauses),
            (_nodes.Node, "__deepcopy__", _copied),
        ):
            stack.enter_context(patch.object(place, name, quick, create=name == "__deepcopy__"))
        yield
