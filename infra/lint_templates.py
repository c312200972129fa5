"""Check the templates of all stages with cfn-lint: ``python -m infra.lint_templates``."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from infra.package.chalice_package import chalice_package
from infra.stages import STAGES


def main() -> int:
    """Make every stage's template and lint them; cfn-lint's status."""
    with tempfile.TemporaryDirectory() as folder:
        templates = []
        for stage in STAGES.values():
            template = chalice_package(stage, Path(folder) / stage.name) / "sam.json"
            templates.append(template.rename(template.with_name(f"{stage.name}.json")))
        linter = Path(sys.executable).with_name("cfn-lint")
        done = subprocess.run([linter, "--non-zero-exit-code", "informational", "--", *templates], check=False)
    if done.returncode == 0:
        print(f"templates of {', '.join(STAGES)}: nothing to complain about")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
