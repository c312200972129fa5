"""Rules about the source that neither the linter nor the import contracts can say."""

from __future__ import annotations

import ast
import logging

import pytest

from chalicelib.contexts import CONTEXTS
from tests.architecture.sources import ROOT, lines, modules

SOURCES = dict(modules())
LONGEST_FILE = 400
# Waits inside a function, each bounded: for another function that renews the same token (two seconds in all), before
# the one retry of a request to Spotify (bounded by its deadline), and before DynamoDB is asked again for deletions that
# it left undone, or for reads and writes that it was too busy for (below two seconds each).
WAITS = {
    "chalicelib/core/accounts/grants.py",
    "chalicelib/core/catalogue/patience.py",
    "chalicelib/core/erasure/batches.py",
    "chalicelib/spotify/stack/retrying.py",
}
# What ``extra`` may not hold: attributes of logging's own records.
TAKEN = set(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


@pytest.mark.parametrize("path", sorted(SOURCES))
def test_files_stay_small(path: str) -> None:
    assert lines(path) <= LONGEST_FILE


def test_functions_wait_only_where_it_is_documented() -> None:
    waiting = {
        path
        for path, tree in SOURCES.items()
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and node.attr == "sleep")
        or (isinstance(node, ast.ImportFrom) and any(name.name == "sleep" for name in node.names))
    }
    assert waiting == WAITS


def test_the_wait_for_another_function_is_two_seconds_at_most() -> None:
    from chalicelib.core.accounts import grants

    assert grants.WAIT_SECONDS <= 2


def test_app_has_no_logic() -> None:
    tree = SOURCES["app.py"]
    assert lines("app.py") <= 25
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.If | ast.Try)]


def test_log_lines_use_no_word_that_logging_keeps_for_itself() -> None:
    clashing = [
        (path, node.lineno, key.value)
        for path, tree in SOURCES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword) and node.arg == "extra" and isinstance(node.value, ast.Dict)
        for key in node.value.keys
        if isinstance(key, ast.Constant) and key.value in TAKEN
    ]
    assert clashing == []


def test_the_environment_is_read_in_few_places() -> None:
    """Settings are validated once; beside them, the logger's level, what Lambda says of itself, and the region."""
    reading = {
        path
        for path, tree in SOURCES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")
    }
    assert reading == {"chalicelib/core/settings.py", "chalicelib/core/observability.py", "chalicelib/core/aws.py"}


def test_every_folder_of_contexts_is_listed() -> None:
    """A context, and every folder within one that has endpoints or functions of its own."""
    contexts = ROOT / "chalicelib" / "contexts"
    folders = {path.parent for path in contexts.glob("*/__init__.py")}
    folders |= {path.parent for name in ("routes", "tasks") for path in contexts.glob(f"*/**/{name}.py")}
    listed = {name.removeprefix("chalicelib.contexts.") for name in CONTEXTS if name.startswith("chalicelib.contexts.")}
    assert listed == {".".join(folder.relative_to(contexts).parts) for folder in folders}


def test_contexts_have_only_files_of_known_names() -> None:
    """The import contracts go by these names: a file of another name would escape them."""
    known = {"__init__", "routes", "tasks", "schemas", "messages", "service", "records", "erasure"}
    known |= {"extraction", "presentation", "keeping", "rows"}
    found = {path.stem for path in (ROOT / "chalicelib" / "contexts").glob("*/*.py")}
    assert found <= known


def test_packages_say_what_they_are_for() -> None:
    silent = [path for path, tree in SOURCES.items() if not ast.get_docstring(tree)]
    assert silent == []
