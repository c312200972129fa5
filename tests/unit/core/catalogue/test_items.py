"""Items of the low-level client, and reading many of them although a table is busy."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.core import aws
from chalicelib.core.catalogue import items, patience
from chalicelib.core.catalogue.contended import Contended

SIMPLE = st.one_of(st.text(), st.integers(-(10**30), 10**30), st.booleans(), st.binary())
VALUES = st.one_of(SIMPLE, st.lists(SIMPLE))


@given(st.dictionaries(st.text(min_size=1), st.one_of(st.none(), VALUES)))
def test_items_hold_what_was_put_into_them(values: dict[str, Any]) -> None:
    given_ = {name: value for name, value in values.items() if value is not None}
    assert items.decode(items.encode(values)) == given_


def test_what_no_attribute_holds_is_refused() -> None:
    with pytest.raises(TypeError):
        items.encode({"when": 1.5})


class Busy:
    """A client that leaves all but two keys of each request unread, and holds every even number."""

    def __init__(self, reads: int = 2) -> None:
        self.reads, self.requests = reads, 0

    def batch_get_item(self, RequestItems: dict[str, Any]) -> dict[str, Any]:  # noqa: N803  # AWS's name
        self.requests += 1
        (table,) = RequestItems
        asked = RequestItems[table]
        now, later = asked["Keys"][: self.reads], asked["Keys"][self.reads :]
        held = [{**key, "name": {"S": "x"}} for key in now if int(key["pk"]["S"]) % 2 == 0]
        return {
            "Responses": {table: held},
            "UnprocessedKeys": {table: {**asked, "Keys": later}} if later else {},
        }


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    found: list[float] = []
    monkeypatch.setattr(patience.Patience.__init__, "__defaults__", (found.append,))
    return found


def test_keys_that_were_left_unread_are_asked_for_again(monkeypatch: pytest.MonkeyPatch, waited: list[float]) -> None:
    client = Busy(reads=2)
    monkeypatch.setattr(aws, "dynamodb", lambda: client)
    wanted = [("t", str(number), "E") for number in range(11)]
    found = list(items.get_many(wanted))
    assert sorted(int(item["pk"]) for item in found) == [0, 2, 4, 6, 8, 10]
    assert client.requests == 6
    assert sum(waited) < 2


def test_a_table_that_stays_busy_is_given_up(monkeypatch: pytest.MonkeyPatch, waited: list[float]) -> None:
    monkeypatch.setattr(aws, "dynamodb", lambda: Busy(reads=0))
    with pytest.raises(Contended):
        list(items.get_many([("t", "1", "E")]))
    assert sum(waited) < 2


def test_many_keys_go_by_the_hundred(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Busy(reads=100)
    monkeypatch.setattr(aws, "dynamodb", lambda: client)
    assert len(list(items.get_many([("t", str(number), "E") for number in range(250)]))) == 125
    assert client.requests == 3
    assert list(items.get_many([])) == []
