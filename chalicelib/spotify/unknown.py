"""Which names of an answer no model knows: news about the API, told by name and place, never by value.

Looking costs the same however long an answer is: of a list only the first and the last entry are looked at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel

from .known import IN_PLACE, READ_AS, UNREAD

# What may be the name of a field. Anything else could be somebody's id or text, used as a key.
_NAME = r"[A-Za-z_][A-Za-z0-9_]{0,39}"


@dataclass(slots=True)
class _Plan:
    """The names that a model knows, and what is known of the objects that some of them hold."""

    names: set[str] = field(default_factory=set)
    inner: dict[str, _Plan] = field(default_factory=dict)


def unknown_names(model: type[BaseModel], payload: Any) -> frozenset[str]:
    """Paths of field names (`items.track.mood`) that neither `model` nor `known` has; an odd name shows as `?`."""
    plan = _plan(model)
    if _knows(plan, payload):
        return frozenset()
    found: set[str] = set()
    _name(plan, payload, "", found)
    return frozenset(found)


def _knows(plan: _Plan, value: Any) -> bool:
    """Whether there is nothing to tell: what almost every answer comes to."""
    if isinstance(value, list):
        return not value or (_knows(plan, value[0]) and (len(value) == 1 or _knows(plan, value[-1])))
    if not isinstance(value, dict):
        return True
    if not value.keys() <= plan.names:
        return False
    for name, inner in plan.inner.items():
        held = value.get(name)
        if held and not _knows(inner, held):
            return False
    return True


def _name(plan: _Plan, value: Any, path: str, found: set[str]) -> None:
    if isinstance(value, list):
        for entry in value[:1] + value[1:][-1:]:
            _name(plan, entry, path, found)
    elif isinstance(value, dict):
        found.update(path + (name if re.fullmatch(_NAME, name) else "?") for name in value.keys() - plan.names)
        for name, inner in plan.inner.items():
            _name(inner, value.get(name), f"{path}{name}.", found)


@cache
def _plan(model: type[BaseModel]) -> _Plan:
    plan = _Plan()
    older = READ_AS.get(model.__name__, {})
    for name, held in model.model_fields.items():
        inner = _merged(held.annotation)
        if name == "root":
            return inner or plan
        known_as = [held.alias or name, *(other for other, newer in older.items() if newer == name)]
        plan.names.update(known_as)
        if inner is not None:
            plan.inner.update(dict.fromkeys(known_as, inner))
    if (bare := plan.inner.get(IN_PLACE.get(model.__name__, ""))) is not None:
        plan.names |= bare.names
        plan.inner |= bare.inner
    for base in model.__mro__:
        # Pages of something go by the name of all pages.
        plan.names |= UNREAD.get(base.__name__.partition("[")[0], frozenset())
    return plan


def _merged(annotation: Any) -> _Plan | None:
    """What is known of whichever models an annotation names, taken together."""
    plans = [_plan(model) for model in _models(annotation)]
    if len(plans) < 2:
        return plans[0] if plans else None
    merged = _Plan()
    for plan in plans:
        merged.names |= plan.names
        merged.inner |= plan.inner
    return merged


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models(part)]
