"""Metrics that AWS makes by itself and the emulated cloud does not: from EMF log lines and from queue depths.

With them the template's alarms live: ``PutMetricData`` is what turns them on and off here.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterable, Sequence
from typing import Any

from infra.local.cloud import Cloud
from infra.local.function_logs import LogLine
from infra.local.invocations import Invocations
from infra.local.queues import QueueDepth
from infra.stages import LOCAL

BATCH = 500
"""Metrics per request: half of what CloudWatch takes."""


class MetricsBridge:
    """Collects metrics and sends them on with ``send``."""

    def __init__(self, cloud: Cloud, invocations: Invocations) -> None:
        self._cloud = cloud
        self._invocations = invocations
        self._waiting_since: dict[str, float] = {}
        self._collected: list[tuple[str, dict[str, Any]]] = []

    def take_line(self, line: LogLine) -> None:
        """Collect the metrics of an EMF line, and what Lambda publishes when an invocation ends."""
        if line.data and "_aws" in line.data:
            self._collected += metrics_of(line.data)
        ended = self._invocations.take_line(line)
        if ended is not None:
            name, now = f"{LOCAL.stack}-{ended.function}", ended.at / 1000
            self._metric("AWS/Lambda", "Invocations", ("FunctionName", name), 1, "Count", now)
            self._metric("AWS/Lambda", "Errors", ("FunctionName", name), int(ended.failed), "Count", now)

    def take_depths(self, depths: Sequence[QueueDepth], now: float) -> None:
        """Collect what SQS publishes about queues. ``now`` is in seconds.

        The age of the oldest message is not to be had; the time for which a queue has not been empty stands in for it.
        """
        for depth in depths:
            for name, visible in ((depth.physical_name, depth.visible), (depth.dead_letters_name, depth.dead_letters)):
                if visible or (name == depth.physical_name and depth.in_flight):
                    self._waiting_since.setdefault(name, now)
                else:
                    self._waiting_since.pop(name, None)
                self._queue_metric(name, "ApproximateNumberOfMessagesVisible", visible, "Count", now)
                age = now - self._waiting_since.get(name, now)
                self._queue_metric(name, "ApproximateAgeOfOldestMessage", age, "Seconds", now)
            self._queue_metric(
                depth.physical_name, "ApproximateNumberOfMessagesNotVisible", depth.in_flight, "Count", now
            )

    def send(self) -> None:
        """Send all that was collected."""
        collected, self._collected = self._collected, []
        client = self._cloud.client("cloudwatch")
        for namespace in sorted({namespace for namespace, _ in collected}):
            data = [datum for name, datum in collected if name == namespace]
            for start in range(0, len(data), BATCH):
                client.put_metric_data(Namespace=namespace, MetricData=data[start : start + BATCH])

    def _queue_metric(self, queue: str, metric: str, value: float, unit: str, now: float) -> None:
        self._metric("AWS/SQS", metric, ("QueueName", queue), value, unit, now)

    def _metric(
        self, namespace: str, metric: str, dimension: tuple[str, str], value: float, unit: str, now: float
    ) -> None:
        datum = {
            "MetricName": metric,
            "Dimensions": [{"Name": dimension[0], "Value": dimension[1]}],
            "Timestamp": datetime.datetime.fromtimestamp(now, datetime.UTC),
            "Value": float(value),
            "Unit": unit,
        }
        self._collected.append((namespace, datum))


def metrics_of(document: dict[str, Any]) -> Iterable[tuple[str, dict[str, Any]]]:
    """Namespace and datum of every metric in an EMF document.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
    """
    meta = document["_aws"]
    at = datetime.datetime.fromtimestamp(meta.get("Timestamp", time.time() * 1000) / 1000, datetime.UTC)
    for directive in meta.get("CloudWatchMetrics", []):
        for names in directive.get("Dimensions") or [[]]:
            dimensions = [{"Name": name, "Value": str(document[name])} for name in names if name in document]
            for metric in directive.get("Metrics", []):
                values = document.get(metric["Name"])
                values = values if isinstance(values, list) else [values]
                numbers = [float(value) for value in values if isinstance(value, int | float)]
                if numbers:
                    yield (
                        directive["Namespace"],
                        {
                            "MetricName": metric["Name"],
                            "Dimensions": dimensions,
                            "Timestamp": at,
                            "Values": numbers,
                            "Unit": metric.get("Unit", "None"),
                        },
                    )
