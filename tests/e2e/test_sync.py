"""A sync in the deployed functions: begun over HTTPS, worked on under their own permissions, and then nothing new."""

from __future__ import annotations

from typing import Any

import pytest

from infra.local.simulator import RunningSimulator
from tests.e2e.system import Browser, RunningSystem
from tests.e2e.waiting import wait_for

pytestmark = pytest.mark.e2e

SYNCS = "/api/v1/library/syncs"
SECONDS = 240
WANTED = {"resources": ["shows", "albums", "audiobooks", "artists"]}


def synced(browser: Browser, wanted: dict[str, Any]) -> dict[str, Any]:
    """A sync, followed to its end."""
    begun = browser.send("POST", SYNCS, json=wanted)
    assert begun.status_code == 202, begun.text
    address = begun.headers["Location"]

    def ended() -> bool:
        return browser.get(address).json()["state"] not in ("queued", "running", "waiting")

    wait_for(ended, "the end of the sync", SECONDS, pause=1)
    job: dict[str, Any] = browser.get(address).json()
    return job


def is_up_to_date(browser: Browser) -> bool:
    """Whether everything that is kept can be browsed."""
    answer = browser.get("/api/v1/browser/meta")
    return answer.status_code == 200 and answer.json()["behind_since"] is None


def test_it_reads_what_was_asked_for_and_a_second_one_finds_nothing_new(
    system: RunningSystem, spotify: RunningSimulator, browser: Browser
) -> None:
    playlist = next(
        each.playlist_id
        for each in spotify.truth.people[0].playlists
        if spotify.truth.playlists[each.playlist_id].readable_by(spotify.truth.people[0].id)
        and spotify.truth.playlists[each.playlist_id].total <= 100
    )
    first = synced(browser, WANTED)
    assert first["state"] == "succeeded", first
    assert first["counts"]["created"] > 0
    assert first["error"] is None
    again = synced(browser, WANTED)
    assert again["state"] == "succeeded", again
    assert again["counts"]["created"] == again["counts"]["updated"] == again["counts"]["removed"] == 0
    assert again["counts"]["unchanged"] == first["counts"]["created"]
    assert again["cost"]["requests"] == len(WANTED["resources"])

    spotify.switch("change-playlist", playlist=playlist, move={"start": 0, "before": 2})
    one = synced(browser, {"playlists": [playlist]})
    assert one["state"] == "succeeded", one
    assert [each["state"] for each in one["collections"]] == ["done"]
    assert [job["id"] for job in browser.get(SYNCS).json()["data"]][:3] == [one["id"], again["id"], first["id"]]
    assert system.queues_empty("library-syncs")

    # The copy that is browsed is built by another function, from the bucket's and the tables' permissions of its own.
    wait_for(lambda: is_up_to_date(browser), "the read model", SECONDS, pause=1)
    shows = browser.get("/api/v1/browser/shows?saved=true").json()
    assert shows["page"]["total"] == len(spotify.truth.people[0].saved_shows)
    assert browser.get("/api/v1/browser/housekeeping/vanished").status_code == 200
    assert system.inspect("dead-letters.json") == {"dead_letters": []}
