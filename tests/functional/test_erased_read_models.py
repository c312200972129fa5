"""Who leaves takes their read model along, and nothing that comes late brings any of it back."""

from __future__ import annotations

import boto3
import pytest

from chalicelib.contexts.browser.building.builder import Builder
from chalicelib.contexts.browser.serving import loaded
from chalicelib.contexts.browser.tasks import resume
from chalicelib.core.catalogue.model_messages import KIND
from chalicelib.core.catalogue.model_messages import QUEUE as MODELS
from chalicelib.core.clock import Deadline
from chalicelib.core.composition import services
from tests.functional.building import BUCKET, build, library, objects
from tests.functional.leaving import disconnect, finish, followed, look_at_everything, settle
from tests.functional.queue_messages import message
from tests.functional.world import World


def _kept(world: World, user_id: str) -> list[object]:
    return [
        *world.items("catalogue", f"U#{user_id}"),
        *world.items("coordination", f"U#{user_id}#MODEL"),
        *objects(user_id),
    ]


def test_a_person_who_leaves_takes_model_and_head_along(world: World) -> None:
    browser = world.signed_in()
    user_id = browser.get("/v1/user").json["user"]["id"]
    look_at_everything(browser)
    world.run_queue(rounds=100)
    build(world)
    model = library(user_id).model
    assert model.facts["totals"]["tracks"] > 0
    mine = model.connection.execute("SELECT sum(mine) FROM playlist").get
    assert mine, "whose playlists they are is known by the person's id at Spotify"
    assert len(objects(user_id)) == 2
    answer = disconnect(browser)
    late = message(KIND, {}, user_id=user_id)
    finish(world)
    assert followed(browser, answer)["receipt"]["objects"] == 2
    assert _kept(world, user_id) == []
    world.send(late, queue=MODELS)
    build(world)
    world.clock.advance(minutes=30)
    world.tick(resume)
    build(world)
    assert _kept(world, user_id) == []


@pytest.mark.parametrize("operation", ["BatchGetItem", "UpdateItem"])
def test_a_build_under_way_when_they_leave_brings_nothing_back(world: World, operation: str) -> None:
    browser = world.signed_in()
    user_id = browser.get("/v1/user").json["user"]["id"]
    look_at_everything(browser)
    world.run_queue(rounds=100)
    world.empty_queues()

    def leave() -> None:
        disconnect(browser)
        from chalicelib.core.erasure.messages import QUEUE

        world.run_queue(queue=QUEUE)  # the first pass: all but what leads to other things

    world.aws.meanwhile[operation] = leave
    assert Builder(user_id, services(), Deadline.of(None, at_most=300)).run() is None
    settle(world)
    finish(world)
    assert _kept(world, user_id) == []
    assert boto3.client("s3").list_objects_v2(Bucket=BUCKET, Prefix="people/").get("KeyCount") == 0
    loaded.forget()
    assert services().read_models.heads.read(user_id) is None
