"""``make deploy STAGE=home|prod``: the only road to AWS, with the credentials and region of your own configuration."""

from __future__ import annotations

import argparse
import base64
import getpass
import json
import os
import secrets
import sys
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from infra.deploy.changeset import DeploymentFailed, stack_outputs
from infra.deploy.release import Release, release
from infra.package import PackageProblem, package
from infra.stages import STAGES, Stage, stage

REQUIRED = {
    "SPOTIFY_CLIENT_ID": "SpotifyClientId",
    "PUBLIC_URL": "PublicUrl",
}
OPTIONAL = {
    "WEB_ORIGIN": "WebOrigin",
    "DOMAIN_NAME": "DomainName",
    "CERTIFICATE_ARN": "CertificateArn",
    "ALARM_EMAIL": "AlarmEmail",
    "LOG_LEVEL": "LogLevel",
    "AUDIO_FEATURES": "AudioFeatures",
    "SPOTIFY_DAILY_BUDGET": "SpotifyDailyBudget",
    "SPOTIFY_BUDGET_SHARES": "SpotifyBudgetShares",
    "SPOTIFY_POLLS_PER_PERSON": "SpotifyPollsPerPerson",
    "CHANGES_RETENTION_DAYS": "ChangesRetentionDays",
    "MODEL_BUILD_DELAY_SECONDS": "ModelBuildDelaySeconds",
    "MODEL_WHOLE_DAYS": "ModelWholeDays",
    "SYNC_PERIOD_HOURS": "SyncPeriodHours",
    "SYNC_VERIFY_DAYS": "SyncVerifyDays",
}
REMOVABLE = frozenset({"DOMAIN_NAME", "CERTIFICATE_ARN", "ALARM_EMAIL"})
"""Variables that may be set to nothing, which takes away what an earlier deployment had; unset ones keep it."""


class NotReady(Exception):
    """Something is missing before anything can be deployed; the message says what."""


def main() -> int:
    """Package, upload, deploy by a change set, and say where the API is."""
    parser = argparse.ArgumentParser(description="Deploy Dashspot to AWS.")
    parser.add_argument("stage", choices=[known.name for known in STAGES.values() if not known.emulated])
    wanted = stage(parser.parse_args().stage)
    try:
        parameters = read_parameters(os.environ)
        session = boto3.Session()
        account = session.client("sts").get_caller_identity()["Account"]
        bucket = upload_bucket(session, account)
        ensure_secrets(session.client("ssm"), wanted)
        cloudformation, s3 = session.client("cloudformation"), session.client("s3")
        target = Release(cloudformation, s3, bucket, account=account)
        release(package(wanted), target, parameters, {"WebOrigin": parameters["PublicUrl"]})
        for name, value in sorted(stack_outputs(cloudformation, wanted.stack).items()):
            print(f"{name}: {value}")
    except (NotReady, PackageProblem, DeploymentFailed, BotoCoreError, ClientError) as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def read_parameters(environment: Any) -> dict[str, str]:
    """The template's parameters from environment variables; NotReady names what is missing."""
    missing = [name for name in REQUIRED if not environment.get(name)]
    if missing:
        raise NotReady(f"set {' and '.join(missing)} (docs/operations.md says to what)")
    names = {**REQUIRED, **OPTIONAL}
    return {
        parameter: environment[name]
        for name, parameter in names.items()
        if environment.get(name) or (name in REMOVABLE and name in environment)
    }


def upload_bucket(session: boto3.Session, account: str) -> str:
    """The account's bucket for packages, made when it is missing; ClientError when its name is someone else's."""
    region = session.region_name
    if region is None:
        raise NotReady("name a region: AWS_REGION=eu-central-1, say")
    name = f"dashspot-packages-{account}-{region}"
    s3 = session.client("s3")
    try:
        s3.head_bucket(Bucket=name, ExpectedBucketOwner=account)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
            raise
        # us-east-1 is the one region that must not be named as a location.
        location: Any = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        s3.create_bucket(Bucket=name, **location)
        s3.get_waiter("bucket_exists").wait(Bucket=name, ExpectedBucketOwner=account)
    return name


def ensure_secrets(ssm: Any, wanted: Stage) -> None:
    """Ask for the client secret at the first deployment, make a signing key, and store both encrypted."""
    try:
        ssm.get_parameter(Name=wanted.secrets_parameter)
    except ssm.exceptions.ParameterNotFound:
        secret = os.environ.get("SPOTIFY_CLIENT_SECRET") or getpass.getpass("Spotify client secret: ")
        key = base64.b64encode(secrets.token_bytes(32)).decode()
        value = json.dumps({"spotify_client_secret": secret, "signing_key": key})
        ssm.put_parameter(Name=wanted.secrets_parameter, Type="SecureString", Value=value)


if __name__ == "__main__":
    sys.exit(main())
