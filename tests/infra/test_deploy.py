"""The road to AWS, with AWS taken by moto and CloudFormation's answers by a client that plays them."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from infra.deploy.__main__ import ensure_secrets, upload_bucket
from infra.deploy.changeset import DeploymentFailed, apply_change_set
from infra.stages import HOME


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Iterator[boto3.Session]:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield boto3.Session(aws_access_key_id="a", aws_secret_access_key="b", region_name="eu-central-1")


def test_the_bucket_for_packages_is_made_once(session: boto3.Session) -> None:
    name = upload_bucket(session)
    assert name == upload_bucket(session) == "dashspot-packages-123456789012-eu-central-1"
    assert [bucket["Name"] for bucket in session.client("s3").list_buckets()["Buckets"]] == [name]


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

    def __init__(self, stack: str | None, change_set: str, reason: str = "") -> None:
        self.stack = stack
        self.change_set = change_set
        self.reason = reason
        self.calls: list[str] = []

    def describe_stacks(self, StackName: str) -> Any:  # noqa: N803
        if self.stack is None:
            from botocore.exceptions import ClientError

            message = f"Stack with id {StackName} does not exist"
            raise ClientError({"Error": {"Code": "ValidationError", "Message": message}}, "DescribeStacks")
        outputs = [{"OutputKey": "RestAPIId", "OutputValue": "abc"}]
        return {"Stacks": [{"StackStatus": self.stack, "Outputs": outputs}]}

    def create_change_set(self, **given: Any) -> None:
        self.calls.append(f"create {given['ChangeSetType']}")
        assert "CAPABILITY_AUTO_EXPAND" in given["Capabilities"]

    def describe_change_set(self, **_given: Any) -> Any:
        return {"Status": self.change_set, "StatusReason": self.reason}

    def execute_change_set(self, **_given: Any) -> None:
        self.calls.append("execute")
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


def test_what_is_left_of_a_failed_first_deployment_is_deleted() -> None:
    client = _CloudFormation("ROLLBACK_COMPLETE", "CREATE_COMPLETE")
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
