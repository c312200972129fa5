"""A person who disconnects is gone from the tables, under IAM, and a late message brings nothing back.

The wait of five and a half minutes before the second look is not sat out here; tests/functional has a clock for that.
"""

from __future__ import annotations

import datetime
import json
import uuid
from typing import Any

import pytest

from infra.local.function_logs import FunctionLogs
from infra.local.simulator import RunningSimulator
from tests.e2e.messages import artist, message
from tests.e2e.system import Browser, RunningSystem
from tests.e2e.tables import items, keys_about
from tests.e2e.waiting import wait_for

pytestmark = pytest.mark.e2e

PLAYLISTS = "/api/v1/library/playlists"


def look_around(browser: Browser) -> None:
    """What leaves rows behind: the lists, a playlist that the person owns, a token and settings."""
    me = browser.get("/api/v1/user").json()["user"]["spotify_url"]
    listed = browser.get(PLAYLISTS, params={"limit": 50}).json()["data"]
    own = next(playlist for playlist in listed if playlist["owner"]["spotify_url"] == me)
    for path in (
        f"{PLAYLISTS}/{own['id']}",
        f"{PLAYLISTS}/{own['id']}/items?limit=50",
        "/api/v1/library/tracks?limit=50",
    ):
        answer = browser.get(path)
        assert (answer.status_code, answer.headers["Dashspot-Persist"]) == (200, "queued"), answer.text
    assert browser.send("PATCH", "/api/v1/user", json={"time_zone": "Europe/Lisbon"}).status_code == 200
    assert browser.send("POST", "/api/v1/user/tokens", json={"name": "backup"}).status_code == 201


def followed(system: RunningSystem, location: str) -> dict[str, Any]:
    """The erasure, as anybody who knows its address is told."""
    answer = system.browser().get(location)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def test_who_disconnects_is_gone_from_the_tables_and_stays_gone(
    system: RunningSystem, spotify: RunningSimulator
) -> None:
    spotify_id = spotify.truth.people[1].id
    browser = system.browser()
    assert browser.sign_in(person=spotify_id).status_code == 302
    user_id = browser.get("/api/v1/user").json()["user"]["id"]
    look_around(browser)
    wait_for(lambda: system.queues_empty("library-records"), "every message handled")
    late = saved_track(user_id)
    deliver(system, late)
    track = late["payload"]["rows"][0]["uri"]
    before = keys_about(system, user_id, spotify_id)
    assert {table for table, _, _ in before} >= {"accounts", "catalogue"}
    assert any(pk.startswith(f"U#{user_id}#") for _, pk, _ in before), "rows of collections"
    assert any(track in str(item) for item in items(system, "catalogue")), "the message puts a row there while it may"
    assert any(pk.startswith("IDENT#") for _, pk, _ in before)
    assert {sk.partition("#")[0] for _, pk, sk in before if pk == f"U#{user_id}"} >= {"SESSION", "GRANT"}

    begun = browser.send("DELETE", "/api/v1/user")
    assert begun.status_code == 202, begun.text
    assert browser.get(PLAYLISTS).status_code == 401
    location = begun.headers["Location"]
    wait_for(lambda: followed(system, location)["state"] == "waiting", "the end of the first pass")

    job = followed(system, location)
    resume_at = datetime.datetime.fromisoformat(job["resume_at"])
    left = resume_at - datetime.datetime.now(datetime.UTC)
    assert datetime.timedelta(minutes=2) < left <= datetime.timedelta(minutes=6), "until nobody can be writing any more"
    assert (job["error"], job["receipt"], job["skipped"]) == (None, None, [])
    assert job["counts"]["removed"] == job["progress"]["done"] > 0
    remains = keys_about(system, user_id, spotify_id)
    # The names of collections tell where rows may lie, and go last.
    assert {key for key in remains if not key[2].startswith("COLLECTION#")} == {
        ("accounts", f"U#{user_id}", "ERASED"),
        ("coordination", f"JOB#{job['id']}", "JOB"),
    }

    deliver(system, late)
    assert keys_about(system, user_id, spotify_id) == remains
    assert followed(system, location)["state"] == "waiting"


def saved_track(user_id: str) -> dict[str, Any]:
    """A message that puts a row into a person's saved tracks."""
    track = uuid.uuid4().hex[:22]
    payload = {"name": "SAVED_TRACKS", "rows": [{"uri": f"spotify:track:{track}"}]}
    return {**json.loads(message(artist("late"))), "user_id": user_id, "kind": "library.collection", "payload": payload}


def deliver(system: RunningSystem, body: dict[str, Any]) -> None:
    """Send a message; returns once its function has taken it, and not as a dead letter."""
    logs = FunctionLogs(system.cloud)
    logs.read(0)
    before = len(logs.of_request(body["request_id"]))
    sqs = system.cloud.client("sqs")
    url = sqs.get_queue_url(QueueName="dashspot-local-library-records")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody=json.dumps(body))

    def taken() -> bool:
        logs.read(0)
        return len(logs.of_request(body["request_id"])) > before

    wait_for(taken, "the message")
    # Not every queue: the message that wakes an erasure again waits for minutes.
    wait_for(lambda: system.queues_empty("library-records"), "the message handled")
    letters = system.inspect("dead-letters.json")["dead_letters"]
    assert [letter for letter in letters if letter["body"].get("request_id") == body["request_id"]] == []
