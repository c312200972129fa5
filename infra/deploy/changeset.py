"""Create or update a CloudFormation stack by a change set, and wait until it is done."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError, WaiterError

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudformation.literals import CapabilityType
    from mypy_boto3_cloudformation.type_defs import ParameterTypeDef

NOTHING_TO_CHANGE = ("didn't contain changes", "No updates are to be performed", "no changes")
CAPABILITIES: tuple[CapabilityType, ...] = ("CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND")
NO_DEFAULTS: Mapping[str, str] = MappingProxyType({})


class DeploymentFailed(Exception):
    """CloudFormation refused the change set or rolled it back; the message carries its reasons."""


def apply_change_set(
    client: CloudFormationClient,
    stack: str,
    template: Mapping[str, Any],
    template_url: str | None,
    parameters: Mapping[str, str],
    poll_seconds: float,
    *,
    defaults: Mapping[str, str] = NO_DEFAULTS,
    delete_new_on_failure: bool = False,
) -> dict[str, str]:
    """Bring the stack to the template; gives its outputs. DeploymentFailed when that is not possible.

    ``template_url`` is where the template was uploaded, for one that is too long to be sent along. A parameter that is
    not given keeps the value it has in the stack; ``defaults`` are for those that have none there.
    ``delete_new_on_failure``: a failed deployment deletes again what it made, even what outlives its stack otherwise.
    """
    status = stack_status(client, stack)
    if status in ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "REVIEW_IN_PROGRESS"):
        # What is left of a first deployment that failed can only be deleted.
        client.delete_stack(StackName=stack)
        _wait(client, "stack_delete_complete", stack, poll_seconds)
        status = None
    name = f"deploy-{time.time_ns()}"
    body: dict[str, Any] = {"TemplateURL": template_url} if template_url else {"TemplateBody": json.dumps(template)}
    client.create_change_set(
        StackName=stack,
        ChangeSetName=name,
        ChangeSetType="UPDATE" if status else "CREATE",
        Capabilities=list(CAPABILITIES),
        Parameters=parameter_values(
            template, parameters, defaults, _parameter_names(client, stack) if status else set()
        ),
        **body,
    )
    if not _change_set_ready(client, stack, name, poll_seconds):
        client.delete_change_set(StackName=stack, ChangeSetName=name)
        return stack_outputs(client, stack)
    # The emulated cloud is told nothing of this: it keeps nothing there.
    deletion: dict[str, Any] = {"RetainExceptOnCreate": True} if delete_new_on_failure else {}
    client.execute_change_set(StackName=stack, ChangeSetName=name, **deletion)
    _wait(client, "stack_update_complete" if status else "stack_create_complete", stack, poll_seconds)
    return stack_outputs(client, stack)


def parameter_values(
    template: Mapping[str, Any], given: Mapping[str, str], defaults: Mapping[str, str], known: set[str]
) -> list[ParameterTypeDef]:
    """What a change set is told of the parameters, when the stack has values for those in ``known``."""
    values = {**{name: value for name, value in defaults.items() if name not in known}, **given}
    kept = known & set(template.get("Parameters", {})) - set(values)
    told: list[ParameterTypeDef] = [{"ParameterKey": name, "ParameterValue": values[name]} for name in sorted(values)]
    return told + [{"ParameterKey": name, "UsePreviousValue": True} for name in sorted(kept)]


def stack_status(client: CloudFormationClient, stack: str) -> str | None:
    """Status of a stack; None when there is none."""
    try:
        return client.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"]
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise


def stack_outputs(client: CloudFormationClient, stack: str) -> dict[str, str]:
    """Outputs of a stack by name."""
    found = client.describe_stacks(StackName=stack)["Stacks"][0].get("Outputs", [])
    return {output["OutputKey"]: output["OutputValue"] for output in found}


def _parameter_names(client: CloudFormationClient, stack: str) -> set[str]:
    found = client.describe_stacks(StackName=stack)["Stacks"][0].get("Parameters", [])
    return {parameter["ParameterKey"] for parameter in found}


def _change_set_ready(client: CloudFormationClient, stack: str, name: str, poll_seconds: float) -> bool:
    while True:
        answer = client.describe_change_set(StackName=stack, ChangeSetName=name)
        if answer["Status"] == "CREATE_COMPLETE":
            return True
        if answer["Status"] == "FAILED":
            reason = answer.get("StatusReason", "")
            if any(text in reason for text in NOTHING_TO_CHANGE):
                return False
            raise DeploymentFailed(f"the change set of {stack} was refused: {reason}")
        time.sleep(poll_seconds)


def _wait(client: CloudFormationClient, waiter: Any, stack: str, poll_seconds: float) -> None:
    try:
        attempts = int(3600 / poll_seconds)
        client.get_waiter(waiter).wait(StackName=stack, WaiterConfig={"Delay": poll_seconds, "MaxAttempts": attempts})
    except WaiterError as error:
        raise DeploymentFailed(f"{stack} is {stack_status(client, stack)}:\n{_reasons(client, stack)}") from error


def _reasons(client: CloudFormationClient, stack: str) -> str:
    events = client.describe_stack_events(StackName=stack)["StackEvents"]
    lines = [
        f"  {event.get('LogicalResourceId', stack)}: {event['ResourceStatusReason']}"
        for event in events
        if event.get("ResourceStatusReason") and "FAILED" in event.get("ResourceStatus", "")
    ]
    return "\n".join(lines[:10]) or "  CloudFormation gives no reason"
