"""The installation as this process sees it: with the environment that its functions have."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

import boto3
from botocore.exceptions import ClientError

from chalicelib.core.declarations import API_FUNCTION
from infra.local.cloud import NOBODY
from infra.local.settings import read_settings
from infra.stages import Stage

Environment = Callable[[Stage], Mapping[str, str]]


class Problem(Exception):
    """Said to the person who gave the command: what is wrong, and what to do about it."""


def environment(stage: Stage) -> Mapping[str, str]:
    """What the stage's functions are told by their environment. Problem where there are none.

    Asked of Lambda, so that a command works with the very tables, queues and client id that the functions have.
    """
    function = f"{stage.stack}-{API_FUNCTION}"
    client: Any = boto3.client("lambda")
    try:
        found: dict[str, str] = client.get_function_configuration(FunctionName=function)["Environment"]["Variables"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceNotFoundException":
            raise
        raise Problem(f"there is no function {function} here: has {stage.stack} been deployed?") from None
    return found


def enter(stage: Stage, asked: Environment) -> None:
    """Give this process the environment of the stage's functions; credentials and region stay one's own.

    The local stage is the emulated cloud, which takes fake keys; no other can be reached with them.
    """
    if stage.emulated:
        os.environ.update(NOBODY, AWS_ENDPOINT_URL=read_settings(os.environ).cloud_url)
    elif region := boto3.Session().region_name:
        os.environ["AWS_REGION"] = region  # where it is set in a file only
    # What the command says is for a person: the application's own lines are not, unless something is wrong.
    os.environ.update({**asked(stage), "LOG_LEVEL": "ERROR"})
