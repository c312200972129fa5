"""Put the package together: Chalice's part, the dependencies, bytecode."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.package.archive import add_tree
from infra.package.bytecode import compile_tree
from infra.package.chalice_package import chalice_package
from infra.package.dependencies import dependencies
from infra.paths import BUILD
from infra.stages import Stage

LIMIT = 20_000_000
"""Bytes that the archive must stay below."""

OLDEST_ON_LAMBDA = (3, 12)
"""Lambda's python3.11 is on Amazon Linux 2, whose SQLite is too old for what reads library models."""


class PackageProblem(Exception):
    """The package cannot be made, or must not be deployed; the message says why."""


@dataclass(frozen=True, slots=True)
class Package:
    """A finished package: the archive and the SAM template that refers to it as ``./deployment.zip``."""

    stage: Stage
    archive: Path
    template: Path

    @classmethod
    def in_folder(cls, stage: Stage, folder: Path) -> Package:
        """The package that was made in a folder."""
        return cls(stage, folder / "deployment.zip", folder / "sam.json")

    @property
    def digest(self) -> str:
        """Content hash of the archive: its name where it is uploaded, so that equal content is not deployed again."""
        return hashlib.sha256(self.archive.read_bytes()).hexdigest()

    def read_template(self) -> dict[str, Any]:
        """The template as data."""
        content: dict[str, Any] = json.loads(self.template.read_text(encoding="utf-8"))
        return content


def package(stage: Stage, folder: Path | None = None) -> Package:
    """Make the package of a stage, in ``.build/<stage>`` unless told otherwise; PackageProblem when it cannot be."""
    if not stage.emulated and sys.version_info[:2] < OLDEST_ON_LAMBDA:
        raise PackageProblem(
            f"stage {stage.name} is deployed on Python 3.12 or newer, and this is "
            f"{sys.version_info.major}.{sys.version_info.minor}: install a newer one and run `make clean`"
        )
    work = folder or BUILD / stage.name
    work.mkdir(parents=True, exist_ok=True)
    try:
        out = chalice_package(stage, work)
    except RuntimeError as problem:
        raise PackageProblem(str(problem)) from None
    application = work / "application"
    shutil.rmtree(application, ignore_errors=True)
    with zipfile.ZipFile(out / "deployment.zip") as archive:
        archive.extractall(application)
    try:
        compile_tree(application)
    except ValueError as problem:
        raise PackageProblem(str(problem)) from None
    made = Package.in_folder(stage, work)
    # Appended to a copy of the dependencies' archive, so that an edit recompresses the application only.
    shutil.copyfile(dependencies(for_lambda=not stage.emulated), made.archive)
    with zipfile.ZipFile(made.archive, "a") as archive:
        add_tree(archive, application)
    shutil.copyfile(out / "sam.json", made.template)
    size = made.archive.stat().st_size
    if size > LIMIT:
        raise PackageProblem(f"the package has {size:,} bytes, more than {LIMIT:,}: see infra/package/prune.py")
    return made
