"""The simulator as a function: the same answers as over HTTP, with failures as exceptions and no time lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from infra.local.simulator.in_process import InProcessSimulator, NoAnswer, TimedOut, in_process_simulator
from tests.simulator.asking import Asking


@pytest.fixture
def spotify() -> Iterator[InProcessSimulator]:
    with in_process_simulator(tracks=60, playlists=4) as simulator:
        yield simulator


def test_a_request_is_answered_as_over_http(spotify: InProcessSimulator) -> None:
    asking = Asking(spotify)
    answer = spotify.ask("get", "https://api.spotify.com/v1/me/tracks?limit=2", asking.headers)
    assert answer.status == 200
    page = json.loads(answer.body)
    assert page["next"].startswith("https://api.spotify.com/v1/me/tracks?offset=2&limit=2")
    assert asking.read("/me/tracks?limit=2")["next"].startswith("http://spotify.invalid/")
    assert [(each.method, each.path, each.status) for each in spotify.requests] == [("GET", "/v1/me/tracks", 200)] * 2


def test_tokens_are_refreshed_with_a_form(spotify: InProcessSimulator) -> None:
    form = {
        "grant_type": "refresh_token",
        "refresh_token": "unknown",
        "client_id": spotify.options.client_id,
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = spotify.ask("POST", "https://accounts.spotify.com/api/token", headers, urlencode(form))
    assert (answer.status, json.loads(answer.body)["error"]) == (400, "invalid_grant")
    assert spotify.requests[-1].grant_type == "refresh_token"


def test_its_time_is_the_caller_s() -> None:
    now = 1_800_000_000.0
    with in_process_simulator(now=lambda: now, tracks=1, playlists=1, token_seconds=3600) as spotify:
        asking = Asking(spotify)
        assert asking.get("/me").status == 200
        assert spotify.requests[-1].at == now
        now += 3601
        assert asking.refusal("/me") == (401, "The access token expired")


def test_waiting_is_the_caller_s_business(spotify: InProcessSimulator) -> None:
    asking, waits = Asking(spotify), list[float]()
    spotify.fault("latency", seconds=4)
    assert asking.get("/me").seconds == 4
    spotify.ask("GET", "/v1/me", asking.headers, timeout=5, wait=waits.append)
    with pytest.raises(TimedOut):
        spotify.ask("GET", "/v1/me", asking.headers, timeout=3, wait=waits.append)
    assert waits == [4, 3]


def test_broken_connections_are_exceptions(spotify: InProcessSimulator) -> None:
    asking = Asking(spotify)
    for kind, fields in (("reset", {}), ("truncated", {"cut": True}), ("timeout", {"seconds": 3})):
        spotify.fault(kind, times=1, **fields)
        with pytest.raises(NoAnswer):
            asking.get("/me")
    assert [each.faults for each in spotify.requests] == [("reset-1",), ("truncated-2",), ("timeout-3",)]
