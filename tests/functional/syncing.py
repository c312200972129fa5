"""A person's syncs, from the request to the end of the job."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chalicelib.contexts.library.sync.messages import QUEUE as SYNCS_QUEUE
from chalicelib.contexts.library.sync.tasks import resume
from tests.functional.world import Browser, World

SYNCS = "/v1/library/syncs"
ACTIVE = ("queued", "running", "waiting")

Job = dict[str, Any]


def begin(browser: Browser, **wanted: Any) -> Job:
    """Ask for a sync; the job as it is answered."""
    answer = browser.post(SYNCS, wanted)
    assert answer.status == 202, answer.text
    job: Job = answer.json
    assert answer.headers["location"] == f"/api{SYNCS}/{job['id']}"
    return job


def seen(browser: Browser, job: Job) -> Job:
    """The job as it is now."""
    found: Job = browser.get(f"{SYNCS}/{job['id']}").json
    return found


def work(browser: Browser, job: Job, most: int = 200) -> Job:
    """Let the functions work until nothing is to be done now: the job has ended, or waits for its time."""
    for _ in range(most):
        if not browser.world.deliver(SYNCS_QUEUE):
            break
    return seen(browser, job)


def finish(browser: Browser, job: Job, most: int = 200) -> Job:
    """Let the functions work, and time pass where the job waits, until it has ended."""
    for _ in range(most):
        found = work(browser, job)
        if found["state"] not in ACTIVE:
            return found
        wake(browser.world, found)
    raise AssertionError(f"it does not end: {seen(browser, job)}")


def wake(world: World, job: Job, schedule: Any = resume) -> None:
    """Let time pass until the job's wait is over, or its lost message is missed; the schedule looks after it then."""
    ends = job["resume_at"]
    left = (datetime.fromisoformat(ends) - world.clock.now()).total_seconds() if ends else 15 * 60
    world.advance(seconds=max(0.0, left) + 60)
    world.tick(schedule)


def synced(browser: Browser, **wanted: Any) -> Job:
    """A whole sync."""
    return finish(browser, begin(browser, **wanted))


def collection(job: Job, name: str) -> Job | None:
    """What the job says of one collection; None where it did not have to be read."""
    return next((each for each in job["collections"] if each["name"] == name), None)


def kept_writes(world: World) -> int:
    """Requests that wrote to the catalogue or to personal data, since the last ``world.aws.clear()``."""
    sent = zip(world.aws.names, world.aws.bodies, strict=True)
    writing = {"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"}
    return sum(name in writing and ("test-catalogue" in body or "test-personal" in body) for name, body in sent)
