"""The contexts of Dashspot. A new one is a folder beside these and one entry here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec

from chalice.app import Blueprint

CONTEXTS: tuple[str, ...] = (
    "chalicelib.core.accounts",
    "chalicelib.core.system",
    "chalicelib.contexts.library",
)


def blueprints(contexts: Sequence[str] = CONTEXTS) -> Iterator[Blueprint]:
    """The blueprints of each context: its ``routes`` and its ``tasks``, where it has them."""
    for context in contexts:
        for part in ("routes", "tasks"):
            if find_spec(f"{context}.{part}") is not None:
                yield import_module(f"{context}.{part}").blueprint
