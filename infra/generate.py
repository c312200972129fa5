"""``make generate``: write the files that follow from the code, so that a reader finds them in the repository.

``python -m infra.generate --check`` writes nothing and fails when a committed file differs from what the code says.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from infra.application import declared_functions
from infra.chalice_config import chalice_files
from infra.openapi import openapi_document
from infra.paths import ROOT


def generated_files() -> dict[Path, str]:
    """Every generated file with the content it should have."""
    files = {ROOT / ".chalice" / name: _json(data) for name, data in chalice_files(declared_functions()).items()}
    files[ROOT / "docs" / "openapi.json"] = _json(openapi_document())
    return files


def stale_files(files: Mapping[Path, str]) -> list[str]:
    """What is missing, differs, or belongs to a function that is no more."""
    stale = [f"{_name(path)} is not what the code says" for path, text in files.items() if _read(path) != text]
    left = set((ROOT / ".chalice").glob("policy-*.json")) - set(files)
    return sorted(stale) + [f"{_name(path)} belongs to no function" for path in sorted(left)]


def write_files(files: Mapping[Path, str]) -> None:
    """Write all generated files and remove policies of functions that are no more."""
    for path in set((ROOT / ".chalice").glob("policy-*.json")) - set(files):
        path.unlink()
    for path, text in files.items():
        if _read(path) != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"wrote {_name(path)}")


def main() -> int:
    """Generate or check; 1 when something is stale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail when a file is stale")
    files = generated_files()
    if not parser.parse_args().check:
        write_files(files)
        return 0
    stale = stale_files(files)
    for line in stale:
        print(f"{line}: run `make generate` and commit the result", file=sys.stderr)
    return 1 if stale else 0


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


if __name__ == "__main__":
    sys.exit(main())
