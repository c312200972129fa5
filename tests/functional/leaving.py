"""How a person leaves, as tests do it."""

from __future__ import annotations

from typing import Any

from chalicelib.core.erasure.messages import QUEUE
from chalicelib.core.erasure.work import SETTLE
from tests.functional.listing import everything
from tests.functional.world import Answer, Browser, World

PLAYLISTS = "/v1/library/playlists"


def look_at_everything(browser: Browser) -> None:
    """What a person who uses everything leaves behind."""
    for playlist in everything(browser, PLAYLISTS):
        browser.get(f"{PLAYLISTS}/{playlist['id']}")
    everything(browser, "/v1/library/tracks", 50)
    browser.post("/v1/user/tokens", {"name": "a token of mine"})


def settle(world: World) -> None:
    """Let the wait pass after which nobody can still be writing."""
    world.clock.advance(seconds=SETTLE.total_seconds() + 2)


def finish(world: World, rounds: int = 10) -> None:
    """Let the erasure's function work, and its waits pass, until nothing waits."""
    for _ in range(rounds):
        world.run_queue(queue=QUEUE)
        if world.in_queue(QUEUE) == 0:
            return
        settle(world)
    raise AssertionError("the erasure does not end")


def unregistered(world: World) -> list[tuple[str, str]]:
    """Table and partition key of everything stored that no context has declared."""
    from chalicelib.core.erasure import registry
    from chalicelib.core.erasure.declarations import Kept, Shared, matcher

    declared: list[Kept | Shared] = [*registry.kept(), *registry.shared()]
    known = [(each.table, matcher(each.partition)) for each in declared]
    return sorted(
        {
            (table, item["pk"])
            for table in ("accounts", "catalogue", "personal", "coordination")
            for item in world.items(table)
            if not any(table == where and form.fullmatch(item["pk"]) for where, form in known)
        }
    )


def disconnect(browser: Browser) -> Answer:
    answer = browser.delete("/v1/user")
    assert answer.status == 202, answer.text
    return answer


def followed(browser: Browser, answer: Answer) -> dict[str, Any]:
    found = browser.get(answer.headers["location"].removeprefix("/api"))
    assert found.status == 200, found.text
    shown: dict[str, Any] = found.json
    return shown
