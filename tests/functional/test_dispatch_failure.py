"""When the queue cannot take what was read, the person still gets the answer, and it is told that nothing was kept."""

from __future__ import annotations

import pytest

from tests.functional.console import Console
from tests.functional.world import World

PLAYLISTS = "/v1/library/playlists"


@pytest.mark.parametrize(
    ("code", "status"),
    [
        pytest.param("ServiceUnavailable", 503, id="down"),
        pytest.param("InternalError", 500, id="failing"),
        pytest.param("AccessDeniedException", 400, id="not allowed"),
        pytest.param("QueueDoesNotExist", 400, id="gone"),
        pytest.param("ThrottlingException", 400, id="throttled"),
    ],
)
def test_the_answer_is_given_all_the_same(world: World, console: Console, code: str, status: int) -> None:
    browser = world.signed_in()
    good = browser.get(PLAYLISTS)
    assert good.headers["dashspot-persist"] == "queued"
    world.waiting()
    console.clear()

    world.aws.refuse("SendMessageBatch", code, status=status)
    answer = browser.get(PLAYLISTS)

    assert answer.status == 200
    assert answer.text == good.text
    assert answer.headers["dashspot-persist"] == "failed"
    assert answer.headers["etag"] == good.headers["etag"]
    assert world.waiting() == []
    told = console.said("what was read is not dispatched")
    assert len(told) == 1
    assert told[0]["level"] == "ERROR"
    assert told[0]["queue"] == "library-records"
    assert told[0]["request_id"] == answer.headers["dashspot-request-id"]
    assert console.metric("DispatchesFailed") == 1
    assert console.metric("UnforeseenErrors") == 0
    assert console.said("message sent") == []


def test_a_short_failure_is_tried_again_and_nobody_notices(world: World, console: Console) -> None:
    browser = world.signed_in()
    world.aws.refuse("SendMessageBatch", "ServiceUnavailable", status=503, times=1)
    answer = browser.get(PLAYLISTS)
    assert answer.headers["dashspot-persist"] == "queued"
    assert len(world.waiting()) > 0
    assert console.metric("DispatchesFailed") == 0


def test_a_queue_that_is_not_configured_does_not_cost_the_answer(
    world: World, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chalicelib.core.composition import services

    browser = world.signed_in()
    bare = services().settings.model_copy(update={"queue_urls": {}})
    monkeypatch.setattr(services(), "settings", bare)
    answer = browser.get(PLAYLISTS)
    assert (answer.status, answer.headers["dashspot-persist"]) == (200, "failed")
    assert console.metric("DispatchesFailed") == 1


def test_what_was_sent_is_told_with_the_persons_and_the_requests_id(world: World, console: Console) -> None:
    browser = world.signed_in()
    console.clear()
    answer = browser.get(PLAYLISTS)
    sent = console.said("message sent")
    user_id = browser.get("/v1/user").json["user"]["id"]
    assert {line["kind"] for line in sent} == {"library.entities", "library.collection"}
    for line in sent:
        assert line["request_id"] == answer.headers["dashspot-request-id"]
        assert line["user_id"] == user_id
        assert line["queue"] == "library-records"
        assert line["records"] > 0
        assert 0 < line["bytes"] < 200_000
    assert console.metric("MessagesSent") == len(sent)
    answered = console.said("answered")[0]
    assert (answered["method"], answered["path"], answered["status"]) == ("GET", PLAYLISTS, 200)
    assert answered["milliseconds"] > 0
