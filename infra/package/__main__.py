"""``python -m infra.package STAGE``."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from infra.package.build import PackageProblem, package
from infra.stages import STAGES, stage


def main() -> int:
    """Package one stage and say where the result is and how large."""
    parser = argparse.ArgumentParser(description="Make the deployment package of a stage.")
    parser.add_argument("stage", choices=list(STAGES))
    parser.add_argument("--folder", type=Path, help="where to make it (default: .build/STAGE)")
    given = parser.parse_args()
    try:
        made = package(stage(given.stage), given.folder)
    except PackageProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    print(f"{os.path.relpath(made.archive)}  {made.archive.stat().st_size / 1e6:.1f} MB")
    print(os.path.relpath(made.template))
    return 0


if __name__ == "__main__":
    sys.exit(main())
