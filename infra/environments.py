"""Make Dashspot's environments from hash-locked dependencies: ``python3 infra/environments.py dev cloud``.

Uses the standard library only, and syntax that old interpreters read too: a machine whose ``python3`` is too old still
finds a newer one beside it. What is in place already is left alone, so a second run takes a moment.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ROOT = Path(__file__).resolve().parent.parent
SUPPORTED = ((3, 13), (3, 12), (3, 11))
"""Versions of Python that Dashspot is developed and tested on, newest first."""

STAMP = "dashspot-environment.json"
"""File in an environment that says what it was made from."""

TOOLS = ".tools"
TOOLS_LOCK = "infra/uv-requirements.txt"

ENVIRONMENTS = {
    "dev": (".venv", ("requirements-dev.txt",)),
    # Browser tests start the local system too, so they share the development environment.
    "browser": (".venv", ("requirements-dev.txt", "requirements-browser.txt")),
    # The emulated cloud runs the packaged functions in its own interpreter: no package of the project may be in it.
    "cloud": (".venv-cloud", ("infra/local/cloud-requirements.txt",)),
    # An ORM and a driver, for `make bench ONLY=browse-postgres` alone.
    "bench": (".venv-bench", ("bench/browse_postgres/requirements.txt",)),
}


class EnvironmentProblem(Exception):
    """Something that a person has to put right; the message says what and how."""


def candidates(path: str | None = None, pyenv_root: str | None = None) -> list[str]:
    """Commands that may be a supported Python: ``$PYTHON``, names on PATH, then every version that pyenv keeps."""
    found = [os.environ["PYTHON"]] if os.environ.get("PYTHON") else []
    names = [_text(version) for version in SUPPORTED]
    for name in ["python" + name for name in names] + ["python3", "python"]:
        command = shutil.which(name, path=path)
        if command:
            found.append(command)
    root = Path(pyenv_root or os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    for name in names:
        found += sorted((str(path) for path in root.glob(f"versions/{name}.*/bin/python")), reverse=True)
    return found


def version_of(command: str) -> tuple[int, ...] | None:
    """Major and minor version of an interpreter; None when it does not start (a pyenv shim without a version, say)."""
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        done = subprocess.run([command, "-c", code], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.SubprocessError):
        return None
    if done.returncode != 0:
        return None
    return tuple(int(part) for part in done.stdout.strip().split("."))


def newest(commands: Iterable[str]) -> str:
    """The command with the newest supported version; EnvironmentProblem names what was found when none fits."""
    seen: dict[tuple[int, ...], str] = {}
    tried = []
    for command in commands:
        version = version_of(command)
        if version is None:
            continue
        tried.append(f"{command} ({_text(version)})")
        if version in SUPPORTED:
            seen.setdefault(version, command)
            if version == SUPPORTED[0]:
                break
    if not seen:
        wanted = " or ".join(_text(version) for version in sorted(SUPPORTED))
        raise EnvironmentProblem(
            f"Dashspot needs Python {wanted}. Found: {', '.join(tried) or 'no Python at all'}.\n"
            "Install one of them, or name it: make run PYTHON=/path/to/python3.13"
        )
    return seen[max(seen)]


def missing_locks(folder: Path, locks: Sequence[str], root: Path = ROOT) -> list[str]:
    """Locks that the environment in ``folder`` was not made from, or that changed since."""
    stamped = read_stamp(folder)
    return [lock for lock in locks if stamped.get(lock) != lock_hash(root / lock)]


def read_stamp(folder: Path) -> dict[str, str]:
    """Hash of each lock that an environment was made from; empty when it is not there or cannot start."""
    try:
        stamped: dict[str, str] = json.loads((folder / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    # An environment whose interpreter was uninstalled leaves a dead link.
    return stamped if (folder / "bin" / "python").exists() else {}


def lock_hash(lock: Path) -> str:
    """Content hash of a lock file."""
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def make(name: str) -> None:
    """Bring one environment up to date; says what it does, and nothing when there is nothing to do."""
    folder_name, locks = ENVIRONMENTS[name]
    folder = ROOT / folder_name
    if not missing_locks(folder, locks):
        return
    uv = _uv()
    started = time.monotonic()
    # What is in the environment already stays in it (browser tests, say), at the versions of today's locks.
    wanted = list(dict.fromkeys([*locks, *read_stamp(folder)]))
    if version_of(str(folder / "bin" / "python")) not in SUPPORTED:
        python = newest(candidates())
        _say(f"{folder_name}: making it with Python {_text(version_of(python) or ())} ({python})")
        _run([uv, "venv", "--quiet", "--clear", "--no-project", "--python", python, str(folder)])
    _say("{}: installing {}".format(folder_name, " and ".join(wanted)))
    paths = [str(ROOT / lock) for lock in wanted]
    # The bar is for people; without one, the list of every package would be all there is.
    quiet = [] if sys.stderr.isatty() else ["--quiet"]
    _run([uv, "pip", "sync", "--require-hashes", *quiet, "--python", str(folder / "bin" / "python"), *paths])
    (folder / STAMP).write_text(json.dumps({lock: lock_hash(ROOT / lock) for lock in wanted}), encoding="utf-8")
    _say(f"{folder_name}: ready after {time.monotonic() - started:.0f} s")


def uv_command(root: Path = ROOT) -> Path:
    """Where the installer is, once ``make`` has put it there."""
    return root / TOOLS / "bin" / "uv"


def _uv() -> str:
    folder = ROOT / TOOLS
    if missing_locks(folder, [TOOLS_LOCK]):
        python = newest(candidates())
        _say(f"{TOOLS}: getting uv, which installs the rest (Python {_text(version_of(python) or ())})")
        made = subprocess.run(
            [python, "-m", "venv", "--clear", str(folder)], capture_output=True, text=True, check=False
        )
        if made.returncode != 0:
            raise EnvironmentProblem(
                f"{python} cannot make a virtual environment:\n{(made.stdout + made.stderr).strip()}\n"
                "On Debian and Ubuntu: apt install python3-venv"
            )
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        _run([*pip, "--require-hashes", "--only-binary", ":all:", "-r", str(ROOT / TOOLS_LOCK)])
        (folder / STAMP).write_text(json.dumps({TOOLS_LOCK: lock_hash(ROOT / TOOLS_LOCK)}), encoding="utf-8")
    return str(uv_command())


def _run(command: list[str]) -> None:
    if subprocess.run(command, cwd=str(ROOT), check=False).returncode != 0:
        failed = " ".join(command)
        raise EnvironmentProblem(
            f"This failed:\n  {failed}\nIs the package index reachable? `make clean` starts from nothing."
        )


def _text(version: tuple[int, ...]) -> str:
    return ".".join(str(part) for part in version)


def _say(line: str) -> None:
    print(line, flush=True)


def main() -> int:
    """Make the environments named on the command line."""
    parser = argparse.ArgumentParser(description="Make Dashspot's environments from locked dependencies.")
    parser.add_argument("names", nargs="+", choices=[*ENVIRONMENTS, "uv"])
    try:
        for name in parser.parse_args().names:
            if name == "uv":
                _uv()
            else:
                make(name)
    except EnvironmentProblem as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
