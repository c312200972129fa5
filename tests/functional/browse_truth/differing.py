"""Where two JSON values differ."""

from __future__ import annotations

import math
from typing import Any

PRECISION = 1e-9
"""Sums of many numbers depend on their order in the last digits."""


def difference(found: Any, wanted: Any, path: str = "") -> str | None:
    """The first place where an answer is not as wanted, in words; what nobody states a wish for may be anything."""
    if isinstance(wanted, dict):
        if not isinstance(found, dict):
            return f"{path}: {_short(found)}, not {_short(wanted)}"
        for name, value in wanted.items():
            problem = difference(found.get(name, "not there"), value, f"{path}.{name}")
            if problem:
                return problem
        return None
    if isinstance(wanted, list):
        if not isinstance(found, list) or len(found) != len(wanted):
            return f"{path}: {_short(found)}, not {_short(wanted)}"
        for place, value in enumerate(wanted):
            problem = difference(found[place], value, f"{path}[{place}]")
            if problem:
                return problem
        return None
    return None if _equal(found, wanted) else f"{path}: {_short(found)}, not {_short(wanted)}"


def _equal(found: Any, wanted: Any) -> bool:
    if isinstance(wanted, bool) or isinstance(found, bool) or not isinstance(wanted, int | float):
        return found is wanted or (type(found) is type(wanted) and found == wanted)
    if not isinstance(found, int | float):
        return False
    return math.isclose(found, wanted, rel_tol=PRECISION, abs_tol=PRECISION)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 300 else f"{text[:300]}..."
