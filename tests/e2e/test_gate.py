"""A refusal of Spotify's meets one person and holds everybody who shares the client id, in the deployed functions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from infra.local.simulator import RunningSimulator
from tests.e2e.system import Browser, RunningSystem
from tests.e2e.tables import name_of
from tests.e2e.waiting import wait_for

pytestmark = pytest.mark.e2e

PLAYLISTS = "/api/v1/library/playlists"
SECONDS = 20


@pytest.fixture
def opened_again(system: RunningSystem, spotify: RunningSimulator) -> Iterator[None]:
    """Leaves the gate as if it had never closed: sitting its gradual reopening out would take five minutes."""
    yield
    spotify.switch("remove-fault")
    key = {"pk": {"S": f"CLIENT#{spotify.options.client_id}"}, "sk": {"S": "GATE"}}
    system.cloud.client("dynamodb").delete_item(TableName=name_of("coordination"), Key=key)


@pytest.mark.usefixtures("opened_again")
def test_a_refusal_that_one_person_meets_holds_another_without_asking_spotify(
    system: RunningSystem, spotify: RunningSimulator, browser: Browser
) -> None:
    other = system.browser()
    assert other.sign_in(person=spotify.truth.people[2].id).status_code == 302
    assert [each.get(PLAYLISTS).status_code for each in (browser, other)] == [200, 200]
    budget = system.browser().get("/api/v1/meta").json()["budget"]
    assert budget["limit"] is None, "the simulator has no daily budget, and what is spent is counted all the same"
    wait_for(lambda: spent(system) > 0, "requests in the ledger")

    fault = spotify.fault("rate_limit", retry_after=SECONDS, times=1, match={"path": "/v1/me/playlists"})
    refused = browser.get(PLAYLISTS)
    assert (refused.status_code, refused.json()["code"]) == (429, "spotify_rate_limited")
    assert refused.headers["Retry-After"] == str(SECONDS)

    asked = len(spotify.requests)
    held = other.get(PLAYLISTS)
    assert (held.status_code, held.json()["code"]) == (429, "spotify_rate_limited")
    assert 0 < int(held.headers["Retry-After"]) <= SECONDS
    assert held.json()["retry_after"] == int(held.headers["Retry-After"])
    assert len(spotify.requests) == asked, "the request must not reach Spotify"
    assert [fault in request.faults for request in spotify.requests].count(True) == 1
    gate = system.browser().get("/api/v1/meta").json()["gate"]
    assert (gate["state"], gate["reason"]) == ("closed", "rate_limit")
    assert other.get("/api/v1/user").status_code == 200, "what needs no Spotify goes on"

    wait_for(
        lambda: other.get(PLAYLISTS).status_code == 200, "the other person's request, once the wait is over", pause=1
    )
    assert system.browser().get("/api/v1/meta").json()["gate"]["state"] == "reopening"


def spent(system: RunningSystem) -> int:
    """Requests of today on people's behalf, as the installation shows them."""
    count: int = system.browser().get("/api/v1/meta").json()["budget"]["spent"]["interactive"]
    return count
