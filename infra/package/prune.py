"""Take out of the dependencies what no function ever reads."""

from __future__ import annotations

import shutil
from pathlib import Path

AWS_SERVICES = frozenset({"dynamodb", "kms", "s3", "sqs", "ssm", "sts"})
"""Services that functions call. botocore brings a description of every AWS service: most of a plain package."""

_FOLDERS = ("tests", "test", "__pycache__")
_SUFFIXES = (".pyi", ".c", ".h", ".pyx", ".pxd")


def prune(tree: Path) -> None:
    """Remove unused service descriptions, tests, type stubs and installer records below ``tree``."""
    for library in ("botocore", "boto3"):
        for service in _folders(tree / library / "data"):
            if service.name not in AWS_SERVICES:
                shutil.rmtree(service)
    for folder in [path for path in tree.rglob("*") if path.is_dir() and path.name in _FOLDERS]:
        shutil.rmtree(folder, ignore_errors=True)
    # Distribution metadata is read by installers only; Pydantic searches it for plugins at every import.
    for folder in (*tree.glob("*.dist-info"), tree / "bin", tree / "boto3" / "examples"):
        shutil.rmtree(folder, ignore_errors=True)
    for path in [path for path in tree.rglob("*") if path.suffix in _SUFFIXES or path.name == "py.typed"]:
        path.unlink()
    for name in (".lock", "pydantic/mypy.py", "boto3/compat.pyc"):
        (tree / name).unlink(missing_ok=True)


def _folders(parent: Path) -> list[Path]:
    return [path for path in parent.iterdir() if path.is_dir()] if parent.is_dir() else []
