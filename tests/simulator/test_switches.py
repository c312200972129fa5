"""The switches under /_control/: set answers, recordings, log, reset."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from infra.local.simulator import RunningSimulator, running_simulator
from tests.simulator.listener import Listener

RECORDING = {"id": "recorded", "display_name": "Somebody  once"}


@pytest.fixture
def spotify(tmp_path: Path) -> Iterator[RunningSimulator]:
    folder = tmp_path / "recordings" / "user"
    folder.mkdir(parents=True)
    (folder / "someone.json").write_text(json.dumps(RECORDING, indent=3))
    (tmp_path / "secret.json").write_text("{}")
    with running_simulator(tracks=20, playlists=4, recordings=tmp_path / "recordings") as simulator:
        yield simulator


@pytest.fixture
def listener(spotify: RunningSimulator) -> Listener:
    return Listener(spotify, spotify.sign_in())


def _set(spotify: RunningSimulator, switch: str, **fields: Any) -> requests.Response:
    return requests.post(f"{spotify.url}/_control/{switch}", json=fields, timeout=10)


def test_a_recording_is_served_as_it_is(spotify: RunningSimulator) -> None:
    answer = requests.get(f"{spotify.url}/recordings/user/someone.json", timeout=10)
    assert answer.text == json.dumps(RECORDING, indent=3)
    assert requests.get(f"{spotify.url}/recordings/user/nobody.json", timeout=10).status_code == 404


@pytest.mark.parametrize("name", ["..%2Fsecret.json", "user%2F..%2F..%2Fsecret.json", "%2Fetc%2Fpasswd"])
def test_nothing_outside_the_folder_is_served(spotify: RunningSimulator, name: str) -> None:
    assert requests.get(f"{spotify.url}/recordings/{name}", timeout=10).status_code == 404
    assert _set(spotify, "answer", path="/v1/me", recording="../secret.json").status_code == 400


def test_a_recording_can_be_the_next_answer_of_an_endpoint(listener: Listener) -> None:
    assert _set(listener.spotify, "answer", path="/v1/me", recording="user/someone").status_code == 200
    assert listener.read("/me") == RECORDING
    assert listener.read("/me")["id"] == listener.spotify.truth.people[0].id


def test_spotify_can_be_told_to_be_busy(listener: Listener) -> None:
    _set(
        listener.spotify,
        "answer",
        path="/v1/me/*",
        method="GET",
        status=429,
        headers={"Retry-After": "7"},
        body={"error": {"status": 429, "message": "API rate limit exceeded"}},
        times=2,
    ).raise_for_status()
    for path in ("/me/tracks", "/me/playlists"):
        answer = listener.get(path)
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
        assert answer.json()["error"]["message"] == "API rate limit exceeded"
    assert listener.get("/me/tracks").status_code == 200


def test_spotify_can_be_told_to_be_slow(listener: Listener) -> None:
    _set(listener.spotify, "answer", path="/v1/me", status=200, delay=3).raise_for_status()
    with pytest.raises(requests.ReadTimeout):
        requests.get(
            f"{listener.spotify.url}/v1/me", headers={"Authorization": f"Bearer {listener.access_token}"}, timeout=0.2
        )
    assert listener.get("/me").status_code == 200


def test_an_answer_need_not_be_json(listener: Listener) -> None:
    _set(
        listener.spotify,
        "answer",
        path="/v1/me",
        status=403,
        headers={"Content-Type": "text/plain"},
        body="User not registered in the Developer Dashboard",
    ).raise_for_status()
    answer = listener.get("/me")
    assert (answer.status_code, answer.text) == (403, "User not registered in the Developer Dashboard")


def test_the_accounts_host_can_be_told_what_to_say(spotify: RunningSimulator) -> None:
    _set(spotify, "answer", path="/api/token", status=503).raise_for_status()
    assert requests.post(f"{spotify.url}/api/token", timeout=10).status_code == 503
    assert requests.post(f"{spotify.url}/api/token", timeout=10).status_code == 400


@pytest.mark.parametrize(
    "fields", [{}, {"path": "v1/me"}, {"path": "/v1/me", "recording": "user/nobody"}, {"path": "/v1/me", "status": "x"}]
)
def test_a_switch_says_what_is_wrong(spotify: RunningSimulator, fields: dict[str, Any]) -> None:
    answer = _set(spotify, "answer", **fields)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_a_form_on_a_web_page_cannot_throw_a_switch(spotify: RunningSimulator) -> None:
    answer = requests.post(
        f"{spotify.url}/_control/reset", data="{}", headers={"Content-Type": "text/plain"}, timeout=10
    )
    assert answer.status_code == 415


def test_the_log_counts_what_was_asked(listener: Listener) -> None:
    listener.read("/me")
    listener.get("/me/tracks?limit=99")
    log = requests.get(f"{listener.spotify.url}/_control/requests", timeout=10).json()["requests"]
    assert [(each["method"], each["path"], each["status"]) for each in log] == [
        ("GET", "/v1/me", 200),
        ("GET", "/v1/me/tracks", 400),
    ]
    assert log[1]["query"] == {"limit": "99"}
    assert log[0]["user_id"] == listener.spotify.truth.people[0].id
    assert [each.path for each in listener.spotify.requests] == ["/v1/me", "/v1/me/tracks"]


def test_scripts_can_sign_in_and_look_who_is_there(spotify: RunningSimulator) -> None:
    people = requests.get(f"{spotify.url}/_control/people", timeout=10).json()["people"]
    assert [each["id"] for each in people] == [person.id for person in spotify.truth.people]
    token = _set(spotify, "sign-in", person=people[2]["id"], scopes=["user-library-read"]).json()["access_token"]
    listener = Listener(spotify, token)
    assert listener.read("/me")["id"] == people[2]["id"]
    assert listener.refusal("/me/playlists") == (403, "Insufficient client scope")
    assert _set(spotify, "sign-in", person="nobody").status_code == 400


def test_reset_goes_back_to_the_start(listener: Listener) -> None:
    spotify = listener.spotify
    playlist = spotify.truth.playlists_of(spotify.truth.people[0])[0]
    _set(spotify, "change-playlist", playlist=playlist.id, name="Changed").raise_for_status()
    _set(spotify, "answer", path="/v1/me", status=500).raise_for_status()
    _set(spotify, "advance-clock", seconds=7200).raise_for_status()
    assert listener.get("/me/tracks").status_code == 401
    _set(spotify, "reset").raise_for_status()
    assert spotify.requests == []
    assert listener.get("/me").status_code == 200
    assert listener.read(f"/playlists/{playlist.id}")["name"] != "Changed"


def test_the_switches_explain_themselves(spotify: RunningSimulator) -> None:
    listed = requests.get(f"{spotify.url}/_control/", timeout=10).json()
    assert {"GET /_control/requests", "POST /_control/answer", "POST /_control/reset"} <= set(listed)
    assert all(listed.values())
