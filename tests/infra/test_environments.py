from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from infra.environments import (
    STAMP,
    SUPPORTED,
    EnvironmentProblem,
    candidates,
    lock_hash,
    missing_locks,
    newest,
    version_of,
)
from infra.paths import ROOT


def interpreter(path: Path, says: str, status: int = 0) -> str:
    """A command that answers the question for its version."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho {says}\nexit {status}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_the_newest_supported_interpreter_wins(tmp_path: Path) -> None:
    old = interpreter(tmp_path / "a", "3.9")
    middle = interpreter(tmp_path / "b", "3.11")
    new = interpreter(tmp_path / "c", "3.13")
    too_new = interpreter(tmp_path / "d", "3.99")
    assert newest([too_new, old, middle, new]) == new
    assert newest([old, middle]) == middle


def test_an_interpreter_that_does_not_start_is_passed_over(tmp_path: Path) -> None:
    shim = interpreter(tmp_path / "shim", "command not found", status=127)
    works = interpreter(tmp_path / "works", "3.12")
    assert version_of(shim) is None
    assert newest([str(tmp_path / "missing"), shim, works]) == works


def test_without_a_supported_one_it_is_said_what_was_found(tmp_path: Path) -> None:
    old = interpreter(tmp_path / "old", "3.8")
    with pytest.raises(EnvironmentProblem, match=r"needs Python 3\.11 or 3\.12 or 3\.13\. Found: .*old \(3\.8\)"):
        newest([old])


def test_candidates_come_from_the_path_and_from_pyenv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTHON", raising=False)
    on_path = interpreter(tmp_path / "bin" / "python3.12", "3.12")
    kept = interpreter(tmp_path / "pyenv" / "versions" / "3.13.1" / "bin" / "python", "3.13")
    found = candidates(path=str(tmp_path / "bin"), pyenv_root=str(tmp_path / "pyenv"))
    assert found == [on_path, kept]
    monkeypatch.setenv("PYTHON", "/my/python")
    assert candidates(path=str(tmp_path / "bin"), pyenv_root=str(tmp_path))[0] == "/my/python"


def test_an_environment_is_remade_only_when_its_lock_changed(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.txt"
    lock.write_text("one==1\n")
    folder = tmp_path / "env"
    assert missing_locks(folder, [lock.name], tmp_path) == [lock.name]
    interpreter(folder / "bin" / "python", "3.13")
    (folder / STAMP).write_text(json.dumps({lock.name: lock_hash(lock)}))
    assert missing_locks(folder, [lock.name], tmp_path) == []
    lock.write_text("one==2\n")
    assert missing_locks(folder, [lock.name], tmp_path) == [lock.name]


def test_an_environment_without_its_interpreter_counts_as_missing(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.txt"
    lock.touch()
    folder = tmp_path / "env"
    folder.mkdir()
    (folder / STAMP).write_text(json.dumps({lock.name: lock_hash(lock)}))
    assert missing_locks(folder, [lock.name], tmp_path) == [lock.name]


@pytest.mark.parametrize(
    "lock",
    [
        "requirements.txt",
        "requirements-dev.txt",
        "requirements-browser.txt",
        "infra/local/cloud-requirements.txt",
        "bench/browse_postgres/requirements.txt",
        "infra/uv-requirements.txt",
    ],
)
def test_locks_pin_every_package_by_hash_and_name_no_index(lock: str) -> None:
    text = (ROOT / lock).read_text()
    packages = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert packages
    assert all("==" in line and line.endswith("\\") for line in packages)
    assert text.count("--hash=sha256:") >= len(packages)
    assert "://" not in text and "index-url" not in text


def test_supported_versions_are_those_of_the_project() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    assert 'requires-python = ">=3.11,<3.14"' in text
    assert (min(SUPPORTED), max(SUPPORTED)) == ((3, 11), (3, 13))
