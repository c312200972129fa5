"""Cursors: they lead back to the key they were made for, and to nothing else."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from chalicelib.core.errors import InvalidRequest
from chalicelib.core.paging import CursorSigner, PageQuery

SECRET = bytes(range(32))
SIGNER = CursorSigner(lambda: SECRET)
WORDS = st.text(max_size=30)
KEYS = st.dictionaries(
    st.text(max_size=10), st.one_of(st.integers(), st.text(max_size=20), st.none(), st.booleans()), max_size=5
)
URL_SAFE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def refused(cursor: str, *, user_id: str, scope: str) -> None:
    with pytest.raises(InvalidRequest) as raised:
        SIGNER.read(cursor, user_id=user_id, scope=scope)
    assert [flaw.parameter for flaw in raised.value.flaws] == ["cursor"]


@given(WORDS, WORDS, KEYS)
def test_a_cursor_leads_back_to_its_key(user_id: str, scope: str, key: dict[str, Any]) -> None:
    cursor = SIGNER.sign(user_id=user_id, scope=scope, key=key)
    assert SIGNER.read(cursor, user_id=user_id, scope=scope) == key
    assert set(cursor) <= set(URL_SAFE)


@given(KEYS, st.data())
def test_any_other_spelling_is_refused(key: dict[str, Any], data: st.DataObject) -> None:
    cursor = SIGNER.sign(user_id="u_one", scope="/v1/things", key=key)
    at = data.draw(st.integers(0, len(cursor) - 1))
    kind = data.draw(st.sampled_from(["replace", "insert", "drop", "cut"]))
    other = data.draw(st.sampled_from([*URL_SAFE, "=", "+", "/", " ", "é"]))
    changed = {
        "replace": cursor[:at] + other + cursor[at + 1 :],
        "insert": cursor[:at] + other + cursor[at:],
        "drop": cursor[:at] + cursor[at + 1 :],
        "cut": cursor[:at],
    }[kind]
    assume(changed != cursor)
    refused(changed, user_id="u_one", scope="/v1/things")


@given(st.text(max_size=200))
def test_anything_else_is_refused(text: str) -> None:
    refused(text, user_id="u_one", scope="/v1/things")


@given(WORDS, WORDS, WORDS)
def test_a_cursor_is_its_owner_s_and_its_list_s_alone(one: str, other: str, third: str) -> None:
    assume(one != other)
    refused(SIGNER.sign(user_id=one, scope=third, key={"offset": 5}), user_id=other, scope=third)
    refused(SIGNER.sign(user_id=third, scope=one, key={"offset": 5}), user_id=third, scope=other)


def test_a_cursor_under_another_key_is_refused() -> None:
    made = CursorSigner(lambda: b"another key of thirty-two bytes!").sign(user_id="u", scope="s", key={})
    refused(made, user_id="u", scope="s")


def test_the_signed_part_shows_neither_person_nor_list() -> None:
    cursor = SIGNER.sign(user_id="u_somebody", scope="/v1/secret-list", key={"offset": 5})
    shown = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    assert b"u_somebody" not in shown
    assert b"secret-list" not in shown


@pytest.mark.parametrize("limit", ["0", "101", "-1", "ten", "1.5", ""])
def test_limits_out_of_bounds_are_refused(limit: str) -> None:
    with pytest.raises(ValidationError):
        PageQuery.model_validate({"limit": limit})


def test_limits_within_bounds_and_the_default() -> None:
    assert [PageQuery.model_validate({"limit": limit}).limit for limit in ("1", "100")] == [1, 100]
    assert PageQuery.model_validate({}).limit == 25
