"""A hundred people with one app, and a week in a moment."""

from __future__ import annotations

import json
import time
from collections import Counter
from urllib.parse import urlencode

from infra.local.simulator.in_process import Answer, InProcessSimulator, in_process_simulator
from infra.local.simulator.library import generate_library
from tests.simulator.asking import Asking

DAY = 86_400
START = 1_800_000_000.0


def test_a_hundred_people_cost_nothing_until_they_are_read() -> None:
    started = time.process_time()
    library = generate_library(people=100)
    assert time.process_time() - started < 2
    assert len({person.id for person in library.people}) == 100
    assert all(library.person(person.id) is person for person in library.people)


def test_a_week_of_a_hundred_people_with_a_quota_and_an_outage() -> None:
    now = START
    with in_process_simulator(now=lambda: now, people=100, tracks=400, playlists=8, log=50_000) as spotify:
        spotify.switch("quota", requests=500)
        refresh_tokens = {person.id: _consent(spotify, person.id) for person in spotify.truth.people}
        for hour in range(7 * 24):
            now = START + hour * 3600
            if hour == 50:
                spotify.fault("invalid_grant", name="outage", for_seconds=2 * 3600)
            for person in spotify.truth.people[hour % 10 :: 10]:
                _read_a_little(spotify, refresh_tokens[person.id])
        asked = [each for each in spotify.requests if each.path.startswith("/v1/")]
        by_day = Counter(int((each.at - START) // DAY) for each in asked if each.status == 200)
        assert set(by_day) == set(range(7))
        assert max(by_day.values()) <= 500
        assert len({each.user_id for each in asked}) == 100
        falsely = [each for each in spotify.requests if each.faults == ("outage",)]
        assert {each.status for each in falsely} == {400}
        assert {int((each.at - START) // 3600) for each in falsely} == {50, 51}


def test_what_is_issued_after_a_revocation_holds_even_while_time_stands_still() -> None:
    with in_process_simulator(now=lambda: START, tracks=1, playlists=1) as spotify:
        before = Asking(spotify)
        spotify.switch("expire-tokens")
        after = Asking(spotify)
        assert before.refusal("/me") == (401, "The access token expired")
        assert after.get("/me").status == 200


def _consent(spotify: InProcessSimulator, person: str) -> str:
    options = spotify.options
    uri = "https://dashspot.example/callback"
    asked = {"client_id": options.client_id, "response_type": "code", "redirect_uri": uri, "scope": "user-library-read"}
    decided = _post(spotify, "/authorize", {**asked, "decision": "agree", "person": person})
    code = decided.headers["Location"].split("code=")[1].split("&")[0]
    client = {"client_id": options.client_id, "client_secret": options.client_secret}
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": uri, **client}
    token: str = json.loads(_post(spotify, "/api/token", form).body)["refresh_token"]
    return token


def _read_a_little(spotify: InProcessSimulator, refresh_token: str) -> None:
    options = spotify.options
    client = {"client_id": options.client_id, "client_secret": options.client_secret}
    refreshed = _post(spotify, "/api/token", {"grant_type": "refresh_token", "refresh_token": refresh_token, **client})
    if refreshed.status == 200:
        headers = {"Authorization": f"Bearer {json.loads(refreshed.body)['access_token']}"}
        for path in ("/v1/me", "/v1/me/tracks", "/v1/me/albums?limit=1"):
            spotify.ask("GET", path, headers)


def _post(spotify: InProcessSimulator, path: str, form: dict[str, str]) -> Answer:
    return spotify.ask("POST", path, {"Content-Type": "application/x-www-form-urlencoded"}, urlencode(form))
