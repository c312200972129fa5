"""The promise of modularity: a folder and an entry are a whole context, and nothing else had to change."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.architecture import throw_away

NOTES = "/v1/notes/{spotify_id}"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = throw_away.copy_of_the_repository(tmp_path_factory.mktemp("copy"))
    throw_away.add_context(made)
    return made


@pytest.fixture(scope="module")
def found(copy: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    script = copy / "trial_of_notes.py"
    shutil.copyfile(Path(__file__).with_name(script.name), script)
    out = tmp_path_factory.mktemp("found") / "found.json"
    done = throw_away.run(copy, script.name, str(out))
    script.unlink()
    assert done.returncode == 0, done.stderr
    content: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return content


@pytest.fixture(scope="module")
def resources(found: dict[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = found["template"]["Resources"]
    return content


def test_a_folder_and_one_entry_are_all_that_differs(copy: Path) -> None:
    assert throw_away.differences(copy) == {*throw_away.page_files(), throw_away.LIST}
    assert {Path(name).parent.as_posix() for name in throw_away.page_files()} == {"chalicelib/contexts/notes"}
    before = (throw_away.ROOT / throw_away.LIST).read_text(encoding="utf-8").splitlines()
    after = (copy / throw_away.LIST).read_text(encoding="utf-8").splitlines()
    assert len(after) == len(before) + 1


def test_its_routes_ask_for_a_session(found: dict[str, Any]) -> None:
    assert found["answers"]["signed_out"] == [401, 401]


def test_its_routes_answer_and_its_function_keeps(found: dict[str, Any]) -> None:
    answers = found["answers"]
    assert (answers["unknown"], answers["written"]) == (404, 202)
    assert answers["read"]["text"] == "that bass"
    assert answers["stored"] == [["NOTE#4uLU6hMCjMI75M1A2tKUQC", "that bass"]]


def test_what_it_keeps_is_registered_and_goes_with_the_person(found: dict[str, Any]) -> None:
    answers = found["answers"]
    assert answers["unregistered"] == []
    assert answers["erased"]["personal"] == 1
    assert answers["left"] == 0


def test_its_problems_are_documents(found: dict[str, Any]) -> None:
    problem = found["answers"]["invalid"]
    assert problem["code"] == "invalid_request"
    assert {flaw["pointer"] for flaw in problem["errors"]} == {"/text", "/txet"}


def test_its_poison_goes_alone(found: dict[str, Any]) -> None:
    assert found["answers"]["failures"] == [{"itemIdentifier": "poison"}]


def test_it_is_documented(found: dict[str, Any]) -> None:
    operations = found["document"]["paths"][NOTES]
    assert {method: operation["operationId"] for method, operation in operations.items()} == {
        "get": "read_note",
        "put": "write_note",
    }
    assert {"401", "404", "500"} <= set(operations["get"]["responses"])
    assert "202" in operations["put"]["responses"]
    assert {"Note", "NewNote"} <= set(found["document"]["components"]["schemas"])


def test_its_queue_and_dead_letter_queue_are_there(resources: dict[str, Any]) -> None:
    queue = resources["NotesWrittenQueue"]["Properties"]
    assert queue["RedrivePolicy"]["deadLetterTargetArn"] == {"Fn::GetAtt": ["NotesWrittenDeadLetters", "Arn"]}
    assert queue["VisibilityTimeout"] == 6 * resources["NotesKeep"]["Properties"]["Timeout"]
    assert resources["NotesWrittenDeadLetters"]["Type"] == "AWS::SQS::Queue"


def test_its_function_is_fed_by_the_queue(resources: dict[str, Any]) -> None:
    (event,) = resources["NotesKeep"]["Properties"]["Events"].values()
    assert event["Properties"]["Queue"] == {"Fn::GetAtt": ["NotesWrittenQueue", "Arn"]}
    assert event["Properties"]["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert resources["NotesKeep"]["Properties"]["Handler"] == "chalicelib.contexts.notes.tasks.keep"


def test_its_alarms_and_log_group_are_there(resources: dict[str, Any]) -> None:
    alarms = {name for name, resource in resources.items() if resource["Type"] == "AWS::CloudWatch::Alarm"}
    assert {"NotesWrittenDeadLettersAlarm", "NotesKeepErrorsAlarm", "NotesWrittenQueueWaitingAlarm"} <= alarms
    logs = resources["NotesKeepLogs"]
    assert logs["Type"] == "AWS::Logs::LogGroup"
    assert logs["Properties"]["RetentionInDays"] > 0


def test_every_function_is_told_the_queue(resources: dict[str, Any]) -> None:
    functions = [resource for resource in resources.values() if resource["Type"] == "AWS::Serverless::Function"]
    assert len(functions) > 3
    for function in functions:
        variables = function["Properties"]["Environment"]["Variables"]
        assert variables["QUEUE_URL_NOTES_WRITTEN"] == {"Ref": "NotesWrittenQueue"}


def _allowed(resources: dict[str, Any], role: str) -> set[tuple[str, str]]:
    """What a role allows: action and logical id of the resource."""
    found = set()
    for policy in resources[role]["Properties"]["Policies"]:
        for statement in policy["PolicyDocument"]["Statement"]:
            of = statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
            names = [resource["Fn::GetAtt"][0] for resource in of if "Fn::GetAtt" in resource]
            found |= {(action, name) for action in statement["Action"] for name in names}
    return found


def test_its_function_may_do_what_it_declares_and_no_more(resources: dict[str, Any]) -> None:
    allowed = _allowed(resources, "NotesKeepRole")
    assert {("dynamodb:PutItem", "PersonalTable"), ("sqs:ReceiveMessage", "NotesWrittenQueue")} <= allowed
    # Nothing of a person who was erased is worked on: every function of a queue looks for the tombstone.
    assert {action for action, name in allowed if name == "AccountsTable"} == {"dynamodb:GetItem"}
    # Messages bring along what was asked of Spotify, whichever context they are of.
    ledger = {action for action, name in allowed if name == "CoordinationTable"}
    assert "dynamodb:UpdateItem" in ledger
    assert not {"dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan"} & ledger
    assert {name for _, name in allowed} == {
        "PersonalTable",
        "NotesWrittenQueue",
        "NotesKeepLogs",
        "AccountsTable",
        "CoordinationTable",
    }


def test_the_http_function_may_do_what_its_routes_declare(resources: dict[str, Any]) -> None:
    allowed = _allowed(resources, "ApiHandlerRole")
    assert ("dynamodb:GetItem", "PersonalTable") in allowed
    assert ("dynamodb:PutItem", "PersonalTable") not in allowed
    assert {action for action, name in allowed if name == "NotesWrittenQueue"} == {"sqs:SendMessage*"}


def test_its_routes_are_behind_the_gateway(found: dict[str, Any], resources: dict[str, Any]) -> None:
    paths = resources["RestAPI"]["Properties"]["DefinitionBody"]["paths"]
    assert {"get", "put", "options"} <= set(paths[NOTES])


def test_its_policy_is_generated(found: dict[str, Any]) -> None:
    assert ".chalice/policy-notes_keep.json" in found["generated"]


def test_the_contract_tests_cover_it_by_themselves(copy: Path) -> None:
    done = throw_away.run(
        copy,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "-vv",
        "tests/functional/test_route_table.py",
        "-k",
        "not unknown",
    )
    assert done.returncode == 0, done.stdout
    for method in ("GET", "PUT"):
        assert f"test_without_a_session_it_is_401[{method}-{NOTES}]" in done.stdout
        assert f"test_cors_is_declared_for_every_route[{method} {NOTES}]" in done.stdout


def test_the_import_contracts_hold_for_it(copy: Path) -> None:
    done = throw_away.lint_imports(copy)
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


def test_the_page_is_formatted_and_clean(copy: Path) -> None:
    for command in (("format", "--check"), ("check",)):
        done = throw_away.run(copy, "-m", "ruff", *command, "--no-cache", "chalicelib/contexts/notes", throw_away.LIST)
        assert done.returncode == 0, done.stdout + done.stderr
