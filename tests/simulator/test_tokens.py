"""Access tokens and refresh tokens: how long they hold, and what is said when they do not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from infra.local.simulator import RunningSimulator, running_simulator
from tests.simulator.listener import App, Listener

DAY = 86400


@pytest.fixture
def spotify() -> Iterator[RunningSimulator]:
    with running_simulator(tracks=20, playlists=4, token_seconds=3600) as simulator:
        yield simulator


def _refusal(answer: requests.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["message"]


def test_an_access_token_expires_and_a_refresh_gives_a_new_one(spotify: RunningSimulator) -> None:
    app = App(spotify)
    tokens = app.sign_in()
    listener = Listener(spotify, tokens["access_token"])
    spotify.clock.advance(3590)
    assert listener.get("/me").status_code == 200
    spotify.clock.advance(20)
    assert listener.refusal("/me") == (401, "The access token expired")

    refreshed = app.refresh(tokens["refresh_token"]).json()
    assert "refresh_token" not in refreshed
    assert refreshed["scope"].split() == app.scope.split()
    assert Listener(spotify, refreshed["access_token"]).get("/me").status_code == 200


def test_tokens_live_as_long_as_was_configured() -> None:
    with running_simulator(tracks=1, playlists=1, token_seconds=5) as spotify:
        tokens = App(spotify).sign_in()
        assert tokens["expires_in"] == 5
        spotify.clock.advance(6)
        assert Listener(spotify, tokens["access_token"]).refusal("/me") == (401, "The access token expired")


def test_a_refresh_token_dies_six_months_after_consent_however_often_it_was_used(spotify: RunningSimulator) -> None:
    app = App(spotify)
    refresh_token = app.sign_in()["refresh_token"]
    spotify.clock.advance(179 * DAY)
    assert app.refresh(refresh_token).status_code == 200
    spotify.clock.advance(2 * DAY)
    answer = app.refresh(refresh_token)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


def test_rotation_replaces_the_refresh_token_and_kills_the_old_one() -> None:
    with running_simulator(tracks=1, playlists=1, rotate=True) as spotify:
        app = App(spotify)
        first = app.sign_in()["refresh_token"]
        second = app.refresh(first).json()["refresh_token"]
        assert second != first
        answer = app.refresh(first)
        assert (answer.status_code, answer.json()) == (
            400,
            {"error": "invalid_grant", "error_description": "Refresh token revoked"},
        )
        assert app.refresh(second).status_code == 200
        # A rotated token does not outlive the consent it came from.
        spotify.clock.advance(181 * DAY)
        assert app.refresh(second).json()["error"] == "invalid_grant"


def test_a_made_up_refresh_token_is_refused(spotify: RunningSimulator) -> None:
    access_token = App(spotify).sign_in()["access_token"]
    for token in ("AQmadeup", access_token, "AQ" + access_token[2:], "é"):
        answer = App(spotify).refresh(token)
        assert (answer.status_code, answer.json()) == (
            400,
            {"error": "invalid_grant", "error_description": "Invalid refresh token"},
        )


def test_without_a_token_with_a_wrong_one_and_with_another_scheme(spotify: RunningSimulator) -> None:
    url = f"{spotify.url}/v1/me"
    assert _refusal(requests.get(url, timeout=10)) == (401, "No token provided")
    assert Listener(spotify, "nonsense").refusal("/me") == (401, "Invalid access token")
    token = spotify.sign_in()
    tampered = token[:-1] + ("A" if token[-1] != "A" else "B")
    assert Listener(spotify, tampered[:40] + "x" + tampered[41:]).refusal("/me") == (401, "Invalid access token")
    basic = requests.get(url, auth=("a", "b"), timeout=10)
    assert _refusal(basic) == (400, "Only valid bearer authentication supported")


def test_tokens_can_be_made_to_expire_for_one_person(spotify: RunningSimulator) -> None:
    first, second = spotify.truth.people[:2]
    of_first, of_second = Listener(spotify, spotify.sign_in(first)), Listener(spotify, spotify.sign_in(second))
    requests.post(f"{spotify.url}/_control/expire-tokens", json={"person": first.id}, timeout=10).raise_for_status()
    assert of_first.refusal("/me") == (401, "The access token expired")
    assert of_second.get("/me").status_code == 200
    assert Listener(spotify, spotify.sign_in(first)).get("/me").status_code == 200


def test_a_person_can_revoke_the_app(spotify: RunningSimulator) -> None:
    app = App(spotify)
    refresh_token = app.sign_in()["refresh_token"]
    requests.post(f"{spotify.url}/_control/expire-tokens", json={"refresh": True}, timeout=10).raise_for_status()
    assert app.refresh(refresh_token).json()["error_description"] == "Refresh token revoked"


def test_tokens_survive_a_restart_with_the_same_settings() -> None:
    with running_simulator(tracks=1, playlists=1) as before:
        tokens = App(before).sign_in()
    with running_simulator(tracks=1, playlists=1) as after:
        assert Listener(after, tokens["access_token"]).get("/me").status_code == 200
        assert App(after).refresh(tokens["refresh_token"]).status_code == 200
    with running_simulator(tracks=1, playlists=1, seed=2) as other:
        assert Listener(other, tokens["access_token"]).refusal("/me") == (401, "Invalid access token")
