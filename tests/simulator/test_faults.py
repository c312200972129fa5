"""Faults: Spotify and the network at their worst, told by rules."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
import requests

from infra.local.simulator import RunningSimulator, running_simulator
from infra.local.simulator.control.switch import ControlError
from tests.simulator.listener import App, Listener


@pytest.fixture(scope="module")
def shared() -> Iterator[RunningSimulator]:
    with running_simulator(tracks=120, playlists=6, people=3) as simulator:
        yield simulator


@pytest.fixture
def spotify(shared: RunningSimulator) -> RunningSimulator:
    shared.switch("reset")
    return shared


@pytest.fixture
def listener(spotify: RunningSimulator) -> Listener:
    return Listener(spotify, spotify.sign_in())


@pytest.mark.parametrize(
    ("kind", "fields", "status", "message"),
    [
        ("rate_limit", {}, 429, "API rate limit exceeded"),
        ("quota", {}, 429, "Too many requests"),
        ("premium_lapsed", {}, 403, "Active premium subscription required for the owner of the app."),
        ("token_missing", {}, 401, "Access token missing"),
        ("refusal", {}, 403, "Forbidden"),
        ("refusal", {"status": 404, "message": "Not here"}, 404, "Not here"),
        ("server_error", {"status": 502}, 502, "Bad gateway."),
    ],
)
def test_spotify_says_no(listener: Listener, kind: str, fields: dict[str, Any], status: int, message: str) -> None:
    listener.spotify.fault(kind, times=1, **fields)
    assert listener.refusal("/me") == (status, message)
    assert listener.get("/me").status_code == 200


@pytest.mark.parametrize(
    ("wait", "header"), [(7, "7"), (86_400, "86400"), (0, "0"), (None, None), ("soon", "soon"), (-3, "-3")]
)
def test_a_rate_limit_with_any_wait_or_none(listener: Listener, wait: object, header: str | None) -> None:
    for kind in ("rate_limit", "quota"):
        listener.spotify.fault(kind, retry_after=wait, times=1)
        answer = listener.get("/me")
        assert (answer.status_code, answer.headers.get("Retry-After")) == (429, header)
        assert answer.json()["error"].get("reason") == ("QUOTA_EXCEEDED" if kind == "quota" else None)


def test_a_wait_may_be_a_date_that_has_gone_by(listener: Listener) -> None:
    listener.spotify.fault("rate_limit", retry_after="past")
    told = parsedate_to_datetime(listener.get("/me").headers["Retry-After"]).timestamp()
    assert told < time.time() - 3000


def test_bodies_that_are_no_json(listener: Listener) -> None:
    spotify = listener.spotify
    spotify.fault("not_registered", times=1)
    answer = listener.get("/me")
    assert (answer.status_code, answer.text) == (403, "User not registered in the Developer Dashboard")
    assert answer.headers["Content-Type"].startswith("text/plain")
    spotify.fault("html", times=1)
    answer = listener.get("/me")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert answer.text.startswith("<html>")
    spotify.fault("server_error", status=502, body="html", times=1)
    answer = listener.get("/me")
    assert answer.status_code == 502
    assert "nginx" in answer.text
    spotify.fault("server_error", body="empty", times=1)
    answer = listener.get("/me")
    assert (answer.status_code, answer.content) == (503, b"")


def test_half_an_answer(listener: Listener) -> None:
    listener.spotify.fault("truncated", times=1)
    answer = listener.get("/me")
    assert answer.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        json.loads(answer.text)
    listener.spotify.fault("truncated", cut=True, times=1)
    with pytest.raises((requests.exceptions.ChunkedEncodingError, requests.ConnectionError)):
        listener.get("/me")
    assert listener.get("/me").status_code == 200


def test_no_answer_at_all(listener: Listener) -> None:
    spotify = listener.spotify
    spotify.fault("reset", times=1)
    with pytest.raises(requests.ConnectionError):
        listener.get("/me")
    spotify.fault("timeout", seconds=3, times=1)
    address, token = f"{spotify.url}/v1/me", f"Bearer {listener.access_token}"
    with pytest.raises(requests.ReadTimeout):
        requests.get(address, headers={"Authorization": token}, timeout=0.2)
    spotify.fault("timeout", seconds=0.1, times=1)
    with pytest.raises(requests.ConnectionError):
        requests.get(address, headers={"Authorization": token}, timeout=10)


def test_latency_delays_the_true_answer(listener: Listener) -> None:
    listener.spotify.fault("latency", seconds=0.2, times=1)
    started = time.perf_counter()
    assert listener.read("/me")["id"] == listener.spotify.truth.people[0].id
    assert time.perf_counter() - started >= 0.2


def test_a_fault_meets_what_its_rule_says_and_nothing_else(spotify: RunningSimulator) -> None:
    first, second = spotify.truth.people[:2]
    of_first, of_second = Listener(spotify, spotify.sign_in(first)), Listener(spotify, spotify.sign_in(second))
    spotify.fault("server_error", match={"method": "GET", "path": "/v1/me/*", "person": second.id})
    assert of_first.get("/me/tracks").status_code == 200
    assert of_second.get("/me/tracks").status_code == 503
    assert of_second.get("/me").status_code == 200
    spotify.switch("remove-fault")
    spotify.fault("server_error", match={"query": {"offset": "50"}})
    assert of_first.get("/me/tracks?offset=0").status_code == 200
    assert of_first.get("/me/tracks?offset=50").status_code == 503


def test_a_fault_lasts_as_long_as_it_is_told(listener: Listener) -> None:
    spotify = listener.spotify
    spotify.fault("server_error", skip=2, times=3)
    assert [listener.get("/me").status_code for _ in range(6)] == [200, 200, 503, 503, 503, 200]
    spotify.fault("server_error", for_seconds=600)
    assert listener.get("/me").status_code == 503
    spotify.clock.advance(601)
    assert listener.get("/me").status_code == 200
    name = spotify.fault("server_error", name="outage")
    assert name == "outage"
    assert listener.get("/me").status_code == 503
    spotify.switch("remove-fault", name="outage")
    assert listener.get("/me").status_code == 200


def test_a_share_of_the_requests_is_met_and_the_same_ones_each_time(listener: Listener) -> None:
    spotify = listener.spotify
    runs = []
    for _ in range(2):
        spotify.fault("server_error", name="flaky", share=0.3, seed=5)
        runs.append([listener.get("/me").status_code for _ in range(60)])
    assert runs[0] == runs[1]
    assert 8 <= runs[0].count(503) <= 30
    spotify.fault("server_error", name="flaky", share=0.3, seed=6)
    assert [listener.get("/me").status_code for _ in range(60)] != runs[0]


def test_several_faults_at_once(listener: Listener) -> None:
    spotify = listener.spotify
    spotify.fault("latency", name="slow", seconds=0.01)
    spotify.fault("server_error", name="down", times=1)
    assert listener.get("/me").status_code == 503
    assert listener.get("/me").status_code == 200
    assert [request.faults for request in spotify.requests] == [("slow", "down"), ("slow",)]


def test_faults_without_a_name_never_replace_each_other(spotify: RunningSimulator) -> None:
    first, second = spotify.fault("latency"), spotify.fault("latency")
    spotify.switch("remove-fault", name=first)
    third = spotify.fault("latency")
    assert [each.name for each in spotify.simulator.faults.active] == [second, third]


def test_faults_are_listed_with_how_often_they_were_met(listener: Listener) -> None:
    spotify = listener.spotify
    added = requests.post(
        f"{spotify.url}/_control/fault", json={"kind": "rate_limit", "retry_after": 9, "times": 2}, timeout=10
    )
    assert added.json() == {"name": "rate_limit-1"}
    listener.get("/me")
    shown = requests.get(f"{spotify.url}/_control/faults", timeout=10).json()
    [fault] = shown["faults"]
    assert (fault["name"], fault["retry_after"], fault["met"], fault["over"]) == ("rate_limit-1", 9, 1, False)
    assert shown["kinds"]["rate_limit"]["fields"] == {"executed": False, "retry_after": 30}
    assert all(kind["does"] for kind in shown["kinds"].values())


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "gremlins"},
        {"kind": "rate_limit", "retry": 3},
        {"kind": "rate_limit", "share": 2},
        {"kind": "rate_limit", "match": {"where": "/v1/me"}},
        {"kind": "server_error", "status": 200},
        {},
    ],
)
def test_a_fault_that_does_not_exist_is_refused(spotify: RunningSimulator, fields: dict[str, Any]) -> None:
    answer = requests.post(f"{spotify.url}/_control/fault", json=fields, timeout=10)
    assert answer.status_code == 400
    assert answer.json()["error"]
    with pytest.raises(ControlError):
        spotify.switch("remove-fault", name="never set")


def test_a_refresh_is_falsely_refused_for_a_while(spotify: RunningSimulator) -> None:
    app = App(spotify)
    tokens = app.sign_in()
    spotify.fault("invalid_grant", for_seconds=7200)
    refused = app.refresh(tokens["refresh_token"])
    assert (refused.status_code, refused.json()) == (
        400,
        {"error": "invalid_grant", "error_description": "Refresh token revoked"},
    )
    assert app.sign_in()["access_token"], "codes are exchanged as ever"
    spotify.clock.advance(7201)
    assert app.refresh(tokens["refresh_token"]).status_code == 200


def test_only_one_person_may_be_refused_a_refresh(spotify: RunningSimulator) -> None:
    first, second = spotify.truth.people[:2]
    app = App(spotify)
    of_first, of_second = (app.sign_in(person=person.id)["refresh_token"] for person in (first, second))
    spotify.fault("invalid_grant", match={"person": first.id})
    assert app.refresh(of_first).status_code == 400
    assert app.refresh(of_second).status_code == 200


def test_a_token_expires_in_mid_crawl(spotify: RunningSimulator) -> None:
    app = App(spotify)
    tokens = app.sign_in()
    listener = Listener(spotify, tokens["access_token"])
    spotify.fault("expiry", skip=2, times=1)
    statuses = [listener.get(f"/me/tracks?offset={offset}").status_code for offset in (0, 20, 40, 60)]
    assert statuses == [200, 200, 401, 401]
    renewed = Listener(spotify, app.refresh(tokens["refresh_token"]).json()["access_token"])
    assert renewed.get("/me/tracks?offset=40").status_code == 200


def test_a_person_takes_the_app_s_access_away(spotify: RunningSimulator) -> None:
    app = App(spotify)
    tokens = app.sign_in()
    spotify.fault("revocation", times=1)
    assert Listener(spotify, tokens["access_token"]).refusal("/me") == (401, "The access token expired")
    assert app.refresh(tokens["refresh_token"]).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("rotation", "answers", "old_works"), [("never", None, True), ("same", "same", True), ("always", "new", False)]
)
def test_what_a_refresh_answers_can_change(
    spotify: RunningSimulator, rotation: str, answers: str | None, old_works: bool
) -> None:
    app = App(spotify)
    old = app.sign_in()["refresh_token"]
    spotify.switch("set-tokens", rotation=rotation)
    given = app.refresh(old).json().get("refresh_token")
    assert (given is None, given == old) == (answers is None, answers == "same")
    assert (app.refresh(old).status_code == 200) is old_works


def test_using_a_replaced_refresh_token_can_end_everything(spotify: RunningSimulator) -> None:
    app = App(spotify)
    old = app.sign_in()["refresh_token"]
    spotify.switch("set-tokens", rotation="always", reuse_revokes=True)
    new = app.refresh(old).json()["refresh_token"]
    assert app.refresh(old).status_code == 400
    assert app.refresh(new).status_code == 400


def test_the_six_months_can_be_shorter(spotify: RunningSimulator) -> None:
    app = App(spotify)
    refresh_token = app.sign_in()["refresh_token"]
    spotify.switch("set-tokens", refresh_days=2, token_seconds=60)
    assert app.refresh(refresh_token).json()["expires_in"] == 60
    spotify.clock.advance(2 * 86400 + 1)
    assert app.refresh(refresh_token).json()["error"] == "invalid_grant"
    with pytest.raises(ControlError):
        spotify.switch("set-tokens", rotation="sometimes")
    with pytest.raises(ControlError):
        spotify.switch("set-tokens", token_seconds=0)
