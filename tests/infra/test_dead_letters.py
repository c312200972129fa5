"""Dead letters on real queues, log groups and a stack, which moto stands in for."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from chalicelib.core.declarations import FunctionDeclaration
from infra.application import declared_functions
from infra.dead_letters import letters as reading
from infra.dead_letters import places as finding
from infra.dead_letters.__main__ import main
from infra.dead_letters.outline import outline
from infra.stages import LOCAL
from infra.template.cfn import dead_letters_id, log_group_id, queue_id
from tests.functional.queue_messages import collection, entities, message, track

OTHER = FunctionDeclaration(
    name="letters_test", handler="tests.nothing", timeout=1, memory=1, uses=frozenset(), queue="other-work"
)
QUEUES = ("library-records", "other-work")
REMARK = "a private remark"


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "WAIT", 0)


@dataclass
class Stack:
    """A deployed stack with two queues."""

    session: boto3.Session
    made: dict[str, str]
    clients: dict[str, Any] = field(default_factory=dict)

    def client(self, service: str) -> Any:
        if service not in self.clients:
            made: Any = self.session
            self.clients[service] = made.client(service)
        return self.clients[service]

    def fails_once(self, operation: str, error: BaseException) -> None:
        """The command's next call of this operation raises an error."""
        event, events = f"before-call.sqs.{operation}", self.client("sqs").meta.events

        def fail(**_more: Any) -> None:
            events.unregister(event, fail)
            raise error

        events.register(event, fail)

    def put(self, body: str, queue: str = "library-records", **more: Any) -> str:
        """Put a message among the dead letters of a queue; its id."""
        url = self.made[dead_letters_id(queue)]
        return str(self.client("sqs").send_message(QueueUrl=url, MessageBody=body, **more)["MessageId"])

    def log(self, message: str, sqs_message_id: str = "", **more: Any) -> None:
        """Have the function of library-records write a line."""
        line = {"message": message, "queue": "library-records", "sqs_message_id": sqs_message_id, **more}
        self.client("logs").put_log_events(
            logGroupName=self.made[log_group_id("library_persist")],
            logStreamName="stream",
            logEvents=[{"timestamp": int(datetime.now(UTC).timestamp() * 1000) + 1000, "message": json.dumps(line)}],
        )

    def waiting(self, url: str) -> list[dict[str, Any]]:
        """What others can receive at this moment; it stays."""
        found: list[dict[str, Any]] = []
        while (
            batch := self.client("sqs")
            .receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=60, MessageAttributeNames=["All"])
            .get("Messages")
        ):
            found += batch
        for shown in found:
            self.client("sqs").change_message_visibility(
                QueueUrl=url, ReceiptHandle=shown["ReceiptHandle"], VisibilityTimeout=0
            )
        return found

    def dead(self, queue: str = "library-records") -> list[str]:
        return [message["Body"] for message in self.waiting(self.made[dead_letters_id(queue)])]

    def redriven(self, queue: str = "library-records") -> list[str]:
        return [message["Body"] for message in self.waiting(self.made[queue_id(queue)])]


@pytest.fixture(scope="module")
def deployed() -> Iterator[Stack]:
    with pytest.MonkeyPatch.context() as patched, mock_aws():
        patched.delenv("AWS_ENDPOINT_URL", raising=False)
        declared = [f for f in declared_functions() if f.queue in (None, "library-records")]
        patched.setattr(finding, "declared_functions", lambda: (*declared, OTHER))
        session = boto3.Session(aws_access_key_id="a", aws_secret_access_key="b", region_name="us-east-1")
        cloudformation = session.client("cloudformation")
        cloudformation.create_stack(StackName=LOCAL.stack, TemplateBody=json.dumps({"Resources": resources()}))
        found = cloudformation.list_stack_resources(StackName=LOCAL.stack)["StackResourceSummaries"]
        yield Stack(session, {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in found})


@pytest.fixture
def stack(deployed: Stack) -> Stack:
    """The stack with empty queues and nothing logged."""
    logs, group = deployed.client("logs"), deployed.made[log_group_id("library_persist")]
    with contextlib.suppress(logs.exceptions.ResourceNotFoundException):
        logs.delete_log_group(logGroupName=group)
    logs.create_log_group(logGroupName=group)
    logs.create_log_stream(logGroupName=group, logStreamName="stream")
    sqs = deployed.client("sqs")
    for url in [deployed.made[made(queue)] for queue in QUEUES for made in (queue_id, dead_letters_id)]:
        sqs.delete_queue(QueueUrl=url)
        sqs.create_queue(QueueName=url.rsplit("/", 1)[-1])
    return deployed


def resources() -> dict[str, Any]:
    found: dict[str, Any] = {
        log_group_id("library_persist"): {
            "Type": "AWS::Logs::LogGroup",
            "Properties": {"LogGroupName": "/aws/lambda/library_persist"},
        }
    }
    for queue in QUEUES:
        found[queue_id(queue)] = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": queue}}
        found[dead_letters_id(queue)] = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": f"{queue}-dead"}}
    return found


@dataclass
class Said:
    """What a command ended with and printed."""

    code: int
    out: str
    err: str


Command = Any


@pytest.fixture
def command(stack: Stack, capsys: pytest.CaptureFixture[str]) -> Command:
    def give(*arguments: str) -> Said:
        capsys.readouterr()
        code = main(arguments, stack.client)
        printed = capsys.readouterr()
        return Said(code, printed.out, printed.err)

    return give


def poison(**more: Any) -> str:
    return entities(track("Song", duration_ms=-1) | {"name": REMARK}, **more)


def test_every_letter_of_every_queue_is_listed_with_its_reason(stack: Stack, command: Command) -> None:
    first = stack.put(poison())
    second = stack.put("this is no JSON", queue="other-work")
    stack.log("record refused", first, reason="track/duration_ms: Input should be greater than or equal to 0")
    said = command("list")
    assert said.code == 0
    lines = said.out.splitlines()
    assert lines[0] == "library-records: 1 dead letter"
    assert lines[1].split() == [first, "library.entities", "0", "s", "3", "tries", "request-of-the-test"]
    assert lines[2].strip() == "track/duration_ms: Input should be greater than or equal to 0"
    assert lines[3] == "other-work: 1 dead letter"
    assert lines[4].split()[:2] == [second, "-"]
    assert lines[5].strip() == "not JSON (validated again)"


def test_one_queue_can_be_looked_at_alone(stack: Stack, command: Command) -> None:
    stack.put(poison())
    assert command("list", "--queue", "other-work").out == "other-work: no dead letters\n"
    unknown = command("list", "--queue", "nobodys")
    assert unknown.code == 1
    assert "no queue 'nobodys'; its queues: library-records, other-work" in unknown.err


def test_hundreds_of_letters_are_listed_and_nothing_is_hidden_from_the_next_one(stack: Stack, command: Command) -> None:
    for number in range(230):
        stack.put(poison(request_id=f"request-{number}"))
    for _ in range(2):
        said = command("list")
        assert "library-records: 230 dead letters" in said.out
        assert all(f"request-{number}\n" in said.out for number in range(230))
    assert len(stack.dead()) == 230


def test_letters_that_someone_else_is_reading_are_told_of(stack: Stack, command: Command) -> None:
    letter = stack.put(poison())
    url = stack.made[dead_letters_id("library-records")]
    stack.client("sqs").receive_message(QueueUrl=url, VisibilityTimeout=60)
    assert "1 more are held by another reader" in command("list").out
    assert "1 are held by another reader" in command("show", letter).err


@pytest.mark.parametrize(
    ("trace", "shown"),
    [
        (
            'Traceback (most recent call last):\n  File "a.py", line 1, in b\n'
            "botocore.exceptions.ClientError: An error occurred (ThrottlingException)\n",
            "botocore.exceptions.ClientError: An error occurred (ThrottlingException)",
        ),
        ("", "ClientError"),
    ],
)
def test_a_failure_is_told_by_its_exception(stack: Stack, command: Command, trace: str, shown: str) -> None:
    letter = stack.put(entities(track("Song")))
    stack.log("message failed", letter, exception=trace, exception_name="ClientError")
    assert command("list").out.splitlines()[2].strip() == shown


def test_the_last_thing_said_of_a_letter_is_its_reason(stack: Stack, command: Command) -> None:
    letter = stack.put(entities(track("Song")))
    stack.log("message failed", letter, exception_name="Contended")
    stack.log("visibility not changed", letter, exception_name="Beside")
    stack.log("message failed", letter, exception_name="Timeout")
    assert command("list").out.splitlines()[2].strip() == "Timeout"


def test_without_lines_of_its_own_those_of_its_request_are_told_as_such(stack: Stack, command: Command) -> None:
    stack.put(entities(track("Song")))
    stack.log("message failed", "another", exception_name="Contended", request_id="request-of-the-test")
    assert command("list").out.splitlines()[2].strip() == "Contended (logged of its request)"


GONE = {
    "a record": (poison(), "track/duration_ms: Input should be greater than or equal to 0 (validated again)"),
    "a collection": (collection([{"added_at": None}]), "rows/0/uri: Field required (validated again)"),
    "an unknown kind": (message("library.dance", {}), "nothing here handles library.dance (validated again)"),
    "no envelope": ("[]", "not an envelope: model_type (validated again)"),
    "another release's": (json.dumps({"v": 99}), "this release does not read it: version 99 is not known here"),
    "a valid one": (entities(track("Song")), "it is valid; what kept its function from handling it is in no log line"),
}


@pytest.mark.parametrize("case", GONE)
def test_where_logs_are_gone_the_letter_is_validated_again_as_its_function_would(
    stack: Stack, command: Command, case: str
) -> None:
    body, reason = GONE[case]
    stack.put(body)
    stack.client("logs").delete_log_group(logGroupName="/aws/lambda/library_persist")
    said = command("list")
    assert said.code == 0
    assert said.out.splitlines()[2].strip().startswith(reason)


def test_a_function_that_names_no_validation_leaves_the_reason_unknown(stack: Stack, command: Command) -> None:
    stack.put(entities(track("Song")), queue="other-work")
    assert "its function has no validation to repeat" in command("list", "--queue", "other-work").out


def test_a_letter_is_shown_without_what_is_in_it(stack: Stack, command: Command) -> None:
    letter = stack.put(poison())
    said = command("show", letter)
    assert said.code == 0
    shown = json.loads(said.out[said.out.index("\n{") :])
    assert (shown["request_id"], shown["kind"], shown["hop"]) == ("request-of-the-test", "library.entities", 0)
    record = shown["payload"]["entities"][0]
    assert record["uri"] == f"spotify:track:{record['id']}"
    assert (record["name"], record["duration_ms"]) == (f"<text, {len(REMARK)} characters>", "<number>")
    assert REMARK not in said.out
    assert "library_persist" in said.out


def test_a_letter_that_cannot_be_read_is_shown_by_its_size(stack: Stack, command: Command) -> None:
    letter = stack.put(f"{REMARK} and no JSON")
    said = command("show", letter[:8])
    assert said.code == 0
    assert "no envelope: 28 bytes, not shown" in said.out
    assert REMARK not in said.out


def test_a_redriven_letter_is_back_on_its_queue_with_its_attributes(stack: Stack, command: Command) -> None:
    kept = {"Trace": {"DataType": "String", "StringValue": "abc"}}
    body = poison()
    letter = stack.put(body, MessageAttributes=kept)
    stack.put("garbage", queue="other-work")
    said = command("redrive", letter)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"redriven {letter} (library-records, library.entities), now ")
    assert stack.dead() == []
    (back,) = stack.waiting(stack.made[queue_id("library-records")])
    assert back["Body"] == body
    assert back["MessageAttributes"]["Trace"]["StringValue"] == "abc"
    assert back["MessageAttributes"][reading.REDRIVEN]["StringValue"] == "1"
    assert stack.dead("other-work") == ["garbage"], "nobody asked for it"


def test_a_letter_that_came_back_tells_how_often_it_was_tried(stack: Stack, command: Command) -> None:
    stack.put(poison(), MessageAttributes={reading.REDRIVEN: {"DataType": "Number", "StringValue": "2"}})
    assert " 9 tries " in command("list").out


def test_all_letters_of_all_queues_are_redriven_and_dropped(stack: Stack, command: Command) -> None:
    for number in range(25):
        stack.put(f"record {number}")
        stack.put(f"work {number}", queue="other-work")
    assert command("redrive", "--all", "--queue", "library-records").out.endswith("25 dead letters redriven\n")
    assert sorted(stack.redriven()) == sorted(f"record {number}" for number in range(25))
    assert len(stack.dead("other-work")) == 25
    assert command("drop", "--all", "--yes").out.endswith("25 dead letters dropped\n")
    assert stack.dead("other-work") == []
    again = command("redrive", "--all")
    assert (again.code, again.out) == (0, "no dead letters redriven\n")


def test_an_interruption_between_sending_and_deleting_loses_nothing(stack: Stack, command: Command) -> None:
    for number in range(3):
        stack.put(f"record {number}")
    stack.fails_once("DeleteMessage", KeyboardInterrupt())
    said = command("redrive", "--all")
    assert (said.code, said.err) == (130, "Interrupted. Nothing is lost: give the same command again.\n")
    assert len(stack.dead()) == 3, "all can be seen again at once"
    assert command("redrive", "--all").code == 0
    assert stack.dead() == []
    assert set(stack.redriven()) == {"record 0", "record 1", "record 2"}
    assert len(stack.redriven()) == 4, "one of them twice, which is harmless"


@pytest.mark.parametrize("operation", ["SendMessage", "ReceiveMessage"])
def test_an_interruption_before_sending_leaves_everything_where_it_is(
    stack: Stack, command: Command, operation: str
) -> None:
    stack.put("record")
    stack.fails_once(operation, KeyboardInterrupt())
    assert command("redrive", "--all").code == 130
    assert (stack.dead(), stack.redriven()) == (["record"], [])


def test_one_that_is_refused_keeps_no_other_back(stack: Stack, command: Command) -> None:
    stack.put("one")
    stack.put("two")
    throttled: Any = {"Error": {"Code": "KMS.ThrottlingException", "Message": "slow down"}}
    stack.fails_once("SendMessage", ClientError(throttled, "SendMessage"))
    said = command("redrive", "--all")
    assert said.code == 1
    assert "slow down" in said.err
    assert said.out.endswith("1 dead letter redriven\n")
    assert (len(stack.dead()), len(stack.redriven())) == (1, 1)


def test_dropping_needs_to_be_meant(stack: Stack, command: Command) -> None:
    letter = stack.put(poison())
    said = command("drop", letter)
    assert said.code == 1
    assert letter in said.out
    assert "1 dead letter would be dropped for good: say --yes" in said.err
    assert len(stack.dead()) == 1
    said = command("drop", letter, "--yes")
    assert (said.code, said.out.splitlines()[0]) == (0, f"dropped {letter} (library-records, library.entities)")
    assert stack.dead() == stack.redriven() == []


@pytest.mark.parametrize("arguments", [["show"], ["redrive"], ["drop", "--yes"]])
def test_an_unknown_id_is_named(stack: Stack, command: Command, arguments: list[str]) -> None:
    stack.put(poison())
    verb, *more = arguments
    said = command(verb, "nobody", *more)
    assert said.code == 1
    assert "no dead letter nobody among the 1 that are here" in said.err
    assert len(stack.dead()) == 1


def test_the_beginning_of_an_id_will_do_when_it_is_the_only_one(stack: Stack, command: Command) -> None:
    letter = stack.put(poison())
    assert command("show", letter[:3]).code == 1
    assert command("show", letter[:8]).code == 0


@pytest.mark.parametrize("arguments", [[], ["redrive"], ["drop", "--yes"], ["show"], ["redrive", "abcd", "--all"]])
def test_a_command_that_names_no_letter_or_too_much_is_none(command: Command, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command(*arguments)
    assert ended.value.code == 2


def test_a_stage_that_is_not_deployed_is_named(command: Command) -> None:
    said = command("list", "--stage", "home")
    assert said.code == 1
    assert "there is no stack dashspot-home here" in said.err


def test_missing_credentials_are_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    assert main(["list", "--stage", "home"]) == 1
    assert "Unable to locate credentials" in capsys.readouterr().err


def test_a_local_system_that_does_not_run_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("SPOTIFY_CLIENT_ID", "SPOTIFY_CLIENT_SECRET"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LOCALSTACK_URL", "http://127.0.0.1:1")
    assert main(["list"]) == 1
    assert "Start the local system: make run" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("uri", "spotify:track:4uLU6hMCjMI75M1A2tKUQC", "spotify:track:4uLU6hMCjMI75M1A2tKUQC"),
        ("uri", "spotify:local:Someone:Album:Song:200", "<text, 36 characters>"),
        ("id", REMARK, f"<text, {len(REMARK)} characters>"),
        ("owner_id", "someone", "someone"),
        ("name", "Song", "<text, 4 characters>"),
        ("public", True, "<boolean>"),
        ("tempo", 1.5, "<number>"),
        ("album", None, None),
        ("rows", [1] * 10, ["<number>"] * 3 + ["... 7 more"]),
        ("part", {"id": "abc", "name": "x"}, {"id": "abc", "name": "<text, 1 characters>"}),
        ("access_token", {"id": "abc"}, "[redacted]"),
    ],
)
def test_only_ids_are_shown_of_a_payload(name: str, value: Any, shown: Any) -> None:
    assert outline({"payload": {name: value}}) == {"payload": {name: shown}}


def test_an_envelope_that_nobody_checked_is_not_trusted() -> None:
    assert outline({"request_id": REMARK, "user_id": [REMARK], "v": 1}) == {
        "request_id": f"<text, {len(REMARK)} characters>",
        "user_id": [f"<text, {len(REMARK)} characters>"],
        "v": 1,
    }


def test_every_validation_that_a_function_names_is_there() -> None:
    for function in declared_functions():
        if function.validates:
            module, _, name = function.validates.rpartition(".")
            assert callable(getattr(__import__(module, fromlist=[name]), name))
