"""Problem documents, and the tree of errors they come from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chalicelib.core import errors, problem
from chalicelib.core.errors import DashspotError, Flaw, InvalidRequest

# Every stable code of the interface; clients decide by them, so none may change or vanish.
CODES = {
    "invalid_request",
    "unauthenticated",
    "reauth_required",
    "insufficient_scope",
    "forbidden",
    "too_many_requests",
    "not_found",
    "not_synced",
    "conflict",
    "csrf_rejected",
    "spotify_rate_limited",
    "spotify_quota_exceeded",
    "spotify_unavailable",
    "spotify_forbidden_playlist",
    "spotify_not_allowlisted",
    "spotify_premium_required",
    "no_active_device",
    "feature_unavailable",
    "payload_too_large",
    "internal_error",
}


def tree(root: type[DashspotError] = DashspotError) -> Iterator[type[DashspotError]]:
    yield root
    for child in root.__subclasses__():
        if child.__module__ == errors.__name__:
            yield from tree(child)


class Shelf(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    books: list[dict[str, Annotated[int, Field(ge=0)]]] = []


def refused(value: Any) -> ValidationError:
    with pytest.raises(ValidationError) as raised:
        Shelf.model_validate(value)
    return raised.value


def test_the_tree_has_every_code_and_no_other() -> None:
    assert {error.code for error in tree()} == CODES


def test_the_picture_at_the_top_is_the_tree() -> None:
    drawn = re.findall(r"(\w+)\s{2,}(\d{3})\s+(\w+)$", errors.__doc__ or "", re.MULTILINE)
    assert set(drawn) == {
        (error.__name__, str(error.status), error.code) for error in tree() if error is not DashspotError
    }


@pytest.mark.parametrize("error", list(tree()))
def test_every_error_is_a_document(error: type[DashspotError]) -> None:
    document = problem.of(error(), "request-1").model_dump(exclude_none=True)
    assert document == {
        "type": f"urn:dashspot:problem:{error.code}",
        "title": error.title,
        "status": error.status,
        "detail": error.title,
        "code": error.code,
        "request_id": "request-1",
    }
    assert 400 <= error.status < 600


def test_a_document_tells_when_to_come_back_and_what_is_wrong() -> None:
    error = InvalidRequest("no", retry_after=0, flaws=[Flaw("bad", pointer="/name"), Flaw("bad", parameter="limit")])
    document = problem.of(error, "request-1").model_dump(exclude_none=True)
    assert document["retry_after"] == 0
    assert document["errors"] == [{"detail": "bad", "pointer": "/name"}, {"detail": "bad", "parameter": "limit"}]


def test_each_wrong_parameter_is_named() -> None:
    found = problem.invalid_parameters(refused({"nmae": "x", "books": "none"}))
    assert {flaw.parameter: flaw.detail for flaw in found.flaws}.keys() == {"name", "nmae", "books"}
    assert {flaw.parameter: flaw.detail for flaw in found.flaws}["nmae"] == "not a known parameter"
    assert found.detail == "not valid: books, name, nmae"


def test_flaws_point_into_the_body() -> None:
    found = problem.invalid_body(refused({"name": "x", "books": [{}, {"a/b~c": -1}]}))
    assert [flaw.pointer for flaw in found.flaws] == ["/books/1/a~1b~0c"]


@pytest.mark.parametrize("raw", ["", "{", "nope", '{"name": "x"', "\ud800"])
def test_broken_json_is_told_as_such(raw: str) -> None:
    with pytest.raises(ValidationError) as raised:
        Shelf.model_validate_json(raw.encode("utf-8", "surrogatepass"))
    assert problem.invalid_body(raised.value).detail == "the body is not JSON"


@given(
    st.recursive(
        st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_pointers_lead_to_what_is_wrong(value: Any) -> None:
    try:
        Shelf.model_validate({"name": "x", "books": value})
    except ValidationError as error:
        for flaw in problem.invalid_body(error).flaws:
            assert flaw.pointer is not None
            assert flaw.pointer.startswith("/books")
            found: Any = {"books": value}
            for part in flaw.pointer.split("/")[1:]:
                key = part.replace("~1", "/").replace("~0", "~")
                found = found[int(key)] if isinstance(found, list) else found[key]
