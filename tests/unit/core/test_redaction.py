"""No log line shows a secret, by whatever name or in whatever text it comes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.core.observability import REDACTED, redact

SECRET = "BQDx-4f_secretsecretsecret99"
NAMES = [
    "token",
    "access_token",
    "refresh_token",
    "Authorization",
    "Cookie",
    "set-cookie",
    "password",
    "client_secret",
    "spotify_client_secret",
    "code",
    "code_verifier",
    "state",
    "ciphertext",
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=10,
)


@pytest.mark.parametrize("name", NAMES)
@given(around=JSON, deep=st.integers(0, 4))
def test_what_is_kept_under_a_secret_s_name_is_not_shown(name: str, around: Any, deep: int) -> None:
    value: Any = {name: {"inner": SECRET} if deep % 2 else SECRET, "around": around}
    for _ in range(deep):
        value = [value, {"more": value}]
    shown = json.dumps(redact(value))
    assert SECRET not in shown
    assert REDACTED in shown


@pytest.mark.parametrize(
    "text",
    [
        f"Authorization: Bearer {SECRET}",
        f"authorization=basic {SECRET}",
        f"GET /v1/user/callback?code={SECRET}&x=1",
        f"https://example/?x=1&state={SECRET}",
        f"grant_type=refresh_token&refresh_token={SECRET}",
        f'Spotify said {{"access_token": "{SECRET}", "expires_in": 3600}}',
        f"tokens were {{'refresh_token': '{SECRET}'}}",
        json.dumps(json.dumps({"client_secret": SECRET})),
        f"__Host-dashspot=u_0123456789abcdefghij.{SECRET}",
    ],
)
@given(before=st.text(max_size=10), after=st.text(max_size=10))
def test_what_has_a_secret_s_form_is_not_shown(text: str, before: str, after: str) -> None:
    assert SECRET not in redact(f"{before} {text} {after}")


def test_what_is_no_secret_stays_as_it_is() -> None:
    record = {
        "message": "message sent",
        "queue": "library-records",
        "error_code": "not_found",
        "status": 404,
        "request_id": "abc",
        "detail": "the status code=404 is not shown",
        "path": "/v1/user/tokens/{id}",
        "nothing": {"token": None, "code": ""},
    }
    assert redact(record) == {**record, "detail": f"the status {REDACTED} is not shown"}


@given(JSON)
def test_redacting_again_changes_nothing_and_the_value_itself_stays(value: Any) -> None:
    before = json.dumps(value)
    once = redact(value)
    assert redact(once) == once
    assert json.dumps(value) == before
