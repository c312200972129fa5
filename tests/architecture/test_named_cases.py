"""What breaks in practice with Spotify has a number, and each that this layer answers for has a test of its name.

The numbers are those of the field notes that the client was designed from: 1 is "a client sleeps on Retry-After", 35 "a
poller asks 2,900 times a day"; the names of the tests tell the others. What is missing here (18, 19) is about what was
played lately.
"""

from __future__ import annotations

import ast
import re

from tests.architecture.sources import ROOT

ANSWERED_HERE = {*range(1, 5), *range(5, 12), 13, 14, 16, 17, 21, *range(24, 32), 33, 35}
ANSWERED_BY_SYNCS = {5, 12, 15, 17, *range(20, 25), 32, 34}
_NAME = re.compile(r"test_case_(\d+)_\w+")


def _named(pattern: str) -> set[int]:
    """The numbers that tests of these files bear."""
    return {
        int(match[1])
        for path in (ROOT / "tests").rglob(pattern)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and (match := _NAME.fullmatch(node.name))
    }


def test_every_case_of_this_layer_has_a_test_of_its_name() -> None:
    assert ANSWERED_HERE - _named("test_*.py") == set()


def test_every_case_that_a_sync_answers_for_is_tried_on_a_sync() -> None:
    assert ANSWERED_BY_SYNCS - _named("test_*sync*.py") == set()
