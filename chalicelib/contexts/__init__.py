"""The contexts of Dashspot. A new one is a folder beside these and one entry here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from chalice.app import Blueprint

CONTEXTS: tuple[str, ...] = (
    "chalicelib.core.accounts",
    "chalicelib.core.erasure",
    "chalicelib.core.system",
    "chalicelib.core.catalogue",
    "chalicelib.contexts.library",
    "chalicelib.contexts.library.sync",
    "chalicelib.contexts.library.history",
    "chalicelib.contexts.browser",
    "chalicelib.contexts.browser.details",
    "chalicelib.contexts.browser.housekeeping",
    "chalicelib.contexts.browser.analysis",
)


def modules(*names: str, contexts: Sequence[str] = CONTEXTS) -> Iterator[ModuleType]:
    """The modules of these names that each context has."""
    for context in contexts:
        for name in names:
            if find_spec(f"{context}.{name}") is not None:
                yield import_module(f"{context}.{name}")


def blueprints(contexts: Sequence[str] = CONTEXTS) -> Iterator[Blueprint]:
    """The blueprints of each context: its ``routes`` and its ``tasks``, where it has them."""
    return (module.blueprint for module in modules("routes", "tasks", contexts=contexts))
