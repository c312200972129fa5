"""``make lock``: resolve every group of dependencies anew, for all supported Pythons, and lock them by hash."""

from __future__ import annotations

import subprocess
import sys

from infra.environments import SUPPORTED, uv_command
from infra.paths import ROOT

OPTIONS = [
    "--universal",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-header",
    "--no-annotate",
    "--quiet",
    "--upgrade",
]

# In this order: what runs on Lambda comes first, and everything else agrees with it.
LOCKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("requirements.txt", ("pyproject.toml",)),
    ("requirements-dev.txt", ("pyproject.toml", "--group", "dev", "--constraints", "requirements.txt")),
    ("requirements-browser.txt", ("--group", "browser", "--constraints", "requirements-dev.txt")),
    # Its own world: the emulated cloud pins other versions.
    ("infra/local/cloud-requirements.txt", ("--group", "cloud")),
    ("bench/browse_postgres/requirements.txt", ("--group", "bench")),
    ("infra/uv-requirements.txt", ("infra/uv-requirements.in",)),
)


def main() -> int:
    """Write all locks; uv's status when it cannot resolve one."""
    oldest = ".".join(str(part) for part in min(SUPPORTED))
    for lock, sources in LOCKS:
        command = [str(uv_command(ROOT)), "pip", "compile", *sources, *OPTIONS, "--python-version", oldest, "-o", lock]
        done = subprocess.run(command, cwd=ROOT, check=False)
        if done.returncode != 0:
            return done.returncode
        print(lock)
    return 0


if __name__ == "__main__":
    sys.exit(main())
