"""Package the application and deploy it to the emulated cloud, again after every edit."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from infra.deploy import Release, release
from infra.local.cloud import Cloud
from infra.local.gateway.api import Deployed
from infra.local.gateway.rest_api import RestApi
from infra.local.settings import LocalSettings
from infra.local.simulator.options import CLIENT_ID
from infra.package import Package, PackageProblem
from infra.paths import ROOT
from infra.stages import LOCAL

BUCKET = "dashspot-packages"
"""Where packages are uploaded to."""


async def make_package(folder: Path) -> Package:
    """Package in a process of its own, which imports the application as it is now; PackageProblem when it cannot be."""
    command = [sys.executable, "-m", "infra.package", LOCAL.name, "--folder", str(folder)]
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, start_new_session=True
    )
    try:
        output, _ = await process.communicate()
    except asyncio.CancelledError:
        process.terminate()
        await process.wait()
        raise
    if process.returncode != 0:
        raise PackageProblem(output.decode(errors="replace").strip())
    return Package.in_folder(LOCAL, folder)


def deploy(package: Package, cloud: Cloud, settings: LocalSettings) -> Deployed:
    """Deploy by a change set, as to AWS; DeploymentFailed carries CloudFormation's reasons."""
    s3 = cloud.client("s3")
    if BUCKET not in {bucket["Name"] for bucket in s3.list_buckets()["Buckets"]}:
        s3.create_bucket(Bucket=BUCKET)
    parameters = {
        "SpotifyClientId": settings.client_id or CLIENT_ID,
        "PublicUrl": settings.origin,
        "WebOrigin": settings.origin,
        "LogLevel": LOCAL.log_level,  # not kept from the deployment before, so that an edit of the stage counts
        "SpotifyApiUrl": settings.spotify_api_url,
        "SpotifyAccountsUrl": settings.spotify_accounts_url,
        "AudioFeatures": settings.audio_features,
        "SpotifyDailyBudget": str(settings.daily_budget),
        "SyncPeriodHours": settings.sync_period_hours,
        "ReccoBeatsUrl": settings.reccobeats,
    }
    target = Release(cloud.client("cloudformation"), s3, BUCKET, poll_seconds=0.1)
    outputs = release(package, target, parameters)
    base_url = f"{cloud.url}/_aws/execute-api/{outputs['RestAPIId']}"
    return Deployed(base_url, RestApi(package.read_template(), parameters))


def function_names(package: Package) -> list[str]:
    """Names of the package's functions, as declared."""
    resources = package.read_template()["Resources"].values()
    names = [r["Properties"]["FunctionName"] for r in resources if r["Type"] == "AWS::Serverless::Function"]
    return sorted(name["Fn::Sub"].removeprefix("${AWS::StackName}-") for name in names)
