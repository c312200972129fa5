"""On Lambda a queue or schedule function is called without ``app.py``: each must import and work in such a process."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import app  # noqa: F401 (declares everything)
from chalicelib.core.declarations import API_FUNCTION, FunctionDeclaration, functions

ROOT = Path(__file__).parents[2]
TASKS = [function for function in functions() if function.name != API_FUNCTION]


def _lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def test_there_are_queue_and_schedule_functions() -> None:
    assert any(function.queue for function in TASKS)
    assert any(function.schedule for function in TASKS)


@pytest.mark.parametrize("function", TASKS, ids=lambda function: function.name)
def test_it_works_in_a_process_that_never_imports_app(function: FunctionDeclaration) -> None:
    module, _, attribute = function.handler.rpartition(".")
    done = subprocess.run(
        [sys.executable, "-m", "tests.functional.alone", module, attribute],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines = _lines(done.stdout)
    told = lines[-1]
    assert told["imported_before"] == [], "the function's own import is what is tried"
    assert told["app"] is False
    logged = {line.get("message") for line in lines}
    if function.queue:
        assert len(told["answer"]["batchItemFailures"]) == 1
        assert "record refused" in logged
    else:
        assert "tick handled" in logged
        assert "tick failed" not in logged
    assert any("_aws" in line for line in lines), "metrics are written"


@pytest.mark.parametrize("function", functions(), ids=lambda function: function.name)
def test_its_handler_is_where_it_says(function: FunctionDeclaration) -> None:
    from importlib import import_module

    module, _, attribute = function.handler.rpartition(".")
    assert callable(getattr(import_module(module), attribute))
