"""Intrinsic functions of CloudFormation and the logical names of Dashspot's resources."""

from __future__ import annotations

import re
from typing import Any

Json = dict[str, Any]
"""A piece of a template."""

REST_API = "RestAPI"
API_HANDLER = "APIHandler"
"""Chalice names these two resources itself, whatever the function's name says (chalice/package.py)."""


def ref(name: str) -> Json:
    """A resource's main identifier or a parameter's value."""
    return {"Ref": name}


def get_att(name: str, attribute: str) -> Json:
    """One attribute of a resource."""
    return {"Fn::GetAtt": [name, attribute]}


def sub(text: str) -> Json:
    """Text with ``${...}`` filled in by CloudFormation."""
    return {"Fn::Sub": text}


def physical_name(name: str) -> Json:
    """A name that is unique per stack, so that two stages fit into one account."""
    return sub(f"${{AWS::StackName}}-{name}")


def camel(name: str) -> str:
    """A logical id as Chalice derives it from a resource name: ``library_persist`` -> ``LibraryPersist``."""
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[^0-9A-Za-z]+", name) if part)


def function_id(function_name: str) -> str:
    """Logical id that Chalice gives to a function."""
    return API_HANDLER if function_name == "api_handler" else camel(function_name)


def queue_id(queue: str) -> str:
    """Logical id of a queue."""
    return f"{camel(queue)}Queue"


def dead_letters_id(queue: str) -> str:
    """Logical id of the queue that takes what ``queue`` could not deliver."""
    return f"{camel(queue)}DeadLetters"


def log_group_id(function_name: str) -> str:
    """Logical id of a function's log group."""
    return f"{function_id(function_name)}Logs"


def table_id(table: str) -> str:
    """Logical id of a table."""
    return f"{camel(table)}Table"
