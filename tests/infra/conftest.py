"""The packaged template of every stage, made once per test process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from infra.package.build import Package, package
from infra.package.chalice_package import chalice_package
from infra.stages import LOCAL, STAGES


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What ``chalice package`` makes for each stage, merged."""
    folder = tmp_path_factory.mktemp("templates")
    found = {}
    for stage in STAGES.values():
        out = chalice_package(stage, folder / stage.name)
        found[stage.name] = Package(stage, out / "deployment.zip", out / "sam.json").read_template()
    return found


@pytest.fixture(scope="session")
def local_package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    """The finished package of the local stage."""
    made: Path = tmp_path_factory.mktemp("package")
    return package(LOCAL, made)
