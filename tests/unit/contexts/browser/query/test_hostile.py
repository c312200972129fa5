"""No text of a request becomes part of a statement: every parameter of every list, with every odd text."""

from __future__ import annotations

import apsw
import pytest
from pydantic import ValidationError

from chalicelib.contexts.browser.query.lists.all import LISTS
from chalicelib.contexts.browser.query.pages import read_page
from chalicelib.contexts.browser.query.resource import Resource, select
from tests.functional.browse_truth.odd_text import ODD_TEXT
from tests.unit.contexts.browser.query import small

INJECTED = ("a') OR 1=1 --", "name; DELETE FROM track", "1 UNION SELECT 1", "name,(SELECT 1)", "name DESC", "0)--")


@pytest.mark.parametrize("resource", LISTS, ids=lambda resource: resource.name)
def test_odd_text_is_refused_or_looked_for(resource: Resource) -> None:
    model = small.model()
    statements: set[str] = set()
    model.trace_v2(apsw.SQLITE_TRACE_STMT, lambda event: statements.add(event["sql"]))
    for name in resource.query.model_fields:
        for odd in (*ODD_TEXT, *INJECTED):
            try:
                query = resource.query.model_validate({name: odd})
            except ValidationError as error:
                assert {each["loc"] for each in error.errors()} == {(name,)}
                continue
            order = resource.order(getattr(query, "sort", None))
            read_page(model, resource, select(resource, query, model), order, limit=5)
    assert not [sql for sql in statements for odd in INJECTED if odd in sql]
    assert len(statements) < 60, "statements are few, whatever is asked"
