"""Compile modules ahead of time: Lambda's code folder is read-only, so a cold start would compile them every time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def compile_tree(folder: Path) -> None:
    """Put a ``.pyc`` beside every module, one that Python loads without looking at the source (unchecked hash).

    Runs in a process of its own without the site packages: what else is loaded there must not change a byte.
    Paths in the bytecode are relative; tracebacks find the source through ``sys.path``.
    """
    command = [sys.executable, "-I", "-S", "-m", "compileall", "-q", "-j", "1"]
    options = ["--invalidation-mode", "unchecked-hash", "-s", str(folder), str(folder)]
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ValueError(f"modules that do not compile:\n{done.stdout}{done.stderr}")
