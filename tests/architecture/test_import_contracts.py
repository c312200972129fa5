"""The import contracts of ``pyproject.toml`` hold, and each of them bites."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.architecture import throw_away

VIOLATIONS = {
    "chalicelib/core/clock.py": "import chalicelib.contexts.library.messages\nimport boto3\n",
    "chalicelib/core/paging.py": "import chalicelib.spotify.models.track\nimport pynamodb\nimport chalice\n",
    "chalicelib/spotify/oauth.py": "import chalicelib.core.clock\nimport requests\n",
    "chalicelib/core/outcome.py": "from chalicelib.contexts import CONTEXTS\n",
    "chalicelib/contexts/notes/service.py": "import chalicelib.contexts.library.keeping, chalice, boto3\n",
    "chalicelib/contexts/notes/tasks.py": "from chalicelib.contexts.notes import records, routes\n",
}


def contracts() -> list[str]:
    with (throw_away.ROOT / "pyproject.toml").open("rb") as file:
        return [contract["name"] for contract in tomllib.load(file)["tool"]["importlinter"]["contracts"]]


def verdicts(copy: Path) -> dict[str, str]:
    done = throw_away.lint_imports(copy)
    # Long names are wrapped over two lines.
    said = " ".join(done.stdout.split())
    return {name: re.search(re.escape(name) + r" (KEPT|BROKEN)", said)[1] for name in contracts()}  # type: ignore[index]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    made = throw_away.copy_of_the_repository(tmp_path)
    throw_away.add_context(made)
    return made


def test_the_contracts_hold_and_each_of_them_bites(copy: Path) -> None:
    assert set(verdicts(copy).values()) == {"KEPT"}
    for path, code in VIOLATIONS.items():
        with (copy / path).open("a", encoding="utf-8") as file:
            file.write(code)
    assert set(verdicts(copy).values()) == {"BROKEN"}
