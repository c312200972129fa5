"""The road to AWS, with AWS taken by moto and CloudFormation's answers by a client that plays them."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber
from moto import mock_aws

from infra.deploy.__main__ import ensure_secrets, upload_bucket
from infra.deploy.changeset import DeploymentFailed, apply_change_set
from infra.deploy.release import LONGEST_TEMPLATE, Release, release
from infra.package import Package
from infra.stages import HOME, LOCAL, Stage

ACCOUNT = "123456789012"


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Iterator[boto3.Session]:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield boto3.Session(aws_access_key_id="a", aws_secret_access_key="b", region_name="eu-central-1")


def test_the_bucket_for_packages_is_made_once(session: boto3.Session) -> None:
    name = upload_bucket(session, ACCOUNT)
    assert name == upload_bucket(session, ACCOUNT) == "dashspot-packages-123456789012-eu-central-1"
    assert [bucket["Name"] for bucket in session.client("s3").list_buckets()["Buckets"]] == [name]


def test_a_bucket_of_that_name_has_to_be_the_accounts_own(session: boto3.Session, tmp_path: Path) -> None:
    told: list[dict[str, Any]] = []

    def note(params: dict[str, Any], **_more: Any) -> None:
        told.append(params)

    s3 = session.client("s3")
    for call in ("HeadObject", "PutObject"):
        s3.meta.events.register(f"provide-client-params.s3.{call}", note)
    client: Any = _CloudFormation(None, "CREATE_COMPLETE")
    target = Release(client, s3, upload_bucket(session, ACCOUNT), 0.01, ACCOUNT)
    release(packaged(tmp_path, HOME), target, {})
    assert [params["Key"].rpartition(".")[2] for params in told] == ["zip", "zip", "json"]
    assert {params.get("ExpectedBucketOwner") for params in told} == {ACCOUNT}
    assert Release(client, s3, "bucket").place == {"Bucket": "bucket"}


def test_a_bucket_of_someone_else_is_not_used(session: boto3.Session) -> None:
    with Stubber(session.client("s3")) as s3:
        name = f"dashspot-packages-{ACCOUNT}-eu-central-1"
        asked = {"Bucket": name, "ExpectedBucketOwner": ACCOUNT}
        s3.add_client_error("head_bucket", "403", http_status_code=403, expected_params=asked)
        with pytest.raises(ClientError, match="403"):
            upload_bucket(_Session(s3.client), ACCOUNT)  # type: ignore[arg-type]


@pytest.mark.parametrize("stage", [HOME, LOCAL])
def test_a_failed_deployment_to_aws_leaves_nothing_that_it_made(
    session: boto3.Session, tmp_path: Path, stage: Stage
) -> None:
    client: Any = _CloudFormation(None, "CREATE_COMPLETE")
    release(packaged(tmp_path, stage), Release(client, session.client("s3"), upload_bucket(session, ACCOUNT), 0.01), {})
    assert client.executed.get("RetainExceptOnCreate", False) is not stage.emulated


def test_secrets_are_stored_once_and_encrypted(session: boto3.Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPOTIFY_CLIENT_SECRET", "hush")
    ssm = session.client("ssm")
    ensure_secrets(ssm, HOME)
    stored = ssm.get_parameter(Name="/dashspot-home/secrets", WithDecryption=True)["Parameter"]
    value = json.loads(stored["Value"])
    assert (stored["Type"], value["spotify_client_secret"]) == ("SecureString", "hush")
    assert len(base64.b64decode(value["signing_key"])) >= 32
    monkeypatch.setenv("SPOTIFY_CLIENT_SECRET", "another")
    ensure_secrets(ssm, HOME)
    assert ssm.get_parameter(Name="/dashspot-home/secrets")["Parameter"]["Version"] == 1


class _CloudFormation:
    """A stack in one state, whose change sets end as told."""

    def __init__(self, stack: str | None, change_set: str, reason: str = "", has: tuple[str, ...] = ()) -> None:
        self.stack = stack
        self.parameters = [{"ParameterKey": name, "ParameterValue": "before"} for name in has]
        self.told: list[dict[str, Any]] = []
        self.executed: dict[str, Any] = {}
        self.change_set = change_set
        self.reason = reason
        self.calls: list[str] = []

    def describe_stacks(self, StackName: str) -> Any:  # noqa: N803
        if self.stack is None:
            message = f"Stack with id {StackName} does not exist"
            raise ClientError({"Error": {"Code": "ValidationError", "Message": message}}, "DescribeStacks")
        outputs = [{"OutputKey": "RestAPIId", "OutputValue": "abc"}]
        return {"Stacks": [{"StackStatus": self.stack, "Outputs": outputs, "Parameters": self.parameters}]}

    def create_change_set(self, **given: Any) -> None:
        self.calls.append(f"create {given['ChangeSetType']}")
        self.told = given["Parameters"]
        assert "CAPABILITY_AUTO_EXPAND" in given["Capabilities"]

    def describe_change_set(self, **_given: Any) -> Any:
        return {"Status": self.change_set, "StatusReason": self.reason}

    def execute_change_set(self, **given: Any) -> None:
        self.calls.append("execute")
        self.executed = given
        self.stack = "UPDATE_COMPLETE"

    def delete_change_set(self, **_given: Any) -> None:
        self.calls.append("drop")

    def delete_stack(self, **_given: Any) -> None:
        self.calls.append("delete stack")
        self.stack = None

    def get_waiter(self, name: str) -> _CloudFormation:
        self.calls.append(f"wait {name}")
        return self

    def wait(self, **_given: Any) -> None:
        """Everything is done at once."""


@dataclass
class _Session:
    """A session of one client."""

    s3: Any
    region_name: str = "eu-central-1"

    def client(self, _service: str) -> Any:
        return self.s3


def packaged(folder: Path, stage: Stage) -> Package:
    """A package whose template is too long to be sent along."""
    package = Package.in_folder(stage, folder)
    package.archive.write_bytes(b"archive")
    package.template.write_text(json.dumps({"Resources": {}, "Description": "x" * LONGEST_TEMPLATE}))
    return package


def apply(client: _CloudFormation) -> dict[str, str]:
    return apply_change_set(client, "dashspot-home", {}, None, {}, 0.01)  # type: ignore[arg-type]


def test_a_first_deployment_creates_the_stack() -> None:
    client = _CloudFormation(None, "CREATE_COMPLETE")
    assert apply(client) == {"RestAPIId": "abc"}
    assert client.calls == ["create CREATE", "execute", "wait stack_create_complete"]


def test_a_later_one_updates_it() -> None:
    client = _CloudFormation("CREATE_COMPLETE", "CREATE_COMPLETE")
    apply(client)
    assert client.calls == ["create UPDATE", "execute", "wait stack_update_complete"]


def apply_parameters(client: _CloudFormation, given: dict[str, str]) -> dict[str, Any]:
    """What the change set is told of each parameter; True for the value the stack has."""
    template: Any = {"Parameters": {name: {} for name in ("PublicUrl", "WebOrigin", "DomainName", "New")}}
    defaults = {"WebOrigin": "https://default"}
    apply_change_set(client, "dashspot-home", template, None, given, 0.01, defaults=defaults)  # type: ignore[arg-type]
    return {one["ParameterKey"]: one.get("ParameterValue", one.get("UsePreviousValue")) for one in client.told}


def test_what_is_not_given_keeps_the_value_it_has() -> None:
    client = _CloudFormation("CREATE_COMPLETE", "CREATE_COMPLETE", has=("PublicUrl", "WebOrigin", "DomainName", "Old"))
    told = apply_parameters(client, {"PublicUrl": "https://a"})
    assert told == {"PublicUrl": "https://a", "WebOrigin": True, "DomainName": True}
    assert apply_parameters(client, {"DomainName": ""}) == {"DomainName": "", "PublicUrl": True, "WebOrigin": True}


@pytest.mark.parametrize("stack", [None, "ROLLBACK_COMPLETE", "CREATE_COMPLETE"])
def test_a_default_is_for_what_the_stack_has_no_value_of(stack: str | None) -> None:
    client = _CloudFormation(stack, "CREATE_COMPLETE", has=("WebOrigin",) if stack == "ROLLBACK_COMPLETE" else ())
    told = apply_parameters(client, {"PublicUrl": "https://a"})
    assert told == {"PublicUrl": "https://a", "WebOrigin": "https://default"}
    told = apply_parameters(_CloudFormation(stack, "CREATE_COMPLETE"), {"WebOrigin": "https://given"})
    assert told == {"WebOrigin": "https://given"}


@pytest.mark.parametrize("stack", ["ROLLBACK_COMPLETE", "ROLLBACK_FAILED"])
def test_what_is_left_of_a_failed_first_deployment_is_deleted(stack: str) -> None:
    client = _CloudFormation(stack, "CREATE_COMPLETE")
    apply(client)
    assert client.calls[:3] == ["delete stack", "wait stack_delete_complete", "create CREATE"]


def test_nothing_to_change_is_no_failure() -> None:
    reason = "The submitted information didn't contain changes. Submit different information to create a change set."
    client = _CloudFormation("UPDATE_COMPLETE", "FAILED", reason)
    assert apply(client) == {"RestAPIId": "abc"}
    assert client.calls == ["create UPDATE", "drop"]


def test_a_refused_change_set_says_why() -> None:
    client = _CloudFormation("UPDATE_COMPLETE", "FAILED", "Parameters: [PublicUrl] must have values")
    with pytest.raises(DeploymentFailed, match="PublicUrl"):
        apply(client)
    assert "execute" not in client.calls
