"""What happens just while a person disconnects brings nothing back, and stops nothing."""

from __future__ import annotations

import pytest

from chalicelib.core.composition import services
from chalicelib.core.erasure.messages import QUEUE
from chalicelib.core.erasure.tasks import resume
from tests.functional.console import Console
from tests.functional.leaving import PLAYLISTS, disconnect, finish, followed, look_at_everything
from tests.functional.world import World, shared_world

world = shared_world(tracks=10, playlists=3)


def _disconnects(user_id: str) -> None:
    """The same person presses disconnect in another window."""
    from chalicelib.core.erasure import service

    service.disconnect(user_id, "request-of-another-window", services())


def test_a_sign_in_that_ends_while_the_person_disconnects_is_a_new_persons(world: World) -> None:
    browser = world.signed_in()
    old = browser.get("/v1/user").json["user"]["id"]
    again = world.browser()
    back = again.consent(again.begin_sign_in())
    world.aws.meanwhile["Encrypt"] = lambda: _disconnects(old)
    assert again.get(back).status == 302
    new = again.get("/v1/user").json["user"]["id"]
    assert new != old
    assert [item["sk"] for item in world.items("accounts", f"U#{old}") if not item["sk"].startswith("SESSION#")] == [
        "ERASED"
    ]
    assert again.get(PLAYLISTS).status == 200
    finish(world)
    assert [item["sk"] for item in world.items("accounts", f"U#{old}")] == ["ERASED"]
    assert {item["user_id"] for item in world.items("accounts", "IDENT#")} == {new}


def test_a_sign_in_just_before_is_erased_with_the_rest(world: World) -> None:
    browser = world.signed_in()
    user_id = browser.get("/v1/user").json["user"]["id"]
    other = world.browser()
    back = other.consent(other.begin_sign_in())
    world.aws.meanwhile["TransactWriteItems"] = lambda: other.get(back)
    answer = disconnect(browser)
    assert other.get(PLAYLISTS).code == "unauthenticated", "it was the same person's"
    finish(world)
    assert followed(browser, answer)["state"] == "succeeded"
    assert [item["sk"] for item in world.items("accounts", f"U#{user_id}")] == ["ERASED"]
    assert world.items("accounts", "IDENT#") == []


def test_a_renewal_that_ends_while_the_person_disconnects_keeps_no_grant(world: World) -> None:
    browser = world.signed_in()
    user_id = browser.get("/v1/user").json["user"]["id"]
    world.advance(hours=2)
    world.aws.meanwhile["Encrypt"] = lambda: _disconnects(user_id)
    assert browser.get(PLAYLISTS).status == 401
    assert not [item for item in world.items("accounts", f"U#{user_id}") if item["sk"].startswith("GRANT")]
    finish(world)
    assert [item["sk"] for item in world.items("accounts", f"U#{user_id}")] == ["ERASED"]


def test_two_windows_that_disconnect_at_once_follow_one_job(world: World) -> None:
    from chalicelib.core.erasure import service

    browser = world.signed_in()
    user_id = browser.get("/v1/user").json["user"]["id"]
    jobs: list[str] = []
    first = lambda: jobs.append(service.disconnect(user_id, "first", services()).id)  # noqa: E731
    world.aws.meanwhile["TransactWriteItems"] = first
    answer = disconnect(browser)
    assert [answer.json["id"]] == jobs
    finish(world)


def test_messages_that_come_twice_and_out_of_order_change_nothing(world: World) -> None:
    browser = world.signed_in()
    look_at_everything(browser)
    world.run_queue(rounds=100)
    answer = disconnect(browser)
    sent = world.sqs.receive_message(QueueUrl=world.queues[QUEUE].url, VisibilityTimeout=0)["Messages"][0]["Body"]
    world.send(sent, sent, queue=QUEUE)
    world.run_queue(queue=QUEUE)
    world.send(sent, queue=QUEUE)
    world.run_queue(queue=QUEUE)
    assert followed(browser, answer)["state"] == "waiting", "nobody hurries the last look"
    finish(world)
    done = followed(browser, answer)
    world.send(sent, queue=QUEUE)
    world.run_queue(queue=QUEUE)
    assert followed(browser, answer) == done
    assert done["receipt"]["passes"] == 2


def test_an_erasure_too_long_for_its_hops_is_parked_and_woken(
    world: World, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chalicelib.core.erasure import work

    browser = world.signed_in()
    answer = disconnect(browser)
    with monkeypatch.context() as patched:
        patched.setattr(work, "RESERVE", 1_000.0)
        assert world.run_queue(queue=QUEUE) == 11, "ten continuations: Lambda stops longer chains"
    assert len(console.said("job parked")) == 1
    world.clock.advance(minutes=16)
    world.tick(resume)
    finish(world)
    assert followed(browser, answer)["state"] == "succeeded"


def test_a_busy_table_is_asked_again_later(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from chalicelib.core.erasure.batches import Store, Undone

    browser = world.signed_in()
    answer = disconnect(browser)

    def busy(*_: object) -> None:
        raise Undone("busy")

    with monkeypatch.context() as patched:
        patched.setattr(Store, "delete", busy)
        assert world.run_queue(queue=QUEUE) == 1
    assert world.in_queue(QUEUE) == 1, "it comes again in half a minute"
    world.clock.advance(seconds=31)
    finish(world)
    done = followed(browser, answer)
    assert done["state"] == "succeeded"
    assert done["receipt"]["records"] == {"accounts": 1}, "what was counted before it failed is not counted again"
