"""What functions and endpoints declare of themselves, in a registry of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from pydantic import ValidationError

from chalicelib.core import declarations, endpoints
from chalicelib.core.clock import Deadline
from chalicelib.core.declarations import API_USES, FunctionDeclaration, Use, declare, declare_api, functions, queues
from chalicelib.core.endpoints import Call, EndpointDeclaration, Nothing

PERSIST = FunctionDeclaration(
    name="things_persist", handler="things.tasks.persist", timeout=60, memory=512, uses=frozenset(), queue="things"
)
READ = EndpointDeclaration(
    method="GET",
    path="/v1/things",
    name="things",
    tag="Things",
    summary="All things.",
    description="",
    authentication="required",
    status=200,
    given_path=Nothing,
    given_query=Nothing,
    given_body=Nothing,
    given_answer=None,
    media_type="application/json",
    errors=(),
    scopes=(),
    persists=False,
)


@pytest.fixture(autouse=True)
def empty_registries(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(declarations, "_functions", {})
    monkeypatch.setattr(endpoints, "_endpoints", {})
    yield


def test_functions_are_listed_by_name() -> None:
    tick = replace(PERSIST, name="a_tick", queue=None, schedule="rate(1 hour)")
    declare(PERSIST)
    declare(tick)
    assert functions() == (tick, PERSIST)
    assert queues() == (PERSIST,)


def test_the_same_declaration_twice_is_one() -> None:
    assert declare(PERSIST) is declare(PERSIST)
    assert functions() == (PERSIST,)


def test_two_functions_of_one_name_are_a_mistake() -> None:
    declare(PERSIST)
    with pytest.raises(ValueError, match="things_persist"):
        declare(replace(PERSIST, memory=1024))
    assert functions() == (PERSIST,)


def test_a_message_stays_hidden_for_six_times_the_time_out() -> None:
    assert PERSIST.visibility_timeout == 360


def test_the_http_function_gathers_what_its_endpoints_use() -> None:
    declare_api(uses=[Use.CATALOGUE_READ], publishes=["things"])
    declare_api(publishes=["others"])
    (api,) = functions()
    assert (api.name, api.handler, api.timeout) == ("api_handler", "app.app", 29)
    assert api.uses == API_USES | {Use.CATALOGUE_READ}
    assert api.publishes == {"things", "others"}


def test_endpoints_are_listed_by_path_and_method() -> None:
    made = endpoints.declare(replace(READ, method="POST"))
    inner = endpoints.declare(replace(READ, path="/v1/things/{id}"))
    read = endpoints.declare(READ)
    assert endpoints.declare(READ) == read
    assert endpoints.endpoints() == (read, made, inner)


def test_one_method_and_path_for_two_endpoints_is_a_mistake() -> None:
    endpoints.declare(READ)
    with pytest.raises(ValueError, match="GET /v1/things"):
        endpoints.declare(replace(READ, name="others"))


def test_nothing_takes_nothing() -> None:
    assert Nothing.model_validate({}) == Nothing()
    with pytest.raises(ValidationError):
        Nothing.model_validate({"anything": 1})


def test_asking_who_calls_where_nobody_needs_to_be_known_is_a_mistake() -> None:
    call: Call[Any, Any, Any] = Call(
        path=Nothing(),
        query=Nothing(),
        body=Nothing(),
        maybe_person=None,
        request_id="1",
        headers={},
        cookies={},
        deadline=Deadline(1),
    )
    with pytest.raises(LookupError):
        _ = call.person
