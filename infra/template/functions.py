"""What Chalice leaves out of a function: environment, event source details, log group with retention."""

from __future__ import annotations

from collections.abc import Sequence

from chalicelib.core.declarations import FunctionDeclaration
from infra.stages import Stage
from infra.template.cfn import (
    Json,
    camel,
    function_id,
    get_att,
    log_group_id,
    physical_name,
    queue_id,
    ref,
    sub,
)
from infra.template.queues import queue_variables
from infra.template.storage import storage_variables
from infra.template.tables import table_variables


def functions(declared: Sequence[FunctionDeclaration], stage: Stage, version: str) -> Json:
    """Additions to every function's resource, and its log group."""
    variables = environment(declared, stage, version)
    found: Json = {}
    for function in declared:
        found[function_id(function.name)] = _function(function, stage, variables)
        found[log_group_id(function.name)] = {
            "Type": "AWS::Logs::LogGroup",
            "Properties": {"LogGroupName": log_group_name(function.name), "RetentionInDays": stage.log_retention},
        }
    return found


def environment(declared: Sequence[FunctionDeclaration], stage: Stage, version: str) -> Json:
    """Environment variables, the same for all functions: ``chalicelib/core/settings.py`` reads them."""
    return {
        "STAGE": stage.name,
        "VERSION": version,
        "LOG_LEVEL": ref("LogLevel"),
        "PUBLIC_URL": ref("PublicUrl"),
        "WEB_ORIGIN": ref("WebOrigin"),
        "SPOTIFY_API_URL": ref("SpotifyApiUrl"),
        "SPOTIFY_ACCOUNTS_URL": ref("SpotifyAccountsUrl"),
        "AUDIO_FEATURES": ref("AudioFeatures"),
        "RECCOBEATS_URL": ref("ReccoBeatsUrl"),
        "SPOTIFY_CLIENT_ID": ref("SpotifyClientId"),
        "SPOTIFY_DAILY_BUDGET": ref("SpotifyDailyBudget"),
        "SPOTIFY_BUDGET_SHARES": ref("SpotifyBudgetShares"),
        "SPOTIFY_POLLS_PER_PERSON": ref("SpotifyPollsPerPerson"),
        "CHANGES_RETENTION_DAYS": ref("ChangesRetentionDays"),
        "MODEL_BUILD_DELAY_SECONDS": ref("ModelBuildDelaySeconds"),
        "MODEL_WHOLE_DAYS": ref("ModelWholeDays"),
        "SYNC_PERIOD_HOURS": ref("SyncPeriodHours"),
        "SYNC_VERIFY_DAYS": ref("SyncVerifyDays"),
        "SECRETS_PARAMETER": ref("SecretsParameter"),
        # Without it Pydantic looks for plugins in every installed distribution while it is imported.
        "PYDANTIC_DISABLE_PLUGINS": "__all__",
        **table_variables(),
        **storage_variables(),
        **queue_variables(declared),
    }


def log_group_name(function_name: str) -> Json:
    """Name of a function's log group: the one that Lambda writes to unless told otherwise."""
    return sub(f"/aws/lambda/${{AWS::StackName}}-{function_name}")


def _function(function: FunctionDeclaration, stage: Stage, variables: Json) -> Json:
    properties: Json = {
        "FunctionName": physical_name(function.name),
        "Environment": {"Variables": variables},
    }
    if function.queue:
        properties["Events"] = {
            # Chalice's own name for the event, so that the two merge into one mapping.
            f"{camel(function.name)}SqsEventSource": {
                "Type": "SQS",
                "Properties": _queue_event(function, function.queue, stage),
            }
        }
    elif function.schedule:
        properties["Events"] = {
            f"{camel(function.name)}Event": {
                "Type": "Schedule",
                "Properties": {"Schedule": stage.schedule or function.schedule},
            }
        }
    # Lambda makes a missing log group at the first line logged, and then it never expires: ours has to be there before.
    return {"DependsOn": [log_group_id(function.name)], "Properties": properties}


def _queue_event(function: FunctionDeclaration, queue: str, stage: Stage) -> Json:
    properties: Json = {
        # Replaces the placeholder ARN in the application: a real reference, so the queue is made first.
        "Queue": get_att(queue_id(queue), "Arn"),
        "BatchSize": function.batch_size,
        # Chalice cannot set it, and without it a poison message passes for delivered.
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
    }
    limits = [limit for limit in (function.maximum_concurrency, stage.concurrency) if limit is not None]
    if limits:
        properties["ScalingConfig"] = {"MaximumConcurrency": min(limits)}
    return properties
