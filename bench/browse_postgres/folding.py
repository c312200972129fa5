"""The read model's rules for text, without what stands around them: the context needs packages that are not here."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

_PATH = Path(__file__).parents[2] / "chalicelib" / "contexts" / "browser" / "model" / "text.py"


def _load() -> Any:
    spec = importlib.util.spec_from_file_location("read_model_text", _PATH)
    if spec is None or spec.loader is None:
        raise ImportError(f"{_PATH} cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


_text = _load()


def sort_key(text: str | None) -> str | None:
    """What names are ordered by."""
    found: str | None = _text.sort_key(text)
    return found


def words(text: str) -> list[str]:
    """The words of a text, folded."""
    found: list[str] = _text.words(text)
    return found


def phrases(text: str) -> list[tuple[str, ...]]:
    """What to look for where this was typed."""
    found: list[tuple[str, ...]] = _text.phrases(text)
    return found
