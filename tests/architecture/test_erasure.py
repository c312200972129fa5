"""What is kept about people is declared: a new record, prefix or table that nobody registered fails here."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from typing import get_args

import pytest

from chalicelib.core.declarations import Use
from chalicelib.core.erasure import registry
from chalicelib.core.erasure.declarations import Kept, KeptObjects, Shared, Table, matcher
from chalicelib.core.erasure.work import SETTLE
from infra.application import declared_functions
from infra.template.tables import TABLES
from tests.architecture.sources import ROOT, modules

SAMPLES = {"user_id": "u_abcdefghijklmnopqrst"}
RECORDS = [
    (path, node.name, ast.get_docstring(node) or "", ast.unparse(node))
    for path, tree in modules()
    for node in tree.body
    if isinstance(node, ast.ClassDef) and any(ast.unparse(base) == "Record" for base in node.bases)
]


def _sample(form: str) -> str:
    """A key of a form as docstrings write it: ``U#<user_id>#NOTES``."""
    return re.sub(r"<([^>]+)>", lambda found: SAMPLES.get(found[1], "something"), form)


@pytest.mark.parametrize(("path", "name", "says", "source"), RECORDS, ids=lambda value: str(value)[:40])
def test_every_record_says_its_key_and_is_registered_under_it(path: str, name: str, says: str, source: str) -> None:
    form = re.match(r"``([^`]+)`` / ``[^`]+``: ", says)
    assert form, f"{name}: the docstring begins with the form of its partition key and of its sort key"
    table = re.search(r"settings\(\)\.(\w+)_table", source)
    assert table, f"{name}: Meta names its table"
    declared: list[Kept | Shared] = [*registry.kept(), *registry.shared()]
    assert any(each.table == table[1] and matcher(each.partition).fullmatch(_sample(form[1])) for each in declared), (
        f"{path}: {name} is in {table[1]} under {form[1]}: declare it in an `erasure` module as KEPT or SHARED"
    )


def test_there_are_records_to_look_at() -> None:
    assert len(RECORDS) > 10


def test_what_bears_a_user_id_is_never_declared_shared() -> None:
    assert [each for each in registry.shared() if "{user_id}" in each.partition] == []


def test_erasing_knows_every_table_and_may_delete_from_it() -> None:
    assert {table.name for table in TABLES} == set(get_args(Table))
    (erase,) = [function for function in declared_functions() if function.name == "erasure_erase"]
    assert {Use(f"{table.name}:erase") for table in TABLES} <= erase.uses
    assert Use.OBJECTS_ERASE in erase.uses


def test_every_context_that_stores_something_declares_what() -> None:
    """Beside each ``records`` module, or in the package that it belongs to, there is an ``erasure`` module."""
    core = {"chalicelib/core", "chalicelib/core/jobs"}  # declared by core.erasure
    storing = {path.rpartition("/")[0] for path, *_ in RECORDS} - core
    assert [folder for folder in storing if not (ROOT / folder / "erasure.py").exists()] == []


def test_the_wait_before_the_last_look_outlasts_every_function() -> None:
    assert SETTLE.total_seconds() > max(function.timeout for function in declared_functions())
    assert SETTLE.total_seconds() < 900, "SQS delays a message by 15 minutes at most"


def test_what_leads_to_other_things_goes_last() -> None:
    leads = [each.leads for each in registry.kept()]
    assert leads == sorted(leads)
    assert any(leads)


def test_forms_that_need_more_than_a_user_id_say_how_they_are_found() -> None:
    for each in registry.kept():
        names = set(re.findall(r"{(\w+)}", each.partition))
        assert names == {"user_id"} or each.find is not None, each.what


def test_objects_of_people_lie_below_their_id() -> None:
    assert registry.objects()
    with pytest.raises(ValueError, match="people"):
        KeptObjects("exports", "exports/{user_id}/")


def test_no_other_list_of_contexts_is_needed() -> None:
    found = {module.__name__ for module in import_module("chalicelib.contexts").modules("erasure")}
    assert {"chalicelib.core.accounts.erasure", "chalicelib.core.catalogue.erasure"} <= found


def test_a_partition_may_be_named_by_more_than_one_context_but_in_one_table_each() -> None:
    seen: dict[tuple[str, str], Kept] = {}
    for each in registry.kept():
        assert seen.setdefault((each.table, each.partition), each) is each


def test_updates_of_stored_records_never_make_new_ones_by_accident() -> None:
    """PynamoDB's ``update`` makes the item where there is none: each names a condition, so that nobody comes back."""
    without = [
        (path, node.lineno)
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "update"
        and any(keyword.arg == "actions" for keyword in node.keywords)
        and not any(keyword.arg == "condition" for keyword in node.keywords)
    ]
    assert without == []
