from __future__ import annotations

import json
import re
from typing import Any

import pytest

from chalicelib.core.declarations import FunctionDeclaration
from infra.application import declared_functions
from infra.stages import LOCAL, STAGES, stage
from infra.template.cfn import dead_letters_id, function_id, log_group_id, queue_id
from infra.template.functions import environment

Templates = dict[str, dict[str, Any]]

EVERY_STAGE = pytest.mark.parametrize("name", list(STAGES))
DEPLOYED = pytest.mark.parametrize("name", ["home", "prod"])


def resources(templates: Templates, name: str) -> dict[str, Any]:
    found: dict[str, Any] = templates[name]["Resources"]
    return found


def of_type(templates: Templates, name: str, kind: str) -> dict[str, Any]:
    return {key: found["Properties"] for key, found in resources(templates, name).items() if found["Type"] == kind}


def with_queue() -> list[tuple[FunctionDeclaration, str]]:
    return [(function, function.queue) for function in declared_functions() if function.queue]


@EVERY_STAGE
def test_every_declared_function_is_packaged_with_its_limits(templates: Templates, name: str) -> None:
    packaged = of_type(templates, name, "AWS::Serverless::Function")
    assert set(packaged) == {function_id(function.name) for function in declared_functions()}
    for function in declared_functions():
        properties = packaged[function_id(function.name)]
        assert (properties["Timeout"], properties["MemorySize"]) == (function.timeout, function.memory)
        assert properties["Handler"] == function.handler
        assert properties["FunctionName"] == {"Fn::Sub": f"${{AWS::StackName}}-{function.name}"}
        assert properties["Environment"]["Variables"] == environment(
            declared_functions(), stage(name), properties["Environment"]["Variables"]["VERSION"]
        )


@EVERY_STAGE
def test_every_queue_has_one_mapping_that_reports_partial_failures(templates: Templates, name: str) -> None:
    packaged = of_type(templates, name, "AWS::Serverless::Function")
    assert with_queue()
    for function, queue in with_queue():
        (event,) = packaged[function_id(function.name)]["Events"].values()
        assert event["Type"] == "SQS"
        assert event["Properties"]["Queue"] == {"Fn::GetAtt": [queue_id(queue), "Arn"]}
        assert event["Properties"]["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        assert event["Properties"]["BatchSize"] == function.batch_size
        assert event["Properties"]["ScalingConfig"]["MaximumConcurrency"] >= 2


@EVERY_STAGE
def test_queues_hide_messages_for_six_time_outs_and_give_up_into_dead_letters(templates: Templates, name: str) -> None:
    queues = of_type(templates, name, "AWS::SQS::Queue")
    for function, queue in with_queue():
        properties, dead = queues[queue_id(queue)], queues[dead_letters_id(queue)]
        assert properties["VisibilityTimeout"] == 6 * function.timeout
        assert properties["RedrivePolicy"] == {
            "deadLetterTargetArn": {"Fn::GetAtt": [dead_letters_id(queue), "Arn"]},
            "maxReceiveCount": function.max_receive_count,
        }
        assert dead["MessageRetentionPeriod"] > properties["MessageRetentionPeriod"]
        assert dead["MessageRetentionPeriod"] <= 5 * 24 * 3600, "personal data goes within five days of disconnecting"
        assert properties["SqsManagedSseEnabled"] and dead["SqsManagedSseEnabled"]
    assert len(queues) == 2 * len(with_queue())


@DEPLOYED
def test_queues_and_bucket_refuse_plain_http(templates: Templates, name: str) -> None:
    policies = of_type(templates, name, "AWS::SQS::QueuePolicy")
    covered = {queue["Ref"] for policy in policies.values() for queue in policy["Queues"]}
    assert covered == set(of_type(templates, name, "AWS::SQS::Queue"))
    (bucket,) = of_type(templates, name, "AWS::S3::BucketPolicy").values()
    for policy in (*policies.values(), bucket):
        (statement,) = policy["PolicyDocument"]["Statement"]
        assert statement["Effect"] == "Deny"
        assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


@DEPLOYED
def test_nobody_uses_the_grants_key_without_naming_a_person(templates: Templates, name: str) -> None:
    (key,) = of_type(templates, name, "AWS::KMS::Key").values()
    denied = [found for found in key["KeyPolicy"]["Statement"] if found["Effect"] == "Deny"]
    assert [found["Condition"] for found in denied] == [{"Null": {"kms:EncryptionContext:user_id": "true"}}]
    assert denied[0]["Action"] == ["kms:Encrypt", "kms:Decrypt"]
    assert key["EnableKeyRotation"] is True


@EVERY_STAGE
def test_tables_have_the_key_scheme_and_life_of_their_data(templates: Templates, name: str) -> None:
    tables = of_type(templates, name, "AWS::DynamoDB::Table")
    assert set(tables) == {"AccountsTable", "CatalogueTable", "PersonalTable", "CoordinationTable"}
    for properties in tables.values():
        assert properties["BillingMode"] == "PAY_PER_REQUEST"
        assert [key["AttributeName"] for key in properties["KeySchema"]] == ["pk", "sk"]
        assert [index["IndexName"] for index in properties["GlobalSecondaryIndexes"]] == ["gsi1", "gsi2"]
        assert properties["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
        assert properties["DeletionProtectionEnabled"] is stage(name).protected
    recovery = {"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 5}
    recoverable = {key for key, found in tables.items() if found.get("PointInTimeRecoverySpecification") == recovery}
    assert recoverable == {"AccountsTable", "PersonalTable"}


@DEPLOYED
def test_data_outlives_its_stack(templates: Templates, name: str) -> None:
    kinds = {"AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::KMS::Key"}
    found = [resource for resource in resources(templates, name).values() if resource["Type"] in kinds]
    assert len(found) == 6
    assert {(item["DeletionPolicy"], item["UpdateReplacePolicy"]) for item in found} == {("Retain", "Retain")}


@EVERY_STAGE
def test_every_function_logs_into_a_group_that_expires_and_exists_first(templates: Templates, name: str) -> None:
    groups = of_type(templates, name, "AWS::Logs::LogGroup")
    for function in declared_functions():
        group = groups[log_group_id(function.name)]
        assert group["RetentionInDays"] == stage(name).log_retention
        assert group["LogGroupName"] == {"Fn::Sub": f"/aws/lambda/${{AWS::StackName}}-{function.name}"}
        assert resources(templates, name)[function_id(function.name)]["DependsOn"] == [log_group_id(function.name)]


def test_schedules_are_as_declared_and_tick_every_minute_locally(templates: Templates) -> None:
    scheduled = [function for function in declared_functions() if function.schedule]
    assert scheduled
    for function in scheduled:
        for name, expected in (("local", LOCAL.schedule), ("home", function.schedule), ("prod", function.schedule)):
            packaged = of_type(templates, name, "AWS::Serverless::Function")[function_id(function.name)]
            (event,) = packaged["Events"].values()
            assert (event["Type"], event["Properties"]) == ("Schedule", {"Schedule": expected})
            assert re.fullmatch(r"rate\((1 (minute|hour|day)|\d+ (minutes|hours|days))\)|cron\(.+\)", str(expected))


@EVERY_STAGE
def test_one_role_per_function_with_the_policy_that_is_committed(templates: Templates, name: str) -> None:
    from infra.template.policies import policy

    roles = of_type(templates, name, "AWS::IAM::Role")
    assert len(roles) == len(declared_functions())
    for function in declared_functions():
        packaged = of_type(templates, name, "AWS::Serverless::Function")[function_id(function.name)]
        role = roles[packaged["Role"]["Fn::GetAtt"][0]]
        (only,) = role["Policies"]
        assert only["PolicyDocument"] == policy(function)


@EVERY_STAGE
def test_alarms_watch_dead_letters_errors_and_waiting_of_everything(templates: Templates, name: str) -> None:
    watched = json.dumps(list(of_type(templates, name, "AWS::CloudWatch::Alarm").values()))
    for function in declared_functions():
        assert f'{{"Fn::Sub": "${{AWS::StackName}}-{function.name}"}}' in watched
    for _, queue in with_queue():
        assert json.dumps({"Fn::GetAtt": [dead_letters_id(queue), "QueueName"]}) in watched
        assert json.dumps({"Fn::GetAtt": [queue_id(queue), "QueueName"]}) in watched


def metrics_watched(alarm: dict[str, Any]) -> list[dict[str, Any]]:
    """The metrics of an alarm, each with namespace, name, dimensions and statistic."""
    if "Metrics" not in alarm:
        return [{name: alarm[name] for name in ("Namespace", "MetricName", "Dimensions", "Statistic")}]
    stats = [query["MetricStat"] for query in alarm["Metrics"] if "MetricStat" in query]
    return [{**found["Metric"], "Statistic": found["Stat"]} for found in stats]


@EVERY_STAGE
def test_alarms_tell_of_spotifys_gate_of_consents_in_danger_and_of_syncs_and_read_models_in_trouble(
    templates: Templates, name: str
) -> None:
    from chalicelib.core import observability
    from infra.in_process.console import listening

    alarms = of_type(templates, name, "AWS::CloudWatch::Alarm")
    own = [
        (alarm, watched)
        for alarm in alarms.values()
        for watched in metrics_watched(alarm)
        if watched["Namespace"] == observability.NAMESPACE
    ]
    assert sorted(watched["MetricName"] for _, watched in own) == [
        "GrantsNotStored",
        "ReadModelsDamaged",
        "ReadModelsOverdue",
        "RefusalWaves",
        "SpotifyAppRefused",
        "SpotifyGateClosed",
        "SyncPartsFailed",
        "SyncPlansFailed",
        "SyncsOverdue",
    ]
    assert metrics_watched(alarms["SpotifyGateAlarm"])[0]["MetricName"] == "SpotifyGateClosed", "one of its own"
    for alarm, watched in own:
        assert (watched["Statistic"], alarm["Threshold"], alarm["TreatMissingData"]) == ("Sum", 0, "notBreaching")
        with listening() as console:
            observability.count(watched["MetricName"])
            observability.flush_metrics()
        (written,) = console.emf()
        (told,) = written["_aws"]["CloudWatchMetrics"]
        # An alarm finds a metric only under all of its dimensions; a function's stage is in its environment.
        dimensions = {found["Name"]: found["Value"] for found in watched["Dimensions"]}
        assert dimensions == {**{dimension: written[dimension] for dimension in told["Dimensions"][0]}, "stage": name}


def test_a_household_has_a_handful_of_alarms_with_at_most_ten_metrics_each(templates: Templates) -> None:
    alarms = of_type(templates, "home", "AWS::CloudWatch::Alarm")
    alarms.pop("SpotifyGateAlarm")  # of one metric
    assert len(alarms) == 7
    for alarm in alarms.values():
        assert 1 < len(alarm["Metrics"]) <= 11
        assert [query["Id"] for query in alarm["Metrics"] if query["ReturnData"]] == ["worst"]


@EVERY_STAGE
def test_the_rest_api_answers_its_own_errors_as_problems(templates: Templates, name: str) -> None:
    api = of_type(templates, name, "AWS::Serverless::Api")["RestAPI"]
    expected = {
        "MISSING_AUTHENTICATION_TOKEN": (404, "not_found"),
        "REQUEST_TOO_LARGE": (413, "payload_too_large"),
        "THROTTLED": (429, "too_many_requests"),
        "INTEGRATION_TIMEOUT": (504, "internal_error"),
        "ACCESS_DENIED": (404, "not_found"),
        "EXPIRED_TOKEN": (404, "not_found"),
        "INVALID_SIGNATURE": (404, "not_found"),
        "DEFAULT_4XX": (None, "invalid_request"),
        "DEFAULT_5XX": (None, "internal_error"),
    }
    for kind, (status, code) in expected.items():
        response = api["GatewayResponses"][kind]
        document = json.loads(response["ResponseTemplates"]["application/json"])
        assert (response.get("StatusCode"), document["code"]) == (status, code)
        assert document.get("status") == status
        assert document["request_id"] == "$context.requestId"
        headers = response["ResponseParameters"]["Headers"]
        assert headers["Content-Type"] == "'application/problem+json'"
        assert headers["Dashspot-Request-Id"] == "context.requestId"
        assert "Access-Control-Allow-Origin" in headers


@EVERY_STAGE
def test_the_rest_api_is_regional_compressed_and_has_one_stage(templates: Templates, name: str) -> None:
    api = of_type(templates, name, "AWS::Serverless::Api")["RestAPI"]
    assert (api["StageName"], api["EndpointConfiguration"]) == ("api", "REGIONAL")
    assert 0 < api["MinimumCompressionSize"] <= 10_240
    assert api["OpenApiVersion"] == "2.0"
    assert api["DisableExecuteApiEndpoint"] == {"Fn::If": ["HasDomain", True, False]}


@EVERY_STAGE
def test_the_custom_domain_waits_for_the_stage_it_maps_to(templates: Templates, name: str) -> None:
    mapping = resources(templates, name)["ApiDomainMapping"]
    assert mapping["DependsOn"] == ["RestAPIapiStage"]
    assert mapping["Condition"] == resources(templates, name)["ApiDomain"]["Condition"] == "HasDomain"
    assert mapping["Properties"]["BasePath"] == "api"
    assert resources(templates, name)["ApiDomain"]["Properties"]["SecurityPolicy"] == "TLS_1_2"


@EVERY_STAGE
def test_no_intrinsic_function_was_merged_into_another(templates: Templates, name: str) -> None:
    def check(value: Any, path: str) -> None:
        if isinstance(value, dict):
            intrinsic = [key for key in value if key.startswith("Fn::") or key == "Ref"]
            assert not intrinsic or len(value) == 1, f"{path} has {sorted(value)}"
            for key, part in value.items():
                check(part, f"{path}/{key}")
        elif isinstance(value, list):
            for index, part in enumerate(value):
                check(part, f"{path}/{index}")

    check(templates[name], name)


def test_no_placeholder_of_a_queue_is_left(templates: Templates) -> None:
    assert "arn:aws:sqs:us-east-1:000000000000" not in json.dumps(templates)
