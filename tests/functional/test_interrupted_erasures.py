"""An erasure that is killed at any step is finished all the same, and counts everything once."""

from __future__ import annotations

import pytest

from chalicelib.core.erasure.messages import QUEUE
from chalicelib.core.erasure.tasks import resume
from tests.functional.leaving import disconnect, followed, look_at_everything
from tests.functional.world import World, shared_world

world = shared_world(tracks=10, playlists=3)


@pytest.mark.parametrize("operation", ["Query", "BatchWriteItem", "UpdateItem", "SendMessageBatch", "GetItem"])
@pytest.mark.parametrize("after", [0, 1, 3])
def test_killed_anywhere_it_is_finished_all_the_same(world: World, operation: str, after: int) -> None:
    browser = world.signed_in()
    user_id = browser.get("/v1/user").json["user"]["id"]
    look_at_everything(browser)
    world.run_queue(rounds=100)
    answer = disconnect(browser)
    person = world.spotify.truth.people[0]
    playlists = world.items("catalogue", "E#playlist#")
    kept = {
        "accounts": len(world.items("accounts", f"U#{user_id}")) - 1,  # the tombstone stays
        "catalogue": len(world.items("catalogue", f"U#{user_id}"))
        + sum(found.get("gsi2pk") == f"OWNER#{person.id}" for found in playlists),
        "coordination": len(world.items("coordination", f"U#{user_id}#MODEL")),
    }
    world.aws.refuse(operation, "AccessDeniedException", after=after, times=1)
    for _ in range(6):
        world.run_queue(queue=QUEUE)
        world.tick(resume)
        world.clock.advance(minutes=16)
    done = followed(browser, answer)
    assert done["state"] == "succeeded"
    assert done["receipt"]["records"] == kept, "everything is counted once"
    assert done["counts"]["removed"] == sum(done["receipt"]["records"].values())
    assert [item["sk"] for item in world.items("accounts", f"U#{user_id}")] == ["ERASED"]
    assert world.items("catalogue", f"U#{user_id}") == []
