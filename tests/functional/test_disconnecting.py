"""Disconnecting: everything that is kept about a person goes, nothing brings it back, and a receipt says so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from chalicelib.core.erasure.batches import BATCH
from chalicelib.core.erasure.messages import QUEUE
from chalicelib.core.erasure.tasks import resume
from tests.functional.console import Console
from tests.functional.leaving import PLAYLISTS, disconnect, finish, followed, look_at_everything, settle, unregistered
from tests.functional.queue_messages import entities, message, track
from tests.functional.world import ENVIRONMENT, Browser, World, a_world

TABLES = ("accounts", "catalogue", "personal", "coordination")


@pytest.fixture
def world() -> Iterator[World]:
    """A library whose rows fill more than one batch of an erasure."""
    with a_world(tracks=30, playlists=5) as made:
        yield made


def _put_object(name: str) -> None:
    boto3.client("s3").put_object(Bucket=ENVIRONMENT["BUCKET"], Key=name, Body=b"private")


def _objects() -> list[str]:
    listed = boto3.client("s3").list_objects_v2(Bucket=ENVIRONMENT["BUCKET"])
    return [found["Key"] for found in listed.get("Contents", ())]


def test_it_ends_access_at_once_and_erases_everything_in_the_end(world: World) -> None:
    browser = world.signed_in()
    user_id = browser.get("/v1/user").json["user"]["id"]
    script = Browser(world, browser.post("/v1/user/tokens", {"name": "script"}).json["token"])
    elsewhere = world.signed_in()
    look_at_everything(browser)
    world.run_queue(rounds=100)
    assert world.items("catalogue", f"U#{user_id}#")

    answer = disconnect(browser)
    assert answer.json["state"] == "queued"
    assert answer.json["receipt"] is None
    assert "__Host-dashspot" not in browser.cookies
    for who in (browser, elsewhere, script):
        assert who.get(PLAYLISTS).code == "unauthenticated"
        assert who.delete("/v1/user").code == "unauthenticated"
    assert {item["sk"] for item in world.items("accounts")} - {"ERASED"} <= {
        item["sk"] for item in world.items("accounts") if item["sk"].startswith("SESSION#")
    }, "person, grant and identities are gone with the answer"

    world.run_queue(queue=QUEUE)
    waiting = followed(browser, answer)
    assert waiting["state"] == "waiting"
    assert waiting["resume_at"]
    assert world.items("accounts", f"U#{user_id}")[0]["sk"] == "ERASED"
    assert [item["pk"] for item in world.items("catalogue", f"U#{user_id}#")] == []

    finish(world)
    done = followed(browser, answer)
    assert done["state"] == "succeeded"
    assert done["progress"]["done"] == done["counts"]["removed"] == sum(done["receipt"]["records"].values())
    assert done["receipt"]["records"]["catalogue"] > BATCH
    assert done["receipt"]["disconnected_at"] < done["receipt"]["erased_at"]
    left = [item for table in TABLES for item in world.items(table) if user_id in str(item)]
    assert [(item["pk"], item["sk"]) for item in left] == [(f"U#{user_id}", "ERASED")]


def test_nothing_that_tells_of_the_person_is_left_anywhere() -> None:
    with a_world(tracks=30, playlists=5) as world:
        browser = world.signed_in()
        person = world.spotify.truth.people[0]
        user = browser.get("/v1/user").json["user"]
        owned = [found for found in world.spotify.truth.playlists_of(person) if found.owner_id == person.id]
        owned[0].name = "Songs for a divorce"
        look_at_everything(browser)
        world.run_queue(rounds=100)
        browser.begin_sign_in()
        canaries = [person.id, user["display_name"], "a token of mine", "Test Browser"]
        canaries += [*(f"E#playlist#{playlist.id}" for playlist in owned), owned[0].name]
        before = world.text()
        assert all(canary in before for canary in canaries), [c for c in canaries if c not in before]

        _put_object(f"people/{user['id']}/read-model/1")
        answer = disconnect(browser)
        messages = str([m["Body"] for m in _messages(world, QUEUE)])
        finish(world)
        after = world.text() + str(_objects()) + str(world.dead_letters()) + messages
        assert [canary for canary in canaries if canary in after] == []
        receipt = browser.get(answer.headers["location"].removeprefix("/api")).text
        assert [canary for canary in [*canaries, user["id"]] if canary in receipt] == []


def _messages(world: World, queue: str) -> list[dict[str, Any]]:
    """What waits on a queue, left there."""
    found = world.sqs.receive_message(
        QueueUrl=world.queues[queue].url, MaxNumberOfMessages=10, VisibilityTimeout=0
    ).get("Messages", [])
    return list(found)


def test_every_partition_that_a_whole_journey_leaves_is_declared(world: World) -> None:
    browser = world.signed_in()
    look_at_everything(browser)
    world.run_queue(rounds=100)
    world.browser().begin_sign_in()
    world.spotify_answers("/v1/me/playlists", status=429, headers={"Retry-After": "30"}, body="")
    browser.get(PLAYLISTS)
    disconnect(browser)
    world.run_queue(queue=QUEUE)
    assert unregistered(world) == []
    table = boto3.resource("dynamodb").Table(ENVIRONMENT["PERSONAL_TABLE"])
    table.put_item(Item={"pk": "U#u_somebody#NOVELTY", "sk": "1"})
    assert unregistered(world) == [("personal", "U#u_somebody#NOVELTY")]


def test_a_message_that_comes_late_or_twice_brings_nothing_back(world: World, console: Console) -> None:
    browser = world.signed_in()
    user_id = browser.get("/v1/user").json["user"]["id"]
    look_at_everything(browser)
    late = [each["Body"] for each in world.waiting()]
    world.send(*late)
    world.run_queue(rounds=100)
    disconnect(browser)
    world.send(*late)
    world.run_queue(rounds=100)
    finish(world)
    emptied = [item["pk"] for item in world.items("catalogue")]
    world.send(*late, *late)
    world.run_queue(rounds=100)
    assert [item["pk"] for item in world.items("catalogue")] == emptied
    assert world.items("catalogue", f"U#{user_id}") == []
    assert console.metric("MessagesOfErasedPeople") == 3 * len(late)
    assert world.dead_letters() == []
    assert console.metric("MessagesFailed") == 0

    # A dead letter lives for five days at most, a tombstone for thirty.
    world.clock.advance(days=29)
    world.send(*late)
    world.run_queue(rounds=100)
    assert world.items("catalogue", f"U#{user_id}") == []


def test_what_was_being_written_meanwhile_is_swept(world: World) -> None:
    browser = world.signed_in()
    user_id = browser.get("/v1/user").json["user"]["id"]
    answer = disconnect(browser)
    world.run_queue(queue=QUEUE)
    # A function that had begun before the person left writes on, after everything was erased.
    table = boto3.resource("dynamodb").Table(ENVIRONMENT["CATALOGUE_TABLE"])
    table.put_item(Item={"pk": f"U#{user_id}", "sk": "COLLECTION#PLAYLIST#late", "schema": 1})
    table.put_item(Item={"pk": f"U#{user_id}#PLAYLIST#late", "sk": "R#1", "schema": 1})
    _put_object(f"people/{user_id}/export")
    settle(world)
    world.run_queue(queue=QUEUE)
    assert followed(browser, answer)["state"] == "waiting", "something was found, so it looks again"
    finish(world)
    done = followed(browser, answer)
    assert done["state"] == "succeeded"
    assert done["receipt"]["passes"] == 3
    assert done["receipt"]["objects"] == 1
    assert world.items("catalogue", f"U#{user_id}") == []
    assert _objects() == []


def test_who_comes_back_is_a_new_person_even_while_the_old_one_is_erased(world: World) -> None:
    browser = world.signed_in()
    old = browser.get("/v1/user").json["user"]["id"]
    answer = disconnect(browser)
    browser.sign_in()
    new = browser.get("/v1/user").json["user"]["id"]
    assert new != old
    look_at_everything(browser)
    world.run_queue(rounds=100)
    kept = {item["pk"] for item in world.items("catalogue", f"U#{new}")}
    finish(world)
    assert followed(browser, answer)["state"] == "succeeded"
    assert browser.get("/v1/user").json["user"]["id"] == new
    assert {item["pk"] for item in world.items("catalogue", f"U#{new}")} == kept
    assert {item["user_id"] for item in world.items("accounts", "IDENT#")} == {new}
    assert browser.get(PLAYLISTS).status == 200


def test_two_people_share_a_playlist_and_one_leaves(world: World) -> None:
    alice, bob = world.browser(), world.browser()
    people = world.spotify.truth.people
    alice.sign_in(person=people[0].id)
    bob.sign_in(person=people[1].id)
    bob_id = bob.get("/v1/user").json["user"]["id"]
    for browser in (alice, bob):
        look_at_everything(browser)
        world.run_queue(rounds=100)
    before = {(item["pk"], item["sk"]) for item in world.items("catalogue", f"U#{bob_id}")}
    shared = {item["pk"] for item in world.items("catalogue", "E#track#")}
    listed = bob.get(PLAYLISTS).json["data"]
    disconnect(alice)
    finish(world)
    assert {(item["pk"], item["sk"]) for item in world.items("catalogue", f"U#{bob_id}")} == before
    assert {item["pk"] for item in world.items("catalogue", "E#track#")} == shared
    assert bob.get(PLAYLISTS).json["data"] == listed
    # What Bob reads of a playlist of Alice's is Bob's again.
    world.run_queue(rounds=100)
    playlists = {f"E#playlist#{playlist['id']}" for playlist in listed}
    assert playlists <= {item["pk"] for item in world.items("catalogue", "E#playlist#")}


def test_it_is_finished_though_its_message_was_lost(world: World, console: Console) -> None:
    browser = world.signed_in()
    world.aws.refuse("SendMessageBatch", "ServiceUnavailable", status=503)
    answer = disconnect(browser)
    world.aws.refusals.clear()
    assert console.metric("WakesFailed") == 1
    assert world.in_queue(QUEUE) == 0
    world.tick(resume)
    assert world.in_queue(QUEUE) == 0, "not due yet"
    world.clock.advance(minutes=15)
    world.tick(resume)
    assert console.metric("ErasuresWoken") == 1
    finish(world)
    assert followed(browser, answer)["state"] == "succeeded"
    world.clock.advance(hours=1)
    world.tick(resume)
    assert world.in_queue(QUEUE) == 0


def test_an_erasure_is_for_whoever_was_told_its_address(world: World) -> None:
    browser = world.signed_in()
    answer = disconnect(browser)
    stranger = world.browser()
    assert stranger.get(f"/v1/user/erasures/{answer.json['id']}").status == 200
    assert stranger.get(f"/v1/user/erasures/{'0' * 40}").code == "not_found"
    assert stranger.get("/v1/user/erasures/x").code == "invalid_request"
    finish(world)
    world.clock.advance(days=31)
    assert stranger.get(f"/v1/user/erasures/{answer.json['id']}").code == "not_found"


def test_only_somebody_signed_in_at_the_web_client_may_ask_for_it(world: World) -> None:
    browser = world.signed_in()
    refused = browser.delete("/v1/user", headers={"Origin": "https://elsewhere.example"})
    assert refused.code == "csrf_rejected"
    assert browser.get("/v1/user").json["authenticated"] is True
    script = Browser(world, browser.post("/v1/user/tokens", {"name": "script"}).json["token"])
    told = script.delete("/v1/user", headers={"Origin": None})
    assert (told.status, told.code) == (403, "forbidden"), "who finds a script's token cannot erase its person"
    assert browser.get("/v1/user").json["authenticated"] is True
    assert disconnect(browser).status == 202


def test_an_erasure_that_was_held_up_for_weeks_is_finished_all_the_same(world: World) -> None:
    browser = world.signed_in()
    user_id = browser.get("/v1/user").json["user"]["id"]
    look_at_everything(browser)
    world.run_queue(rounds=100)
    world.aws.refuse("BatchWriteItem", "AccessDeniedException")
    answer = disconnect(browser)
    for _ in range(3):
        world.run_queue(queue=QUEUE)
    assert world.items("catalogue", f"U#{user_id}#")

    world.clock.advance(days=40)
    assert followed(browser, answer)["state"] == "running"
    world.aws.refusals.clear()
    world.tick(resume)
    finish(world)
    assert followed(browser, answer)["state"] == "succeeded"
    assert world.items("catalogue", f"U#{user_id}#") == []


def test_nobodys_message_is_no_erasure(world: World, console: Console) -> None:
    world.send(message("accounts.erasure", {}), message("something.else", {}, job_id="x"), queue=QUEUE)
    world.send(message("accounts.erasure", {}, job_id="0" * 40), queue=QUEUE)
    for _ in range(3):
        world.run_queue(queue=QUEUE)
    assert console.metric("RecordsRefused") == 2
    assert world.in_queue(QUEUE) == 0


def test_shared_tracks_stay_and_so_does_what_nobody_is_named_with(world: World) -> None:
    browser = world.signed_in()
    world.send(entities(track("Everybody's"), user_id=None))
    world.run_queue()
    disconnect(browser)
    finish(world)
    assert [item["name"] for item in world.items("catalogue", "E#track#")] == ["Everybody's"]
