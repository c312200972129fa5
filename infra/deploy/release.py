"""Upload a package and deploy it."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from infra.deploy.changeset import NO_DEFAULTS, apply_change_set
from infra.package import Package

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_s3 import S3Client

LONGEST_TEMPLATE = 51_200
"""Bytes of a template that may be sent along with a request; longer ones are read from S3.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
"""


@dataclass(frozen=True, slots=True)
class Release:
    """Where a package is deployed through: clients, the bucket for uploads, and how often to look for progress.

    ``account`` is whose bucket it has to be (anyone may own a name that is easy to guess); empty asks for no owner.
    """

    cloudformation: CloudFormationClient
    s3: S3Client
    bucket: str
    poll_seconds: float = 5.0
    account: str = ""

    @property
    def place(self) -> dict[str, Any]:
        """The bucket, as calls of S3 take it."""
        return {"Bucket": self.bucket, **({"ExpectedBucketOwner": self.account} if self.account else {})}


def release(
    package: Package, target: Release, parameters: Mapping[str, str], defaults: Mapping[str, str] = NO_DEFAULTS
) -> dict[str, str]:
    """Deploy the package; gives the stack's outputs. ``defaults`` are for what the stack has no values of."""
    template = located(package.read_template(), target.bucket, _upload_archive(package, target))
    template_url = None
    text = json.dumps(template)
    if len(text.encode()) > LONGEST_TEMPLATE:
        template_url = _upload_template(package, target, text)
    return apply_change_set(
        target.cloudformation,
        package.stage.stack,
        template,
        template_url,
        parameters,
        target.poll_seconds,
        defaults=defaults,
        delete_new_on_failure=not package.stage.emulated,
    )


def located(template: dict[str, Any], bucket: str, key: str) -> dict[str, Any]:
    """The template with every function's code where it was uploaded."""
    found = copy.deepcopy(template)
    for resource in found["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = {"Bucket": bucket, "Key": key}
    return found


def _upload_archive(package: Package, target: Release) -> str:
    key = f"{package.stage.stack}/{package.digest}.zip"
    if not _exists(target, key):
        target.s3.put_object(**target.place, Key=key, Body=package.archive.read_bytes())
    return key


def _upload_template(package: Package, target: Release, text: str) -> str:
    key = f"{package.stage.stack}/{package.digest}.json"
    target.s3.put_object(**target.place, Key=key, Body=text.encode())
    return f"{target.s3.meta.endpoint_url}/{target.bucket}/{key}"


def _exists(target: Release, key: str) -> bool:
    try:
        target.s3.head_object(**target.place, Key=key)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
            return False
        raise
    return True
