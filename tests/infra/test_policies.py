from __future__ import annotations

import json

from chalicelib.core.declarations import FunctionDeclaration, Use
from infra.application import declared_functions
from infra.generate import generated_files, stale_files
from infra.paths import ROOT
from infra.template.policies import policy


def declaration(**more: object) -> FunctionDeclaration:
    values: dict[str, object] = {"name": "some_task", "handler": "a.b", "timeout": 60, "memory": 256}
    return FunctionDeclaration(**{**values, "uses": frozenset(), **more})  # type: ignore[arg-type]


def actions(function: FunctionDeclaration) -> set[str]:
    return {action for statement in policy(function)["Statement"] for action in statement["Action"]}


def test_a_function_that_declares_nothing_may_only_log_into_its_own_group() -> None:
    (statement,) = policy(declaration())["Statement"]
    assert statement["Action"] == ["logs:CreateLogStream", "logs:PutLogEvents"]
    assert statement["Resource"] == {"Fn::GetAtt": ["SomeTaskLogs", "Arn"]}


def test_reading_a_table_allows_no_write_and_writing_no_read() -> None:
    reading = actions(declaration(uses=frozenset({Use.CATALOGUE_READ})))
    writing = actions(declaration(uses=frozenset({Use.CATALOGUE_WRITE})))
    assert "dynamodb:GetItem" in reading and "dynamodb:UpdateItem" not in reading
    assert "dynamodb:UpdateItem" in writing and "dynamodb:GetItem" not in writing
    assert not any(action.endswith("Scan") for action in reading | writing)


def test_nothing_is_allowed_that_no_function_calls() -> None:
    allowed = actions(declaration(uses=frozenset(Use)))
    assert allowed == {
        *("logs:CreateLogStream", "logs:PutLogEvents", "ssm:GetParameter", "kms:Decrypt", "kms:Encrypt"),
        *("dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"),
        *("dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:ConditionCheckItem"),
        *("dynamodb:BatchWriteItem", "s3:DeleteObject", "s3:GetObject", "s3:ListBucket", "s3:PutObject"),
    }


def test_every_use_is_about_one_named_resource() -> None:
    for use in Use:
        _, statement = policy(declaration(uses=frozenset({use})))["Statement"]
        assert "*" not in json.dumps(statement["Resource"]).replace("/index/*", "").replace("/people/*", "")
        assert all(not action.endswith(":*") for action in statement["Action"])


def test_looking_for_a_tombstone_allows_one_read_and_erasing_nothing_but_deletions() -> None:
    assert actions(declaration(uses=frozenset({Use.TOMBSTONES}))) - actions(declaration()) == {"dynamodb:GetItem"}
    erasing = actions(declaration(uses=frozenset({Use.PERSONAL_ERASE})))
    assert erasing - actions(declaration()) == {"dynamodb:BatchWriteItem"}


def test_every_function_of_a_queue_may_look_for_tombstones_or_is_the_one_that_erases() -> None:
    without = {f.name for f in declared_functions() if f.queue and Use.TOMBSTONES not in f.uses}
    assert without == {"erasure_erase"}


def test_publishing_and_consuming_are_apart() -> None:
    publisher = actions(declaration(publishes=frozenset({"work"})))
    consumer = actions(declaration(queue="work"))
    assert "sqs:SendMessage*" in publisher and "sqs:ReceiveMessage" not in publisher
    assert {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"} <= consumer
    assert not any("SendMessage" in action for action in consumer)


def test_the_http_function_cannot_write_to_the_catalogue() -> None:
    (api,) = [function for function in declared_functions() if function.name == "api_handler"]
    resources = [
        json.dumps(statement["Resource"])
        for statement in policy(api)["Statement"]
        if "dynamodb:PutItem" in statement["Action"]
    ]
    assert not any("CatalogueTable" in resource for resource in resources)


def test_files_that_follow_from_the_code_are_up_to_date() -> None:
    assert stale_files(generated_files()) == []


def test_a_stale_or_left_over_file_is_named() -> None:
    files = generated_files()
    config = ROOT / ".chalice" / "config.json"
    assert stale_files({**files, config: "{}"}) == [".chalice/config.json is not what the code says"]
    removed = {path: text for path, text in files.items() if path.name != "policy-api_handler.json"}
    assert stale_files(removed) == [".chalice/policy-api_handler.json belongs to no function"]
