"""Run ``chalice package`` on a copy of the application."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from chalicelib.core.declarations import FunctionDeclaration
from infra.application import declared_functions, version
from infra.chalice_config import chalice_files
from infra.paths import ROOT
from infra.stages import Stage
from infra.template import merge_template


def chalice_package(stage: Stage, work: Path) -> Path:
    """Package the application alone, without dependencies; gives the folder with deployment.zip and sam.json.

    RuntimeError carries what Chalice said when it refuses.
    """
    project, out, merge = work / "project", work / "chalice", work / "merge.json"
    for folder in (project, out):
        shutil.rmtree(folder, ignore_errors=True)
    functions = declared_functions()
    _copy_application(project, functions)
    merge.write_text(json.dumps(merge_template(functions, stage, version()), indent=1), encoding="utf-8")
    command = [sys.executable, "-c", "from chalice.cli import main; main()", "--project-dir", str(project), "package"]
    command += ["--stage", stage.name, "--merge-template", str(merge), str(out)]
    done = subprocess.run(command, cwd=project, env=_environment(), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"chalice package failed:\n{done.stdout}{done.stderr}")
    return out


def _copy_application(project: Path, functions: Sequence[FunctionDeclaration]) -> None:
    project.mkdir(parents=True)
    shutil.copy(ROOT / "app.py", project / "app.py")
    ignored = shutil.ignore_patterns("__pycache__", "*.pyc", "py.typed", ".*")
    shutil.copytree(ROOT / "chalicelib", project / "chalicelib", ignore=ignored)
    # Made anew rather than copied, so that a package never carries a stale policy.
    for name, content in chalice_files(functions).items():
        path = project / ".chalice" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content), encoding="utf-8")
    # Empty on purpose: see dependencies.py.
    (project / "requirements.txt").touch()


def _environment() -> dict[str, str]:
    # Chalice makes a client to ask for its region's name; packaging itself calls nothing, and must not be able to.
    nobody = {
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
        "AWS_DEFAULT_REGION": os.environ.get("AWS_DEFAULT_REGION", "us-east-1"),
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "PYTHON"))}
    return {**kept, **nobody}
