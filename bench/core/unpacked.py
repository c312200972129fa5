"""The deployment package, unpacked twice: as it is, and without the bytecode that packaging puts into it."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

from bench.report import Report
from infra.package.build import package
from infra.paths import BUILD
from infra.stages import STAGES

MEGABYTE = 1_000_000
SIZE_TARGET = 20


@dataclass(frozen=True, slots=True)
class Trees:
    """Where the package's files are."""

    compiled: Path
    sources: Path


def unpack(folder: Path) -> Trees:
    """Make the package of this machine (quick where nothing has changed) and unpack it."""
    trees = Trees(folder / "compiled", folder / "sources")
    # In a folder of its own, so that nobody who runs the other one is disturbed.
    with zipfile.ZipFile(package(STAGES["local"], BUILD / "bench").archive) as archive:
        archive.extractall(trees.compiled)
        archive.extractall(trees.sources, [name for name in archive.namelist() if not name.endswith(".pyc")])
    return trees


def measure_size(report: Report) -> None:
    """The archive made here for this machine, and that of every stage that has been packaged."""
    for stage in ("bench", *STAGES):
        archive = BUILD / stage / "deployment.zip"
        if archive.exists():
            size = archive.stat().st_size / MEGABYTE
            report.add(f"package ({stage})", size, "MB", at_most=SIZE_TARGET)
