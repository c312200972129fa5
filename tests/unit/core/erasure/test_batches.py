"""Deleting many items at once, whatever DynamoDB and S3 leave undone."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.core import aws
from chalicelib.core.erasure.batches import BATCH, PAUSES, Refused, Store, Undone
from chalicelib.core.erasure.declarations import BUCKET, Place

SETTINGS: Any = SimpleNamespace(personal_table="personal", bucket="bucket")


class Table:
    """Takes what it is told to take of each batch, then everything."""

    def __init__(self, takes: list[int]) -> None:
        self.takes, self.deleted, self.sizes = takes, [], []  # type: ignore[var-annotated]

    def batch_write_item(self, RequestItems: dict[str, list[Any]]) -> dict[str, Any]:  # noqa: N803
        (requests,) = RequestItems.values()
        self.sizes.append(len(requests))
        taken = self.takes.pop(0) if self.takes else len(requests)
        self.deleted += [request["DeleteRequest"]["Key"]["sk"]["S"] for request in requests[:taken]]
        return {"UnprocessedItems": {"personal": requests[taken:]} if requests[taken:] else {}}


@given(names=st.integers(0, 120), takes=st.lists(st.integers(0, BATCH), max_size=30))
def test_everything_is_deleted_or_the_work_goes_on_later_and_nobody_waits_for_two_seconds(
    names: int, takes: list[int]
) -> None:
    table = Table(takes)
    waited: list[float] = []
    store = Store(SETTINGS, waited.append)
    wanted = [f"k{number}" for number in range(names)]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(aws, "dynamodb", lambda: table)
        try:
            store.delete("personal", Place("p"), wanted)
        except Undone:
            assert set(table.deleted) < set(wanted)
        else:
            assert sorted(table.deleted) == sorted(wanted)
    assert all(size <= BATCH for size in table.sizes)
    assert sum(waited) < 2, "for all batches together"


def test_a_table_that_takes_nothing_is_given_up_for_now(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(aws, "dynamodb", lambda: Table([0] * 10))
    with pytest.raises(Undone):
        Store(SETTINGS, waited.append).delete("personal", Place("p"), ["a"])
    assert waited == list(PAUSES)


@pytest.mark.parametrize(("code", "error"), [("SlowDown", Undone), ("AccessDenied", Refused)])
def test_objects_that_were_not_deleted_are_told(
    monkeypatch: pytest.MonkeyPatch, code: str, error: type[Exception]
) -> None:
    bucket = SimpleNamespace(delete_objects=lambda **_: {"Errors": [{"Key": "a", "Code": code}]})
    monkeypatch.setattr(aws, "s3", lambda: bucket)
    with pytest.raises(error):
        Store(SETTINGS).delete(BUCKET, Place("people/u_1/"), ["a"])
