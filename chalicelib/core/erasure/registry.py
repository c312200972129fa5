"""What all contexts together keep. Contexts are found by name, as the app finds their routes: core imports none."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from types import ModuleType

from chalicelib.core.erasure.declarations import Kept, KeptObjects, Shared


@cache
def _modules() -> tuple[ModuleType, ...]:
    return tuple(import_module("chalicelib.contexts").modules("erasure"))


def kept() -> tuple[Kept, ...]:
    """Everything that is kept about people in tables: what leads to other things last."""
    found = [each for module in _modules() for each in getattr(module, "KEPT", ()) if isinstance(each, Kept)]
    return tuple(sorted(found, key=lambda each: each.leads))


def objects() -> tuple[KeptObjects, ...]:
    """Everything that is kept about people in the bucket."""
    return tuple(each for module in _modules() for each in getattr(module, "KEPT", ()) if isinstance(each, KeptObjects))


def shared() -> tuple[Shared, ...]:
    """Everything that belongs to nobody in particular."""
    return tuple(each for module in _modules() for each in getattr(module, "SHARED", ()))
