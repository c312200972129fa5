"""What becomes of a message: its record, or its dead letter, and how both can be followed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from infra.local.function_logs import FunctionLogs
from tests.e2e.messages import artist, message
from tests.e2e.system import Browser, RunningSystem
from tests.e2e.waiting import wait_for

pytestmark = pytest.mark.e2e


def alarm_state(system: RunningSystem) -> str:
    """State of the alarm about dead letters."""
    name = "dashspot-local-library-records-dead-letters"
    (alarm,) = system.cloud.client("cloudwatch").describe_alarms(AlarmNames=[name])["MetricAlarms"]
    return str(alarm["StateValue"])


def test_a_poison_message_goes_to_the_dead_letters_alone(system: RunningSystem) -> None:
    logs = FunctionLogs(system.cloud)
    good = [artist("before"), artist("after")]
    poison = {**artist("poison"), "uri": "spotify:artist:anothers"}
    bodies = [message(good[0]), message(poison), message(good[1])]
    before = system.inspect("dead-letters.json")["dead_letters"]
    wait_for(lambda: alarm_state(system) == "OK", "the quiet alarm")
    sqs = system.cloud.client("sqs")
    url = sqs.get_queue_url(QueueName="dashspot-local-library-records")["QueueUrl"]
    sent = sqs.send_message_batch(
        QueueUrl=url, Entries=[{"Id": str(number), "MessageBody": body} for number, body in enumerate(bodies)]
    )
    assert len(sent["Successful"]) == 3
    wait_for(lambda: len(system.inspect("dead-letters.json")["dead_letters"]) > len(before), "the dead letter")

    (letter,) = [found for found in system.inspect("dead-letters.json")["dead_letters"] if found not in before]
    assert letter["queue"] == "library-records"
    assert letter["body"] == json.loads(bodies[1])

    def reason() -> Any:
        found = system.inspect("dead-letters.json")["dead_letters"]
        return next(item["reason"] for item in found if item["id"] == letter["id"])

    wait_for(lambda: reason() is not None, "the reason in the logs")
    assert "uri" in reason()
    for entity in good:
        (record,) = system.inspect(f"records.json?table=catalogue&prefix=E%23artist%23{entity['id']}")["records"]
        assert record["name"] == entity["name"]
    logs.read(0)
    refused = [line.data for line in logs.lines if line.data and line.data.get("message") == "record refused"]
    assert len([data for data in refused if data["request_id"] == letter["body"]["request_id"]]) == 1

    cloudwatch = system.cloud.client("cloudwatch")

    def metric() -> bool:
        names = {found["MetricName"] for found in cloudwatch.list_metrics(Namespace="Dashspot")["Metrics"]}
        return any("Refused" in name for name in names)

    wait_for(metric, "the metric of refused records")

    wait_for(lambda: alarm_state(system) == "ALARM", "the alarm")
    sqs.purge_queue(QueueUrl=sqs.get_queue_url(QueueName="dashspot-local-library-records-dead-letters")["QueueUrl"])


def test_what_an_answer_set_off_can_be_followed_to_its_records(system: RunningSystem, browser: Browser) -> None:
    answer = browser.get("/api/v1/library/playlists?limit=10")
    assert answer.status_code == 200
    path = f"activity.json?request_id={answer.headers['Dashspot-Request-Id']}"

    def kinds() -> list[str]:
        return [event["kind"] for event in system.inspect(path)["events"]]

    wait_for(lambda: "function" in kinds(), "the function")
    assert {"answer", "message", "function"} <= set(kinds())
    events = system.inspect(path)["events"]
    assert [event["at"] for event in events] == sorted(event["at"] for event in events)


def test_the_schedule_ticks(system: RunningSystem) -> None:
    def ticked() -> bool:
        counts = {found["name"]: found["invocations"] for found in system.inspect("state.json")["functions"]}
        return bool(counts["accounts_watch_consents"] > 0)

    wait_for(ticked, "a tick of accounts_watch_consents")
