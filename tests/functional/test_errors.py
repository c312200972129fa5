"""Everything that goes wrong is told as a problem document that holds a request id, and never a stack or a secret."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import BaseModel

from app import app
from chalicelib.contexts.library import service
from chalicelib.core.clock import SystemClock
from chalicelib.core.problem import MEDIA_TYPE, TYPE_PREFIX
from tests.functional.console import Console
from tests.functional.events import Context, api_event
from tests.functional.world import Answer, Browser, World, shared_world

world = shared_world(tracks=20, playlists=3)


class Broken(BaseModel, arbitrary_types_allowed=True):
    """A model that no JSON can be made of."""

    made_of: object


TRACK = "/v1/library/tracks/" + "a" * 22


@pytest.fixture(scope="module")
def browser(world: World) -> Browser:
    return world.signed_in()


def _is_problem(answer: Answer, status: int, code: str) -> dict[str, Any]:
    assert answer.status == status, answer.text
    assert answer.headers["content-type"] == MEDIA_TYPE
    problem: dict[str, Any] = answer.json
    assert problem["status"] == status
    assert problem["code"] == code
    assert problem["type"] == TYPE_PREFIX + code
    assert problem["title"]
    assert problem["detail"]
    assert problem["request_id"] == answer.headers["dashspot-request-id"] != ""
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["access-control-allow-origin"] == "*"
    for sign in ("Traceback", 'File "', ".py", "Error(", "boto", "pydantic"):
        assert sign not in answer.text
    return problem


@pytest.mark.parametrize(
    "raw",
    [
        "{",
        "",
        "[1",
        "nonsense",
        '{"name": "x"',
        '{"name": "\\ud800"}',
        "[" * 10_000,
        '{"a":' * 2000,
        "\x00",
        "{'name': 1}",
    ],
)
def test_a_body_that_is_no_json(browser: Browser, raw: str) -> None:
    problem = _is_problem(browser.post("/v1/user/tokens", raw=raw), 400, "invalid_request")
    assert problem["errors"]


@pytest.mark.parametrize("raw", ["[]", "7", "null", '"text"', "true"])
def test_a_body_of_another_shape(browser: Browser, raw: str) -> None:
    problem = _is_problem(browser.post("/v1/user/tokens", raw=raw), 400, "invalid_request")
    assert problem["errors"][0]["pointer"] == ""


def test_an_oversized_value_is_refused_and_not_repeated(browser: Browser) -> None:
    answer = browser.post("/v1/user/tokens", {"name": "x" * 1_000_000})
    _is_problem(answer, 400, "invalid_request")
    assert len(answer.text) < 1000


@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "nonsense"]
)
def test_a_body_of_another_media_type(browser: Browser, media_type: str) -> None:
    answer = browser.post("/v1/user/tokens", {"name": "x"}, headers={"Content-Type": media_type})
    _is_problem(answer, 415, "invalid_request")


def test_json_with_a_charset_is_json(browser: Browser) -> None:
    answer = browser.post("/v1/user/tokens", {"name": "x"}, headers={"Content-Type": "application/json; charset=utf-8"})
    assert answer.status == 201


def test_a_query_that_is_too_long_is_refused_by_name(browser: Browser) -> None:
    problem = _is_problem(browser.get("/v1/library/playlists?cursor=" + "a" * 5000), 400, "invalid_request")
    assert problem["errors"][0]["parameter"] == "cursor"


def test_an_exception_that_nobody_foresaw(browser: Browser, console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: Any, **__: Any) -> None:
        secret = "hunter2-in-a-local-variable"
        raise KeyError("a detail of the inside", len(secret))

    monkeypatch.setattr(service, "track", breaks)
    answer = browser.get(TRACK)
    problem = _is_problem(answer, 500, "internal_error")
    assert "a detail of the inside" not in answer.text
    logged = console.said("unforeseen error")
    assert len(logged) == 1
    assert logged[0]["level"] == "ERROR"
    assert logged[0]["request_id"] == problem["request_id"]
    assert "a detail of the inside" in json.dumps(logged)
    assert "hunter2" not in console.text
    assert console.metric("UnforeseenErrors") == 1
    assert console.metric("Answers5xx") == 1
    monkeypatch.undo()
    assert browser.get("/v1/library/tracks").status == 200


def test_an_answer_that_cannot_be_serialised(
    browser: Browser, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unserialisable(*_: Any, **__: Any) -> service.Read[Any]:
        answer = Broken(made_of=object())
        return service.Read(answer, SystemClock().now(), [])

    monkeypatch.setattr(service, "track", unserialisable)
    _is_problem(browser.get(TRACK), 500, "internal_error")
    assert console.metric("UnforeseenErrors") == 1


def test_an_exception_even_before_the_view(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    from chalicelib.core import http

    def breaks(*_: Any, **__: Any) -> None:
        raise RuntimeError("inside")

    monkeypatch.setattr(http, "_handle", breaks)
    _is_problem(browser.get("/v1/health"), 500, "internal_error")


def test_aws_refusing_everything_is_a_problem_and_no_stack(world: World, console: Console) -> None:
    browser = world.signed_in()
    for code, operation in (("AccessDeniedException", "BatchGetItem"), ("InternalServerError", "BatchGetItem")):
        world.aws.refuse(operation, code, status=500 if code.startswith("Internal") else 400)
        answer = browser.get("/v1/library/playlists")
        world.aws.refusals.clear()
        _is_problem(answer, 500, "internal_error")
        assert "test-accounts" not in answer.text


def test_a_table_that_reads_only_in_part_is_tried_and_then_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from chalicelib.core import aws

    browser = world.signed_in()
    asked = []

    def throttled(**request: Any) -> dict[str, Any]:
        asked.append(request)
        return {"Responses": {}, "UnprocessedKeys": request["RequestItems"]}

    monkeypatch.setattr(aws.dynamodb(), "batch_get_item", throttled)
    answer = browser.get("/v1/library/playlists")
    assert answer.status == 503
    assert answer.headers["retry-after"]
    assert len(asked) == 3
    monkeypatch.undo()
    assert browser.get("/v1/library/playlists").status == 200


def test_settings_that_are_wrong_tell_operators_and_nobody_else(world: World, console: Console) -> None:
    import boto3

    from chalicelib.core.composition import services

    browser = world.signed_in()
    services().secrets._value = None
    name = services().settings.secrets_parameter
    kept = boto3.client("ssm").get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"]
    boto3.client("ssm").delete_parameter(Name=name)
    try:
        answer = browser.get("/v1/library/tracks?limit=1")
        _is_problem(answer, 500, "internal_error")
        assert name not in answer.text
        assert name in console.text
    finally:
        boto3.client("ssm").put_parameter(Name=name, Type="SecureString", Value=kept)
    assert browser.get("/v1/library/tracks?limit=1").status == 200


def test_an_event_without_a_request_is_a_problem(world: World) -> None:
    event = api_event(app.routes, "GET", "/v1/health", {}, None)
    assert event is not None
    event["requestContext"]["httpMethod"] = "PUT"
    answer = app(event, Context())
    assert answer["statusCode"] == 405
    assert json.loads(answer["body"])["code"] == "invalid_request"
    del event["requestContext"]["resourcePath"]
    answer = app(event, Context())
    assert answer["statusCode"] == 500
    assert json.loads(answer["body"])["code"] == "internal_error"


def test_every_answer_names_its_request_and_no_two_share_it(world: World, browser: Browser, console: Console) -> None:
    answers = [
        browser.get("/v1/health"),
        browser.get("/v1/user"),
        browser.get("/v1/library/playlists?limit=0"),
        world.browser().get("/v1/user/sessions"),
        browser.get("/v1/user/login"),
    ]
    ids = [answer.headers["dashspot-request-id"] for answer in answers]
    assert len(set(ids)) == len(ids)
    assert [line["request_id"] for line in console.said("answered")] == ids
    assert [line["status"] for line in console.said("answered")] == [200, 200, 400, 401, 302]
    assert {metric for line in console.emf() for metric in line["_aws"]["CloudWatchMetrics"][0]["Dimensions"][0]} == {
        "stage",
        "service",
    }


def test_a_log_line_names_nobody_elses_request(world: World, browser: Browser, console: Console) -> None:
    browser.get("/v1/user/sessions")
    world.browser().get("/v1/health")
    known, unknown = console.said("answered")
    assert known["user_id"].startswith("u_")
    assert "user_id" not in unknown
