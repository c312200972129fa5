"""A PostgreSQL of one's own: in a temporary directory, on loopback, as an unprivileged user, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.report import Unavailable

PLACES = ("usr/lib/postgresql/*/bin", "usr/local/pgsql/bin", "opt/homebrew/opt/postgresql*/bin")
SETTINGS = {
    # As for a machine of its own with a gigabyte to spare, whose data fit into memory.
    "shared_buffers": "512MB",
    "effective_cache_size": "1GB",
    "work_mem": "64MB",
    "random_page_cost": "1.1",
    "jit": "off",  # for queries of a second; it costs those of milliseconds more than it gives
    "fsync": "off",  # nothing is written while it is measured
    "max_wal_size": "4GB",
}
SECONDS_TO_START = 30


def binaries() -> Path:
    """The folder with the newest ``postgres`` and ``initdb`` on this machine. Raises Unavailable without one."""
    on_path = shutil.which("postgres")
    found = [Path(on_path).resolve().parent] if on_path else []
    for place in PLACES:
        found += sorted(Path("/").glob(place), reverse=True)
    for folder in found:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise Unavailable("no PostgreSQL on this machine. On Debian and Ubuntu: apt-get install postgresql")


def version(folder: Path) -> str:
    """What it calls itself."""
    return subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout.strip()


@contextmanager
def running_server() -> Iterator[str]:
    """The address of a fresh, empty database, as libpq takes it."""
    folder = binaries()
    with tempfile.TemporaryDirectory(prefix="dashspot-postgres-") as root:
        data = Path(root) / "data"
        user = _unprivileged(Path(root))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        log = (Path(root) / "log").open("w", encoding="utf-8")
        making: list[str | Path] = [
            folder / "initdb",
            "--pgdata",
            data,
            "--username=bench",
            "--auth=trust",
            "--encoding=UTF8",
        ]
        made = subprocess.run(
            [*making, "--encoding=UTF8", "--no-locale", "--no-sync"],
            user=user,
            cwd=root,
            stdout=log,
            stderr=log,
            check=False,
        )
        if made.returncode != 0:
            raise Unavailable(f"PostgreSQL cannot be set up: {(Path(root) / 'log').read_text(encoding='utf-8')[-500:]}")
        settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        where = ["-c", "listen_addresses=127.0.0.1", "-c", f"port={port}", "-c", f"unix_socket_directories={root}"]
        server = subprocess.Popen(
            [folder / "postgres", "-D", data, *where, *settings], user=user, cwd=root, stdout=log, stderr=log
        )
        try:
            _wait_for(server, port, Path(root) / "log")
            yield f"host=127.0.0.1 port={port} user=bench dbname=postgres"
        finally:
            server.terminate()
            server.wait(30)
            log.close()


def _unprivileged(root: Path) -> str | None:
    """Whom to run it as: PostgreSQL refuses to be run by root. None: as whoever runs this."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            who = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(root, who.pw_uid, who.pw_gid)
        return name
    raise Unavailable("there is no unprivileged user to run PostgreSQL as")


def _wait_for(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise Unavailable(f"PostgreSQL does not start: {log.read_text(encoding='utf-8')[-500:]}")
