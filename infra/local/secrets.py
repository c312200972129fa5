"""The secrets of the local stage, kept in the emulated Parameter Store like those of a real one."""

from __future__ import annotations

import base64
import json
import secrets

from infra.local.cloud import Cloud
from infra.local.settings import LocalSettings
from infra.local.simulator.options import CLIENT_SECRET
from infra.stages import LOCAL


def put_secrets(cloud: Cloud, settings: LocalSettings) -> None:
    """Store the client secret; the signing key is made once and kept, so that sessions survive a restart."""
    ssm = cloud.client("ssm")
    try:
        stored = json.loads(ssm.get_parameter(Name=LOCAL.secrets_parameter, WithDecryption=True)["Parameter"]["Value"])
    except ssm.exceptions.ParameterNotFound:
        stored = {"signing_key": base64.b64encode(secrets.token_bytes(32)).decode()}
    wanted = {**stored, "spotify_client_secret": settings.client_secret or CLIENT_SECRET}
    if wanted != stored:
        ssm.put_parameter(Name=LOCAL.secrets_parameter, Type="SecureString", Value=json.dumps(wanted), Overwrite=True)
