"""The two limits that Spotify counts: a rolling window, and a quota for a day."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from infra.local.simulator.control.switch import ControlError
from infra.local.simulator.in_process import InProcessSimulator, in_process_simulator

START = 1_800_000_000.0


class Person:
    """Somebody who asks at a certain time."""

    def __init__(self, spotify: InProcessSimulator) -> None:
        self.spotify = spotify
        self.headers = {"Authorization": f"Bearer {spotify.sign_in()}"}

    def ask(self, path: str = "/v1/me") -> tuple[int, str | None]:
        answer = self.spotify.ask("GET", path, self.headers)
        return answer.status, answer.headers.get("Retry-After")

    def at(self, seconds: float, path: str = "/v1/me") -> tuple[int, str | None]:
        self.spotify.clock.reset()
        self.spotify.clock.advance(seconds)
        return self.ask(path)


@pytest.fixture
def person() -> Iterator[Person]:
    with in_process_simulator(now=lambda: START, tracks=20, playlists=4, token_seconds=10**7) as spotify:
        yield Person(spotify)


def test_a_window_of_thirty_seconds_rolls(person: Person) -> None:
    person.spotify.switch("limit", requests=3)
    assert [person.at(second) for second in (0, 10, 20)] == [(200, None)] * 3
    assert person.at(25) == (429, "15"), "three of the last thirty seconds count: those of 10, 20 and 25"
    assert person.at(40) == (200, None)
    person.spotify.switch("limit", requests=None)
    assert [person.ask()[0] for _ in range(5)] == [200] * 5


def test_who_waits_as_told_is_served(person: Person) -> None:
    person.spotify.switch("limit", requests=2, seconds=30)
    now = 0.0
    for _ in range(20):
        status, wait = person.at(now)
        if wait is not None:
            now += int(wait)
            status, wait = person.at(now)
        assert status == 200
        now += 1


def test_who_does_not_wait_stays_refused(person: Person) -> None:
    person.spotify.switch("limit", requests=2)
    assert [person.at(second)[0] for second in range(0, 200, 5)] == [200, 200] + [429] * 38


def test_the_window_may_keep_the_wait_to_itself(person: Person) -> None:
    person.spotify.switch("limit", requests=1, tell=False)
    assert person.ask() == (200, None)
    assert person.ask() == (429, None)


def test_a_quota_blocks_until_its_day_ends(person: Person) -> None:
    person.spotify.switch("quota", requests=3)
    assert [person.at(second)[0] for second in (1000, 1001, 1002)] == [200] * 3
    assert person.at(1000 + 3600) == (429, str(23 * 3600))
    answer = person.spotify.ask("GET", "/v1/me", person.headers)
    assert b"QUOTA_EXCEEDED" in answer.body
    assert person.at(1000 + 86_399) == (429, "1")
    assert person.at(1000 + 86_400) == (200, None)
    assert person.spotify.requests[-2].faults == ("quota",)


def test_a_quota_counts_what_fails_and_what_has_not_changed_but_no_token_requests(person: Person) -> None:
    spotify = person.spotify
    spotify.switch("quota", requests=4)
    tag = spotify.ask("GET", "/v1/me", person.headers).headers["ETag"]
    assert spotify.ask("GET", "/v1/me", {**person.headers, "If-None-Match": tag}).status == 304
    assert person.ask("/v1/me/tracks?limit=99")[0] == 400
    spotify.fault("server_error", times=1)
    assert person.ask()[0] == 503
    assert spotify.ask("POST", "/api/token").status == 400
    assert person.ask()[0] == 429


def test_quotas_of_several_buckets(person: Person) -> None:
    person.spotify.switch("quota", name="playlists", path="/v1/me/playlists*", requests=1)
    person.spotify.switch("quota", name="all", requests=4)
    assert person.ask("/v1/me/playlists")[0] == 200
    assert person.ask("/v1/me/playlists")[0] == 429
    assert [person.ask()[0] for _ in range(4)] == [200, 200, 200, 429]


def test_a_quota_is_everybody_s(person: Person) -> None:
    spotify = person.spotify
    other = Person(spotify)
    other.headers = {"Authorization": f"Bearer {spotify.sign_in(spotify.truth.people[1])}"}
    spotify.switch("quota", requests=2)
    assert [person.ask()[0], other.ask()[0], person.ask()[0], other.ask()[0]] == [200, 200, 429, 429]


def test_what_was_counted_is_shown(person: Person) -> None:
    spotify = person.spotify
    spotify.switch("limit", requests=1)
    spotify.switch("quota", requests=9)
    for _ in range(3):
        person.ask()
    shown = spotify.ask("GET", "/_control/limits").body
    assert b'"refused":2' in shown
    assert b'"used":3' in shown
    with pytest.raises(ControlError):
        spotify.switch("limit", requests=0)
    with pytest.raises(ControlError):
        spotify.switch("quota")
