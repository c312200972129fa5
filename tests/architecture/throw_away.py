"""A copy of the repository with the context of ``docs/adding-a-context.md`` added to it, exactly as the page says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "adding-a-context.md"
LIST = "chalicelib/contexts/__init__.py"
COPIED = (
    "app.py",
    "pyproject.toml",
    "requirements.txt",
    "chalicelib",
    "infra",
    "tests/conftest.py",
    "tests/functional",
)


def page_files() -> dict[str, str]:
    """The files on the page, by path."""
    blocks = re.findall(r"^```python (\S+/\S+)\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    return dict(blocks)


def page_entry() -> str:
    """The line that the page adds to the list of contexts."""
    (entry,) = re.findall(r"^```python entry\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    return str(entry)


def copy_of_the_repository(folder: Path) -> Path:
    """What the application and its infrastructure are made of, without anything made from it."""
    ignored = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")
    for name in COPIED:
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=ignored)
        else:
            shutil.copyfile(source, target)
    return folder


def add_context(copy: Path) -> None:
    """Do what the page says: a folder and an entry."""
    for name, text in page_files().items():
        path = copy / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    listed = (copy / LIST).read_text(encoding="utf-8")
    last = '    "chalicelib.contexts.library",\n'
    assert listed.count(last) == 1, "the list of contexts looks different: change this test"
    (copy / LIST).write_text(listed.replace(last, last + page_entry()), encoding="utf-8")


def run(copy: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python on the copy, in a process that knows nothing of the original."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PYTHON", "COV_", "PYTEST"))
    }
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=copy,
        env={**kept, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def lint_imports(copy: Path) -> subprocess.CompletedProcess[str]:
    """Check the copy's import contracts."""
    return run(copy, "-c", "from importlinter.cli import lint_imports_command as lint; lint(['--no-cache'])")


def differences(copy: Path) -> set[str]:
    """Files of the copy that the repository does not have, or has otherwise."""
    return {
        path.relative_to(copy).as_posix()
        for path in copy.rglob("*")
        if path.is_file()
        and "__pycache__" not in path.parts
        and not any(part.startswith(".") for part in path.relative_to(copy).parts)
        and _text(path) != _text(ROOT / path.relative_to(copy))
    }


def _text(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None
