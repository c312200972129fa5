"""What stands between Dashspot in process and its AWS: requests are seen, changed and refused where they leave."""

from __future__ import annotations

import json
from collections.abc import Iterator

import boto3
import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import ClientError
from moto import mock_aws

from infra.in_process.aws_calls import AwsCalls, Forward, answer_with, aws_calls, body_text, refused
from infra.in_process.dashspot import ENVIRONMENT


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Iterator[AwsCalls]:
    for name in ("AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, ENVIRONMENT[name])
    with aws_calls() as made, mock_aws():
        yield made


def test_who_stands_around_sees_each_request_and_what_aws_answers(calls: AwsCalls) -> None:
    seen: list[tuple[str, str, int]] = []

    def around(name: str, request: AWSPreparedRequest, forward: Forward) -> AWSResponse:
        answer = forward(request)
        seen.append((name, json.loads(body_text(request))["QueueName"], answer.status_code))
        return answer

    calls.around = around
    made = boto3.client("sqs").create_queue(QueueName="letters")
    assert made["QueueUrl"].endswith("/letters")
    assert seen == [("CreateQueue", "letters", 200)]
    assert calls.names == ["CreateQueue"]


def test_who_stands_around_may_change_a_request_its_answer_or_refuse_it(calls: AwsCalls) -> None:
    sqs = boto3.client("sqs")

    def changes(name: str, request: AWSPreparedRequest, forward: Forward) -> AWSResponse:
        request.body = body_text(request).replace("letters", "parcels").encode()
        told = json.loads(forward(request).text)
        return answer_with(request, {**told, "QueueUrl": told["QueueUrl"] + "?"})

    calls.around = changes
    assert sqs.create_queue(QueueName="letters")["QueueUrl"].endswith("/parcels?")
    calls.around = lambda name, request, forward: refused(request, "OverLimit", 403)
    with pytest.raises(ClientError, match="OverLimit"):
        sqs.create_queue(QueueName="more")
    calls.around = None
    assert len(sqs.list_queues()["QueueUrls"]) == 1


def test_a_refusal_asked_for_comes_first_and_millions_of_requests_need_not_be_remembered(calls: AwsCalls) -> None:
    sqs = boto3.client("sqs")
    calls.remember = False
    calls.around = lambda name, request, forward: forward(request)
    calls.refuse("ListQueues", "InternalFailure", status=500)
    with pytest.raises(ClientError, match="InternalFailure"):
        sqs.list_queues()
    assert calls.names == calls.bodies == []
