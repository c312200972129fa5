"""Fresh Python processes that see the package and the standard library, as on Lambda, and nothing of the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PROBES = Path(__file__).parent / "probes"

ENVIRONMENT = {
    "STAGE": "prod",
    "VERSION": "bench",
    "PUBLIC_URL": "https://127.0.0.1:8443",
    "SPOTIFY_CLIENT_ID": "bench",
    "SECRETS_PARAMETER": "/dashspot/bench/secrets",
    "ACCOUNTS_TABLE": "accounts",
    "CATALOGUE_TABLE": "catalogue",
    "PERSONAL_TABLE": "personal",
    "COORDINATION_TABLE": "coordination",
    "BUCKET": "bucket",
    "KMS_KEY_ID": "key",
    "QUEUE_URL_LIBRARY_RECORDS": "https://sqs.us-east-1.amazonaws.com/000000000000/library-records",
    "AWS_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "none",
    "AWS_SECRET_ACCESS_KEY": "none",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_LAMBDA_FUNCTION_NAME": "bench",
    # As the template sets it for every function.
    "PYDANTIC_DISABLE_PLUGINS": "__all__",
    "PYTHONDONTWRITEBYTECODE": "1",
}


def probe(name: str, tree: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> Any:
    """What a probe prints last, as JSON; what it logs before that is dropped."""
    done = subprocess.run(
        [sys.executable, "-S", str(PROBES / f"{name}.py"), str(tree), *arguments],
        cwd=tree,
        env={**ENVIRONMENT, **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{name} failed:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])
