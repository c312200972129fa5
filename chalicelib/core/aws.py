"""The only place that makes AWS clients: lazily, from one session, with time-outs fit for a function.

Importing boto3 costs more than the whole of a warm request, so nothing here does it before the first call. boto3 itself
reads ``AWS_ENDPOINT_URL``, which is how the same code talks to an emulator.
"""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from botocore.config import Config
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_ssm import SSMClient

BUSY = frozenset(
    {
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ThrottlingException",
        "InternalServerError",
        "ServiceUnavailable",
    }
)
"""Codes by which DynamoDB says that the same request may succeed a moment later
(https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html)."""

CONNECT_TIMEOUT = 2  # seconds
READ_TIMEOUT = 5
DEFAULT_REGION = "us-east-1"


def region() -> str:
    """The region the functions run in."""
    return os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or DEFAULT_REGION


def too_busy(error: Exception) -> bool:
    """Whether AWS refused only for the moment."""
    response: Any = getattr(error, "response", None)
    return isinstance(response, dict) and response.get("Error", {}).get("Code") in BUSY


def condition_failed(error: Exception) -> bool:
    """Whether a conditional write was refused because its condition does not hold."""
    response: Any = getattr(error, "response", None)
    return isinstance(response, dict) and response.get("Error", {}).get("Code") == "ConditionalCheckFailedException"


@cache
def _config() -> Config:
    from botocore.config import Config

    return Config(
        region_name=region(),
        connect_timeout=CONNECT_TIMEOUT,
        read_timeout=READ_TIMEOUT,
        retries={"mode": "standard", "max_attempts": 3},
    )


@cache
def dynamodb() -> DynamoDBClient:
    """DynamoDB, for what goes by the hundred or has to be fast; everything else goes through ``records.py`` modules.

    Rows and entities of a library are tens of thousands of requests, so each costs as little as it can: what the code
    itself builds is not checked against AWS's model once more, and the long name under which botocore introduces itself
    is not put together anew for each. Together that is half of a request's processor time.
    """
    import boto3
    from botocore.config import Config

    from chalicelib.core import metering

    lean = Config(parameter_validation=False, user_agent="dashspot")
    client = boto3.client("dynamodb", config=_config().merge(lean))
    metering.attach(client)
    return client


@cache
def sqs() -> SQSClient:
    """SQS."""
    import boto3

    return boto3.client("sqs", config=_config())


@cache
def kms() -> KMSClient:
    """KMS."""
    import boto3

    return boto3.client("kms", config=_config())


@cache
def s3() -> S3Client:
    """S3."""
    import boto3

    return boto3.client("s3", config=_config())


@cache
def ssm() -> SSMClient:
    """Systems Manager's parameters."""
    import boto3

    return boto3.client("ssm", config=_config())


def failed(error: BaseException) -> bool:
    """True for an error of AWS itself, or of the way there: the same call may succeed later."""
    from botocore.exceptions import BotoCoreError, ClientError

    return isinstance(error, BotoCoreError | ClientError)


def forget() -> None:
    """Drop every client, so that the next call makes new ones (tests change the endpoint between cases)."""
    for made in (_config, dynamodb, sqs, kms, s3, ssm):
        made.cache_clear()
