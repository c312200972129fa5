"""A person's analyses, from the request to the end of the job."""

from __future__ import annotations

import json
from typing import Any

import requests

from chalicelib.contexts.browser.analysis.messages import QUEUE
from chalicelib.contexts.browser.analysis.tasks import wake
from chalicelib.core.accounts.syncs import QUEUE as SYNCS_QUEUE
from chalicelib.core.composition import services
from tests.functional import syncing
from tests.functional.syncing import ACTIVE, Job
from tests.functional.world import Answer, Browser, World

JOBS = "/v1/browser/jobs"


def of_playlist(playlist_id: str) -> str:
    """Where a playlist's analysis is."""
    return f"/v1/browser/playlists/{playlist_id}/analysis"


def measured_by(world: World, provider: str, *, coverage: float = 1.0, missing: list[str] | None = None) -> None:
    """Set the installation up with a provider; ReccoBeats with what it knows."""
    found = services()
    changed = {"audio_features": provider, "reccobeats_url": f"{world.spotify.url}/reccobeats"}
    found.settings = found.settings.model_copy(update=changed)
    told = {"coverage": coverage, "missing": missing or []}
    set_ = requests.post(f"{world.spotify.url}/_control/reccobeats", json=told, timeout=10)
    assert set_.status_code == 200, set_.text


def begun(answer: Answer) -> Job:
    """The job that an answer tells of."""
    assert answer.status == 202, answer.text
    job: Job = answer.json
    assert answer.headers["location"] == f"/api{JOBS}/{job['id']}"
    return job


def seen(browser: Browser, job: Job) -> Job:
    """The job as it is now."""
    found: Job = browser.get(f"{JOBS}/{job['id']}").json
    return found


def work(browser: Browser, job: Job, most: int = 100) -> Job:
    """Let the functions work until nothing is to be done now: the job has ended, or waits for its time."""
    for _ in range(most):
        if not browser.world.deliver(QUEUE) and not browser.world.deliver(SYNCS_QUEUE):
            break
    return seen(browser, job)


def finish(browser: Browser, job: Job, most: int = 50) -> Job:
    """Let the functions work, and time pass where the job waits, until it has ended."""
    for _ in range(most):
        found = work(browser, job)
        if found["state"] not in ACTIVE:
            return found
        pass_time(browser.world, found)
    raise AssertionError(f"it does not end: {seen(browser, job)}")


def pass_time(world: World, job: Job) -> None:
    """Let time pass until the job's wait is over, or its lost message is missed; the schedule looks after it then."""
    syncing.wake(world, job, wake)


def features_kept(world: World) -> dict[str, dict[str, Any]]:
    """Audio features in the catalogue, by the id of their track."""
    found = world.items("catalogue", "E#audio_features#")
    return {item["id"]: json.loads(item["fields"]) for item in found}


def artists_with_genres(world: World) -> set[str]:
    """Artists in the catalogue whose genres somebody told."""
    found = world.items("catalogue", "E#artist#")
    return {item["id"] for item in found if "genres" in json.loads(item["fields"])}
