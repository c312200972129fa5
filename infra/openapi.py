"""The OpenAPI document of the application: ``python -m infra.openapi`` prints it, ``make generate`` commits it."""

from __future__ import annotations

import importlib
import json
import sys
from typing import Any


def openapi_document() -> dict[str, Any]:
    """The document that the application serves at ``/v1/openapi.json``."""
    importlib.import_module("app")
    document: dict[str, Any] = importlib.import_module("chalicelib.core.system.openapi").document()
    return document


if __name__ == "__main__":
    json.dump(openapi_document(), sys.stdout, indent=2, ensure_ascii=False)
    print()
