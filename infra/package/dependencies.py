"""The locked dependencies as a ready archive, made once per lock, Python version and platform.

Chalice would fetch them itself, but anew after every edit of the application, and on another system than Linux it
falls back to downloads without hashes (chalice/deploy/packager.py). So it packages the application alone, and the
dependencies are installed here, for the platform they will run on, every file checked against the lock.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from infra.environments import uv_command
from infra.package.archive import add_tree
from infra.package.bytecode import compile_tree
from infra.package.prune import prune
from infra.paths import BUILD, ROOT

LAMBDA_PLATFORM = "x86_64-manylinux_2_28"
"""Lambda's Amazon Linux 2023 has glibc 2.34, so wheels for 2.28 run there."""


def dependencies(*, for_lambda: bool) -> Path:
    """The archive; for Lambda's platform, or for the machine that this runs on."""
    lock = ROOT / "requirements.txt"
    platform = LAMBDA_PLATFORM if for_lambda else "native"
    archive = BUILD / "dependencies" / f"{_key(lock, platform)}.zip"
    if not archive.exists():
        archive.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=archive.parent) as folder:
            tree = Path(folder) / "tree"
            _install(lock, tree, platform)
            prune(tree)
            compile_tree(tree)
            made = Path(folder) / "made.zip"
            with zipfile.ZipFile(made, "w") as file:
                add_tree(file, tree)
            made.replace(archive)
    return archive


def _key(lock: Path, platform: str) -> str:
    digest = hashlib.sha256(f"{platform} {sys.version_info[:3]}".encode())
    for path in (lock, *sorted(Path(__file__).parent.glob("*.py"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:24]


def _install(lock: Path, tree: Path, platform: str) -> None:
    uv = uv_command(ROOT)
    command = [str(uv) if uv.exists() else shutil.which("uv") or "uv", "pip", "install", "--quiet", "--no-deps"]
    command += ["--require-hashes", "--only-binary", ":all:", "--link-mode", "copy", "--target", str(tree)]
    command += ["--python", sys.executable, "--requirement", str(lock)]
    if platform != "native":
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        command += ["--python-platform", platform, "--python-version", version]
    subprocess.run(command, check=True)
