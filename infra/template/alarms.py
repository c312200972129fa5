"""Alarms: a dead letter, a function's error, a message that waits too long, consents in danger, syncs and read models
in trouble, a Spotify that wants to be left alone.

``each`` makes them per queue, function and metric. ``aggregated`` sums them up by metric math, ten metrics to an alarm,
so that an idle household stack costs cents at most.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from chalicelib.core.declarations import FunctionDeclaration
from chalicelib.core.observability import NAMESPACE, SERVICE
from infra.stages import Stage
from infra.template.cfn import Json, camel, dead_letters_id, get_att, physical_name, queue_id, ref
from infra.template.parameters import HAS_ALARM_EMAIL

TOPIC = "AlarmTopic"
PERIOD = 60
METRICS_PER_ALARM = 10
"""Metrics that one alarm's expression may use."""

WAITING_SECONDS = 900
"""Age of the oldest message from which a queue counts as stuck."""

CONSENTS_IN_DANGER = {
    "RefusalWaves": "Spotify refuses the consents of many people at once: taken for an outage, and none is given up.",
    "GrantsNotStored": "A renewed token could not be stored: one process holds it, and loses it when it ends.",
    "SpotifyAppRefused": "Spotify does not accept the client id and secret: no token can be renewed, nobody signs in.",
}
"""Dashspot's own metrics that say so, each with what it means."""

SYNCS_IN_TROUBLE = {
    "SyncsOverdue": "Libraries are due for more than a day: Spotify's limits, the budget, a pause, or the planner.",
    "SyncPlansFailed": "A person's sync could not be planned; it is tried again after a quarter of an hour.",
    "SyncPartsFailed": "A part of a sync failed for a reason of ours: it is tried again, and in the end left out.",
}
"""Likewise."""

READ_MODELS_IN_TROUBLE = {
    "ReadModelsDamaged": "A read model in the bucket cannot be read: the one before is served, and it is built anew.",
    "ReadModelsOverdue": "Changes of a library wait for three quarters of an hour: its builder fails, or is not run.",
}
"""Likewise."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A metric with the limit above which it alarms."""

    id: str
    name: str
    description: str
    namespace: str
    metric: str
    statistic: str
    dimensions: list[Json]
    threshold: int


def alarms(functions: Sequence[FunctionDeclaration], stage: Stage) -> Json:
    """The topic, its optional subscriber and all alarms."""
    found: Json = {
        TOPIC: {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": physical_name("alarms")}},
        "AlarmEmailSubscription": {
            "Type": "AWS::SNS::Subscription",
            "Condition": HAS_ALARM_EMAIL,
            "Properties": {"TopicArn": ref(TOPIC), "Protocol": "email", "Endpoint": ref("AlarmEmail")},
        },
    }
    groups = {
        "dead-letters": list(_dead_letters(functions)),
        "errors": list(_errors(functions)),
        "waiting": list(_waiting(functions)),
        "consents": list(_own(CONSENTS_IN_DANGER, stage)),
        "syncs": list(_own(SYNCS_IN_TROUBLE, stage)),
        "models": list(_own(READ_MODELS_IN_TROUBLE, stage)),
    }
    for title, group in groups.items():
        found.update(_each(group) if stage.alarms == "each" else _aggregated(group, title))
    return {**found, "SpotifyGateAlarm": _gate(stage)}


def _gate(stage: Stage) -> Json:
    """One of its own in every stage: the function counts a closing once, however many requests were refused."""
    return _alarm(
        "spotify-gate",
        "Spotify asked the app to wait, refused its quota, or its owner's Premium has lapsed: everyone is held.",
        0,
        {
            "Namespace": NAMESPACE,
            "MetricName": "SpotifyGateClosed",
            "Statistic": "Sum",
            "Period": PERIOD,
            "Dimensions": _own_dimensions(stage),
        },
    )


def _own(metrics: Mapping[str, str], stage: Stage) -> Iterable[Watched]:
    for metric, description in metrics.items():
        yield Watched(
            id=f"{metric}Alarm",
            name=_in_words(metric),
            description=description,
            namespace=NAMESPACE,
            metric=metric,
            statistic="Sum",
            dimensions=_own_dimensions(stage),
            threshold=0,
        )


def _dead_letters(functions: Iterable[FunctionDeclaration]) -> Iterable[Watched]:
    for function in functions:
        if function.queue:
            yield Watched(
                id=f"{dead_letters_id(function.queue)}Alarm",
                name=f"{function.queue}-dead-letters",
                description=f"A message of {function.queue} could not be handled and lies in the dead-letter queue.",
                namespace="AWS/SQS",
                metric="ApproximateNumberOfMessagesVisible",
                statistic="Maximum",
                dimensions=[_dimension("QueueName", get_att(dead_letters_id(function.queue), "QueueName"))],
                threshold=0,
            )


def _errors(functions: Iterable[FunctionDeclaration]) -> Iterable[Watched]:
    for function in functions:
        yield Watched(
            id=f"{camel(function.name)}ErrorsAlarm",
            name=f"{function.name}-errors",
            description=f"{function.name} failed: an exception nobody handled, a time-out, or no memory left.",
            namespace="AWS/Lambda",
            metric="Errors",
            statistic="Sum",
            dimensions=[_dimension("FunctionName", physical_name(function.name))],
            threshold=0,
        )


def _waiting(functions: Iterable[FunctionDeclaration]) -> Iterable[Watched]:
    for function in functions:
        if function.queue:
            yield Watched(
                id=f"{queue_id(function.queue)}WaitingAlarm",
                name=f"{function.queue}-waiting",
                description=f"The oldest message of {function.queue} waits for more than {WAITING_SECONDS} seconds.",
                namespace="AWS/SQS",
                metric="ApproximateAgeOfOldestMessage",
                statistic="Maximum",
                dimensions=[_dimension("QueueName", get_att(queue_id(function.queue), "QueueName"))],
                threshold=WAITING_SECONDS,
            )


def _each(group: Iterable[Watched]) -> Json:
    return {
        watched.id: _alarm(watched.name, watched.description, watched.threshold, _metric(watched)) for watched in group
    }


def _aggregated(group: Sequence[Watched], title: str) -> Json:
    found: Json = {}
    for start in range(0, len(group), METRICS_PER_ALARM):
        part = group[start : start + METRICS_PER_ALARM]
        number = start // METRICS_PER_ALARM + 1
        queries: list[Json] = [
            {
                "Id": f"m{index}",
                "ReturnData": False,
                "MetricStat": {
                    "Metric": {
                        "Namespace": watched.namespace,
                        "MetricName": watched.metric,
                        "Dimensions": watched.dimensions,
                    },
                    "Period": PERIOD,
                    "Stat": watched.statistic,
                },
            }
            for index, watched in enumerate(part)
        ]
        # A metric without data must not make the whole expression empty.
        expression = f"MAX([{', '.join(f'FILL(m{index}, 0)' for index in range(len(part)))}])"
        queries.append({"Id": "worst", "Expression": expression, "ReturnData": True})
        description = f"One of: {'; '.join(watched.name for watched in part)}."
        found[f"{camel(title)}Alarm{number}"] = _alarm(
            f"{title}-{number}", description, part[0].threshold, {"Metrics": queries}
        )
    return found


def _dimension(name: str, value: Json | str) -> Json:
    return {"Name": name, "Value": value}


def _own_dimensions(stage: Stage) -> list[Json]:
    """Those under which Dashspot's functions tell their metrics."""
    return [_dimension("stage", stage.name), _dimension("service", SERVICE)]


def _in_words(metric: str) -> str:
    """``RefusalWaves`` -> ``refusal-waves``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", metric).lower()


def _metric(watched: Watched) -> Json:
    return {
        "Namespace": watched.namespace,
        "MetricName": watched.metric,
        "Statistic": watched.statistic,
        "Period": PERIOD,
        "Dimensions": watched.dimensions,
    }


def _alarm(name: str, description: str, threshold: int, metric: Json) -> Json:
    return {
        "Type": "AWS::CloudWatch::Alarm",
        "Properties": {
            "AlarmName": physical_name(name),
            "AlarmDescription": description,
            "ComparisonOperator": "GreaterThanThreshold",
            "Threshold": threshold,
            "EvaluationPeriods": 1,
            "TreatMissingData": "notBreaching",
            "AlarmActions": [ref(TOPIC)],
            "OKActions": [ref(TOPIC)],
            **metric,
        },
    }
