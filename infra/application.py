"""The application as infrastructure sees it: its declared functions and its version."""

from __future__ import annotations

import importlib
import tomllib

from chalicelib.core.declarations import FunctionDeclaration, functions
from infra.paths import ROOT

APP_NAME = "dashspot"


def declared_functions() -> tuple[FunctionDeclaration, ...]:
    """Every function of the application, by name: importing ``app`` runs all declarations."""
    importlib.import_module("app")
    return functions()


def version() -> str:
    """The version in pyproject.toml."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        found: str = tomllib.load(file)["project"]["version"]
    return found
