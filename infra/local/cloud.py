"""The emulated AWS: MiniStack in an environment of its own, and clients that can reach nothing else."""

from __future__ import annotations

import shutil
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from infra.local.processes import Child, ProcessFailed, wait_until
from infra.local.settings import LocalSettings
from infra.paths import ROOT

REGION = "us-east-1"

NOBODY = {
    # MiniStack takes this key for the account's root user; functions get keys of their own roles from it.
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": REGION,
    "AWS_CONFIG_FILE": "/dev/null",
    "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
    "AWS_EC2_METADATA_DISABLED": "true",
}
"""Fake keys, and no way to find real ones."""


class Cloud:
    """Clients of the emulated AWS, made on first use."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._session = boto3.Session(
            aws_access_key_id=NOBODY["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=NOBODY["AWS_SECRET_ACCESS_KEY"],
            region_name=REGION,
        )
        self._config = Config(
            connect_timeout=5,
            read_timeout=60,
            retries={"max_attempts": 2},
            s3={"addressing_style": "path"},
            proxies={},
        )
        self._clients: dict[str, Any] = {}

    def client(self, service: str) -> Any:
        """A boto3 client of one service."""
        if service not in self._clients:
            self._clients[service] = self._session.client(
                service,  # type: ignore[call-overload]
                endpoint_url=self.url,
                config=self._config,
            )
        return self._clients[service]

    def healthy(self) -> bool:
        """Whether the emulator answers."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(f"{self.url}/_localstack/health", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


def start_cloud(settings: LocalSettings) -> Child:
    """Start MiniStack on loopback, with IAM enforced and its data under the state folder."""
    _keep_port(settings)
    temporary = settings.state / "tmp"
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    home = ROOT / ".venv-cloud"
    if not (home / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}").is_dir():
        raise ProcessFailed(
            f"{home.name} is missing or has another Python than .venv: run `make clean`, then `make run`"
        )
    command = [str(home / "bin" / "ministack")]
    return Child(
        "the emulated cloud", command, _environment(settings, temporary), settings.state / "logs" / "cloud.log"
    )


def _keep_port(settings: LocalSettings) -> None:
    # Queues are known by URLs with the port in them, in what is stored and in the functions' environment.
    note = settings.state / "cloud" / "port"
    if note.exists() and note.read_text() != str(settings.cloud_port):
        raise ProcessFailed(
            f"The data in {settings.state} belongs to an emulated cloud on port {note.read_text()}. "
            f"Start it there again (CLOUD_PORT={note.read_text()}), or forget the data: make reset"
        )
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(str(settings.cloud_port))


def wait_for_cloud(cloud: Cloud, child: Child | None) -> None:
    """Wait until the emulator answers."""
    wait_until(cloud.healthy, child, f"the emulated cloud at {cloud.url}")


def _environment(settings: LocalSettings, temporary: Path) -> Mapping[str, str]:
    # Functions inherit this environment, so it holds nothing of the developer's own.
    data = settings.state / "cloud"
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": str(temporary),
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "TMPDIR": str(temporary),
        "GATEWAY_PORT": str(settings.cloud_port),
        "BIND_HOST": "127.0.0.1",
        "MINISTACK_HOST": "127.0.0.1",
        "IOT_MTLS_ENABLED": "0",
        "AUTH": "true",
        "PERSIST_STATE": "1",
        "STATE_DIR": str(data / "state"),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(data / "s3"),
        **NOBODY,
        **({"AWS_ENDPOINT_URL_DYNAMODB": settings.dynamodb_url} if settings.dynamodb_url else {}),
    }
